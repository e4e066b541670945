using System.Text;
using System.Threading.Channels;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Cluster.Brokers;
using PelvicFeedback.Hub.Cluster.Homes;
using PelvicFeedback.Hub.Cluster.Web;
using PelvicFeedback.Hub.Ingest;
using PelvicFeedback.Hub.Seam;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace PelvicFeedback.Hub.Cluster.Workers;

/// <summary>
/// A worker's time with one broker: in line for every shard, it takes what it is given, books it, confirms it to the homes, and then acknowledges it.
/// Ends with its connections; what was not acknowledged then goes to the next in line.
/// </summary>
internal sealed class Session : IAsyncDisposable
{
    private const int MostAtOnce = IngestLane.MostAtOnce;

    private readonly string _name;
    private readonly int _shards;
    private readonly IConnection _connection;
    private readonly Bookkeeping _books;
    private readonly TimeProvider _time;
    private readonly Channel<Heard> _heard = Channel.CreateUnbounded<Heard>(new() { SingleReader = true });
    private readonly Dictionary<string, Subscription> _line = [];
    private readonly HomeGate _gate;
    private readonly long _began;
    private Confirmations? _says;
    private IChannel? _talk;

    private Session(string name, int shards, IConnection connection, Bookkeeping books, TimeProvider time) =>
        (_name, _shards, _connection, _books, _time, _gate, _began) = (name, shards, connection, books, time, new(books.Counts), time.GetTimestamp());

    /// <summary>Gets in line for every shard, and lets the others know.</summary>
    /// <param name="name">The worker's; no other has it.</param>
    /// <param name="shards">How many there are.</param>
    /// <param name="brokers">It is with one of them, by two connections.</param>
    /// <param name="books">Where events are booked.</param>
    /// <param name="time">For when something came.</param>
    public static async Task<Session> Open(string name, int shards, BrokerAddresses brokers, Bookkeeping books, TimeProvider time)
    {
        var connection = await brokers.Connect(name);
        var session = new Session(name, shards, connection, books, time);
        try
        {
            connection.ConnectionShutdownAsync += session.Ends;
            var speaking = await brokers.Connect(name + " says", connection.Endpoint);
            speaking.ConnectionShutdownAsync += session.Ends;
            session._says = await Confirmations.Open(speaking);
            session._talk = await connection.CreateChannelAsync();
            await Notices.Declare(session._talk);
            await session.Listen(session._talk);
            foreach (var queue in Topology.Shared(shards))
            {
                session._line[queue] = await Subscription.Take(connection, queue, session._heard.Writer);
            }

            // Last: whoever has less of a claim to a shard steps back behind this one.
            await session._says.Announce(name);
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
        // First, so that nothing more comes.
        await _connection.DisposeAsync();
        await (_says?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private Task Ends(object sender, ShutdownEventArgs why)
    {
        _heard.Writer.TryComplete();
        return Task.CompletedTask;
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

        var (readable, aside, came) = Sort(batch);
        var booked = readable.Count == 0 ? [] : await _books.Book([.. readable.Select(one => one.Arrived)], over);
        aside.AddRange(readable.Where((_, place) => booked[place] is null).Select(one => one.Delivery));
        await _says!.Tell(readable.Where((_, place) => booked[place] is not null).Select(one => one.Delivery.Key).Zip(booked.OfType<Booked>()));
        await BindStrays(readable.Where((_, place) => booked[place]?.Outcome is not null));
        if (!await _says!.Say([.. booked.OfType<Booked>().Where(one => one.Acknowledges is not null)], _books.Epoch))
        {
            _books.Counts.Add("batches not confirmed: the broker takes nothing");
        }

        came.AddRange(booked.OfType<Booked>().Where(one => one is { Outcome: Outcome.Stored, Arrival.Id.Sequence: 1 }).Select(one => one.Topics));
        await SayMarks(came, over);
        foreach (var delivery in aside)
        {
            await delivery.From.SetAside(delivery.Tag);
        }

        foreach (var done in batch.Except(aside).GroupBy(delivery => delivery.From).Where(done => done.Key.IsCurrent))
        {
            await done.Key.Done(done.Max(delivery => delivery.Tag));
        }
    }

    // What is in none of the three is done with: what was too much, and a home's good-bye.
    private (List<(Delivery Delivery, Arrived Arrived)> Readable, List<Delivery> Aside, List<PatientTopics> Came) Sort(List<Delivery> batch)
    {
        var (readable, aside, came) = (new List<(Delivery Delivery, Arrived Arrived)>(batch.Count), new List<Delivery>(), new List<PatientTopics>());
        var now = _time.GetElapsedTime(_began);
        foreach (var delivery in batch)
        {
            var (topics, rest) = Named(delivery.Key);
            if (!_gate.Takes(topics, now))
            {
                continue;
            }

            if (topics is not null && rest == HomeMarks.Link)
            {
                came.AddRange(HomeMarks.HasCome(delivery.Body) ? [topics] : []);
            }
            else if (Read(topics, rest, delivery, out var why) is { } arrived)
            {
                readable.Add((delivery, arrived));
            }
            else if (_gate.Keeps(topics, now))
            {
                aside.Add(delivery);
                _books.Counts.Add("set aside: " + why);
            }
        }

        return (readable, aside, came);
    }

    private static (PatientTopics? Topics, string Below) Named(string key) =>
        PatientTopics.TryParse(Topology.TopicOf(key), out var topics, out var rest) ? (topics, rest) : (null, "");

    private Arrived? Read(PatientTopics? topics, string rest, Delivery delivery, out string? why)
    {
        if (topics is null)
        {
            why = "no topic of this version";
            return null;
        }

        var arrival = Reading.Read(rest, delivery.Body, Now, out var fault);
        why = fault?.ToString();
        return arrival is null ? null : new(topics, arrival);
    }

    private UtcInstant Now => new(_time.GetUtcNow().ToUnixTimeMilliseconds());

    // After the batch is booked, so that what came before is in them. A home that begins a new stream was started anew, and may have missed what it was told
    // as its bridge came.
    private async Task SayMarks(List<PatientTopics> came, CancellationToken over)
    {
        if (came.Count > 0)
        {
            var marks = await _books.Marks([.. came.DistinctBy(topics => topics.Prefix)], Now, over);
            if (!await _says!.Say(marks))
            {
                // A home that comes again is told again.
                _books.Counts.Add("marks not said: the broker takes nothing");
            }
        }
    }

    // A known patient without a binding has one from now on.
    private async Task BindStrays(IEnumerable<(Delivery Delivery, Arrived Arrived)> booked)
    {
        foreach (var (_, arrived) in booked.Where(one => one.Delivery.From.Queue == Topology.Stray).DistinctBy(one => one.Arrived.Topics.Prefix))
        {
            await Topology.Bind(_talk!, arrived.Topics, _shards);
        }
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
