#if !WINDOWS
using PelvicFeedback.Core.Wire.Sensors;
using PelvicFeedback.Sensors.Bluetooth;
using PelvicFeedback.Sensors.Bluetooth.Bluez;
using Tmds.DBus;
using BlueZDevice = global::Linux.Bluetooth.Device;
using DeviceExtensions = global::Linux.Bluetooth.Extensions.DeviceExtensions;
using Library = global::InTheHand.Bluetooth;

namespace PelvicFeedback.Sensors.InTheHand;

// Where the library is built on BlueZ a device of its is one of Linux.Bluetooth's too, publicly. Through that one a device is connected
// without being paired, is left without the risk of an exception that nobody can catch, and has a signal strength.
internal static partial class LibraryDevice
{
    private static readonly TimeSpan OnePass = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LookSoon = TimeSpan.FromMilliseconds(50);

    public static partial bool IsForThisSystem => OperatingSystem.IsLinux();

    public static partial async Task<BluetoothState> State()
    {
        try
        {
            return await Library.Bluetooth.GetAvailabilityAsync() ? BluetoothState.On : BluetoothState.Off;
        }
        catch (PlatformNotSupportedException)
        {
            return BluetoothState.NoAdapter;
        }
        catch (DBusException error)
        {
            return IsNoObject(error) ? BluetoothState.NoAdapter : BluetoothState.NoService;
        }
        catch (Exception gone) when (gone is ConnectException or DisconnectedException)
        {
            return BluetoothState.NoService;
        }
    }

    // The library's own scan gives its devices when it ends, and by then BlueZ has forgotten how strong each was: so they are asked meanwhile.
    public static partial async Task Search(Action<Advertisement> heard, CancellationToken cancellation)
    {
        using var pass = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        pass.CancelAfter(OnePass);
        var scan = Library.Bluetooth.ScanForDevicesAsync(new() { AcceptAllDevices = true, Timeout = OnePass }, pass.Token);
        try
        {
            while (!pass.IsCancellationRequested)
            {
                await Hear(heard);
                await Task.Delay(LookAgain, pass.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
        }
        finally
        {
            // A scan that the adapter refused never ends.
            await pass.CancelAsync();
            if (await Task.WhenAny(scan, Task.Delay(LookAgain, CancellationToken.None)) == scan)
            {
                foreach (var device in await scan)
                {
                    ((BlueZDevice)device).Dispose();
                }
            }
        }
    }

    public static partial async Task<Library.BluetoothDevice?> Find(string id) => await Library.BluetoothDevice.FromIdAsync(id);

    public static partial async Task Connect(Library.BluetoothDevice device)
    {
        BlueZDevice blueZ = device;
        await blueZ.ConnectAsync();
        while (!await blueZ.GetAsync<bool>("ServicesResolved"))
        {
            await Task.Delay(LookSoon);
        }
    }

    public static partial async Task Leave(Library.BluetoothDevice device)
    {
        using BlueZDevice blueZ = device;
        await blueZ.DisconnectAsync();
    }

    public static partial async Task<DeviceHealth> Health(Library.BluetoothDevice device)
    {
        BlueZDevice blueZ = device;
        try
        {
            return await blueZ.GetAsync<bool>("Connected") ? new(null, await Battery(blueZ)) : new(LinkEnd.Lost, null);
        }
        catch (DBusException error) when (IsNoObject(error))
        {
            return new(await State() switch { BluetoothState.NoService => LinkEnd.ServiceGone, BluetoothState.NoAdapter => LinkEnd.AdapterGone, _ => LinkEnd.Lost }, null);
        }
        catch (Exception gone) when (gone is DBusException or ConnectException or DisconnectedException)
        {
            return new(LinkEnd.ServiceGone, null);
        }
    }

    public static partial BluetoothException Fault(Exception failed, string what) => BluezFaults.From(
        failed switch
        {
            DBusException error => new BusException(error.ErrorName, error.ErrorMessage),
            ConnectException or DisconnectedException => new BusException(BusException.Disconnected, failed.Message),
            _ => new BusException(failed.GetType().Name, failed.Message),
        },
        what);

    private static async Task Hear(Action<Advertisement> heard)
    {
        try
        {
            foreach (var device in await Library.Bluetooth.GetPairedDevicesAsync())
            {
                using BlueZDevice blueZ = device;
                var told = await blueZ.GetAllAsync();

                // BlueZ keeps the strength of what it hears now, and forgets that of everything else.
                if (told.RSSI != 0)
                {
                    heard(new(
                        told.Address,
                        told.Name,
                        told.RSSI,
                        [.. (told.UUIDs ?? []).Select(text => GattUuid.TryParse(text, out var id) ? id : default).Where(id => id != default)]));
                }
            }
        }
        catch (DBusException error) when (IsNoObject(error))
        {
            // It went out of reach in the middle of the question.
        }
    }

    private static async Task<int?> Battery(BlueZDevice device)
    {
        try
        {
            return await DeviceExtensions.GetBatteryAsync(device) is { } battery ? await battery.GetAsync<byte>("Percentage") : null;
        }
        catch (DBusException)
        {
            return null;
        }
    }

    private static bool IsNoObject(DBusException error) => error.ErrorName is
        "org.freedesktop.DBus.Error.UnknownObject" or "org.freedesktop.DBus.Error.UnknownMethod"
        or "org.freedesktop.DBus.Error.UnknownInterface" or "org.bluez.Error.DoesNotExist";
}
#endif
