using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Reports.Stored;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Core.Wire.Motion;
using PelvicFeedback.Hub.Seam;

namespace PelvicFeedback.Hub.Store;

/// <summary>Sessions in the record, as their events tell them.</summary>
public static class SessionRecords
{
    /// <summary>The durable events of a session; empty where there is none.</summary>
    public static SessionLog Log(this Database database, PatientRecord patient, Pseudonym session)
    {
        var came = database.Came(patient.Number, session);
        return SessionLog.Read(
            session,
            patient.Topics,
            database.Rows(
                "SELECT kind, payload FROM event WHERE patient = $1 AND session = $2 AND kind <> 'motion' AND received BETWEEN $3 AND $4",
                row => (row.GetString(0), (ReadOnlyMemory<byte>)row.Bytes(1)), patient.Number, session.ToString(), came.From, came.Until));
    }

    /// <summary>The names of a patient's sessions that began at a time or before, or of all of them, the newest first.</summary>
    public static List<Pseudonym> SessionsUntil(this Database database, long patient, UtcInstant? until, int most)
    {
        var came = database.Came(patient);
        return database.Rows(
            """
            SELECT session FROM event WHERE patient = $1 AND session IS NOT NULL AND kind = 'session' AND received BETWEEN $4 AND $5
            GROUP BY session HAVING MIN(at) <= $2 ORDER BY MIN(at) DESC, session LIMIT $3
            """,
            row => Pseudonym.Parse(row.GetString(0)), patient, until?.UnixMilliseconds ?? long.MaxValue, (long)most, came.From, came.Until);
    }

    /// <summary>How much of a session's raw motion is here, bytes of payload; 0 for none.</summary>
    public static long MotionBytes(this Database database, long patient, Pseudonym session)
    {
        var came = database.Came(patient, session);
        return database.Rows(
            "SELECT COALESCE(SUM(LENGTH(payload)), 0) FROM event WHERE patient = $1 AND session = $2 AND kind = 'motion' AND received BETWEEN $3 AND $4",
            row => row.GetInt64(0), patient, session.ToString(), came.From, came.Until)[0];
    }

    /// <summary>The raw motion of a session, a piece at a time; what cannot be read of it is left out and counted.</summary>
    public static IEnumerable<(IReadOnlyList<MotionSample> Samples, int Damaged)> Motion(this Database database, long patient, Pseudonym session)
    {
        var came = database.Came(patient, session);
        foreach (var payload in database.Each(
            "SELECT payload FROM event WHERE patient = $1 AND session = $2 AND kind = 'motion' AND received BETWEEN $3 AND $4 ORDER BY at, stream, seq",
            row => row.Bytes(0), patient, session.ToString(), came.From, came.Until))
        {
            if (MessageReader.TryRead<MotionMessage>(payload, out var piece) is null)
            {
                yield return (MotionPayload.Read(piece!.Blob.AsSpan(), out var damaged), damaged);
            }
        }
    }

    /// <summary>Whether the home's clock cannot have been right when something of a session was told.</summary>
    public static bool IsClockDoubtful(this Database database, long patient, Pseudonym session)
    {
        var came = database.Came(patient, session);
        return database.Rows(
            "SELECT COUNT(*) FROM event WHERE patient = $1 AND session = $2 AND doubtful = 1 AND received BETWEEN $3 AND $4",
            row => row.GetInt64(0), patient, session.ToString(), came.From, came.Until)[0] > 0;
    }

    /// <summary>How many events are known to be missing in the streams that a session's events are in.</summary>
    public static long Missing(this Database database, long patient, Pseudonym session)
    {
        var came = database.Came(patient, session);
        return database.Rows(
            """
            SELECT through, islands FROM stream WHERE patient = $1 AND motion = 0 AND islands <> ''
            AND stream IN (SELECT DISTINCT stream FROM event WHERE patient = $1 AND session = $2 AND received BETWEEN $3 AND $4)
            """,
            row => new StreamReceipt(false, row.GetInt64(0), StreamReceipt.ReadIslands(row.GetString(1)), default).Missing,
            patient, session.ToString(), came.From, came.Until).Sum();
    }
}
