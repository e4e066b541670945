using System.Globalization;
using System.Text;
using System.Text.Json;
using PelvicFeedback.Benchmarks.Fleet;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Cluster.Brokers;
using PelvicFeedback.Hub.Store;
using PelvicFeedback.Messaging.Pairing;
using PelvicFeedback.Messaging.Store;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Tests.Hub;
using PelvicFeedback.Tests.Messaging;
using PelvicFeedback.Tests.Pairing;
using PelvicFeedback.Tests.Store;
using PelvicFeedback.Tests.Worker;
using RabbitMQ.Client;
using Xunit.Abstractions;

namespace PelvicFeedback.Tests.Cluster;

/// <summary>Homes at a cluster: real ones over their own brokers and bridges, revoked ones, and hostile ones.</summary>
[Trait("runs", "edges")]
public sealed class HomesTests(HomesWorld world, ITestOutputHelper output) : IClassFixture<HomesWorld>, IDisposable
{
    private const int Flood = 2000;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [BashFact]
    public async Task A_home_plays_its_session_over_its_bridge_and_through_the_end_of_its_broker()
    {
        var patient = world.Patient();
        var grant = world.Grant(patient);
        await using (var door = await HubDoor.Open())
        {
            using var pairing = Home("pair", door.Issue(grant).Text());
            Assert.Equal((0, ""), (pairing.ExitCode(), pairing.Errors));
        }

        var record = Path.Combine(_folder.Path, "home", StoreOptions.FileName);
        var own = world.Rabbit.MqttsPorts.ToList().IndexOf(grant.Broker.Port);
        using var playing = Home("run", "--speed", "4");
        Assert.Contains($"localhost:{grant.Broker.Port} or localhost:", playing.Line("events are kept until the clinic has confirmed them"));
        await HomesWorld.Until(() => world.Number($"SELECT COUNT(*) FROM event WHERE patient = {patient.Number} AND kind IN ('rep', 'hold')") >= 1, "Nothing of what the patient does is in the record.");

        // What the hub asks is answered, over whichever broker.
        await Answered(patient.Topics);
        using var dead = new Dead(world.Rabbit, own);
        var before = world.Of(patient, "event");
        await HomesWorld.Until(() => world.Of(patient, "event") > before, "Nothing comes over another broker.");
        await Answered(patient.Topics);
        playing.Signal("TERM");
        Assert.Equal((0, ""), (playing.ExitCode(), playing.Errors));

        // The rest, with a recording that has nothing to say for minutes.
        TinyRecording.Write(Path.Combine(_folder.Path, "tiny.csv"));
        using var late = Home("run", "--sensor", "replay:" + Path.Combine(_folder.Path, "tiny.csv"), "--speed", "0.01");
        late.Line("events are kept until the clinic has confirmed them");
        await HomesWorld.Until(() => Kept.Look(record, "SELECT COUNT(*) FROM outbox") == 0, "Not all is confirmed.");
        late.Signal("TERM");
        Assert.Equal((0, ""), (late.ExitCode(), late.Errors));
        Assert.Equal(HomesWorld.EventsAtHome(record), world.Events(patient));
        Assert.Equal(0, world.Number($"SELECT COUNT(*) FROM stream WHERE patient = {patient.Number} AND islands <> ''"));
        output.WriteLine($"{world.Of(patient, "event")} events of the simulated patient");
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    public async Task A_revoked_home_is_put_out_and_stays_out_and_what_it_had_said_is_set_aside(int? dead)
    {
        var patient = world.Patient();
        var grant = world.Grant(patient);
        using var restarts = dead is { } broker ? new Dead(world.Rabbit, broker) : null;
        using var home = await Came(grant.Broker, 1);
        home.Ask(patient.Topics.Prefix + "ack/+");
        await home.Flush(CancellationToken.None);
        await Taken(home, 1);

        // What the brokers have, and nobody has booked.
        world.EndWorker();
        for (var n = 1; n <= 3; n++)
        {
            home.Say(patient.Topics.Session, Told.Pain($"k-{n}", n));
        }

        await home.Flush(CancellationToken.None);
        await Taken(home, 3);
        var at = FleetLine.Now;
        Assert.Null(world.Desk.Revoke(patient, "test"));
        var done = FleetLine.Now;
        await Gone(home);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"revoked in {done - at:0.00} s; the home's connection ended {FleetLine.Now - at:0.00} s after the word, with {(dead is null ? "three" : "two of three")} brokers"));

