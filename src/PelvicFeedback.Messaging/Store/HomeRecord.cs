using System.Collections.Concurrent;
using System.Globalization;
using System.Reactive.Disposables;
using Microsoft.Data.Sqlite;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Core.Wire.Motion;

namespace PelvicFeedback.Messaging.Store;

/// <summary>
/// The record and the outbox on their one thread. The sensor's thread only hands over: it waits for no disk and no network. What is handed
/// over is committed in the order it came, then published.
/// </summary>
public sealed class HomeRecord : IDisposable
{
    /// <summary>How many things may wait for the disk. Events are never dropped: should it hang for so many, <see cref="Record"/> waits.</summary>
    public const int MostWaiting = 10_000;

    /// <summary>How many seconds of raw motion may wait for the disk; further ones are not recorded, which is a fault that stands.</summary>
    public const int MostMotionWaiting = 120;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StallAfter = TimeSpan.FromSeconds(5);
    private const string Acks = "ack/";
    private const string Marks = "marks";
    private const long SecondsToPrune = 3600;
    private const int MostUnsettled = 64;

    private readonly HomeStore _store;
    private readonly Outbox _outbox;
    private readonly TimeProvider _time;
    private readonly string _prefix;
    private readonly BlockingCollection<Action> _work = new(MostWaiting);
    private readonly MotionSecond _second = new();
    private readonly Thread _thread;
    private readonly CompositeDisposable _link;
    private readonly ITimer _timer;
    private Pseudonym? _session;
    private long _busySince;
    private long _depth;
    private long _handedOver;
    private long _seconds;
    private long _turns;
    private int _unsettled;
    private int _motionWaiting;
    private bool _disposed;

    private HomeRecord(HomeStore store, IMqttLink link, PatientTopics topics, OutboxRules rules, TimeProvider time, Action<Boundary>? passing)
    {
        (_store, _time, _prefix) = (store, time, topics.Prefix);
        _outbox = new(store, link, rules, time, action => TryPost(action), passing);
        var interrupted = InterruptedAlerts.End(store, time);
        _thread = new(Write) { Name = "record", IsBackground = true };
        _thread.Start();
        Post(() => _outbox.Committed(interrupted));
        _link = new CompositeDisposable(
            link.Messages.Subscribe(message => Hear(message.Topic, message.Payload), _ => { }),
            link.States.Subscribe(state => TryPost(() => _outbox.LinkIs(state.Phase)), _ => { }));
        if (store.Paired)
        {
            link.Subscribe(_prefix + Acks + "+", Qos.AtLeastOnce);
            link.Subscribe(_prefix + Marks, Qos.AtLeastOnce);
        }

        _timer = time.CreateTimer(_ => Tick(), null, Second, Second);
    }

    /// <summary>What a person must see. From any thread.</summary>
    public StoreFaults Faults => _store.Faults;

    /// <summary>How many events wait for the hub, as of the last commit or ack. From any thread.</summary>
    public long Owed => Interlocked.Read(ref _depth);

    /// <summary>Events that the hub has not confirmed, those among them that are not on the disk yet. From any thread.</summary>
    public long Unconfirmed => Interlocked.Read(ref _handedOver) + Interlocked.Read(ref _depth);

    /// <summary>How many things wait for the disk. From any thread.</summary>
    public int Waiting => Volatile.Read(ref _disposed) ? 0 : _work.Count;

    /// <summary>Grows on the writer's thread at least once a second while nothing holds it up: a sign of life for a watchdog.</summary>
    public long Turns => Interlocked.Read(ref _turns);

    /// <summary>
    /// Takes over an opened record: first it ends the alerts that a restart has interrupted, on the caller's thread, then everything is on a
    /// thread of its own. Disposing it closes the record.
    /// </summary>
    /// <param name="store">Just opened; nobody else's from now on.</param>
    /// <param name="link">Disposed after this, by its owner.</param>
    /// <param name="topics">Whose record it is.</param>
    /// <param name="rules">How patient the outbox is.</param>
    /// <param name="time">For patience and retention.</param>
    /// <param name="passing">Told of every boundary; null in life.</param>
    public static HomeRecord Start(HomeStore store, IMqttLink link, PatientTopics topics, OutboxRules rules, TimeProvider time, Action<Boundary>? passing = null) =>
        new(store, link, topics, rules, time, passing);

