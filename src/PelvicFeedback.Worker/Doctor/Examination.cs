using System.Globalization;
using PelvicFeedback.Worker.Run;

namespace PelvicFeedback.Worker.Doctor;

/// <summary>How much a finding matters.</summary>
internal enum Weight
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>The service runs, but somebody may miss something.</summary>
    Note,

    /// <summary>The service does not run, or not safely.</summary>
    Missing,
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Weight">How much it matters.</param>
/// <param name="Of">What was looked at.</param>
/// <param name="Says">How it is, and unless all is well, what to do.</param>
internal sealed record Finding(Weight Weight, string Of, string Says);

/// <summary>What <c>doctor</c> looks at.</summary>
/// <param name="Broker">The broker that the service is to use; null for a private one.</param>
/// <param name="Data">Where the service keeps its files.</param>
/// <param name="Port">The pages' port; 0 for any.</param>
internal sealed record Examination(BrokerAddress? Broker, string Data, int Port)
{
    /// <summary>Months of sessions with raw motion; less than that fills within them.</summary>
    private const long RoomWanted = 2_000_000_000;

    /// <summary>What the store reserves, and a session.</summary>
    private const long RoomNeeded = 200_000_000;

    private static readonly TimeSpan SlowCommit = TimeSpan.FromMilliseconds(100);

    /// <summary>Looks at everything, in the order in which a person would put it right.</summary>
    public IReadOnlyList<Finding> Of(IMachine machine) =>
    [
        BrokerOn(machine),
        machine.MqttFault() is { } fault ? new(Weight.Missing, "MQTT", fault) : new(Weight.Ok, "MQTT", "libmosquitto is there"),
        WatchingOn(machine),
        PortOn(machine),
        .. DiskOn(machine.Folder(Data), machine.IsLinux),
        ClockOn(machine),
        BluetoothOn(machine),
    ];

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000:#,0} MB");

    private static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.0} ms");

    private static string Install(IMachine machine, string package) => machine.IsLinux ? $"apt install {package}" : "https://mosquitto.org/download";

    private static Finding WatchingOn(IMachine machine) => machine.Find("mosquitto_sub") is { } program
        ? new(Weight.Ok, "watching", program)
        : new(Weight.Note, "watching", $"mosquitto_sub is not on this machine; only for looking at messages. To install it: {Install(machine, "mosquitto-clients")}");

    private static IEnumerable<Finding> DiskOn(FolderState folder, bool isLinux)
    {
        if (folder.Fault is { } fault)
        {
            yield return new(Weight.Missing, "disk", $"{folder.Path}: nothing can be written there: {fault} Put that right, or name another folder with --data");
            yield break;
        }

        yield return folder.FreeBytes switch
        {
            < RoomNeeded => new(Weight.Missing, "disk", $"{folder.Path}: {Megabytes(folder.FreeBytes)} left, {Megabytes(RoomNeeded)} are needed: make room"),
            < RoomWanted => new(Weight.Note, "disk", $"{folder.Path}: {Megabytes(folder.FreeBytes)} left; with raw motion that fills within months"),
            _ => new(Weight.Ok, "disk", $"{folder.Path}: {Megabytes(folder.FreeBytes)} left"),
        };
        yield return folder.Commit >= SlowCommit
            ? new(Weight.Note, "disk", $"a write takes {Milliseconds(folder.Commit)} until the disk has it: alerts are late by that. Use another disk, or see what else writes to it")
            : new(Weight.Ok, "disk", $"a write takes {Milliseconds(folder.Commit)} until the disk has it");
        if (isLinux)
        {
            yield return folder.IsPrivate
                ? new(Weight.Ok, "privacy", "the data folder is its owner's alone")
                : new(Weight.Missing, "privacy", $"{folder.Path}: others on this machine may look into the data folder: chmod 700 '{folder.Path}'");
        }
    }

    private static Finding ClockOn(IMachine machine) => machine.IsClockSynced
        ? new(Weight.Ok, "clock", "set by a time server")
        : new(Weight.Note, "clock", "not known to be set by a time server: messages say clockSynced false"
            + (machine.IsLinux ? ". To have it set: timedatectl set-ntp true" : ""));

    private static Finding BluetoothOn(IMachine machine) => machine.BluetoothAdapters switch
    {
        null => new(Weight.Note, "Bluetooth", "cannot be looked at on this system"),
        [] => new(Weight.Note, "Bluetooth", "no adapter; only a Bluetooth sensor needs one: plug one in, or see 'rfkill list' if there is one"),
        _ when !machine.IsBlueZRunning => new(
            Weight.Note, "Bluetooth", "an adapter, but BlueZ does not run; only a Bluetooth sensor needs it: apt install bluez, then systemctl enable --now bluetooth"),
        var adapters => new(Weight.Ok, "Bluetooth", $"{string.Join(", ", adapters)}, BlueZ runs"),
    };

    private Finding BrokerOn(IMachine machine)
    {
        if (Broker is { } named)
        {
            return machine.WhyUnreachable(named) is { } why
                ? new(Weight.Missing, "broker", $"no connection to {named}: {why}. See that it runs, and that no firewall is in between")
                : new(Weight.Ok, "broker", $"{named} takes connections");
        }

        return machine.Find("mosquitto") is { } program
            ? new(Weight.Ok, "broker", machine.FirstLine(program, "-h") is { } version ? $"{program}, {version}" : program)
            : new(Weight.Missing, "broker", $"mosquitto is not on this machine: {Install(machine, "mosquitto")}, or name a broker with --broker");
    }

    private Finding PortOn(IMachine machine) => Port == 0 || machine.IsFree(Port)
        ? new(Weight.Ok, "port", Port == 0 ? "any that is free" : $"{Port} is free")
        : new(Weight.Missing, "port", $"{Port} on this machine is in use (a running worker?): end what has it, or choose another with --port");
}
