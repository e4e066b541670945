using System.Text.Json;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Tests.Bluetooth;
using PelvicFeedback.Tests.Messaging;

namespace PelvicFeedback.Tests.Worker;

/// <summary>The worker with a sensor over Bluetooth, from the first time that it is put on, on a scripted BlueZ.</summary>
public sealed class BluetoothRunTests : IDisposable
{
    private const string Address = "C0:FF:EE:00:00:0A";
    private const string Neighbour = "C0:FF:EE:00:00:0B";
    private const string PelvisService = "8e2c0001-0f9a-455e-93dc-b1e7f8adefee=8e2c0002-0f9a-455e-93dc-b1e7f8adefee";

    // A minute of them.
    private const int MostMessages = 60 * 60;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pelvicfeedback-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    private string Motion => Path.Combine(_folder.FullName, "motion");

    [Fact]
    [Trait("runs", "edges")]
    public async Task It_is_tapped_and_kept_lost_and_found_and_its_alerts_arrive()
    {
        PelvisMotion.Write(Motion, Session());
        await using var bluez = await ScriptedBluez.Started();
        await bluez.Do("adapter back");
        await bluez.Do($"pelvis {Address} 100 PS-0001 {Motion}");
        using (var worker = Worker(bluez, "run", "--sensor", "ble", "--exercise", "single-leg-stance:left"))
        {
            var watch = worker.Line("Watch with");
            using var reader = new SubscriberProcess(["-t", watch.Split('\'')[1]], watch.Split("XDG_CONFIG_HOME=")[1].Split(' ')[0]);
            worker.Line("The sensor: tap-twice");
            await bluez.Do("play");
            worker.Line("The sensor: live");
            var first = Alert(reader, "end");
            Assert.Equal("recovered", Text(first, "reason"));

            // Out of reach in the quiet after it, back after a while: the same calibration, the same stream of events.
            await bluez.Do("reach off");
            await bluez.Do($"drop {Address}");
            worker.Line("The sensor: lost");
            await bluez.Do("reach on");
            worker.Line("The sensor: live");
            var second = Alert(reader, "start");
            Assert.Equal(Stream(first), Stream(second));
            Assert.InRange(second.GetProperty("sensorT").GetDouble() - first.GetProperty("sensorT").GetDouble(), 1, 60);

            worker.Signal("TERM");
            Assert.Equal(0, worker.ExitCode());
        }

        // From now on that one only: a nearer one of the same kind is not even connected, and nothing is to be tapped.
        await bluez.Do($"device {Neighbour} Pelvis {PelvisService}");
        using (var worker = Worker(bluez, "run", "--sensor", "ble"))
        {
            await bluez.Until("call StartDiscovery");
            await bluez.Do($"advertise {Neighbour} -30");
            Assert.DoesNotContain("tap", worker.Line("The sensor: starting") + worker.Line("The sensor: "), StringComparison.Ordinal);
        }

        Assert.DoesNotContain(bluez.Heard, line => line.StartsWith("call Connect", StringComparison.Ordinal) && line.EndsWith("0B", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Scan_shows_who_is_in_reach_and_forgets_only_when_told()
    {
        await using var bluez = await ScriptedBluez.Started();
        using (var off = Worker(bluez, "scan"))
        {
            Assert.Equal((1, "pelvicfeedback: there is no Bluetooth adapter: plug one in, or see 'rfkill list' if there is one\n"), (off.ExitCode(), off.Errors));
        }

        await bluez.Do("adapter back");
        await bluez.Do($"device {Address} Pelvis {PelvisService}");
        await bluez.Do($"device {Neighbour} Fridge 0000180f-0000-1000-8000-00805f9b34fb=00002a19-0000-1000-8000-00805f9b34fb");
        File.WriteAllText(Path.Combine(_folder.FullName, "sensor.json"), $$"""{"Model":"Pelvis sensor","Address":"{{Address}}","Serial":"PS-0001"}""");
        using (var scan = Worker(bluez, "scan", "--seconds", "2"))
        {
            await bluez.Until("call StartDiscovery");
            await bluez.Do($"advertise {Address} -45");
            await bluez.Do($"advertise {Neighbour} -80");
            Assert.Equal(
                [
                    "ID                  dBm  NAME                      SENSOR",
                    $"{Address}   -45  Pelvis                    Pelvis sensor, the patient's",
                    $"{Neighbour}   -80  Fridge                    not one that this program knows",
                ],
                scan.Rest());
        }

        using (var forget = Worker(bluez, "scan", "--forget"))
        {
            Assert.Equal(["Pelvis sensor PS-0001 is forgotten: the next start takes the nearest sensor that is tapped twice."], forget.Rest());
        }

        Assert.False(File.Exists(Path.Combine(_folder.FullName, "sensor.json")));
    }

    [Fact]
    public async Task Record_writes_what_the_named_sensor_measures_and_keeps_no_other()
    {
        PelvisMotion.Write(Motion, PelvisMotion.Still(1));
        await using var bluez = await ScriptedBluez.Started();
        await bluez.Do("adapter back");
        await bluez.Do($"pelvis {Address} 100 PS-0001 {Motion}");
        var file = Path.Combine(_folder.FullName, "out.csv");
        using var record = Worker(bluez, "record", file, "--sensor", "ble:" + Address.ToLowerInvariant(), "--seconds", "1");
        var said = Assert.Single(record.Rest());
        Assert.Contains("live: Pelvis sensor PS-0001", record.Errors);

        // The clocks of both sides decide whether the sample at the second's end is the last or the first that is left out.
        var samples = File.ReadAllLines(file).Length - 1;
        Assert.InRange(samples, 99, 101);
        Assert.Equal($"{file}: {samples} samples, 1.0 s", said);
        Assert.False(File.Exists(Path.Combine(_folder.FullName, "sensor.json")));
    }

    private WorkerProcess Worker(ScriptedBluez bluez, params string[] arguments) => new(
        new Dictionary<string, string> { ["DBUS_SYSTEM_BUS_ADDRESS"] = bluez.Address, ["PELVIC_DATA"] = _folder.FullName, ["PELVIC_BLUETOOTH"] = "bluez" }, arguments);

    // Tapped, still long enough to be calibrated, and twice over to the left leg, with the right side 6° down for 2 s.
    private static IEnumerable<MotionSample> Session() =>
        [.. PelvisMotion.Tapped(0.8, 1.2), .. OnTheLeft(OnTheLeft(new Posed().Stand(4)).Stand(3)).Samples];

    private static Posed OnTheLeft(Posed posed) => posed.Shift(0.09).Stand(1).Stand(2, obliquity: 6).Stand(1).Shift(-0.09).Stand(3);

    private static string? Text(JsonElement payload, string field) => payload.GetProperty(field).GetString();

    private static string Stream(JsonElement payload) => Text(payload, "eventId")!.Split('-')[0];

    private static JsonElement Alert(SubscriberProcess reader, string phase)
    {
        for (var left = MostMessages; left > 0; left--)
        {
            var message = reader.Next();
            if (message.Topic.EndsWith("/alert/pelvic-drop", StringComparison.Ordinal) && JsonSerializer.Deserialize<JsonElement>(message.Payload) is var alert && Text(alert, "phase") == phase)
            {
                return alert;
            }
        }

        throw new TimeoutException($"{MostMessages} messages came, and no alert's {phase} among them.");
    }
}
