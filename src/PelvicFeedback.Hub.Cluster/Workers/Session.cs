using System.Buffers;
using System.Text;
using System.Threading.Channels;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Cluster.Brokers;
using PelvicFeedback.Hub.Cluster.Web;
using PelvicFeedback.Hub.Ingest;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace PelvicFeedback.Hub.Cluster.Workers;

/// <summary>
/// A worker's time with one broker: in line for every shard, it takes what it is given, books it, confirms it to the homes, and then acknowledges it.
/// Ends with its connection; what was not acknowledged then goes to the next in line.
/// </summary>
internal sealed class Session : IAsyncDisposable
{
    private const int MostAtOnce = IngestLane.MostAtOnce;
    private static readonly CreateChannelOptions Confirmed = new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);

    private readonly string _name;
    private readonly int _shards;
    private readonly IConnection _connection;
    private readonly Bookkeeping _books;
    private readonly TimeProvider _time;
    private readonly Channel<Heard> _heard = Channel.CreateUnbounded<Heard>(new() { SingleReader = true });
    private readonly Dictionary<string, Subscription> _line = [];
    private readonly MessageWriter _writer = new();
    private IChannel? _publishing;
    private IChannel? _talk;

    private Session(string name, int shards, IConnection connection, Bookkeeping books, TimeProvider time) =>
        (_name, _shards, _connection, _books, _time) = (name, shards, connection, books, time);

    /// <summary>Gets in line for every shard, and lets the others know.</summary>
    /// <param name="name">The worker's; no other has it.</param>
    /// <param name="shards">How many there are.</param>
    /// <param name="connection">Disposed of with this.</param>
    /// <param name="books">Where events are booked.</param>
    /// <param name="time">For when something came.</param>
    public static async Task<Session> Open(string name, int shards, IConnection connection, Bookkeeping books, TimeProvider time)
    {
        var session = new Session(name, shards, connection, books, time);
        try
        {
            connection.ConnectionShutdownAsync += (_, _) =>
            {
                session._heard.Writer.TryComplete();
                return Task.CompletedTask;
            };
            session._publishing = await connection.CreateChannelAsync(Confirmed);
            session._talk = await connection.CreateChannelAsync();
            await Notices.Declare(session._talk);
            await session.Listen(session._talk);
            foreach (var queue in Topology.Shared(shards))
            {
                session._line[queue] = await Subscription.Take(connection, queue, session._heard.Writer);
            }

            // Last: whoever has less of a claim to a shard steps back behind this one.
            await session._talk.BasicPublishAsync(Topology.Workers, "", Encoding.UTF8.GetBytes(name));
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes what comes until the connection is lost or somebody ends it.</summary>
    public async Task Work(CancellationToken over)
    {
        var batch = new List<Delivery>(MostAtOnce);
        while (await _heard.Reader.WaitToReadAsync(over))
        {
            string? newcomer = null;
            while (newcomer is null && batch.Count < MostAtOnce && _heard.Reader.TryRead(out var next))
            {
                newcomer = next.Newcomer;
                if (next.Message is { } message && message.From.IsCurrent)
                {
                    batch.Add(message);
                }
            }

            await Settle(batch, over);
            batch.Clear();
            if (newcomer is not null)
            {
                await StepBack(newcomer);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        _writer.Dispose();
    }

    private async Task Listen(IChannel channel)
    {
        var own = await channel.QueueDeclareAsync(exclusive: true, autoDelete: true);
        await channel.QueueBindAsync(own.QueueName, Topology.Workers, "");
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, message) =>
        {
            _heard.Writer.TryWrite(new(null, Encoding.UTF8.GetString(message.Body.Span)));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(own.QueueName, autoAck: true, consumer);
    }

    // Read, booked in one transaction, confirmed to the homes, and only then acknowledged: whoever dies in between leaves it to the next in line.
    private async Task Settle(List<Delivery> batch, CancellationToken over)
    {
        if (batch.Count == 0)
        {
            return;
        }

        var (readable, aside) = (new List<(Delivery Delivery, Arrived Arrived)>(batch.Count), new List<Delivery>());
        foreach (var delivery in batch)
        {
            if (Read(delivery) is { } arrived)
            {
                readable.Add((delivery, arrived));
            }
            else
            {
                aside.Add(delivery);
            }
        }

        var booked = readable.Count == 0 ? [] : await _books.Book([.. readable.Select(one => one.Arrived)], over);
        aside.AddRange(readable.Where((_, place) => booked[place] is null).Select(one => one.Delivery));
        await Notices.Say(_talk!, readable.Where((_, place) => booked[place] is not null).Select(one => one.Delivery.Key).Zip(booked.OfType<Booked>()));
        await BindStrays(readable.Where((_, place) => booked[place]?.Outcome is not null));
        await Task.WhenAll(booked.OfType<Booked>().Where(one => one.Acknowledges is not null).Select(Confirm).ToList());
        foreach (var delivery in aside)
        {
            await delivery.From.SetAside(delivery.Tag);
        }

        foreach (var done in batch.Except(aside).GroupBy(delivery => delivery.From).Where(done => done.Key.IsCurrent))
        {
            await done.Key.Done(done.Max(delivery => delivery.Tag));
        }
    }

    private Arrived? Read(Delivery delivery)
    {
        if (!PatientTopics.TryParse(Topology.TopicOf(delivery.Key), out var topics, out var rest))
        {
            _books.Counts.Add("set aside: no topic of this version");
            return null;
        }

        if (Reading.Read(rest, delivery.Body, new(_time.GetUtcNow().ToUnixTimeMilliseconds()), out var fault) is { } arrival)
        {
            return new(topics, arrival);
        }

        _books.Counts.Add("set aside: " + fault);
        return null;
    }

    // A known patient without a binding has one from now on.
    private async Task BindStrays(IEnumerable<(Delivery Delivery, Arrived Arrived)> booked)
    {
        foreach (var (_, arrived) in booked.Where(one => one.Delivery.From.Queue == Topology.Stray).DistinctBy(one => one.Arrived.Topics.Prefix))
        {
            await Topology.Bind(_talk!, arrived.Topics, _shards);
        }
    }

    private async Task Confirm(Booked one)
    {
        var payload = new ArrayBufferWriter<byte>(160);
        _writer.Write(payload, new AckMessage(one.Acknowledges!, _books.Epoch));
        var properties = new BasicProperties { Persistent = true };
        await _publishing!.BasicPublishAsync(Topology.Homes, Topology.KeyOf(one.Topics.Ack(one.Arrival.Id)), mandatory: false, properties, payload.WrittenMemory);
    }

    private async Task StepBack(string newcomer)
    {
        foreach (var queue in _line.Keys.Where(queue => newcomer != _name && Shards.Claim(newcomer, queue) > Shards.Claim(_name, queue)).ToList())
        {
            await _line[queue].DisposeAsync();
            _line[queue] = await Subscription.Take(_connection, queue, _heard.Writer);
        }
    }
}