        foreach (var other in new[] { 1, 2 })
        {
            Assert.Contains("refuses", (await Assert.ThrowsAsync<IOException>(() => Open(other, grant.Broker.User, grant.Broker.User, grant.Broker.Password))).Message);
        }

        world.StartWorker();
        await HomesWorld.Until(() => world.Of(patient, "aside") == 3, "What it had said is not set aside.");
        Assert.Equal(0, world.Of(patient, "event"));

        // Let in again, it has a new login, and what it says again is kept.
        var again = world.Grant(patient);
        await Assert.ThrowsAsync<IOException>(() => Open(1, grant.Broker.User, grant.Broker.User, grant.Broker.Password));
        await Said(again.Broker, 2, patient.Topics.Session, Told.Pain("k-1", 1));
        await HomesWorld.Until(() => world.Of(patient, "event") == 1, "It is not let in again.");
    }

    [Fact]
    public async Task After_the_record_was_put_back_homes_send_again_what_it_lost()
    {
        var patient = world.Patient();
        await world.Pair(patient, _folder.Path);
        using var home = new BridgedHome(_folder.Path);
        await home.Commit(20);
        await HomesWorld.Until(() => Owed(home) == 0, "Not all is confirmed.");
        var backup = Path.Combine(_folder.Path, "backup");
        world.Postgres.Copy(world.Connection, backup);

        await home.Commit(15);
        await HomesWorld.Until(() => Owed(home) == 0, "Not all is confirmed.");
        Assert.Equal(35, world.Of(patient, "event"));
        var said = "";
        world.Use(
            world.Postgres.PutBack(backup),
            () => said = ClusterProcess.Run("restored", "--broker-file", world.BrokerFile, "--postgres-file", world.PostgresFile));
        Assert.Contains("homes are told", said);
        await HomesWorld.Until(() => world.Of(patient, "event") == 35 && Owed(home) == 0, "The home does not send again what was lost.");
        Assert.Equal(HomesWorld.EventsAtHome(home.File), world.Events(patient));

        // One that was away is told as it comes.
        home.Dispose();
        world.Use(
            world.Postgres.PutBack(backup),
            () => ClusterProcess.Run("restored", "--broker-file", world.BrokerFile, "--postgres-file", world.PostgresFile));
        Assert.Equal(20, world.Of(patient, "event"));
        using var back = new BridgedHome(_folder.Path);
        await back.Commit(1);
        await HomesWorld.Until(() => world.Of(patient, "event") == 36 && Owed(back) == 0, "A home that was away is not told.");
        Assert.Equal(HomesWorld.EventsAtHome(back.File), world.Events(patient));
    }

    [Fact]
    public async Task A_home_is_told_how_far_the_record_goes_whenever_its_bridge_comes()
    {
        var patient = world.Patient();
        var grant = world.Grant(patient);
        var at = FleetLine.Now;
        using var home = await Came(grant.Broker, 0);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a login took {FleetLine.Now - at:0.000} s"));
        home.Ask(patient.Topics.Marks);
        home.Say(patient.Topics.Link, "1"u8);
        var first = await Marks(home);
        Assert.Empty(first.Marks);
        home.Say(patient.Topics.Session, Told.Pain("k-1", 1));
        Assert.Equal([KeyValuePair.Create(Pseudonym.Parse("k"), 1L)], (await Marks(home)).Marks.ToArray());
        home.Say(patient.Topics.Session, Told.Pain("k-2", 2));
        home.Say(patient.Topics.Session, Told.Pain("k-4", 4));
        home.Say(patient.Topics.Link, "0"u8);
        home.Say(patient.Topics.Link, "1"u8);
        var last = await Marks(home);
        Assert.Equal([KeyValuePair.Create(Pseudonym.Parse("k"), 2L)], last.Marks.ToArray());
        Assert.Equal(first.HubEpoch, last.HubEpoch);
    }

    [Fact]
    public async Task A_hostile_home_harms_nobody_but_itself()
    {
        var (hostile, patient) = (world.Patient(), world.Patient());
        var (grant, others) = (world.Grant(hostile).Broker, world.Grant(patient));
        await world.Pair(patient, _folder.Path);
        using var neighbour = new BridgedHome(_folder.Path);
        await neighbour.Commit(1);

        // As somebody else, or with somebody else's word.
        foreach (var (client, user, password) in new[]
        {
            (grant.User, grant.User, "guessed"), (others.Broker.User, others.Broker.User, grant.Password), (others.Broker.User, grant.User, grant.Password),
            ("any", grant.User, grant.Password), ("hub", "hub", grant.Password), (grant.User, "clinic.*", grant.Password), (others.Broker.User, others.Broker.User, others.Broker.Password),
        })
        {
            await Assert.ThrowsAsync<IOException>(() => Open(0, client, user, password));
        }

        // What is not its own to say or to hear ends the connection.
        string[] foreign = [patient.Topics.Session, hostile.Topics.Marks, hostile.Topics.Live, hostile.Topics.Prefix + "ack/k-1", "pelvic/v1/clinic", "a"];
        foreach (var topic in foreign)
        {
            await Ended(grant, link => link.Say(topic, Told.Pain("k-1", 1)));
        }

        foreach (var filter in new[] { "#", "pelvic/#", patient.Topics.Prefix + "ack/+", hostile.Topics.Prefix + "#", hostile.Topics.Session, "pelvic/v1/clinic/+/ack/+" })
        {
            await Ended(grant, link => link.Ask(filter));
        }

        // Much of what nobody can read, and once what is too large, while nobody takes any of it; and then what a second connection does to the first.
        world.EndWorker();
        using (var link = await Came(grant, 0))
        {
            for (var n = 0; n < Flood; n++)
            {
                link.Say(hostile.Topics.Rep, Encoding.UTF8.GetBytes($$"""{"v":1,"eventId":"k-{{n + 1}}"}"""));
            }

            await link.Flush(CancellationToken.None);
            await Taken(link, Flood);
            link.Say(hostile.Topics.Rep, new byte[200_000]);
            await link.Flush(CancellationToken.None);
            using var second = await Came(grant, 1);
            await Gone(link);
        }

        await neighbour.Commit(20);
        world.StartWorker();
        await HomesWorld.Until(() => Owed(neighbour) == 0, "Another home's events are not confirmed.");
        Assert.Equal(HomesWorld.EventsAtHome(neighbour.File), world.Events(patient));
        await HomesWorld.Until(() => Aside(hostile) >= 20, "Nothing is kept to be looked at.");
        Assert.Equal((0, 0), (world.Of(hostile, "event"), world.Of(hostile, "aside")));

        world.Worker!.Signal("TERM");
        var counts = Counts(world.Worker);
        world.EndWorker();
        world.StartWorker();
        var aside = counts.Where(count => count.Key.StartsWith("set aside", StringComparison.Ordinal)).Sum(count => count.Value);
        Assert.InRange(aside, 20, 25);
        Assert.Equal(Flood, counts["dropped: too many that cannot be read"] + aside);
    }

    private static long Owed(BridgedHome home) => Kept.Look(home.File, "SELECT COUNT(*) FROM outbox");

    private static Dictionary<string, long> Counts(ClusterProcess worker)
    {
        var counts = new Dictionary<string, long>();
        foreach (var line in worker.Rest().Select(line => line.Split(": ")).Where(parts => parts.Length > 1 && long.TryParse(parts[^1], out _)))
        {
            counts[string.Join(": ", line[..^1])] = long.Parse(line[^1], CultureInfo.InvariantCulture);
        }

        return counts;
    }

    private long Aside(PatientRecord patient) =>
        ClusterProcess.Run("aside", "--broker-file", world.BrokerFile).Split('\n').LongCount(line => line.Contains(patient.Topics.Prefix, StringComparison.Ordinal));

    private static async Task<MarksMessage> Marks(MqttThree link)
    {
        await link.Flush(CancellationToken.None);
        while (true)
        {
            var word = await link.Hear(CancellationToken.None).WaitAsync(BrokerProcess.Patience);
            if (word.Topic is not null)
            {
                Assert.EndsWith("/marks", word.Topic);
                Assert.Null(MessageReader.TryRead(word.Payload, out MarksMessage? marks));
                return marks!;
            }
        }
    }

    private async Task Answered(PatientTopics topics)
    {
        var id = "c" + Guid.NewGuid().ToString("n")[..8];
        var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await WithBrokers(async channel =>
        {
            var queue = (await channel.QueueDeclareAsync(exclusive: true, autoDelete: true)).QueueName;
            await channel.QueueBindAsync(queue, Topology.Homes, Topology.KeyOf(topics.Prefix + "reply/hub/+"));
            var consumer = new RabbitMQ.Client.Events.AsyncEventingBasicConsumer(channel);
            consumer.ReceivedAsync += (_, message) =>
            {
                if (message.RoutingKey.EndsWith("." + id, StringComparison.Ordinal))
                {
                    answer.TrySetResult(Encoding.UTF8.GetString(message.Body.Span));
                }

                return Task.CompletedTask;
            };
            await channel.BasicConsumeAsync(queue, autoAck: true, consumer);
            var expires = DateTimeOffset.UtcNow.AddMinutes(5).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
            var command = JsonSerializer.SerializeToUtf8Bytes(new { v = 1, cmdId = id, expiresAt = expires, sessionId = (string?)null, on = true });
            await channel.BasicPublishAsync(Topology.Homes, Topology.KeyOf(topics.Command(CommandName.Watch)), command);
            Assert.Contains(id, await answer.Task.WaitAsync(BrokerProcess.Patience));
        });
    }

    private async Task WithBrokers(Func<IChannel, Task> work)
    {
        await using var connection = await BrokerAddresses.Read(world.BrokerFile).Connect("test");
        await using var channel = await connection.CreateChannelAsync();
        await work(channel);
    }

    private WorkerProcess Home(params string[] arguments) => new(new Dictionary<string, string> { ["PELVIC_DATA"] = Path.Combine(_folder.Path, "home") }, arguments);

    // Brokers that have just lost one of them need a moment.
    private async Task<MqttThree> Came(GrantedBroker grant, int broker)
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        for (var left = BrokerProcess.Patience; ; left -= look.Period)
        {
            try
            {
                return await Open(broker, grant.User, grant.User, grant.Password);
            }
            catch (IOException) when (left > TimeSpan.Zero)
            {
                await look.WaitForNextTickAsync();
            }
        }
    }

    // Until a broker has it: somebody who was revoked a moment ago may be put out once more.
    private async Task Said(GrantedBroker grant, int broker, string topic, byte[] payload)
    {
        for (var tries = 5; ; tries--)
        {
            try
            {
                using var link = await Came(grant, broker);
                link.Say(topic, payload);
                await link.Flush(CancellationToken.None);
                await Taken(link, 1);
                return;
            }
            catch (IOException) when (tries > 0)
            {
            }
        }
    }

    private Task<MqttThree> Open(int broker, string client, string user, string password) =>
        MqttThree.Open("127.0.0.1", world.Rabbit.Mqtt[broker].Port, client, user, password, CancellationToken.None).WaitAsync(BrokerProcess.Patience);

    private async Task Ended(GrantedBroker grant, Action<MqttThree> says)
    {
        using var link = await Came(grant, 0);
        says(link);
        await link.Flush(CancellationToken.None);
        await Gone(link);
    }

    private static async Task Taken(MqttThree link, int answers)
    {
        for (var n = 0; n < answers; n++)
        {
            Assert.Null((await link.Hear(CancellationToken.None).WaitAsync(BrokerProcess.Patience)).Topic);
        }
    }

    private static async Task Gone(MqttThree link)
    {
        await Assert.ThrowsAsync<IOException>(async () =>
        {
            while (true)
            {
                await link.Hear(CancellationToken.None).WaitAsync(BrokerProcess.Patience);
            }
        });
    }

    // A broker that is dead for a while.
    private sealed class Dead : IDisposable
    {
        private readonly RabbitCluster _rabbit;
        private readonly int _broker;

        public Dead(RabbitCluster rabbit, int broker)
        {
            (_rabbit, _broker) = (rabbit, broker);
            rabbit.Kill(broker);
        }

        public void Dispose() => _rabbit.Restart(_broker);
    }
}
