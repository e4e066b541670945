using System.Globalization;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Cluster.Homes;
using PelvicFeedback.Hub.Ingest;
using RabbitMQ.Client;

namespace PelvicFeedback.Hub.Cluster.Brokers;

/// <summary>
/// Exchanges and queues: what a home publishes goes from the MQTT plugin's exchange to <see cref="Durable"/>, and from there by a binding a patient to the
/// queue of the patient's shard. What no patient is bound for is in <see cref="Stray"/>; what nobody can read, or take, is in <see cref="Aside"/>.
/// </summary>
internal static class Topology
{
    /// <summary>The exchange of the MQTT plugin: what homes say is published there, and what is published there homes hear.</summary>
    public const string Homes = "amq.topic";

    /// <summary>The exchange of durable events.</summary>
    public const string Durable = "pelvic.durable";

    /// <summary>Exchange and queue of durable events whose patient has no binding.</summary>
    public const string Stray = "pelvic.stray";

    /// <summary>Exchange and queue of what was set aside.</summary>
    public const string Aside = "pelvic.aside";

    /// <summary>The exchange on which workers say that they are there.</summary>
    public const string Workers = "pelvic.workers";

    // Each worker that dies gives back what it had: a message that was in as many hands as this is what kills them.
    private const int MostDeliveries = 50;

    /// <summary>The queue of a shard.</summary>
    public static string Shard(int number) => string.Create(CultureInfo.InvariantCulture, $"pelvic.shard.{number:00}");

    /// <summary>The queues that workers share out among themselves.</summary>
    public static IEnumerable<string> Shared(int shards) => Enumerable.Range(0, shards).Select(Shard).Append(Stray);

    /// <summary>What the plugin makes of a topic, or of a filter. No level of ours has a dot in it.</summary>
    public static string KeyOf(string topic) => topic.Replace('/', '.').Replace('+', '*');

    /// <summary>The topic of which the plugin has made a key.</summary>
    public static string TopicOf(string key) => key.Replace('.', '/');

    /// <summary>Makes what is missing.</summary>
    public static async Task Declare(IChannel channel, int shards)
    {
        await channel.ExchangeDeclareAsync(Workers, ExchangeType.Fanout, durable: true);
        await Backwater(channel, Aside, new());
        await Backwater(channel, Stray, Taken());
        await channel.ExchangeDeclareAsync(Durable, ExchangeType.Topic, durable: true, arguments: new Dictionary<string, object?> { ["alternate-exchange"] = Stray });
        foreach (var shard in Enumerable.Range(0, shards).Select(Shard))
        {
            await Queue(channel, shard, Taken());
        }

        // Last: from here on what homes say is kept.
        foreach (var topic in Reading.Topics.Append(HomeMarks.Link))
        {
            await channel.ExchangeBindAsync(Durable, Homes, KeyOf($"{PatientTopics.Root}/+/+/{topic}"));
        }
    }

    /// <summary>From now on what that patient's home says goes to the patient's shard.</summary>
    public static Task Bind(IChannel channel, PatientTopics topics, int shards) =>
        channel.QueueBindAsync(Shard(Shards.Of(topics, shards)), Durable, KeyOf(topics.Prefix) + "#");

    private static async Task Backwater(IChannel channel, string name, Dictionary<string, object?> arguments)
    {
        await channel.ExchangeDeclareAsync(name, ExchangeType.Fanout, durable: true);
        await Queue(channel, name, arguments);
        await channel.QueueBindAsync(name, name, "");
    }

    // Kept by most of the brokers, led by the one that leads the fewest.
    private static async Task Queue(IChannel channel, string name, Dictionary<string, object?> more) =>
        await channel.QueueDeclareAsync(name, durable: true, exclusive: false, autoDelete: false, arguments: new Dictionary<string, object?>(more)
        {
            ["x-queue-type"] = "quorum",
            ["x-queue-leader-locator"] = "balanced",
        });

    // In one worker's hands at a time; what is refused is set aside, and not lost on its way there either: that is for queues only that refuse what is too much
    // for them. How much that is nobody says here: a broker that is short of disk or memory takes nothing at all, from anybody, and homes keep what they have.
    private static Dictionary<string, object?> Taken() => new()
    {
        ["x-single-active-consumer"] = true,
        ["x-delivery-limit"] = MostDeliveries,
        ["x-dead-letter-exchange"] = Aside,
        ["x-dead-letter-strategy"] = "at-least-once",
        ["x-overflow"] = "reject-publish",
    };
}
