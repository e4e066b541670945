using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using PelvicFeedback.Core.Wire.Sensors;
using PelvicFeedback.Sensors.Bluetooth;
using Library = global::InTheHand.Bluetooth;

namespace PelvicFeedback.Sensors.InTheHand;

/// <summary>A device that the library is connected with. Its objects are this connection's only: the next one takes new ones.</summary>
internal sealed class InTheHandLink : IGattLink
{
    private const int LeastMtu = 23;
    private const int NotificationHeader = 3;
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Promptly = TimeSpan.FromSeconds(2);

    private readonly InTheHandBluetooth _bluetooth;
    private readonly Library.BluetoothDevice _device;
    private readonly Dictionary<GattUuid, Library.GattCharacteristic> _characteristics;
    private readonly TaskCompletionSource<LinkEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<GattUuid, Listener> _listening = new();

    public InTheHandLink(
        InTheHandBluetooth bluetooth, Library.BluetoothDevice device, string id, Dictionary<GattUuid, Library.GattCharacteristic> characteristics)
    {
        (_bluetooth, _device, Id, _characteristics, IsBonded) = (bluetooth, device, id, characteristics, device.IsPaired);
        device.GattServerDisconnected += Disconnected;

        // Not on the library's thread, where this is made: what waits there waits for ever once that thread has ended.
        _ = Task.Run(Watch);
    }

    /// <inheritdoc/>
    public string Id { get; }

    /// <inheritdoc/>
    public Task<LinkEnd> Ended => _ended.Task;

    /// <inheritdoc/>
    public bool IsBonded { get; private set; }

    /// <inheritdoc/>
    public int? BatteryPercent { get; private set; }

    /// <inheritdoc/>
    /// <remarks>The library knows it on Windows only; elsewhere it is the least that there is.</remarks>
    public int NotificationBytes(GattUuid characteristic) => Math.Max(_device.Gatt.Mtu, LeastMtu) - NotificationHeader;

    /// <summary>All that a connected device has; to be asked on the library's thread.</summary>
    public static async Task<Dictionary<GattUuid, Library.GattCharacteristic>> Characteristics(Library.BluetoothDevice device)
    {
        var all = new Dictionary<GattUuid, Library.GattCharacteristic>();
        foreach (var service in await device.Gatt.GetPrimaryServicesAsync())
        {
            foreach (var one in await service.GetCharacteristicsAsync() ?? [])
            {
                all.TryAdd(GattUuid.Of(one.Uuid.Value.ToString()), one);
            }
        }

        return all;
    }

    /// <inheritdoc/>
    public Task<byte[]> Read(GattUuid characteristic, TimeSpan patience, CancellationToken cancellation)
    {
        var what = $"reading {characteristic} of {Id}";
        return Try(
            what,
            async () => await Named(characteristic).ReadValueAsync() ?? throw new BluetoothException(BluetoothFault.Refused, $"It did not give a value: {what}."),
            patience,
            cancellation);
    }

    /// <inheritdoc/>
    public Task Write(GattUuid characteristic, ReadOnlyMemory<byte> value, TimeSpan patience, CancellationToken cancellation) => Try(
        $"writing {characteristic} of {Id}",
        async () =>
        {
            var here = Named(characteristic);
            await (here.Properties.HasFlag(Library.GattCharacteristicProperties.Write)
                ? here.WriteValueWithResponseAsync(value.ToArray())
                : here.WriteValueWithoutResponseAsync(value.ToArray()));
            return true;
        },
        patience,
        cancellation);

    /// <inheritdoc/>
    public Task<ChannelReader<Notification>> Listen(GattUuid characteristic, TimeSpan patience, CancellationToken cancellation) => Try(
        $"listening to {characteristic} of {Id}",
        async () =>
        {
            var listener = new Listener(Named(characteristic));
            _listening[characteristic] = listener;
            try
            {
                await listener.Begin();
            }
            catch
            {
                Forget(characteristic);
                throw;
            }

            if (Ended.IsCompleted)
            {
                Forget(characteristic);
            }

            return listener.Reader;
        },
        patience,
        cancellation);

    /// <inheritdoc/>
    public Task StopListening(GattUuid characteristic, TimeSpan patience, CancellationToken cancellation) => Try(
        $"listening no more to {characteristic} of {Id}",
        async () =>
        {
            var here = Named(characteristic);
            Forget(characteristic);
            await here.StopNotificationsAsync();
            return true;
        },
        patience,
        cancellation);

