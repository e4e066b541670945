using System.Threading.Channels;
using PelvicFeedback.Core.Wire.Sensors;

namespace PelvicFeedback.Sensors.Bluetooth;

/// <summary>Does with a connected sensor what its model asks for, in order.</summary>
/// <param name="link">The connection.</param>
/// <param name="model">What kind of sensor it is.</param>
/// <param name="time">For pauses and patience.</param>
internal sealed class GattSteps(IGattLink link, SensorModel model, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PairingPatience = TimeSpan.FromSeconds(60);

    private readonly Dictionary<GattUuid, ChannelReader<Notification>> _heard = [];

    /// <summary>What has been subscribed to so far.</summary>
    /// <param name="characteristic">Which.</param>
    public ChannelReader<Notification> Heard(GattUuid characteristic) => _heard[characteristic];

    /// <summary>Reads what a sensor may not have. One that wants to be paired for it is paired, once.</summary>
    /// <returns>Null where it has none, or does not give it.</returns>
    /// <exception cref="BluetoothException">The connection does not hold, or it would not be paired.</exception>
    public async Task<byte[]?> ReadIfThere(GattUuid characteristic, CancellationToken cancellation)
    {
        try
        {
            return await link.Read(characteristic, Patience, cancellation);
        }
        catch (BluetoothException missing) when (missing.Fault is BluetoothFault.NotOffered or BluetoothFault.Refused)
        {
            return null;
        }
        catch (BluetoothException refused) when (refused.Fault == BluetoothFault.NotPaired && !link.IsBonded)
        {
            await link.Bond(PairingPatience, cancellation);
            return await link.Read(characteristic, Patience, cancellation);
        }
    }

    /// <summary>What to ask of it: what the model does, or what this very sensor says that it offers.</summary>
    /// <exception cref="BluetoothException">It could not be read.</exception>
    /// <exception cref="SensorRefusedException">It offers nothing to go on with.</exception>
    public async Task<SensorAsk> Choose(CancellationToken cancellation)
    {
        byte[] offer = model.Offer is { } characteristic ? await link.Read(characteristic, Patience, cancellation) : [];
        return model.Choose(offer, out var ask) is { } words ? throw Refused(words) : ask;
    }

    /// <summary>Does them. A sensor that wants to be paired for one of them is paired, once.</summary>
    /// <exception cref="BluetoothException">One of them failed.</exception>
    /// <exception cref="SensorRefusedException">The sensor is not one to go on with.</exception>
    public async Task Do(IEnumerable<GattStep> steps, CancellationToken cancellation)
    {
        foreach (var step in steps)
        {
            try
            {
                await Do(step, cancellation);
            }
            catch (BluetoothException refused) when (refused.Fault == BluetoothFault.NotPaired && !link.IsBonded)
            {
                await link.Bond(PairingPatience, cancellation);
                await Do(step, cancellation);
            }
        }
    }

    private async Task Do(GattStep step, CancellationToken cancellation)
    {
        switch (step)
        {
            case GattStep.Subscribe subscribe:
                _heard[subscribe.Characteristic] = await link.Listen(subscribe.Characteristic, Patience, cancellation);
                break;
            case GattStep.Unsubscribe unsubscribe:
                await link.StopListening(unsubscribe.Characteristic, Patience, cancellation);
                _heard.Remove(unsubscribe.Characteristic);
                break;
            case GattStep.Write write:
                await link.Write(write.Characteristic, write.Bytes.AsMemory(), Patience, cancellation);
                break;
            case GattStep.Await awaited:
                Examine(awaited.Characteristic, (await Next(awaited, cancellation)).Value);
                break;
            case GattStep.Pause pause:
                await Task.Delay(TimeSpan.FromSeconds(pause.For.Value), time, cancellation);
                break;
        }
    }

    private async Task<Notification> Next(GattStep.Await awaited, CancellationToken cancellation)
    {
        try
        {
            return await _heard[awaited.Characteristic].ReadAsync(cancellation).AsTask().WaitAsync(TimeSpan.FromSeconds(awaited.Within.Value), time, cancellation);
        }
        catch (TimeoutException)
        {
            throw new BluetoothException(BluetoothFault.TimedOut, $"{model.Name} ({link.Id}) did not answer within {awaited.Within.Value:0.#} s.");
        }
        catch (ChannelClosedException)
        {
            throw new BluetoothException(BluetoothFault.LinkLost, $"The connection with {model.Name} ({link.Id}) ended before it answered.");
        }
    }

    private void Examine(GattUuid characteristic, ReadOnlyMemory<byte> value)
    {
        if (model.Refusal(characteristic, value.Span) is { } words)
        {
            throw Refused(words);
        }
    }

    private SensorRefusedException Refused(string words) => new($"{model.Name} ({link.Id}): {words}");
}

/// <summary>A sensor answered, and cannot be used; the message says why, for a person.</summary>
/// <param name="message">Why.</param>
public sealed class SensorRefusedException(string message) : Exception(message);
