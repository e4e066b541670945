using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Core.Wire.Motion;

namespace PelvicFeedback.Messaging.Store;

/// <summary>
/// The home's record in one SQLite file: durable events with what is still owed to the hub, the session's state, raw motion. A commit is
/// on the disk when it returns. For one thread, the writer's (<see cref="HomeRecord"/> has it); one process at a time.
/// </summary>
public sealed class HomeStore : IDisposable
{
    private static readonly TimeSpan ClockDoubt = TimeSpan.FromHours(2);

    private readonly StoreOptions _options;
    private readonly TimeProvider _time;
    private readonly ProgressMark _mark;
    private readonly StoreFile _file;
    private readonly SpaceReserve _reserve;
    private readonly StoreStatements _sql;
    private readonly ArrayBufferWriter<byte> _payload = new(1024);
    private Pseudonym _stream = NewStream();
    private Pseudonym _motionStream = NewStream();
    private string _why = "";

    private HomeStore(StoreOptions options, TimeProvider time, ProgressMark mark, StoreFile file)
    {
        (_options, _time, _mark, _file) = (options, time, mark, file);
        _reserve = new(options.Path, options.ReserveBytes);
        _sql = new(file);
    }

    /// <summary>What a person must see.</summary>
    public StoreFaults Faults { get; } = new();

    /// <summary>How many events wait for the hub.</summary>
    public long Owed { get; private set; }

    /// <summary>Whether there is a hub.</summary>
    public bool Paired => _options.Paired;

    /// <summary>
    /// Opens the record, or begins one. Streams are new with every opening, so that no name is ever given twice, whatever became of the
    /// file; whether it came from a backup is a fault that stands from the start.
    /// </summary>
    /// <param name="options">Where and how much.</param>
    /// <param name="time">Wall time, for retention alone.</param>
    /// <param name="passing">Told of every boundary; null in life.</param>
    /// <exception cref="StoreUnavailableException">It cannot be opened.</exception>
    public static HomeStore Open(StoreOptions options, TimeProvider time, Action<Boundary>? passing = null)
    {
        options.Check();
        var mark = ProgressMark.Open(options.Path);
        StoreFile? file = null;
        try
        {
            file = StoreFile.Open(options, passing);
            var store = new HomeStore(options, time, mark, file);
            store.Begin();
            return store;
        }
        catch (SqliteException broken)
        {
            file?.Dispose();
            mark.Dispose();
            throw new StoreUnavailableException($"{options.Path}: cannot be used: {broken.Message}", broken);
        }
        catch
        {
            file?.Dispose();
            mark.Dispose();
            throw;
        }
    }

    /// <summary>A sensor has started: what is recorded from now on is in a new stream. Nothing is written before the first event.</summary>
    public void BeginStream() => (_stream, _motionStream) = (NewStream(), NewStream());

    /// <summary>
    /// Writes it all in one transaction: events with their names and what is owed, values, the session. On a full disk what may go goes
    /// first.
    /// </summary>
    /// <returns>The events as they are now on the disk; null when nothing was written, which is a fault that stands.</returns>
    /// <exception cref="ArgumentException">A payload is longer than 64 KiB.</exception>
    public IReadOnlyList<StoredEvent>? Commit(StoreBatch batch)
    {
        var stored = WithRoom(() => Write(batch), For.Events);
        if (stored is null)
        {
            Faults.Add(StoreFaultKind.NotRecorded, "", Math.Max(1, batch.Events.Count), $"not recorded: {_why}");
            return null;
        }

        Owed += _options.Paired ? stored.Count : 0;
        if (stored is [.., var last])
        {
            _mark.Write(last.Id);
        }

        return stored;
    }

    /// <summary>Writes a second of raw motion. On a full disk older motion makes room for it, events never.</summary>
    /// <param name="session">The session that it belongs to.</param>
    /// <param name="second">Its samples as they came, at least one.</param>
    /// <returns>Whether it is on the disk; not is a fault that stands.</returns>
    public bool AddMotion(Pseudonym session, ReadOnlySpan<MotionSample> second)
    {
        var blob = MotionBlob.Encode(second);
        var samples = second.Length;
        var written = WithRoom(() => new object[] { _sql.AddMotion.Run(session.ToString(), Now, samples, blob) }, For.Motion) is not null;
        if (!written)
        {
            Faults.Add(StoreFaultKind.NotRecorded, "motion", 1, $"raw motion not recorded: {_why}");
        }

        return written;
    }

