using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Cluster.Brokers;
using RabbitMQ.Client;

namespace PelvicFeedback.Hub.Cluster.Web;

/// <summary>What web nodes need at the brokers besides the exchange of the homes.</summary>
internal static class WebTopology
{
    /// <summary>The exchange on which workers say again what a home told, by the same key, once it is in the record.</summary>
    public const string Stored = "pelvic.stored";

    /// <summary>The queue of what counts until a home says otherwise: <see cref="Lasting"/>. One web node takes it for all.</summary>
    public const string Said = "pelvic.said";

    // Each home says a few in a session. Where no web node runs for long, the oldest of them no longer count.
    private const int MostSaid = 200_000;

    /// <summary>What a single broker would retain. <c>sensor</c> is said again every few seconds, and not among them.</summary>
    public static IReadOnlyList<string> Lasting { get; } = ["state", "link"];

    /// <summary>Makes what is missing.</summary>
    public static async Task Declare(IChannel channel)
    {
        await channel.ExchangeDeclareAsync(Stored, ExchangeType.Topic, durable: true);
        await channel.QueueDeclareAsync(Said, durable: true, exclusive: false, autoDelete: false, arguments: new Dictionary<string, object?>
        {
            ["x-queue-type"] = "quorum",
            ["x-queue-leader-locator"] = "balanced",
            ["x-single-active-consumer"] = true,
            ["x-max-length"] = MostSaid,
            ["x-overflow"] = "drop-head",
        });
        foreach (var topic in Lasting)
        {
            await channel.QueueBindAsync(Said, Topology.Homes, Topology.KeyOf($"{PatientTopics.Root}/+/+/{topic}"));
        }
    }
}
