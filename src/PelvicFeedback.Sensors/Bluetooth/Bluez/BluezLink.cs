using System.Collections.Concurrent;
using System.Reactive.Disposables;
using System.Threading.Channels;
using PelvicFeedback.Core.Wire.Sensors;

namespace PelvicFeedback.Sensors.Bluetooth.Bluez;

/// <summary>A device that BlueZ is connected with.</summary>
internal sealed class BluezLink : IGattLink
{
    private const int LeastMtu = 23;
    private const int NotificationHeader = 3;
    private static readonly TimeSpan Leaving = TimeSpan.FromSeconds(2);

    private readonly BluezBluetooth _bluez;
    private readonly string _path;
    private readonly SingleAssignmentDisposable _watching = new();
    private readonly TaskCompletionSource<LinkEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, ChannelWriter<Notification>> _listening = new();

    public BluezLink(BluezBluetooth bluez, string path, string id)
    {
        (_bluez, _path, Id) = (bluez, path, id);
        _watching.Disposable = bluez.Trees.Subscribe(Watch, () => End(LinkEnd.ServiceGone));
    }

    /// <inheritdoc/>
    public string Id { get; }

    /// <inheritdoc/>
    public Task<LinkEnd> Ended => _ended.Task;

    /// <inheritdoc/>
    public bool IsBonded => _bluez.Tree.Find(_path, BluezNames.Device)?.Flag("Bonded") == true || _bluez.Tree.Find(_path, BluezNames.Device)?.Flag("Paired") == true;

    /// <inheritdoc/>
    public int? BatteryPercent => _bluez.Tree.Find(_path, BluezNames.Battery)?.Number("Percentage");

    /// <inheritdoc/>
    public int NotificationBytes(GattUuid characteristic) =>
        (_bluez.Tree.Characteristic(_path, characteristic)?.Number("MTU") ?? LeastMtu) - NotificationHeader;

    /// <inheritdoc/>
    public Task<byte[]> Read(GattUuid characteristic, TimeSpan patience, CancellationToken cancellation) => Try(
        $"reading {characteristic} of {Id}",
        () => _bluez.Ask(
            PathOf(characteristic),
            BluezNames.GattCharacteristic,
            "ReadValue",
            static writer => writer.Table(),
            static reader => reader.ReadValue() as byte[] ?? throw new InvalidDataException("Bytes were expected."),
            patience,
            cancellation));

    /// <inheritdoc/>
    public Task Write(GattUuid characteristic, ReadOnlyMemory<byte> value, TimeSpan patience, CancellationToken cancellation) => Try(
        $"writing {characteristic} of {Id}",
        async () =>
        {
            await _bluez.Do(PathOf(characteristic), BluezNames.GattCharacteristic, "WriteValue", Body, patience, cancellation);
            return true;

            void Body(BusWriter writer)
            {
                writer.Bytes(value.Span);

                // Without "type" BlueZ asks for an answer where the characteristic gives one.
                writer.Table();
            }
        });

    /// <inheritdoc/>
    public Task<ChannelReader<Notification>> Listen(GattUuid characteristic, TimeSpan patience, CancellationToken cancellation) => Try(
        $"listening to {characteristic} of {Id}",
        async () =>
        {
            var path = PathOf(characteristic);
            var channel = GattNotifications.Channel();
            _listening[path] = channel.Writer;

            // Before the device is asked to send, so that the first thing it sends is heard.
            _bluez.Listen(path, channel.Writer);
            try
            {
                await _bluez.Do(path, BluezNames.GattCharacteristic, "StartNotify", null, patience, cancellation);
            }
            catch
            {
                Forget(path);
                throw;
            }

            if (Ended.IsCompleted)
            {
                channel.Writer.TryComplete();
            }

            return channel.Reader;
        });

    /// <inheritdoc/>
    public Task StopListening(GattUuid characteristic, TimeSpan patience, CancellationToken cancellation) => Try(
        $"listening no more to {characteristic} of {Id}",
        async () =>
        {
            var path = PathOf(characteristic);
            Forget(path);
            await _bluez.Do(path, BluezNames.GattCharacteristic, "StopNotify", null, patience, cancellation);
            return true;
        });

    /// <inheritdoc/>
    public Task Bond(TimeSpan patience, CancellationToken cancellation) => Try(
        $"pairing with {Id}",
        async () =>
        {
            if (!IsBonded)
            {
                await using var agent = await _bluez.Agent(cancellation);
                await _bluez.Do(_path, BluezNames.Device, "Pair", null, patience, cancellation);
            }

            return true;
        });

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        var listening = _listening.Keys.ToArray();
        if (!End(LinkEnd.Closed))
        {
            return;
        }

        // In this order, but without waiting in between: a device that is gone answers nothing.
        await Task.WhenAll(listening
            .Select(path => _bluez.Do(path, BluezNames.GattCharacteristic, "StopNotify", null, Leaving, CancellationToken.None))
            .Append(_bluez.Do(_path, BluezNames.Device, "Disconnect", null, Leaving, CancellationToken.None))
            .Select(BluezBluetooth.Quietly));
    }

    private void Watch(BluezTree tree)
    {
        var device = tree.Find(_path, BluezNames.Device);
        LinkEnd? end =
            !tree.IsThere ? LinkEnd.ServiceGone
            : tree.State != BluetoothState.On ? LinkEnd.AdapterGone
            : device is null || !device.IsConnected ? LinkEnd.Lost
            : null;
        if (end is { } reason)
        {
            End(reason);
        }
    }

    // Whether it was not over already.
    private bool End(LinkEnd reason)
    {
        if (!_ended.TrySetResult(reason))
        {
            return false;
        }

        _watching.Dispose();
        foreach (var path in _listening.Keys)
        {
            Forget(path);
        }

        return true;
    }

    private void Forget(string path)
    {
        _bluez.Listen(path, null);
        if (_listening.TryRemove(path, out var writer))
        {
            writer.TryComplete();
        }
    }

    private string PathOf(GattUuid characteristic) =>
        _ended.Task.IsCompleted ? throw new BluetoothException(BluetoothFault.LinkLost, $"The connection with {Id} is over.")
        : _bluez.Tree.Characteristic(_path, characteristic)?.Path
        ?? throw new BluetoothException(BluetoothFault.NotOffered, $"{Id} has no characteristic {characteristic}.");

    private async Task<T> Try<T>(string what, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (BusException error)
        {
            var fault = BluezFaults.From(error, what);
            throw Ended.IsCompleted && fault.Fault != BluetoothFault.TimedOut ? new BluetoothException(BluetoothFault.LinkLost, fault.Message) : fault;
        }
    }
}
