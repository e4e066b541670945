using System.Reactive.Concurrency;
using PelvicFeedback.Sensors.Bluetooth;
using PelvicFeedback.Sensors.Bluetooth.Bluez;
#if FULL_PACKAGES
using PelvicFeedback.Sensors.InTheHand;
#endif

namespace PelvicFeedback.Worker.Run;

/// <summary>An implementation of Bluetooth, by the name that settings and people call it.</summary>
/// <param name="Name">In lower case.</param>
/// <param name="Open">Opens it; what is observed comes on the scheduler, which also times its waits.</param>
internal sealed record BluetoothAdapter(string Name, Func<IScheduler, IBluetooth> Open)
{
    /// <summary>What this build has for this system, the default first; empty where it has none.</summary>
    public static IReadOnlyList<BluetoothAdapter> Built { get; } =
    [
        .. OperatingSystem.IsLinux() ? [new("bluez", scheduler => new BluezBluetooth(scheduler))] : Array.Empty<BluetoothAdapter>(),
#if FULL_PACKAGES
        .. InTheHandBluetooth.IsForThisSystem ? [new("inthehand", scheduler => new InTheHandBluetooth(scheduler))] : Array.Empty<BluetoothAdapter>(),
#endif
    ];

    /// <summary>The one used when no setting chooses; null where there is none.</summary>
    public static BluetoothAdapter? Default => Built is [var first, ..] ? first : null;
}
