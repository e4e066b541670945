using System.Text;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Hub.Seam;

namespace PelvicFeedback.Hub.Store;

/// <summary>How long what is kept: retention, the end of a home's right to come, and erasure. What changes a patient goes through the ledger's <c>Change</c>.</summary>
public static class Lifetimes
{
    private static readonly TimeSpan StreamsForgotten = TimeSpan.FromDays(120);

    /// <summary>
    /// Deletes what is too old, by when it came. That it was there stays known, so that it is not stored again when a home sends it again; of a
    /// stream on which nothing came for 120 days not even that, as a home forgets such a stream itself.
    /// </summary>
    /// <returns>How many events were deleted.</returns>
    public static int DeleteOld(this Writing writing, UtcInstant now, TimeSpan events, TimeSpan motion)
    {
        long Before(TimeSpan age) => now.UnixMilliseconds - (long)age.TotalMilliseconds;
        var deleted = writing.Engine.DeleteEvents(writing, new(Before(events), Before(motion), Before(StreamsForgotten)));
        writing.Do("DELETE FROM aside WHERE received < $1", Before(events));
        writing.Do("DELETE FROM code WHERE expires < $1", now.UnixMilliseconds);
        return deleted;
    }

    /// <summary>Deletes old events one after another, for a database of one clinic.</summary>
    internal static int DeleteEach(this Writing writing, Ages before)
    {
        var deleted = writing.Do("DELETE FROM event WHERE kind = $1 AND received < $2", Words.Of(EventKind.Motion), before.Motion)
            + writing.Do("DELETE FROM event WHERE received < $1", before.Events);
        writing.Do(
            "DELETE FROM stream WHERE newest < $1 AND NOT EXISTS (SELECT 1 FROM event WHERE event.patient = stream.patient AND event.stream = stream.stream)", before.Streams);
        if (deleted > 0)
        {
            writing.Do("UPDATE patient SET bytes = (SELECT COALESCE(SUM(LENGTH(payload)), 0) FROM event WHERE event.patient = patient.number)");
        }

        return deleted;
    }

    /// <summary>From now on what comes from the home is set aside.</summary>
    public static void Revoke(this Writing writing, long number) =>
        writing.Do("UPDATE patient SET standing = $2 WHERE number = $1 AND standing = $3", number, Words.Of(PatientStanding.Revoked), Words.Of(PatientStanding.Active));

    /// <summary>The home may come again: it was given a new login.</summary>
    public static void Admit(this Writing writing, long number) =>
        writing.Do("UPDATE patient SET standing = $2 WHERE number = $1 AND standing = $3", number, Words.Of(PatientStanding.Active), Words.Of(PatientStanding.Revoked));

    /// <summary>
    /// Deletes everything of a patient for good. The pseudonym stays, with nothing about it, so that nothing that a home sends again is ever stored;
    /// what was done stays in the trail, which knows no names.
    /// </summary>
    public static void Erase(this Writing writing, long number)
    {
        // First: whoever is storing something of the patient is waited for, and after it nobody stores anything.
        writing.Do(
            "UPDATE patient SET name = NULL, standing = $2, bytes = 0, facts = '{}' WHERE number = $1", number, Words.Of(PatientStanding.Erased));
        var came = writing.Engine.Came(number);
        writing.Do("DELETE FROM event WHERE patient = $1 AND received BETWEEN $2 AND $3", number, came.From, came.Until);
        foreach (var table in writing.Engine.OwnTables.Concat(["aside", "alarm", "stream", "code", "weekly", "plan", "decision"]))
        {
            writing.Do($"DELETE FROM {table} WHERE patient = $1", number);
        }
    }

    /// <summary>
    /// Everything that is kept of a patient, one JSON object a line: events and what was set aside in the order of their names, payloads as they
    /// came; alarms; plans and what was decided of proposals; what was done with the record.
    /// </summary>
    public static IEnumerable<string> Export(this Database database, PatientRecord patient)
    {
        yield return ExportLine.Of(("type", "patient"), ("site", patient.Topics.Site.ToString()), ("patient", patient.Topics.Patient.ToString()), ("name", patient.Name), ("standing", Words.Of(patient.Standing)));
        var came = database.Came(patient.Number);
        foreach (var line in database.Each(
            "SELECT stream, seq, kind, received, doubtful, sha256, payload FROM event WHERE patient = $1 AND received BETWEEN $2 AND $3 ORDER BY stream, seq",
            row => ExportLine.Of(row.Bytes(6), ("type", "event"), ("eventId", new EventId(Pseudonym.Parse(row.GetString(0)), row.GetInt64(1)).ToString()), ("kind", row.GetString(2)), ("receivedAt", new UtcInstant(row.GetInt64(3)).ToString()), ("clockDoubtful", row.GetInt64(4) == 1), ("sha256", Convert.ToHexStringLower(row.Bytes(5)))),
            patient.Number, came.From, came.Until))
        {
            yield return line;
        }

        foreach (var line in database.Each(
            "SELECT stream, seq, why, received, sha256, payload FROM aside WHERE patient = $1 ORDER BY stream, seq, sha256",
            row => ExportLine.Of(row.Bytes(5), ("type", "set-aside"), ("eventId", new EventId(Pseudonym.Parse(row.GetString(0)), row.GetInt64(1)).ToString()), ("why", row.GetString(2)), ("receivedAt", new UtcInstant(row.GetInt64(3)).ToString()), ("sha256", Convert.ToHexStringLower(row.Bytes(4)))),
            patient.Number))
        {
            yield return line;
        }

        foreach (var line in database.Each(
            "SELECT alarm, kind, event, at, acknowledged, acknowledged_by, reason FROM alarm WHERE patient = $1 ORDER BY at, alarm",
            row => ExportLine.Of(("type", "alarm"), ("alarm", row.GetString(0)), ("kind", row.GetString(1)), ("eventId", row.GetString(2)), ("t", new UtcInstant(row.GetInt64(3)).ToString()), ("acknowledgedAt", row.NumberOrNull(4) is { } when ? new UtcInstant(when).ToString() : null), ("acknowledgedBy", row.TextOrNull(5)), ("reason", row.TextOrNull(6))),
            patient.Number))
        {
            yield return line;
        }

        foreach (var line in database.Each(
            "SELECT revision, at, who, answer, plan FROM plan WHERE patient = $1 ORDER BY revision",
            row => ExportLine.Of(Encoding.UTF8.GetBytes(row.GetString(4)), ("type", "plan"), ("revision", row.GetInt64(0)), ("t", new UtcInstant(row.GetInt64(1)).ToString()), ("who", row.GetString(2)), ("home", row.GetString(3))),
            patient.Number))
        {
            yield return line;
        }

        foreach (var line in database.Each(
            "SELECT proposal, decision, reason, at, who FROM decision WHERE patient = $1 ORDER BY at, proposal",
            row => ExportLine.Of(("type", "decision"), ("proposal", row.GetString(0)), ("decision", row.GetString(1)), ("reason", row.GetString(2)), ("t", new UtcInstant(row.GetInt64(3)).ToString()), ("who", row.GetString(4))),
            patient.Number))
        {
            yield return line;
        }

        foreach (var line in database.Each(
            "SELECT at, who, what, detail FROM audit WHERE site = $1 AND patient = $2 ORDER BY number",
            row => ExportLine.Of(("type", "audit"), ("t", new UtcInstant(row.GetInt64(0)).ToString()), ("who", row.GetString(1)), ("what", row.GetString(2)), ("detail", row.GetString(3))),
            patient.Topics.Site.ToString(), patient.Topics.Patient.ToString()))
        {
            yield return line;
        }
    }
}
