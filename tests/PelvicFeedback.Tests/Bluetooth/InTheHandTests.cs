#if FULL_PACKAGES
using System.Reactive.Concurrency;
using PelvicFeedback.Sensors.Bluetooth;
using PelvicFeedback.Sensors.InTheHand;

namespace PelvicFeedback.Tests.Bluetooth;

/// <summary>InTheHand.BluetoothLE, as built for Linux. A process has one bus for it, whose place is read once: each test's is there.</summary>
public sealed class InTheHandTests : BluetoothContract
{
    private const string Variable = "DBUS_SYSTEM_BUS_ADDRESS";
    private static readonly string Folder = Path.Combine(Path.GetTempPath(), $"pelvicfeedback-bus-{Environment.ProcessId}");

    static InTheHandTests()
    {
        var before = Environment.GetEnvironmentVariable(Variable);
        Environment.SetEnvironmentVariable(Variable, $"unix:path={Path.Combine(Folder, "bus")}");
        _ = Tmds.DBus.Address.System;

        // Not for the programs that other tests start.
        Environment.SetEnvironmentVariable(Variable, before);
    }

    protected override string? Place => Folder;

    // On Linux the library does not tell.
    protected override int NotificationBytes => 20;

    protected override IBluetooth Open(string address, IScheduler scheduler) => new InTheHandBluetooth(scheduler);
}
#endif
