using System.Text.RegularExpressions;
using Npgsql;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Cluster.Brokers;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Tests.Hub;
using RabbitMQ.Client;
using Xunit.Abstractions;

namespace PelvicFeedback.Tests.Cluster;

/// <summary>What comes over a cluster besides sudden ends: a network that falls apart, brokers that take nothing for a while, and messages that nobody can take.</summary>
[Trait("runs", "edges")]
[Collection(ClusterPlaces.Name)]
public sealed partial class ClusterTroubleTests(ClusterPlace place, ITestOutputHelper output)
{
    private const int Phase = 3000;
    private static readonly string[] Workers = ["worker-0", "worker-1", "worker-2"];

    [BrokerNetworkFact]
    public async Task A_broker_that_the_others_lost_stands_still_and_its_homes_workers_and_queues_go_to_them()
    {
        using var trial = new ClusterTrial(place, "parts", patients: 150, events: 60, perSecond: 400, output);
        trial.Start(Workers);

        // The worst one to lose: it leads all queues, and a worker is with it.
        var lost = place.Brokers.BrokerOf(Workers[0]);
        place.Brokers.HaveLead(lost);
        await trial.ThroughEnd("a broker's being cut off from the others", Phase, () => place.Network!.Cut(lost), () => place.Brokers.AwaitStill(lost));
        await trial.Through("its return", Phase, () =>
        {
            place.Network!.Heal(lost);
            place.Brokers.AwaitAll(lost);
        });

        await trial.Verify();
    }

    [Fact]
    public async Task Brokers_that_are_short_of_memory_take_nothing_and_workers_go_on_with_what_is_there()
    {
        const int Said = 2000;
        using var trial = new ClusterTrial(place, "short", patients: 200, events: 20, perSecond: 2000);
        await using var connection = await Connect();
        await using var channel = await connection.CreateChannelAsync();

        // In each shard more than a worker takes in hand before it has to say that something is done.
        trial.Allow(Said);
        await trial.Until(() => Waiting(channel) >= Said, () => $"Only {Waiting(channel)} wait.");
        place.Brokers.HaveNoMemory(0);
        try
        {
            trial.Start(Workers);
            await trial.Until(() => Waiting(channel) == 0, () => $"{Waiting(channel)} are left.");
            Assert.InRange(trial.Fleet.Confirmed, 0, Said - 1);
        }
        finally
        {
            place.Brokers.HaveMemory(0);
        }

        await trial.Confirmed(Said);
        await trial.Verify();
    }

    [Fact]
    public async Task What_workers_end_with_in_hand_and_what_nobody_can_read_is_set_aside_and_an_operator_decides_about_it()
    {
        using var trial = new ClusterTrial(place, "aside", patients: 1, events: 1, perSecond: 1);
        await using var connection = await Connect();
        await using var channel = await connection.CreateChannelAsync();
        var topics = trial.Fleet.Homes[0].Topics;
        place.Brokers.Control(0, """{"delivery-limit":2}""", "set_policy", "few", @"^pelvic\.shard");
        try
        {
            // Whoever takes it waits for the patient's row, and is killed there.
            await using (var locked = new NpgsqlConnection(trial.Connection))
            {
                locked.Open();
                await using var transaction = locked.BeginTransaction();
                await using var command = new NpgsqlCommand("SELECT 1 FROM patient FOR UPDATE", locked, transaction);
                command.ExecuteNonQuery();
                await Publish(channel, topics, Told.Pain("k-1", 3));
                for (var deaths = 0; Count(channel, Topology.Aside) == 0; deaths++)
                {
                    Assert.True(deaths < 10, "It kills worker after worker.");
                    var worker = FormattableString.Invariant($"worker-{deaths}");
                    trial.Start(worker);
                    await trial.Until(() => Count(channel, Topology.Aside) > 0 || IsWaiting(trial, worker), () => worker + " gets nothing.");
                    trial.Kill(worker);
                }
            }

            trial.Start("healthy");
            await Publish(channel, topics, [1, 2, 3]);
            await trial.Until(() => Count(channel, Topology.Aside) == 2, () => "It was not set aside.");
        }
        finally
        {
            place.Brokers.Control(0, "few", "clear_policy");
        }

        var (killer, garbage) = (Assert.Single(Named(trial.Aside(), "workers ended with it in hand")), Assert.Single(Named(trial.Aside(), "3 bytes")));
        Assert.Equal(0, trial.Number("SELECT COUNT(*) FROM event"));

        // One of a name that there is not: nothing is done to the other either.
        Assert.Equal(2, trial.AsideEnds("--drop", garbage, "0123456789ab"));
        Assert.StartsWith("sent back " + killer, trial.Aside("--return", killer));
        await trial.Until(() => trial.Number("SELECT COUNT(*) FROM event") == 1, () => "What was sent back is not stored.");
        Assert.StartsWith("dropped " + garbage, trial.Aside("--drop", garbage));
        Assert.Equal("", trial.Aside());
    }

    [Fact]
    public async Task Every_figure_that_an_alarm_is_made_of_is_one_that_brokers_tell()
    {
        using var trial = new ClusterTrial(place, "told", patients: 1, events: 1, perSecond: 1);
        using var client = new HttpClient();
        var told = "";
        string[] named = [.. Figure().Matches(File.ReadAllText(Repository.Path("deploy", "cluster", "alarms.yaml"))).Select(match => match.Value).Distinct()];

        Assert.NotEmpty(named);
        await trial.Until(() => named.All((told = client.GetStringAsync(place.Brokers.Metrics[0]).GetAwaiter().GetResult()).Contains), () => $"Not told: {string.Join(' ', named.Where(name => !told.Contains(name, StringComparison.Ordinal)))}");
    }

    private static IEnumerable<string> Named(string lines, string with) =>
        lines.Split('\n').Where(line => line.Contains(with, StringComparison.Ordinal)).Select(line => line.Split(' ')[0]);

    private static bool IsWaiting(ClusterTrial trial, string worker) =>
        trial.Number($"SELECT COUNT(*) FROM pg_stat_activity WHERE application_name = '{worker}' AND wait_event_type = 'Lock'") > 0;

    private static uint Count(IChannel channel, string queue) => channel.MessageCountAsync(queue).GetAwaiter().GetResult();

    private static long Waiting(IChannel channel) => Topology.Shared(Shards.Usual).Sum(queue => (long)Count(channel, queue));

    private static ValueTask Publish(IChannel channel, PatientTopics topics, byte[] payload) =>
        channel.BasicPublishAsync(Topology.Durable, Topology.KeyOf(topics.Session), mandatory: false, new BasicProperties { Persistent = true }, payload);

    [GeneratedRegex("rabbitmq_[a-z_]+")]
    private static partial Regex Figure();

    private async Task<IConnection> Connect() =>
        await new ConnectionFactory { Uri = new(place.Brokers.Addresses.Split('\n')[0]) }.CreateConnectionAsync();

    /// <summary>A test with brokers on networks of their own; it says where there can be none.</summary>
    private sealed class BrokerNetworkFactAttribute : FactAttribute
    {
        public BrokerNetworkFactAttribute() => Skip = BrokerNetwork.WhyNot;
    }
}
