using System.Collections.Concurrent;
using System.Text;
using PelvicFeedback.Messaging;
using PelvicFeedback.Messaging.Brokers;
using PelvicFeedback.Messaging.Pairing;
using PelvicFeedback.Messaging.Store;
using PelvicFeedback.Tests.Brokers;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Tests.Messaging;
using PelvicFeedback.Tests.Pairing;
using PelvicFeedback.Tests.Store;

namespace PelvicFeedback.Tests.Worker;

/// <summary>The home worker with a clinic: real brokers, a real bridge, and for a hub the tests' own.</summary>
[Trait("runs", "edges")]
public sealed class BridgedTests : IDisposable
{
    private readonly BrokerWorld _world = new();
    private readonly TemporaryFolder _folder = new();

    private string Home => Path.Combine(_folder.Path, "data", StoreOptions.FileName);

    private string Recording => Path.Combine(_folder.Path, "tiny.csv");

    public void Dispose()
    {
        _folder.Dispose();
        _world.Dispose();
    }

    [BashFact]
    public async Task Without_any_setting_there_is_a_clinics_broker_too_and_what_happens_at_home_is_heard_there()
    {
        using var worker = Worker("run", "--speed", "25");
        var at = int.Parse(worker.Line("A clinic's broker for the demonstration at ").Split("127.0.0.1:")[1].Split(';')[0]);
        Assert.Contains("not paired: nobody there confirms anything", worker.Line("Bridged to the clinic's broker"));
        var password = (await File.ReadAllTextAsync(Path.Combine(_folder.Path, "data", "secrets", "clinic-broker", "hub"))).Trim();
        var heard = new BlockingCollection<MqttMessage>();
        using var hub = await BrokerWorld.Up(
            new() { Host = "127.0.0.1", Port = at, ClientId = "hub", UserName = "hub", Password = password },
            link =>
            {
                link.Messages.Subscribe(heard.Add);
                link.Subscribe("pelvic/v1/+/+/#", Qos.AtLeastOnce);
            });
        var missing = new HashSet<string> { "link", "beat", "state", "session", "alert/pelvic-drop" };
        while (missing.Count > 0)
        {
            Assert.True(heard.TryTake(out var message, BrokerProcess.Patience), "Not heard of: " + string.Join(", ", missing));
            Assert.StartsWith("pelvic/v1/demo/demo/", message.Topic);
            var topic = message.Topic["pelvic/v1/demo/demo/".Length..];
            missing.Remove(topic);
            Assert.NotEqual("live", topic);
            Assert.True(topic != "link" || Encoding.UTF8.GetString(message.Payload.Span) == "1");
        }

        worker.Signal("TERM");
        Assert.Equal((0, ""), (worker.ExitCode(), worker.Errors));
        Assert.Equal(0, Kept.Look(Home, "SELECT COUNT(*) FROM outbox"));
    }

    [BashFact]
    public async Task A_home_that_was_paired_by_a_code_keeps_its_events_until_the_hub_has_them()
    {
        TinyRecording.Write(Recording);
        using var certificates = new TestCertificates("localhost");
        using var clinic = _world.Clinic(new ClinicBrokerTls("127.0.0.1", Ports.Free(), "localhost", certificates.Certificate, certificates.Key, certificates.Authority));
        var way = clinic.AddHome(BrokerWorld.Topics);
        await using var door = await HubDoor.Open();
        var granted = new GrantedBroker(way.Host, way.Port, ClinicBridge.HomeUser(BrokerWorld.Topics), way.Password, await File.ReadAllTextAsync(way.CaFile!));
        using (var pairing = Worker("pair", door.Issue(new(1, "clinic", "p7", Paired: true, granted)).Text()))
        {
            Assert.Equal((0, ""), (pairing.ExitCode(), pairing.Errors));
        }

        // Nobody confirms anything yet.
        using (var alone = Worker("run", "--sensor", "replay:" + Recording, "--speed", "8"))
        {
            Assert.Contains("events are kept until the clinic has confirmed them", alone.Line("Bridged to the clinic's broker at localhost:"));
            Assert.Equal((0, ""), (alone.ExitCode(), alone.Errors));
        }

        var events = Kept.Look(Home, "SELECT COUNT(*) FROM event");
        Assert.InRange(events, 3, 100);
        Assert.Equal(events, Kept.Look(Home, "SELECT COUNT(*) FROM outbox"));
        Assert.Equal(0, Kept.Look(Home, "SELECT COUNT(*) FROM event WHERE topic NOT LIKE 'pelvic/v1/clinic/p7/%'"));

        // Now the hub is there, and the worker, with a recording that has nothing to say for minutes.
        var store = Path.Combine(_folder.Path, "hub.db");
        using var hub = new ChaosProcess(clinic.Hub.Password, ["hub", store, $"{clinic.Port}"]);
        using var worker = Worker("run", "--sensor", "replay:" + Recording, "--speed", "0.01");
        Assert.True(SpinWait.SpinUntil(() => Kept.Look(Home, "SELECT COUNT(*) FROM outbox") == 0, BrokerProcess.Patience), "The hub does not get all.");
        Assert.Equal(events, Kept.Look(store, "SELECT COUNT(*) FROM event"));
        worker.Signal("TERM");
        Assert.Equal((0, ""), (worker.ExitCode(), worker.Errors));
    }

    private WorkerProcess Worker(params string[] arguments) => new(new Dictionary<string, string> { ["PELVIC_DATA"] = Path.Combine(_folder.Path, "data") }, arguments);
}