    /// <summary>
    /// Hands over what is to be committed together and then published. From any thread but the link's own; returns at once, unless 10 000 things
    /// wait for a disk that hangs.
    /// </summary>
    /// <returns>
    /// Completed when it is on the disk, with the events as they are there; with null when it could not be recorded, which is a fault that
    /// stands. Its continuations must not run on the writer's thread and do not.
    /// </returns>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    public Task<IReadOnlyList<StoredEvent>?> Record(StoreBatch batch)
    {
        var done = new TaskCompletionSource<IReadOnlyList<StoredEvent>?>(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Add(ref _handedOver, batch.Events.Count);
        Post(() =>
        {
            try
            {
                var stored = _store.Commit(batch);
                Interlocked.Exchange(ref _depth, _store.Owed);
                done.SetResult(stored);
                _outbox.Committed(stored ?? []);
            }
            catch (ArgumentException tooLong)
            {
                // A bug of whoever made the payload: his to hear of. The other events go on.
                _store.Faults.Add(StoreFaultKind.NotRecorded, batch.Events[0].Topic, batch.Events.Count, tooLong.Message);
                done.TrySetException(tooLong);
            }
            finally
            {
                Interlocked.Add(ref _handedOver, -batch.Events.Count);
            }
        });
        return done.Task;
    }

    /// <summary>A sensor has started: what is handed over from now on is in a new stream.</summary>
    public void BeginStream() => Post(_store.BeginStream);

    /// <summary>
    /// Keeps a sample of a session as raw motion. For the sensor's thread alone; returns at once, always. Written a second at a time:
    /// the second under way is what a kill loses.
    /// </summary>
    public void AddMotion(Pseudonym session, in MotionSample sample)
    {
        if (session != _session)
        {
            EndMotion();
            _session = session;
        }

        if (_second.Add(sample) is { } over)
        {
            Keep(session, over);
        }
    }

    /// <summary>Keeps the second under way too, as at the end of a session. For the sensor's thread, or when it is no more.</summary>
    public void EndMotion()
    {
        if (_session is { } session && _second.Take() is { } last)
        {
            Keep(session, last);
        }
    }

    /// <summary>The value last saved under a name; null when there is none. Waits for the writer; not for the sensor's thread.</summary>
    public Task<string?> Snapshot(string name)
    {
        var found = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() => found.SetResult(_store.Snapshot(name)));
        return found.Task;
    }

    /// <summary>Sessions whose raw motion is still to be sent, as of everything handed over before. Waits for the writer; not for the sensor's thread.</summary>
    public Task<IReadOnlyList<MotionOwed>> MotionOwed()
    {
        var found = new TaskCompletionSource<IReadOnlyList<MotionOwed>>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() => found.SetResult(_store.MotionOwed()));
        return found.Task;
    }

    /// <summary>Waits until everything handed over so far is committed and given to the link, and what came from the hub is settled, but no longer than that.</summary>
    /// <returns>Whether it is.</returns>
    public bool Drain(TimeSpan deadline)
    {
        EndMotion();
        using var done = new ManualResetEventSlim();
        return _work.TryAdd(Settled, deadline) && done.Wait(deadline);

        void Settled()
        {
            _outbox.Settle();
            Interlocked.Exchange(ref _depth, _store.Owed);
            done.Set();
        }
    }

    /// <summary>Commits what was handed over and closes the record. The link stays open.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        EndMotion();
        _timer.Dispose();
        _link.Dispose();
        _work.CompleteAdding();
        _thread.Join();
        _store.Dispose();
    }

    // From here on the writer's thread, but for what says otherwise.
    private void Write()
    {
        foreach (var work in _work.GetConsumingEnumerable())
        {
            Interlocked.Exchange(ref _busySince, _time.GetTimestamp());
            Do(work);
            if (_work.Count == 0 || ++_unsettled == MostUnsettled)
            {
                _unsettled = 0;
                Do(_outbox.Settle);
            }

            Interlocked.Exchange(ref _depth, _store.Owed);
            Interlocked.Exchange(ref _busySince, 0);
            Interlocked.Increment(ref _turns);
        }
    }

    // What can be written is written on, whatever else is damaged.
    private void Do(Action work)
    {
        try
        {
            work();
        }
        catch (SqliteException broken)
        {
            _store.Faults.Add(StoreFaultKind.NotRecorded, "record", 1, $"the record cannot be read ({broken.Message}): stop the worker, keep the file for whoever can repair it, and start with a new one");
        }
    }

    private void Keep(Pseudonym session, MotionSample[] second)
    {
        if (Interlocked.Increment(ref _motionWaiting) > MostMotionWaiting)
        {
            Interlocked.Decrement(ref _motionWaiting);
            _store.Faults.Add(StoreFaultKind.NotRecorded, HomeStore.MotionFault, 1, "raw motion not recorded: the disk does not keep up");
            return;
        }

        TryPost(() =>
        {
            Interlocked.Decrement(ref _motionWaiting);
            _store.AddMotion(session, second);
        });
    }

    // On the timer's thread.
    private void Tick()
    {
        var since = Interlocked.Read(ref _busySince);
        var stalled = since != 0 && _time.GetElapsedTime(since) > StallAfter;
        _store.Faults.Set(StoreFaultKind.Stalled, "", stalled ? _work.Count + 1 : 0, string.Create(CultureInfo.InvariantCulture, $"the disk has not answered for {StallAfter.TotalSeconds} s: nothing is recorded until it does"));
        TryPost(() =>
        {
            _outbox.Pump();
            if (++_seconds % SecondsToPrune == 0)
            {
                _store.Prune();
            }
        });
    }

    // On the link's thread: it never waits. What finds no room is lost, as on a network, and comes again.
    private void Hear(string topic, ReadOnlyMemory<byte> payload)
    {
        if (!topic.StartsWith(_prefix, StringComparison.Ordinal))
        {
            return;
        }

        var rest = topic[_prefix.Length..];
        if (rest == Marks)
        {
            TryPost(() => _outbox.Marks(payload));
        }
        else if (rest.StartsWith(Acks, StringComparison.Ordinal))
        {
            TryPost(() => _outbox.Ack(rest[Acks.Length..], payload));
        }
    }

    private void Post(Action work)
    {
        try
        {
            _work.Add(work);
        }
        catch (InvalidOperationException closed)
        {
            throw new ObjectDisposedException(nameof(HomeRecord), closed);
        }
    }

    private bool TryPost(Action work)
    {
        try
        {
            return _work.TryAdd(work);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
