using PelvicFeedback.Sensors.Bluetooth;
using Library = global::InTheHand.Bluetooth;

namespace PelvicFeedback.Sensors.InTheHand;

/// <summary>How a connected device is doing.</summary>
/// <param name="End">Why the connection is over; null while it is not.</param>
/// <param name="BatteryPercent">Null where the system does not keep it.</param>
internal readonly record struct DeviceHealth(LinkEnd? End, int? BatteryPercent);

/// <summary>
/// What the library does differently on each system, and what has to be asked in another way than through its common methods for its faults
/// to stay in it. A file for each system.
/// </summary>
internal static partial class LibraryDevice
{
    /// <summary>Whether the library that this was built with speaks with this system's Bluetooth.</summary>
    public static partial bool IsForThisSystem { get; }

    /// <summary>What Bluetooth can do now.</summary>
    public static partial Task<BluetoothState> State();

    /// <summary>Searches until it is cancelled, and tells of everything that is heard, again and again.</summary>
    /// <param name="heard">Told of it; never throws.</param>
    /// <param name="cancellation">Ends the search.</param>
    public static partial Task Search(Action<Advertisement> heard, CancellationToken cancellation);

    /// <summary>Finds a device; null where the system does not know it.</summary>
    public static partial Task<Library.BluetoothDevice?> Find(string id);

    /// <summary>Connects without pairing, and waits until its services are known.</summary>
    public static partial Task Connect(Library.BluetoothDevice device);

    /// <summary>Disconnects, and lets go of everything that the system keeps for it.</summary>
    public static partial Task Leave(Library.BluetoothDevice device);

    /// <summary>Whether it is still connected: what the library says of it alone is not to be trusted.</summary>
    public static partial Task<DeviceHealth> Health(Library.BluetoothDevice device);

    /// <summary>What something that the library threw means.</summary>
    /// <param name="failed">The exception.</param>
    /// <param name="what">What was tried.</param>
    public static partial BluetoothException Fault(Exception failed, string what);
}
