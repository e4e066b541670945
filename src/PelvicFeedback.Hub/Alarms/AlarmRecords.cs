using System.Collections.Immutable;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Hub.Seam;
using PelvicFeedback.Hub.Store;

namespace PelvicFeedback.Hub.Alarms;

/// <summary>How many sessions a week were agreed on with a patient.</summary>
/// <param name="Patient">The patient's number.</param>
/// <param name="Sessions">A week, 1–21.</param>
/// <param name="Since">Since when.</param>
public readonly record struct Weekly(long Patient, int Sessions, UtcInstant Since);

/// <summary>How often therapists are called, over a number of days: alarms for an hour of practice.</summary>
/// <param name="Days">How many days, UTC, were looked at, and what there is of today.</param>
/// <param name="PatientHours">Hours from the first to the last event of every session in them; of one session at most 4.</param>
/// <param name="Alarms">Alarms raised in them, by priority.</param>
/// <param name="PerPatientHour">All of them for an hour; null where nobody practised.</param>
public sealed record AlarmRate(int Days, double PatientHours, ImmutableDictionary<string, long> Alarms, double? PerPatientHour);

/// <summary>Alarms in the record.</summary>
public static class AlarmRecords
{
    // ms.
    private const long Hour = 3_600_000;
    private const long Day = 24 * Hour;
    private const long LongestSession = 4 * Hour;

    /// <summary>Raises an alarm, once for its key: another one is none, even when somebody has taken it.</summary>
    public static void Raise(this Writing writing, long patient, string key, AlarmKind kind, string eventId, UtcInstant at, UtcInstant received) => writing.Do(
        "INSERT INTO alarm (patient, alarm, kind, priority, event, at, received) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
        patient, key, Words.Of(kind), (long)AlarmRule.PriorityOf(kind), eventId, at.UnixMilliseconds, received.UnixMilliseconds);

    /// <summary>What was agreed on, of everybody with whom something was, or of one site's.</summary>
    public static List<Weekly> Weekly(this Database database, Pseudonym? site = null) => database.Rows(
        "SELECT patient, sessions, since FROM weekly WHERE $1 = '' OR patient IN (SELECT number FROM patient WHERE site = $1)",
        row => new Weekly(row.GetInt64(0), (int)row.GetInt64(1), new(row.GetInt64(2))),
        site?.ToString() ?? "");

    /// <summary>Agrees on so many sessions a week from now on; null for none.</summary>
    public static void Agree(this Writing writing, long patient, int? sessions, UtcInstant now)
    {
        writing.Do("DELETE FROM weekly WHERE patient = $1", patient);
        if (sessions is { } agreed)
        {
            writing.Do("INSERT INTO weekly VALUES ($1, $2, $3)", patient, (long)agreed, now.UnixMilliseconds);
        }
    }

    /// <summary>How often therapists were called.</summary>
    /// <param name="database">The record.</param>
    /// <param name="site">Of which site; null for all.</param>
    /// <param name="days">How many days, UTC, and what there is of today.</param>
    /// <param name="now">The hub's clock.</param>
    public static AlarmRate Rate(this Database database, Pseudonym? site, int days, UtcInstant now)
    {
        // Whole days: what was a day's is known of a day, however many events it had.
        var since = ((now.UnixMilliseconds / Day) - days) * Day;
        var practised = database.Rows(
            $"SELECT CAST(COALESCE(SUM(CASE WHEN span > {LongestSession} THEN {LongestSession} ELSE span END), 0) AS BIGINT) FROM ({database.SessionSpans}) AS sessions",
            row => row.GetInt64(0), since, site?.ToString() ?? "")[0];
        var raised = database.Rows(
            "SELECT priority, COUNT(*) FROM alarm WHERE received >= $1 AND patient IN (SELECT number FROM patient WHERE $2 = '' OR site = $2) GROUP BY priority",
            row => (Priority: (AlarmPriority)row.GetInt64(0), Count: row.GetInt64(1)), since, site?.ToString() ?? "");
        var hours = practised / (double)Hour;
        return new(
            days,
            Math.Round(hours, 2),
            Enum.GetValues<AlarmPriority>().ToImmutableDictionary(Words.Of, priority => raised.Find(one => one.Priority == priority).Count),
            hours > 0 ? Math.Round(raised.Sum(one => one.Count) / hours, 2) : null);
    }
}