    /// <inheritdoc/>
    public Task Bond(TimeSpan patience, CancellationToken cancellation) => Try(
        $"pairing with {Id}",
        async () =>
        {
            if (!_device.IsPaired)
            {
                await _device.PairAsync();
            }

            // Windows does not throw where it was refused.
            IsBonded = _device.IsPaired;
            return IsBonded ? true : throw new BluetoothException(BluetoothFault.NotPaired, $"Pairing with {Id}: refused.");
        },
        patience,
        cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        var listening = _listening.Keys.ToArray();
        if (End(LinkEnd.Closed))
        {
            await Task.WhenAll(listening.Select(one =>
                InTheHandBluetooth.Quietly(_bluetooth.Thread.Do(_characteristics[one].StopNotificationsAsync, Promptly, CancellationToken.None))));
        }

        await InTheHandBluetooth.Quietly(_bluetooth.Thread.Do(() => LibraryDevice.Leave(_device), Promptly, CancellationToken.None));
    }

    // On a thread of the library's.
    private void Disconnected(object? sender, EventArgs nothing) => End(LinkEnd.Lost);

    private async Task Watch()
    {
        while (!Ended.IsCompleted)
        {
            try
            {
                var health = await _bluetooth.Thread.Do(() => LibraryDevice.Health(_device), Promptly, CancellationToken.None);
                BatteryPercent = health.BatteryPercent ?? BatteryPercent;
                if (health.End is { } reason)
                {
                    End(reason);
                }
            }
            catch (ObjectDisposedException)
            {
                // Nobody is there to be asked any more.
                End(LinkEnd.ServiceGone);
            }
#pragma warning disable CA1031 // What the library throws of itself says nothing of the connection; silence is noticed by who listens.
            catch (Exception)
#pragma warning restore CA1031
            {
            }

            await Task.WhenAny(Ended, Task.Delay(LookAgain));
        }
    }

    // Whether it was not over already.
    private bool End(LinkEnd reason)
    {
        if (!_ended.TrySetResult(reason))
        {
            return false;
        }

        _device.GattServerDisconnected -= Disconnected;
        foreach (var characteristic in _listening.Keys)
        {
            Forget(characteristic);
        }

        return true;
    }

    private void Forget(GattUuid characteristic)
    {
        if (_listening.TryRemove(characteristic, out var listener))
        {
            listener.Dispose();
        }
    }

    private Library.GattCharacteristic Named(GattUuid characteristic) =>
        Ended.IsCompleted ? throw new BluetoothException(BluetoothFault.LinkLost, $"The connection with {Id} is over.")
        : _characteristics.GetValueOrDefault(characteristic)
        ?? throw new BluetoothException(BluetoothFault.NotOffered, $"{Id} has no characteristic {characteristic}.");

    private async Task<T> Try<T>(string what, Func<Task<T>> work, TimeSpan patience, CancellationToken cancellation)
    {
        try
        {
            return await _bluetooth.Thread.Do(work, patience, cancellation);
        }
#pragma warning disable CA1031 // Whatever the library throws becomes a fault.
        catch (Exception failed)
#pragma warning restore CA1031
        {
            var fault = InTheHandBluetooth.Fault(failed, what);
            throw Ended.IsCompleted && fault is BluetoothException { Fault: not BluetoothFault.TimedOut } ? new BluetoothException(BluetoothFault.LinkLost, fault.Message) : fault;
        }
    }

    // One handler for one characteristic: taking one of several away would silence all. It throws nothing and waits for nobody; once it is
    // disposed of, a notification that is still under way goes nowhere.
    private sealed class Listener(Library.GattCharacteristic characteristic) : IDisposable
    {
        private readonly Channel<Notification> _channel = GattNotifications.Channel();

        public ChannelReader<Notification> Reader => _channel.Reader;

        public async Task Begin()
        {
            characteristic.CharacteristicValueChanged += Changed;

            // On Linux the library begins to listen on a thread of the pool, and tells nobody when: not after what was asked of the pool later.
            await Task.Run(static () => { });
            await characteristic.StartNotificationsAsync();
        }

        public void Dispose()
        {
            characteristic.CharacteristicValueChanged -= Changed;
            _channel.Writer.TryComplete();
        }

        private void Changed(object? sender, Library.GattCharacteristicValueChangedEventArgs changed)
        {
            if (changed.Value is { } value)
            {
                _channel.Writer.TryWrite(new(Stopwatch.GetTimestamp(), value.AsSpan().ToArray()));
            }
        }
    }
}
