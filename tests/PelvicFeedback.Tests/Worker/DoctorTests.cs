using PelvicFeedback.Core.Wire.Sensors;
using PelvicFeedback.Sensors.Bluetooth;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Worker.Doctor;
using PelvicFeedback.Worker.Run;

namespace PelvicFeedback.Tests.Worker;

/// <summary>What <c>doctor</c> says of machines that we do not have.</summary>
public sealed class DoctorTests
{
    private static readonly FakeMachine Sound = new();
    private static readonly Examination Asked = new("/data", 5080);

    [Fact]
    public void A_machine_that_has_everything_is_told_so()
    {
        var (exit, lines) = Examine(Sound);
        Assert.Equal(
            [
                "ok       settings   run would take them",
                "ok       broker     /usr/sbin/mosquitto, mosquitto version 2.0.11",
                "ok       MQTT       libmosquitto is there",
                "ok       watching   /usr/sbin/mosquitto_sub",
                "note     sensor     a simulated patient, for trying out: nobody's data",
                "ok       port       5080 is free",
                "ok       disk       /data: 50,000 MB left",
                "ok       disk       a write takes 1.5 ms until the disk has it",
                "ok       privacy    the data folder is its owner's alone",
                "ok       clock      set by a time server",
                "ok       Bluetooth  hci0 is on, through bluez",
                "Everything that is needed is here.",
            ],
            lines);
        Assert.Equal(0, exit);
    }

    public static TheoryData<string, string> Missing => new()
    {
        { nameof(FakeMachine.Programs), "broker     mosquitto is not on this machine: apt install mosquitto, or name a broker with --broker" },
        { nameof(FakeMachine.Mqtt), "MQTT       libmosquitto.so.1 is missing" },
        { nameof(FakeMachine.Ports), "port       5080 on this machine is in use: end what has it, or choose another with --port" },
        { "unwritable", "disk       /data: nothing can be written there: read-only. Put that right, or name another folder with --data" },
        { "full", "disk       /data: 150 MB left, 200 MB are needed: make room" },
        { "old", "broker     /usr/sbin/mosquitto, mosquitto version 1.6.12: 2.0 or newer is needed: apt install mosquitto on a newer system, or name a broker with --broker" },
        { "open", "privacy    /data: others on this machine may look into the data folder: chmod 700 '/data'" },
    };

    [Theory]
    [MemberData(nameof(Missing))]
    public void What_is_needed_and_missing_is_said_with_what_to_do_and_is_a_failure(string what, string says)
    {
        var (exit, lines) = Examine(Without(what));
        Assert.Contains("missing  " + says, lines);
        Assert.Equal("1 to put right before the service can run.", lines[^1]);
        Assert.Equal(1, exit);
    }

    [Fact]
    public void What_the_service_runs_without_is_noted_and_is_no_failure()
    {
        var (exit, lines) = Examine(Sound with
        {
            Programs = ["mosquitto"],
            IsClockSynced = false,
            BluetoothAdapters = [],
            State = Sound.State with { FreeBytes = 1_000_000_000, Commit = TimeSpan.FromMilliseconds(250) },
        });
        Assert.Equal(
            [
                "note     watching   mosquitto_sub is not on this machine; only for looking at messages. To install it: apt install mosquitto-clients",
                "note     sensor     a simulated patient, for trying out: nobody's data",
                "note     disk       /data: 1,000 MB left; with raw motion that fills within months",
                "note     disk       a write takes 250.0 ms until the disk has it: alerts are late by that. Use another disk, or see what else writes to it",
                "note     clock      not known to be set by a time server: messages say clockSynced false. To have it set: timedatectl set-ntp true",
                "note     Bluetooth  only a Bluetooth sensor needs it: there is no Bluetooth adapter: plug one in, or see 'rfkill list' if there is one",
            ],
            lines.Where(line => line.StartsWith("note", StringComparison.Ordinal)));
        Assert.Equal(0, exit);
    }

