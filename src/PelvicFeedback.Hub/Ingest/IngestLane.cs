using System.Buffers;
using System.Collections.Concurrent;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Hub.Seam;
using PelvicFeedback.Hub.Store;
using PelvicFeedback.Messaging;
using PelvicFeedback.Messaging.Store;

namespace PelvicFeedback.Hub.Ingest;

/// <summary>
/// The one way of durable events into the record, on a thread of its own: read, taken through the seam, committed a batch at a time, and
/// acknowledged after it. What cannot be taken is dropped and counted: without an <c>ack</c> it stays at home and comes again.
/// </summary>
public sealed class IngestLane : IDisposable
{
    /// <summary>Messages that may wait; further ones are dropped.</summary>
    public const int MostWaiting = 20_000;

    /// <summary>Events a transaction.</summary>
    public const int MostAtOnce = 500;

    /// <summary>Messages a second that a home may send, for good.</summary>
    internal const double PerSecond = 300;

    /// <summary>Messages that a home may send at once after a pause.</summary>
    internal const double AtOnce = 3000;

    private const int MostFailures = 3;
    private static readonly TimeSpan MarksAge = TimeSpan.FromDays(30);
    private static readonly TimeSpan Breath = TimeSpan.FromSeconds(1);

    private readonly Ledger _ledger;
    private readonly Database _database;
    private readonly IMqttLink _link;
    private readonly TimeProvider _time;
    private readonly long _began;
    private readonly Allowance _allowance = new(PerSecond, AtOnce);
    private readonly BlockingCollection<Work> _waiting = new(MostWaiting);
    private readonly MessageWriter _writer = new();
    private readonly ArrayBufferWriter<byte> _payload = new(256);
    private readonly Thread _thread;
    private readonly Action<Booked> _told;

    private IngestLane(Ledger ledger, Database database, IMqttLink link, TimeProvider time, IngestCounts counts, Action<Booked>? told)
    {
        (_ledger, _database, _link, _time, Counts, _began, _told) = (ledger, database, link, time, counts, time.GetTimestamp(), told ?? (_ => { }));
        _thread = new(Run) { Name = "hub-ingest", IsBackground = true };
        _thread.Start();
    }

    /// <summary>What became of what came.</summary>
    public IngestCounts Counts { get; }

    /// <summary>How many messages wait.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Begins to take events.</summary>
    /// <param name="ledger">Where they are booked.</param>
    /// <param name="database">The record.</param>
    /// <param name="link">Where acknowledgements and marks go.</param>
    /// <param name="time">For when something came.</param>
    /// <param name="counts">Where what becomes of it all is counted.</param>
    /// <param name="told">Told what became of each event, after the commit and on the lane's thread: only to hand over; null for nobody.</param>
    public static IngestLane Start(Ledger ledger, Database database, IMqttLink link, TimeProvider time, IngestCounts counts, Action<Booked>? told = null) =>
        new(ledger, database, link, time, counts, told);

    /// <summary>Hands a message over; returns at once, from any thread.</summary>
    public void Offer(in MqttMessage message)
    {
        if (!TryAdd(new(message, null)))
        {
            Counts.Add("dropped: too many wait");
        }
    }

    /// <summary>Has the marks of a patient said, or of all, once what came before is booked; returns at once, from any thread.</summary>
    public void SayMarks(PatientTopics? topics = null) => TryAdd(new(null, topics));

    /// <summary>Books what was handed over, and ends.</summary>
    public void Dispose()
    {
        _waiting.CompleteAdding();
        _thread.Join();
        _waiting.Dispose();
        _writer.Dispose();
    }

    private bool TryAdd(Work work)
    {
        try
        {
            return _waiting.TryAdd(work);
        }
        catch (InvalidOperationException)
        {
            // It is ending: what is not acknowledged comes again.
            return false;
        }
    }

    private void Run()
    {
        var batch = new List<Arrived>(MostAtOnce);
        foreach (var first in _waiting.GetConsumingEnumerable())
        {
            var next = first;
            do
            {
                if (next.Message is { } message)
                {
                    Read(message, batch);
                    continue;
                }

                Book(batch);
                SayMarksNow(next.MarksOf);
            }
            while (batch.Count < MostAtOnce && _waiting.TryTake(out next));
            Book(batch);
        }
    }

    private void Read(in MqttMessage message, List<Arrived> batch)
    {
        if (!PatientTopics.TryParse(message.Topic, out var topics, out var rest))
        {
            Counts.Add("refused: no topic of this version");
        }
        else if (!_allowance.Take(topics.Prefix, _time.GetElapsedTime(_began)))
        {
            Counts.Add("refused: too fast");
        }
        else if (Reading.Read(rest, message.Payload, new(_time.GetUtcNow().ToUnixTimeMilliseconds()), out var fault) is { } arrival)
        {
            batch.Add(new(topics, arrival));
        }
        else
        {
            Counts.Add("refused: " + fault);
        }
    }

    private void Book(List<Arrived> batch)
    {
        if (batch.Count == 0)
        {
            return;
        }

        try
        {
            Tell(_ledger.Book(batch));
        }
        catch (Exception broken)
        {
            Counts.Add("failed: " + broken.GetType().Name);
            BookSingly(batch);
        }

        batch.Clear();
    }

    // One that cannot be booked takes no others with it. Where none can, the record is out of reach: they come again.
    private void BookSingly(List<Arrived> batch)
    {
        var failures = 0;
        foreach (var one in batch.TakeWhile(_ => failures < MostFailures))
        {
            try
            {
                Tell(_ledger.Book([one]));
                failures = 0;
            }
            catch (Exception broken)
            {
                failures++;
                Counts.Add("dropped: " + broken.GetType().Name);
            }
        }

        if (failures > 0)
        {
            using var pause = new ManualResetEventSlim();
            pause.Wait(Breath);
        }
    }

    private void Tell(IReadOnlyList<Booked> booked)
    {
        foreach (var one in booked)
        {
            Counts.Add(one.Outcome is { } outcome ? Words.Of(outcome) : "refused: unknown patient");
            if (one.Acknowledges is { } hash)
            {
                Publish(one.Topics.Ack(one.Arrival.Id), new AckMessage(hash, _database.Epoch), retain: false);
            }

            _told(one);
        }
    }

    private void SayMarksNow(PatientTopics? topics)
    {
        try
        {
            var since = new UtcInstant(_time.GetUtcNow().ToUnixTimeMilliseconds() - (long)MarksAge.TotalMilliseconds);
            foreach (var patient in _database.Patients(topics?.Site).Where(one => topics is null || one.Topics.Prefix == topics.Prefix))
            {
                if (patient.Standing == PatientStanding.Active)
                {
                    Publish(patient.Topics.Marks, HubMarks.Fitting(_database.Epoch, _database.Marks(patient.Number, since)), retain: true);
                }
            }
        }
        catch (Exception broken)
        {
            // Said again at the next connection, and now and then.
            Counts.Add("failed: " + broken.GetType().Name);
        }
    }

    private void Publish<T>(string topic, T message, bool retain)
        where T : IMessage<T>
    {
        _payload.ResetWrittenCount();
        _writer.Write(_payload, message);
        _link.Publish(topic, _payload.WrittenSpan, Qos.AtLeastOnce, retain);
    }

    private readonly record struct Work(MqttMessage? Message, PatientTopics? MarksOf);
}
