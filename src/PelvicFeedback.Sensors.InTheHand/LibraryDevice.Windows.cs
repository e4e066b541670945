#if WINDOWS
using PelvicFeedback.Core.Wire.Sensors;
using PelvicFeedback.Sensors.Bluetooth;
using Library = global::InTheHand.Bluetooth;

namespace PelvicFeedback.Sensors.InTheHand;

internal static partial class LibraryDevice
{
    private const int AddressDigits = 12;

    // What a device answers that wants to be paired first: HRESULTs of the facility Bluetooth ATT, 0x8065, and its error codes 5, 8, 12 and 15.
    private static readonly int[] NeedsKeys = [unchecked((int)0x80650005), unchecked((int)0x80650008), unchecked((int)0x8065000C), unchecked((int)0x8065000F)];

    public static partial bool IsForThisSystem => true;

    // The library does not tell an adapter that is off from one that is missing.
    public static partial async Task<BluetoothState> State() =>
        await Library.Bluetooth.GetAvailabilityAsync() ? BluetoothState.On : BluetoothState.Off;

    // Its search for devices ignores how long it is to last: what is heard is taken as it comes instead.
    public static partial async Task Search(Action<Advertisement> heard, CancellationToken cancellation)
    {
        Library.Bluetooth.AdvertisementReceived += Received;
        Library.BluetoothLEScan? scan = null;
        try
        {
            scan = await Library.Bluetooth.RequestLEScanAsync();
            await Task.Delay(Timeout.Infinite, cancellation);
        }
        finally
        {
            Library.Bluetooth.AdvertisementReceived -= Received;
            scan?.Stop();
        }

        // On a thread of Windows'. The device is an object of the system's, made for this one advertisement.
        void Received(object? sender, Library.BluetoothAdvertisingEvent advertised)
        {
            try
            {
                using var device = advertised.Device;
                if (device is not null)
                {
                    heard(new(
                        WithColons(device.Id),
                        string.IsNullOrEmpty(advertised.Name) ? device.Name : advertised.Name,
                        advertised.Rssi == 0 ? null : advertised.Rssi,
                        [.. advertised.Uuids.Select(uuid => GattUuid.Of(uuid.Value.ToString()))]));
                }
            }
#pragma warning disable CA1031 // Nothing may be thrown into a thread of Windows'.
            catch (Exception unexpected)
#pragma warning restore CA1031
            {
                System.Diagnostics.Trace.TraceError($"Bluetooth: {unexpected}");
            }
        }
    }

    // Always a new object: one that was disconnected is dead.
    public static partial async Task<Library.BluetoothDevice?> Find(string id) =>
        await Library.BluetoothDevice.FromIdAsync(id.Replace(":", "", StringComparison.Ordinal));

    // It does not throw where the device cannot be reached.
    public static partial async Task Connect(Library.BluetoothDevice device)
    {
        await device.Gatt.ConnectAsync();
        if (!device.Gatt.IsConnected)
        {
            throw new BluetoothException(BluetoothFault.NotFound, $"{WithColons(device.Id)} cannot be reached. Is it charged and switched on?");
        }
    }

    public static partial Task Leave(Library.BluetoothDevice device)
    {
        using (device)
        {
            device.Gatt.Disconnect();
        }

        return Task.CompletedTask;
    }

    public static partial async Task<DeviceHealth> Health(Library.BluetoothDevice device) =>
        await State() != BluetoothState.On ? new(LinkEnd.AdapterGone, null)
        : device.Gatt.IsConnected ? default
        : new(LinkEnd.Lost, null);

    public static partial BluetoothException Fault(Exception failed, string what)
    {
        var (fault, words) = failed switch
        {
            UnauthorizedAccessException or System.Security.SecurityException => (BluetoothFault.Refused, "Windows does not allow it: see its settings for Bluetooth and privacy"),
            ObjectDisposedException => (BluetoothFault.LinkLost, "the connection is lost"),
            _ when NeedsKeys.Contains(failed.HResult) => (BluetoothFault.NotPaired, "the device wants to be paired"),
            _ => (BluetoothFault.Refused, "refused"),
        };
        return new(fault, $"{char.ToUpperInvariant(what[0])}{what[1..]}: {words} ({failed.Message})");
    }

    private static string WithColons(string digits) => string.Join(':', digits.PadLeft(AddressDigits, '0').Chunk(2).Select(pair => new string(pair)));
}
#endif
