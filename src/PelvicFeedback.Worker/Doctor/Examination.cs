using System.Globalization;
using PelvicFeedback.Sensors.Bluetooth;
using PelvicFeedback.Worker.Run;
using PelvicFeedback.Worker.Scan;

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
/// <param name="Data">Where the service keeps its files.</param>
/// <param name="Port">The pages' port; 0 for any.</param>
internal sealed record Examination(string Data, int Port)
{
    /// <summary>Why <c>run</c> would refuse its settings, a line each; empty when it would not.</summary>
    public IReadOnlyList<string> Refusals { get; init; } = [];

    /// <summary>The broker that the service is to use; null for a private one.</summary>
    public BrokerAddress? Broker { get; init; }

    /// <summary>The implementation of MQTT, by its name.</summary>
    public string Mqtt { get; init; } = Libmosquitto;

    /// <summary>Where samples are to come from.</summary>
    public SensorChoice Sensor { get; init; } = SensorChoice.Simulated;

    /// <summary>The implementation of Bluetooth; null where this build has none for this system.</summary>
    public BluetoothAdapter? Bluetooth { get; init; } = BluetoothAdapter.Default;

    /// <summary>The one implementation of MQTT that needs something of the machine.</summary>
    private const string Libmosquitto = "libmosquitto";

    /// <summary>The oldest mosquitto that knows what our configurations say.</summary>
    private const int OldestMosquitto = 2;

    /// <summary>Months of sessions with raw motion; less than that fills within them.</summary>
    private const long RoomWanted = 2_000_000_000;

    /// <summary>What the store reserves, and a session.</summary>
    private const long RoomNeeded = 200_000_000;

    private static readonly TimeSpan SlowCommit = TimeSpan.FromMilliseconds(100);

    /// <summary>Looks at everything, in the order in which a person would put it right.</summary>
    public IReadOnlyList<Finding> Of(IMachine machine) =>
    [
        .. Settings(),
        BrokerOn(machine),
        MqttOn(machine),
        WatchingOn(machine),
        SensorOn(machine),
        .. PlacesOn(machine),
        ClockOn(machine),
        BluetoothOn(machine),
    ];

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000:#,0} MB");

