using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using PelvicFeedback.Core.Messages;

namespace PelvicFeedback.Messaging.Store;

/// <summary>
/// Writes what belongs together, inside a transaction of somebody else's: gives each event its name, has its payload written, and puts it
/// among what is owed. Streams are new with every opening, so that no name is ever given twice, whatever became of the file.
/// </summary>
internal sealed class EventWriter(StoreStatements sql, RecordClock clock, TimeProvider time, bool paired)
{
    private readonly ArrayBufferWriter<byte> _payload = new(1024);

    /// <summary>The stream of events.</summary>
    public Pseudonym Stream { get; private set; } = NewStream();

    /// <summary>The stream of pieces of raw motion.</summary>
    public Pseudonym MotionStream { get; private set; } = NewStream();

    /// <summary>What comes is in new streams. Nothing is written before the first event.</summary>
    public void BeginStream() => (Stream, MotionStream) = (NewStream(), NewStream());

    /// <summary>An event out of the columns of <see cref="StoreStatements"/>.</summary>
    public static StoredEvent Event(SqliteDataReader row) =>
        new(row.GetInt64(0), new(Pseudonym.Parse(row.GetString(1)), row.GetInt64(2)), row.GetString(3), (byte[])row[4]);

    /// <exception cref="ArgumentException">A payload is longer than 64 KiB.</exception>
    public List<StoredEvent> Write(StoreBatch batch)
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
            _ = json is null ? sql.DropSnapshot.Run(name) : sql.SaveSnapshot.Run(name, json);
        }

        if (batch.Session is { } session)
        {
            sql.SaveSession.Run(
                session.Id.ToString(), time.GetUtcNow().ToUnixTimeMilliseconds(), session.Plan, session.Bands, session.Calibration, session.Algorithm, session.LeftAxis);
        }

        if (batch.OwesMotion is { } owes)
        {
            sql.OweMotion.Run(owes.ToString());
        }

        if (batch.MotionSent is { } sent)
        {
            _ = sent.Through is { } through ? sql.MotionSent.Run(sent.Session.ToString(), through) : sql.MotionDone.Run(sent.Session.ToString());
        }

        return stored;
    }

    private static Pseudonym NewStream() => Pseudonym.Parse(RandomNumberGenerator.GetHexString(16, lowercase: true));

    private StoredEvent? Write(EventDraft draft)
    {
        var ended = draft.ClosesAlert is { } closes ? sql.AlertOf.Text(closes) : null;
        if (draft.ClosesAlert is not null && ended is null)
        {
            return null;
        }

        var stream = draft.IsMotion ? MotionStream : Stream;
        var id = new EventId(stream, sql.NextSequence.Number(stream.ToString(), draft.IsMotion ? 1 : 0));
        var alert = draft.OpensAlert is null ? ended : id.ToString();
        _payload.ResetWrittenCount();
        draft.Payload(_payload, id, alert);
        if (_payload.WrittenCount > StoreOptions.MaxPayload)
        {
            throw new ArgumentException($"A payload for {draft.Topic} has {_payload.WrittenCount} bytes; a message has at most {StoreOptions.MaxPayload}.");
        }

        var payload = _payload.WrittenSpan.ToArray();
        var ordinal = sql.AddEvent.Number(
            stream.ToString(), id.Sequence, draft.Topic, payload, SHA256.HashData(payload), draft.Session?.ToString(), paired ? 1 : 0, paired ? null : clock.Now);
        if (paired)
        {
            sql.Owe.Run(ordinal);
        }

        if (draft.OpensAlert is { } opens)
        {
            sql.OpenAlert.Run(opens, alert, ordinal, stream.ToString(), id.Sequence, draft.Topic, payload);
        }

        if (draft.ClosesAlert is { } closed)
        {
            sql.CloseAlert.Run(closed);
        }

        return new(ordinal, id, draft.Topic, payload);
    }
}
