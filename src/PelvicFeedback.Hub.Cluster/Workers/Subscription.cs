using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace PelvicFeedback.Hub.Cluster.Workers;

/// <summary>A message in a worker's hands, until it is acknowledged or its subscription is given up.</summary>
/// <param name="From">Where it came from.</param>
/// <param name="Tag">Its number there.</param>
/// <param name="Key">The key it was published with.</param>
/// <param name="Body">What is in it.</param>
internal readonly record struct Delivery(Subscription From, ulong Tag, string Key, byte[] Body);

/// <summary>What a session hears, in one order.</summary>
/// <param name="Message">A message; null where it is something else.</param>
/// <param name="Newcomer">A worker that is in line for every shard since just now; null where it is something else.</param>
internal readonly record struct Heard(Delivery? Message, string? Newcomer);

/// <summary>
/// A worker's place in the line for a shard, on a channel of its own. The broker gives the shard to whoever is first in line. Given up, the messages that
/// were not acknowledged go back in their order, and what was already here of them is no longer current.
/// </summary>
internal sealed class Subscription : IAsyncDisposable
{
    // A transaction takes those of all shards together, 64 KiB each at most: this much of each keeps the next one full, and memory small.
    private const ushort MostInHand = 100;
    private readonly IChannel _channel;
    private volatile bool _isOver;

    private Subscription(string queue, IChannel channel) => (Queue, _channel) = (queue, channel);

    /// <summary>The shard's queue.</summary>
    public string Queue { get; }

    /// <summary>Whether what came from here may still be acknowledged.</summary>
    public bool IsCurrent => !_isOver && _channel.IsOpen;

    /// <summary>Takes the last place in the line.</summary>
    /// <param name="connection">To the broker.</param>
    /// <param name="queue">The shard's queue.</param>
    /// <param name="heard">Where what comes is put; completed when the place is lost.</param>
    public static async Task<Subscription> Take(IConnection connection, string queue, ChannelWriter<Heard> heard)
    {
        var channel = await connection.CreateChannelAsync();
        var subscription = new Subscription(queue, channel);
        await channel.BasicQosAsync(0, MostInHand, global: false);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, message) =>
        {
            heard.TryWrite(new(new Delivery(subscription, message.DeliveryTag, message.RoutingKey, message.Body.ToArray()), null));
            return Task.CompletedTask;
        };
        consumer.UnregisteredAsync += (_, _) => subscription.Lost(heard);
        channel.ChannelShutdownAsync += (_, _) => subscription.Lost(heard);
        await channel.BasicConsumeAsync(queue, autoAck: false, consumer);
        return subscription;
    }

    /// <summary>These are done.</summary>
    /// <param name="through">The last of them: all before it are done too, but those that are set aside.</param>
    public ValueTask Done(ulong through) => _channel.BasicAckAsync(through, multiple: true);

    /// <summary>Nobody can do this one: the broker puts it with what is set aside.</summary>
    public ValueTask SetAside(ulong tag) => _channel.BasicRejectAsync(tag, requeue: false);

    /// <summary>Gives the place up.</summary>
    public async ValueTask DisposeAsync()
    {
        _isOver = true;
        await _channel.DisposeAsync();
    }

    private Task Lost(ChannelWriter<Heard> heard)
    {
        if (!_isOver)
        {
            heard.TryComplete();
        }

        return Task.CompletedTask;
    }
}
