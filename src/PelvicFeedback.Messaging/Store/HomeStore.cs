using Microsoft.Data.Sqlite;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Core.Wire.Motion;

namespace PelvicFeedback.Messaging.Store;

/// <summary>
/// The home's record in one SQLite file: durable events with what is still owed to the hub, the session's state, raw motion. A commit is
/// on the disk when it returns. For one thread, the writer's (<see cref="HomeRecord"/> has it); one process at a time.
/// </summary>
public sealed partial class HomeStore : IDisposable
{
    /// <summary>What the fault of raw motion that is not recorded is about.</summary>
    internal const string MotionFault = "motion";

    private readonly StoreOptions _options;
    private readonly ProgressMark _mark;
    private readonly StoreFile _file;
    private readonly SpaceReserve _reserve;
    private readonly StoreStatements _sql;
    private readonly RecordClock _clock;
    private readonly StoreRoom _room;
    private readonly EventWriter _events;
    private readonly Retention _retention;

    private HomeStore(StoreOptions options, TimeProvider time, ProgressMark mark, StoreFile file)
    {
        (_options, _mark, _file) = (options, mark, file);
        _reserve = new(options.Path, options.ReserveBytes);
        _sql = new(file);
        _clock = new(time, _sql);
        _room = new(file, _reserve, _sql, Faults);
        _events = new(_sql, _clock, time, options.Paired);
        _retention = new(options, _sql, _clock);
    }

    /// <summary>What a person must see.</summary>
    public StoreFaults Faults { get; } = new();

    /// <summary>Whether there is a hub.</summary>
    public bool Paired => _options.Paired;

    /// <summary>
    /// Opens the record, or begins one. Whether it came from a backup is a fault that stands from the start.
    /// </summary>
    /// <param name="options">Where and how much.</param>
    /// <param name="time">For retention, see <c>docs/durable-events.md</c>.</param>
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
    public void BeginStream() => _events.BeginStream();

    /// <summary>
    /// Writes it all in one transaction: events with their names and what is owed, values, the session. On a full disk what may go goes
    /// first.
    /// </summary>
    /// <returns>The events as they are now on the disk; null when nothing was written, which is a fault that stands.</returns>
    /// <exception cref="ArgumentException">A payload is longer than 64 KiB.</exception>
    public IReadOnlyList<StoredEvent>? Commit(StoreBatch batch)
    {
        var evicted = Faults.Count(StoreFaultKind.EventsEvicted);
        var stored = _room.Together(() => _events.Write(batch), RoomFor.Events);
        if (Faults.Count(StoreFaultKind.EventsEvicted) != evicted)
        {
            // Pieces of raw motion that were owed may be among what made room.
            Owed = _sql.CountOwed.Number();
        }
        else if (stored is not null)
        {
            Owed += _options.Paired ? stored.Count : 0;
        }

        if (stored is null)
        {
            Faults.Add(StoreFaultKind.NotRecorded, "", Math.Max(1, batch.Events.Count), $"not recorded: {_room.Why}");
            return null;
        }

        if (stored is [.., var last])
        {
            _mark.Write(last.Id);
            Faults.Settle(StoreFaultKind.NotRecorded, "");
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
        var written = _room.Together(() => new object[] { _sql.AddMotion.Run(session.ToString(), _clock.Now, samples, blob) }, RoomFor.Motion) is not null;
        if (written)
        {
            Faults.Settle(StoreFaultKind.NotRecorded, MotionFault);
        }
        else
        {
            Faults.Add(StoreFaultKind.NotRecorded, MotionFault, 1, $"raw motion not recorded: {_room.Why}");
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

    /// <summary>Sessions whose raw motion is still to be sent, and from where on; see <see cref="StoreBatch.OwesMotion"/>.</summary>
    public IReadOnlyList<MotionOwed> MotionOwed() => _sql.MotionOwed.Rows(row => new MotionOwed(Pseudonym.Parse(row.GetString(0)), row.GetInt64(1)));

    /// <summary>Deletes what has been kept long enough, and takes the reserve again if there is room. Every hour or so.</summary>
    public void Prune()
    {
        _reserve.Take();
        if (_reserve.IsHeld)
        {
            _file.MayGrow();
        }

        // The mark's stream too: not to be known any more would look like a backup.
        _retention.Apply([_events.Stream.ToString(), _events.MotionStream.ToString(), _mark.Read()?.Stream.ToString() ?? ""]);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _file.Dispose();
        _mark.Dispose();
        Faults.Dispose();
    }

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
}
