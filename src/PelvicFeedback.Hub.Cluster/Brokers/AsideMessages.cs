using System.Security.Cryptography;
using System.Text;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Ingest;
using RabbitMQ.Client;

namespace PelvicFeedback.Hub.Cluster.Brokers;

/// <summary>A message that was set aside, in an operator's hands.</summary>
/// <param name="Tag">Its number there.</param>
/// <param name="Name">Twelve digits made of what it says and where: whoever names it has seen it.</param>
/// <param name="Key">The key it was published with.</param>
/// <param name="Why">Why nobody took it.</param>
/// <param name="Body">What is in it.</param>
internal sealed record AsideMessage(ulong Tag, string Name, string Key, string Why, ReadOnlyMemory<byte> Body)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Name} {Topology.TopicOf(Key)}: {Why}: {Body.Length} bytes");
}

/// <summary>
/// What was set aside, held in hand as long as the channel is open: nobody else sees it meanwhile, and what is neither sent back nor dropped is there again
/// afterwards.
/// </summary>
internal sealed class AsideMessages
{
    /// <summary>So many are held at a time.</summary>
    public const int Most = 1000;

    // Where the broker says what it set a message aside for.
    private const string Cause = "x-first-death-reason";
    private const int Digits = 12;
    private readonly IChannel _channel;

    private AsideMessages(IChannel channel, IReadOnlyList<AsideMessage> all) => (_channel, All) = (channel, all);

    /// <summary>The oldest first.</summary>
    public IReadOnlyList<AsideMessage> All { get; }

    /// <summary>Takes them in hand.</summary>
    /// <param name="channel">With publisher confirmations.</param>
    public static async Task<AsideMessages> Hold(IChannel channel)
    {
        var all = new List<AsideMessage>();
        while (all.Count < Most && await channel.BasicGetAsync(Topology.Aside, autoAck: false) is { } message)
        {
            var body = message.Body.ToArray();
            all.Add(new(message.DeliveryTag, NameOf(message.RoutingKey, body), message.RoutingKey, WhyOf(message, body), body));
        }

        return new(channel, all);
    }

    /// <summary>Those of these names; all of them where there is no name.</summary>
    /// <exception cref="ArgumentException">There is none of a name.</exception>
    public IReadOnlyList<AsideMessage> Named(IReadOnlyList<string> names) =>
        names.FirstOrDefault(name => All.All(one => one.Name != name)) is { } unknown
            ? throw new ArgumentException($"nothing is set aside under {unknown}: 'aside' names what there is")
            : [.. All.Where(one => names.Count == 0 || names.Contains(one.Name))];

    /// <summary>Sends it the way it came, to the patient's shard. It is in a worker's queue before it is let go of here: at worst it is in both, and is stored once.</summary>
    public async Task Return(AsideMessage message)
    {
        await _channel.BasicPublishAsync(Topology.Durable, message.Key, mandatory: true, new BasicProperties { Persistent = true }, message.Body);
        await _channel.BasicAckAsync(message.Tag, multiple: false);
    }

    /// <summary>Is rid of it for good.</summary>
    public ValueTask Drop(AsideMessage message) => _channel.BasicAckAsync(message.Tag, multiple: false);

    private static string NameOf(string key, byte[] body) => Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes(key), 0, .. body]))[..Digits];

    private static string WhyOf(BasicGetResult message, byte[] body)
    {
        if (message.BasicProperties.Headers?.TryGetValue(Cause, out var cause) == true && cause is byte[] word && Encoding.UTF8.GetString(word) == "delivery_limit")
        {
            return "workers ended with it in hand";
        }

        return !PatientTopics.TryParse(Topology.TopicOf(message.RoutingKey), out _, out var rest) ? "no topic of this version"
            : Reading.Read(rest, body, default, out var fault) is null ? fault.ToString()!
            : "the record refused it";
    }
}
