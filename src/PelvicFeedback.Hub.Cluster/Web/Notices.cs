using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Ingest;
using PelvicFeedback.Hub.Seam;
using PelvicFeedback.Hub.Wall;
using PelvicFeedback.Messaging;
using RabbitMQ.Client;

namespace PelvicFeedback.Hub.Cluster.Web;

/// <summary>
/// What a worker has written down, said to the web nodes. A notice may be lost, or come twice, with a worker that dies; the nodes see both by the events' own
/// numbers.
/// </summary>
internal static class Notices
{
    /// <summary>Makes the exchange, where it is missing.</summary>
    public static Task Declare(IChannel channel) => channel.ExchangeDeclareAsync(WebTopology.Stored, ExchangeType.Topic, durable: true);

    /// <summary>Says what became of a batch, after its commit. Raw motion is nobody's to see live.</summary>
    /// <param name="channel">Without confirms.</param>
    /// <param name="booked">Each with the key it came by.</param>
    public static async Task Say(IChannel channel, IEnumerable<(string Key, Booked Booked)> booked)
    {
        // Those that were there already too: the worker that wrote them may have died before it said so.
        foreach (var (key, one) in booked.Where(one => one.Booked is { Outcome: Outcome.Stored or Outcome.Again, Arrival.Kind: not EventKind.Motion }))
        {
            await channel.BasicPublishAsync(WebTopology.Stored, key, one.Arrival.Payload);
        }
    }
}

/// <summary>
/// Notices as a web node hears them. Each event is told once, in its stream's order; where one is missing, the set under way is no longer counted: what is
/// not known is not shown as less.
/// </summary>
/// <param name="board">Where sets are counted.</param>
/// <param name="told">Told of each event.</param>
/// <param name="time">For when a notice came.</param>
internal sealed class NoticesHeard(LiveBoard board, Action<Booked> told, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Dictionary<Pseudonym, long>> _last = [];

    /// <summary>Takes a notice.</summary>
    public void Hear(in MqttMessage message)
    {
        if (!PatientTopics.TryParse(message.Topic, out var topics, out var rest)
            || Reading.Read(rest, message.Payload, new(time.GetUtcNow().ToUnixTimeMilliseconds()), out _) is not { } arrival)
        {
            return;
        }

        lock (_gate)
        {
            var streams = _last.TryGetValue(topics.Prefix, out var known) ? known : _last[topics.Prefix] = [];
            var last = streams.GetValueOrDefault(arrival.Id.Stream);
            if (arrival.Id.Sequence <= last)
            {
                return;
            }

            streams[arrival.Id.Stream] = arrival.Id.Sequence;
            if (arrival.Id.Sequence != last + 1)
            {
                board.Uncount(topics);
            }
        }

        told(new(topics, arrival, Outcome.Stored, arrival.Sha256, []));
    }

    /// <summary>From now on some may be missed, or have been: all that is known is forgotten.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _last.Clear();
        }

        board.Uncount();
    }

    /// <summary>A site is not heard any more.</summary>
    public void Forget(Pseudonym site)
    {
        lock (_gate)
        {
            foreach (var prefix in _last.Keys.Where(prefix => prefix.StartsWith($"{PatientTopics.Root}/{site}/", StringComparison.Ordinal)).ToList())
            {
                _last.Remove(prefix);
            }
        }
    }
}
