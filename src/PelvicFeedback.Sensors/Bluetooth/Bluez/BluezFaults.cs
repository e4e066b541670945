namespace PelvicFeedback.Sensors.Bluetooth.Bluez;

/// <summary>What an error of D-Bus or BlueZ means for somebody who wanted something of a device.</summary>
internal static class BluezFaults
{
    // ATT error codes: insufficient authentication, authorization, encryption key size, encryption (Core Specification, vol 3, part F, 3.4.1.1).
    private static readonly string[] NeedsKeys = ["0x05", "0x08", "0x0c", "0x0f"];

    /// <summary>The fault, with words for a person.</summary>
    /// <param name="error">The error.</param>
    /// <param name="what">What was tried, such as "connecting to AA:BB:CC:DD:EE:FF".</param>
    public static BluetoothException From(BusException error, string what)
    {
        var fault = FaultOf(error);
        return new(fault, $"{char.ToUpperInvariant(what[0])}{what[1..]}: {Words(fault)} ({error.Message})");
    }

    /// <summary>Whether it says that there was no answer in time.</summary>
    public static bool IsTimeOut(BusException error) =>
        error.Name is "org.freedesktop.DBus.Error.NoReply" or "org.freedesktop.DBus.Error.Timeout" or "System.Error.ETIMEDOUT";

    private static BluetoothFault FaultOf(BusException error) => error.Name switch
    {
        _ when IsTimeOut(error) => BluetoothFault.TimedOut,
        "org.freedesktop.DBus.Error.ServiceUnknown" or "org.freedesktop.DBus.Error.NameHasNoOwner" or "org.bluez.Error.NotReady"
            or BusException.Disconnected => BluetoothFault.Unavailable,
        "org.freedesktop.DBus.Error.UnknownObject" or "org.freedesktop.DBus.Error.UnknownMethod" or "org.bluez.Error.DoesNotExist" => BluetoothFault.NotFound,
        "org.bluez.Error.NotConnected" => BluetoothFault.LinkLost,
        "org.bluez.Error.Failed" when error.Words.Contains("Not connected", StringComparison.OrdinalIgnoreCase) => BluetoothFault.LinkLost,
        "org.bluez.Error.NotPermitted" or "org.bluez.Error.NotAuthorized" => BluetoothFault.NotPaired,
        "org.bluez.Error.Failed" when NeedsKeys.Any(code => error.Words.Contains(code, StringComparison.OrdinalIgnoreCase)) => BluetoothFault.NotPaired,
        "org.bluez.Error.NotSupported" => BluetoothFault.NotOffered,
        _ => BluetoothFault.Refused,
    };

    private static string Words(BluetoothFault fault) => fault switch
    {
        BluetoothFault.TimedOut => "no answer in time",
        BluetoothFault.Unavailable => "Bluetooth is not available",
        BluetoothFault.NotFound => "the device is not there",
        BluetoothFault.LinkLost => "the connection is lost",
        BluetoothFault.NotPaired => "the device wants to be paired",
        BluetoothFault.NotOffered => "the device does not offer that",
        _ => "refused",
    };
}