    [Theory]
    [InlineData(BluetoothState.NoService, "nothing answers for Bluetooth: apt install bluez, then systemctl enable --now bluetooth")]
    [InlineData(BluetoothState.NoAdapter, "there is no Bluetooth adapter: plug one in")]
    [InlineData(BluetoothState.Off, "Bluetooth is switched off: bluetoothctl power on")]
    public void Bluetooth_that_is_not_ready_is_missing_only_to_who_wants_such_a_sensor(BluetoothState state, string says)
    {
        var machine = Sound with { Bluetooth = state };
        Assert.Contains(Examine(machine).Lines, line => line.StartsWith("note     Bluetooth  only a Bluetooth sensor needs it: " + says, StringComparison.Ordinal));
        var (exit, lines) = Examine(machine, what: Asked with { Sensor = new(null, IsBluetooth: true) });
        Assert.Contains(lines, line => line.StartsWith("missing  Bluetooth  " + says, StringComparison.Ordinal));
        Assert.Equal(1, exit);
    }

    [Fact]
    public void A_blocked_radio_is_said_before_anything_is_asked_of_it() =>
        Assert.Contains(Examine(Sound with { IsBluetoothBlocked = true }).Lines, line => line.Contains("its radio is blocked: rfkill unblock bluetooth", StringComparison.Ordinal));

    [Fact]
    public void The_patients_sensor_is_named_and_one_that_is_not_known_yet_is_to_be_tapped()
    {
        var asked = Asked with { Sensor = new(null, IsBluetooth: true) };
        Assert.Contains("ok       sensor     none confirmed yet: run takes the nearest that is tapped twice", Examine(Sound, what: asked).Lines);
        Assert.Contains(
            "ok       sensor     Pelvis sensor PS-1, and no other; 'pelvicfeedback scan --forget' forgets it",
            Examine(Sound with { Known = new("Pelvis sensor", "AA", "PS-1") }, what: asked).Lines);
    }

    [Theory]
    [InlineData(null, 0, "ok       broker     clinic:8883 takes connections; login and encryption are tried by run")]
    [InlineData("no route to host", 1, "missing  broker     no connection to clinic:8883: no route to host. See that it runs, and that no firewall is in between")]
    public void A_broker_that_was_named_is_asked_and_mosquitto_is_not_needed(string? unreachable, int exitCode, string says)
    {
        var (exit, lines) = Examine(Sound with { Programs = ["mosquitto_sub"], Unreachable = unreachable }, new("clinic", 8883));
        Assert.Equal((exitCode, says), (exit, lines[1]));
    }

    [Fact]
    public void Elsewhere_than_on_Linux_nothing_is_said_in_Debians_words()
    {
        var (_, lines) = Examine(Sound with { IsLinux = false, Programs = [], IsClockSynced = false, BluetoothAdapters = null, Bluetooth = BluetoothState.On });
        Assert.DoesNotContain(lines, line => line.Contains("apt ", StringComparison.Ordinal) || line.Contains("timedatectl", StringComparison.Ordinal) || line.Contains("chmod", StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_that_is_not_there_yet_is_not_called_private()
    {
        var (exit, lines) = Examine(Sound with { State = Sound.State with { Path = "/", IsThere = false, IsPrivate = false } });
        Assert.Contains("ok       privacy    /data is not there yet: the service makes it for its owner alone", lines);
        Assert.Equal(0, exit);
    }

    [Fact]
    public void A_worker_that_runs_is_no_reason_why_none_can_run()
    {
        var (exit, lines) = Examine(Sound with { Ports = [5080], State = Sound.State with { IsInUse = true } });
        Assert.Contains("note     worker     one runs with /data now: port and disk are its own", lines);
        Assert.DoesNotContain(lines, line => line.Contains("5080", StringComparison.Ordinal));
        Assert.Equal(0, exit);
    }

    [Theory]
    [InlineData("good.csv", 0, "note     sensor     the recording good.csv, for trying out")]
    [InlineData("no.csv", 1, "missing  sensor     no.csv: there is no such file")]
    public void A_recording_that_is_to_be_played_is_looked_at(string file, int exitCode, string says)
    {
        var (exit, lines) = Examine(Sound, what: Asked with { Sensor = new(file) });
        Assert.Equal(exitCode, exit);
        Assert.Contains(says, lines);
    }

    [Fact]
    public void Every_setting_that_run_refuses_is_named_with_its_reason_and_the_machine_is_looked_at_all_the_same()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "settings.json");
        File.WriteAllText(file, """{"site": "Dr Smith", "sensor": "dot", "speed": 0, "log": "xml", "mqtt": "smoke", "brokerUser": "me", "plan": "/no/plan", "colour": 1}""");
        using var run = new WorkerProcess("run", "--config", file);
        Assert.Equal(2, run.ExitCode());
        var refused = run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line["pelvicfeedback: ".Length..]).ToList();
        Assert.Equal(8, refused.Count);

        using var doctor = new WorkerProcess("doctor", "--config", file);
        foreach (var refusal in refused)
        {
            Assert.StartsWith("missing  settings   " + refusal, doctor.Line(refusal), StringComparison.Ordinal);
        }

        doctor.Line("until the disk has it");
        doctor.Line("8 to put right before the service can run.");
        Assert.Equal((1, ""), (doctor.ExitCode(), doctor.Errors));
    }