    /// <summary>Alerts that have begun and not ended, the oldest first.</summary>
    public IReadOnlyList<OpenAlert> OpenAlerts() => _sql.OpenAlerts.Rows(row => new OpenAlert(
        row.GetString(1), row.GetInt32(0), new(row.GetInt64(2), new(Pseudonym.Parse(row.GetString(3)), row.GetInt64(4)), row.GetString(5), (byte[])row[6])));

    /// <summary>Forgets an open alert without an end, when there is no telling what it was.</summary>
    internal void ForgetAlert(int number) => _sql.CloseAlert.Run(number);

    /// <summary>The value last saved under a name; null when there is none.</summary>
    public string? Snapshot(string name) => _sql.Snapshot.Text(name);

    /// <summary>Events that are owed, in their order.</summary>
    /// <param name="after">Only those with a higher ordinal.</param>
    /// <param name="most">At most so many.</param>
    public IReadOnlyList<StoredEvent> Waiting(long after, int most) => _sql.Waiting.Rows(Event, after, most);

    /// <summary>The first event that is owed on each topic, in their order.</summary>
    public IReadOnlyList<StoredEvent> FirstOfEachTopic() => _sql.FirstOfEachTopic.Rows(Event);

    /// <summary>
    /// Takes what the hub has confirmed off what is owed, in one transaction. A hash that is not the event's is a fault, and the event stays
    /// owed; an event that is not owed any more is no matter.
    /// </summary>
    /// <param name="acks">Names with the SHA-256 the hub computed.</param>
    /// <param name="beforeDelete">Called when all is written and nothing committed.</param>
    /// <returns>The events that are settled now, or were before; null when it could not be written: they stay owed.</returns>
    public IReadOnlyList<StoredEvent>? Settle(IReadOnlyList<HubAck> acks, Action? beforeDelete = null)
    {
        var settled = new List<StoredEvent>();
        var off = 0L;
        var done = WithRoom(
            () =>
            {
                settled.Clear();
                off = 0;
                foreach (var ack in acks)
                {
                    off += Settle(ack, settled);
                }

                beforeDelete?.Invoke();
                return settled;
            },
            For.Acks);
        Owed -= done is null ? 0 : off;
        return done;
    }

    /// <summary>
    /// Takes the hub's account of what it has: what we hold and it lacks is owed again. Events that were never meant for a hub stay
    /// where they are.
    /// </summary>
    /// <param name="marks">For each stream the last event up to which the hub has all; a stream that is not named it does not know.</param>
    /// <returns>How many are owed again; null when it could not be written.</returns>
    public long? Owe(HubMarks marks)
    {
        var missing = 0L;
        var done = WithRoom(
            () =>
            {
                missing = 0;
                var again = 0L;
                _sql.SetNote.Run(EpochNote, marks.Epoch);
                foreach (var (stream, last) in _sql.Streams.Rows(row => (row.GetString(0), row.GetInt64(1))))
                {
                    var mark = marks.Marks.GetValueOrDefault(stream);
                    missing += Math.Max(0, mark - last);
                    again += _sql.OweAgain.Run(stream, mark);
                    _sql.Unsettle.Run(stream, mark);
                }

                missing += marks.Marks.Where(mark => _sql.StreamLast.Text(mark.Key) is null).Sum(mark => mark.Value);
                return new object[] { again };
            },
            For.Acks);
        Owed = _sql.CountOwed.Number();
        Faults.Set(StoreFaultKind.Restored, "hub", missing, $"the clinic has {missing} events that this record lacks: it was put back from a backup, or is another's");
        return done is [long again] ? again : null;
    }

    /// <summary>The hub's epoch by its last marks; null before the first.</summary>
    public string? HubEpoch => _sql.Note.Text(EpochNote);