    private static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.0} ms");

    private static string Install(IMachine machine, string package) => machine.IsLinux ? $"apt install {package}" : "https://mosquitto.org/download";

    private static Finding WatchingOn(IMachine machine) => machine.Find("mosquitto_sub") is { } program
        ? new(Weight.Ok, "watching", program)
        : new(Weight.Note, "watching", $"mosquitto_sub is not on this machine; only for looking at messages. To install it: {Install(machine, "mosquitto-clients")}");

    private IEnumerable<Finding> Settings() => Refusals.Count == 0
        ? [new(Weight.Ok, "settings", "run would take them")]
        : Refusals.Select(refusal => new Finding(Weight.Missing, "settings", refusal));

    private Finding MqttOn(IMachine machine) => Mqtt != Libmosquitto
        ? new(Weight.Ok, "MQTT", $"{Mqtt} is built in")
        : machine.MqttFault() is { } fault ? new(Weight.Missing, "MQTT", fault) : new(Weight.Ok, "MQTT", "libmosquitto is there");

    private Finding SensorOn(IMachine machine) => Sensor switch
    {
        { IsBluetooth: true, Address: { } address } => new(Weight.Ok, "sensor", $"the one at {address}, whichever was confirmed"),
        { IsBluetooth: true } => new(Weight.Ok, "sensor", machine.Pinned(Data) is { } known
            ? $"{known}, and no other; 'pelvicfeedback scan --forget' forgets it"
            : "none confirmed yet: run takes the nearest that is tapped twice"),
        { Replay: null } => new(Weight.Note, "sensor", "a simulated patient, for trying out: nobody's data"),
        { Replay: { } file } when machine.RecordingFault(file) is { } fault => new(Weight.Missing, "sensor", fault),
        { Replay: { } file } => new(Weight.Note, "sensor", $"the recording {file}, for trying out"),
    };

    private IEnumerable<Finding> PlacesOn(IMachine machine)
    {
        var folder = machine.Folder(Data);
        return folder.IsInUse
            ? [new(Weight.Note, "worker", $"one runs with {Data} now: port and disk are its own"), .. PrivacyOf(folder, machine.IsLinux)]
            : [PortOn(machine), .. DiskOn(folder, machine.IsLinux)];
    }

    private IEnumerable<Finding> PrivacyOf(FolderState folder, bool isLinux)
    {
        if (isLinux)
        {
            yield return !folder.IsThere ? new(Weight.Ok, "privacy", $"{Data} is not there yet: the service makes it for its owner alone")
                : folder.IsPrivate ? new(Weight.Ok, "privacy", "the data folder is its owner's alone")
                : new(Weight.Missing, "privacy", $"{Data}: others on this machine may look into the data folder: chmod 700 '{Data}'");
        }
    }

    private IEnumerable<Finding> DiskOn(FolderState folder, bool isLinux)
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
        foreach (var finding in PrivacyOf(folder, isLinux))
        {
            yield return finding;
        }
    }

    private static Finding ClockOn(IMachine machine) => machine.IsClockSynced
        ? new(Weight.Ok, "clock", "set by a time server")
        : new(Weight.Note, "clock", "not known to be set by a time server: messages say clockSynced false"
            + (machine.IsLinux ? ". To have it set: timedatectl set-ntp true" : ""));

    private Finding BluetoothOn(IMachine machine)
    {
        // Only who wants such a sensor misses it.
        var (weight, need) = Sensor.IsBluetooth ? (Weight.Missing, "") : (Weight.Note, "only a Bluetooth sensor needs it: ");
        return Bluetooth is not { } adapter ? new(weight, "Bluetooth", need + "this build has none for this system")
            : machine.BluetoothAdapters is [] ? new(weight, "Bluetooth", need + ScanRun.Advice(BluetoothState.NoAdapter))
            : machine.IsBluetoothBlocked ? new(weight, "Bluetooth", need + "its radio is blocked: rfkill unblock bluetooth, or the switch on the case")
            : machine.BluetoothBy(adapter) is not BluetoothState.On and var state ? new(weight, "Bluetooth", need + ScanRun.Advice(state))
            : new(Weight.Ok, "Bluetooth", $"{string.Join(", ", machine.BluetoothAdapters ?? [])} is on, through {adapter.Name}".TrimStart());
    }

    private Finding BrokerOn(IMachine machine)
    {
        if (Broker is { } named)
        {
            return machine.WhyUnreachable(named) is { } why
                ? new(Weight.Missing, "broker", $"no connection to {named}: {why}. See that it runs, and that no firewall is in between")
                : new(Weight.Ok, "broker", $"{named} takes connections; login and encryption are tried by run");
        }

        if (machine.Find("mosquitto") is not { } program)
        {
            return new(Weight.Missing, "broker", $"mosquitto is not on this machine: {Install(machine, "mosquitto")}, or name a broker with --broker");
        }

        var version = machine.FirstLine(program, "-h");
        return MajorOf(version) < OldestMosquitto
            ? new(Weight.Missing, "broker", $"{program}, {version}: 2.0 or newer is needed: {Install(machine, "mosquitto")} on a newer system, or name a broker with --broker")
            : new(Weight.Ok, "broker", version is null ? program : $"{program}, {version}");
    }

    // "mosquitto version 2.0.11"; null for what says otherwise.
    private static int? MajorOf(string? version) =>
        int.TryParse(version?.Split(' ')[^1].Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : null;

    private Finding PortOn(IMachine machine) => Port == 0 || machine.IsFree(Port)
        ? new(Weight.Ok, "port", Port == 0 ? "any that is free" : $"{Port} is free")
        : new(Weight.Missing, "port", $"{Port} on this machine is in use: end what has it, or choose another with --port");
}