    [Fact]
    public void This_machine_can_be_examined()
    {
        using var worker = new WorkerProcess("doctor");
        worker.Line("mosquitto version");
        worker.Line("until the disk has it");
        worker.Line("Everything that is needed is here.");
        Assert.Equal((0, ""), (worker.ExitCode(), worker.Errors));
    }

    private static FakeMachine Without(string what) => what switch
    {
        nameof(FakeMachine.Programs) => Sound with { Programs = ["mosquitto_sub"] },
        nameof(FakeMachine.Mqtt) => Sound with { Mqtt = "libmosquitto.so.1 is missing" },
        nameof(FakeMachine.Ports) => Sound with { Ports = [5080] },
        "old" => Sound with { Version = "1.6.12" },
        "unwritable" => Sound with { State = Sound.State with { Fault = "read-only." } },
        "full" => Sound with { State = Sound.State with { FreeBytes = 150_000_000 } },
        _ => Sound with { State = Sound.State with { IsPrivate = false } },
    };

    private static (int Exit, string[] Lines) Examine(FakeMachine machine, BrokerAddress? broker = null, Examination? what = null)
    {
        using var output = new StringWriter();
        var exit = DoctorCommand.Examine((what ?? Asked) with { Broker = broker }, machine, output);
        return (exit, output.ToString().TrimEnd().Split(Environment.NewLine));
    }

    private sealed record FakeMachine : IMachine
    {
        public string[] Programs { get; init; } = ["mosquitto", "mosquitto_sub"];

        public string? Mqtt { get; init; }

        public int[] Ports { get; init; } = [];

        public string? Unreachable { get; init; }

        public string Version { get; init; } = "2.0.11";

        public FolderState State { get; init; } = new("/data", null, 50_000_000_000, TimeSpan.FromMilliseconds(1.5), IsPrivate: true);

        public bool IsLinux { get; init; } = true;

        public bool IsClockSynced { get; init; } = true;

        public IReadOnlyList<string>? BluetoothAdapters { get; init; } = ["hci0"];

        public bool IsBluetoothBlocked { get; init; }

        public BluetoothState Bluetooth { get; init; } = BluetoothState.On;

        public SensorIdentity? Known { get; init; }

        public BluetoothState BluetoothBy(BluetoothAdapter adapter) => Bluetooth;

        public SensorIdentity? Pinned(string folder) => folder == "/data" ? Known : null;

        public string? Find(string program) => Programs.Contains(program) ? "/usr/sbin/" + program : null;

        public string? FirstLine(string program, string argument) => Path.GetFileName(program) + " version " + Version;

        public string? MqttFault() => Mqtt;

        public bool IsFree(int port) => !Ports.Contains(port);

        public string? WhyUnreachable(BrokerAddress broker) => Unreachable;

        public string? RecordingFault(string file) => file == "good.csv" ? null : $"{file}: there is no such file";

        public FolderState Folder(string path) => State;
    }
}