    /// <summary>Deletes what has been kept long enough, and takes the reserve again if there is room. Every hour or so.</summary>
    public void Prune()
    {
        _reserve.Take();
        if (_reserve.IsHeld)
        {
            _file.MayGrow();
        }

        try
        {
            while (DeleteSettled(Milliseconds(_options.SettledRetention)) > 0 || _sql.PruneMotion.Run(Now - Milliseconds(_options.MotionRetention)) > 0)
            {
            }
        }
        catch (SqliteException full) when (StoreFile.IsFull(full))
        {
            // There will be room, or the next commit says that there is none.
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _file.Dispose();
        _mark.Dispose();
        Faults.Dispose();
    }

    private const string EpochNote = "hub-epoch";

    private enum For
    {
        /// <summary>Raw motion: older motion makes room.</summary>
        Motion,

        /// <summary>Events: motion makes room, then what the hub has.</summary>
        Events,

        /// <summary>Acks and marks: a little room is always left for them, since without them nothing could ever go.</summary>
        Acks,
    }

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private static Pseudonym NewStream() => Pseudonym.Parse(RandomNumberGenerator.GetHexString(16, lowercase: true));

    // A clock that was set by an hour, once each way, must not make anything older than it is.
    private static long Milliseconds(TimeSpan retention) => (long)(retention + ClockDoubt).TotalMilliseconds;

    private static StoredEvent Event(SqliteDataReader row) =>
        new(row.GetInt64(0), new(Pseudonym.Parse(row.GetString(1)), row.GetInt64(2)), row.GetString(3), (byte[])row[4]);

    private void Begin()
    {
        if (_mark.Read() is { } mark)
        {
            var known = _sql.StreamLast.Text(mark.Stream.ToString()) is { } last ? long.Parse(last, System.Globalization.CultureInfo.InvariantCulture) : (long?)null;
            if (known is null || known < mark.Sequence)
            {
                var lost = mark.Sequence - (known ?? 0);
                Faults.Add(StoreFaultKind.Restored, "", lost, $"the record was put back from a backup or taken away: at least {lost} events are missing from it");
            }
        }
        else if (_mark.IsNew && _sql.Streams.Rows(row => row.GetString(0)).Count > 0)
        {
            Faults.Add(StoreFaultKind.Restored, "", 1, "the record was copied here or put back from a backup: what was recorded after that copy was made is not in it");
        }

        Owed = _sql.CountOwed.Number();
        Prune();
    }

    private List<StoredEvent> Write(StoreBatch batch)
    {
        var stored = new List<StoredEvent>(batch.Events.Count);
        foreach (var draft in batch.Events)
        {
            if (Write(draft) is { } written)
            {
                stored.Add(written);
            }
        }

        foreach (var (name, json) in batch.Snapshots)
        {
            _ = json is null ? _sql.DropSnapshot.Run(name) : _sql.SaveSnapshot.Run(name, json);
        }

        if (batch.Session is { } session)
        {
            _sql.SaveSession.Run(session.Id.ToString(), Now, session.Plan, session.Bands, session.Calibration, session.Algorithm, session.LeftAxis);
        }

        return stored;
    }

    private StoredEvent? Write(EventDraft draft)
    {
        var ended = draft.ClosesAlert is { } closes ? _sql.AlertOf.Text(closes) : null;
        if (draft.ClosesAlert is not null && ended is null)
        {
            return null;
        }

        var stream = draft.IsMotion ? _motionStream : _stream;
        var id = new EventId(stream, _sql.NextSequence.Number(stream.ToString(), draft.IsMotion ? 1 : 0));
        var alert = draft.OpensAlert is null ? ended : id.ToString();
        _payload.ResetWrittenCount();
        draft.Payload(_payload, id, alert);
        if (_payload.WrittenCount > StoreOptions.MaxPayload)
        {
            throw new ArgumentException($"A payload for {draft.Topic} has {_payload.WrittenCount} bytes; a message has at most {StoreOptions.MaxPayload}.");
        }

        var payload = _payload.WrittenSpan.ToArray();
        var ordinal = _sql.AddEvent.Number(
            stream.ToString(), id.Sequence, draft.Topic, payload, SHA256.HashData(payload), draft.Session?.ToString(), _options.Paired ? 1 : 0, _options.Paired ? null : Now);
        var stored = new StoredEvent(ordinal, id, draft.Topic, payload);
        if (_options.Paired)
        {
            _sql.Owe.Run(ordinal);
        }

        if (draft.OpensAlert is { } opens)
        {
            _sql.OpenAlert.Run(opens, alert, ordinal, stream.ToString(), id.Sequence, draft.Topic, payload);
        }

        if (draft.ClosesAlert is { } closed)
        {
            _sql.CloseAlert.Run(closed);
        }

        return stored;
    }

    private int Settle(HubAck ack, List<StoredEvent> settled)
    {
        var rows = _sql.Find.Rows(row => (Event: Event(row), Hash: (byte[])row[5]), ack.Event.Stream.ToString(), ack.Event.Sequence);
        if (rows is not [var (found, hash)])
        {
            return 0;
        }

        if (!hash.AsSpan().SequenceEqual(ack.Sha256.Span))
        {
            Faults.Set(StoreFaultKind.OtherContent, ack.Event.ToString(), 1, $"the clinic has something else under the name {ack.Event}: it was set aside there");
            return 0;
        }

        var off = _sql.NotOwed.Run(found.Ordinal);
        if (off > 0)
        {
            _sql.SetSettled.Run(found.Ordinal, Now);
        }

        settled.Add(found);
        return off;
    }

    // Space first from the reserve, then from what may go: raw motion, and for an event's sake what the hub has confirmed. A disk that
    // is broken rather than full is no reason to delete anything.
    private T? WithRoom<T>(Func<T> work, For purpose)
        where T : class
    {
        var grown = false;
        while (true)
        {
            try
            {
                var done = _file.Together(work);
                if (grown)
                {
                    _file.StopGrowing();
                }

                return done;
            }
            catch (SqliteException full) when (StoreFile.IsFull(full))
            {
                var more = MakeRoom(full, purpose) || (purpose == For.Acks && !grown);
                if (!more)
                {
                    _why = $"there is no room ({full.Message}) and nothing that may go: make room on the disk";
                    return null;
                }

                if (purpose == For.Acks && !grown)
                {
                    _file.GrowALittle();
                    grown = true;
                }
            }
            catch (SqliteException broken)
            {
                _why = $"the record is damaged or out of reach ({broken.Message}): keep the file for whoever can repair it, and start with a new one";
                return null;
            }
        }
    }

    private bool MakeRoom(SqliteException full, For purpose)
    {
        var more = _reserve.GiveUp();
        if (more)
        {
            _file.StopGrowing();
        }

        _file.Checkpoint();
        return (full.SqliteErrorCode == StoreFile.Full && purpose != For.Acks && Evict(purpose == For.Events)) || more;
    }

    private bool Evict(bool forEvents)
    {
        try
        {
            var seconds = _file.Together(() => (int[])[_sql.EvictMotion.Run()])[0];
            if (seconds > 0)
            {
                Faults.Add(StoreFaultKind.MotionEvicted, "", seconds, "the disk is full: the oldest raw motion was deleted to make room");
            }

            var events = seconds == 0 && forEvents ? _file.Together(() => (int[])[EvictPieces() + DeleteSettled(null)])[0] : 0;
            if (events > 0)
            {
                Faults.Add(StoreFaultKind.EventsEvicted, "", events, "the disk is full: the oldest events that nobody waits for were deleted to make room");
                Owed = _sql.CountOwed.Number();
            }

            _file.Checkpoint();
            return seconds + events > 0;
        }
        catch (SqliteException full) when (StoreFile.IsFull(full))
        {
            return false;
        }
    }

    private int EvictPieces()
    {
        _sql.EvictPiecesOwed.Run();
        return _sql.EvictPieces.Run();
    }

    private int DeleteSettled(long? olderThan) => _sql.DeleteSettled.Run(olderThan is { } age ? Now - age : long.MaxValue);
}
