using Npgsql;
using PelvicFeedback.Hub.Store;

namespace PelvicFeedback.Hub.Cluster.Store;

/// <summary>
/// What is too old goes by whole days: what is deleted is a part, not its rows. How much that was of each patient is written down in <c>event_gone</c> in the
/// same transaction, and taken off the patients' <c>bytes</c> some at a time. Wherever it is broken off, the next time goes on.
/// </summary>
internal static class OldEvents
{
    private const int RowsAtOnce = 5000;
    private const int PatientsAtOnce = 200;

    /// <summary>Deletes all days that ended before a time, their raw motion before another. On a connection in no transaction.</summary>
    /// <returns>How many events; 0 where another one deletes just now.</returns>
    public static int Delete(NpgsqlConnection connection, Ages before)
    {
        if (Sql.Text(connection, "SELECT CAST(pg_try_advisory_lock($1) AS text)", SharedLocks.Deleting) != "true")
        {
            return 0;
        }

        try
        {
            var deleted = Days(connection, before) + Former(connection, before);
            TakeOff(connection);
            Sql.Do(connection, "DELETE FROM session_day WHERE day < $1", EventDays.Of(before.Events));
            return (int)Math.Min(deleted, int.MaxValue);
        }
        finally
        {
            Sql.Do(connection, "SELECT pg_advisory_unlock($1)", SharedLocks.Deleting);
        }
    }

    private static long Days(NpgsqlConnection connection, Ages before)
    {
        var deleted = 0L;
        foreach (var name in Sql.Texts(connection, "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relname LIKE 'event~_%' ESCAPE '~' AND pg_table_is_visible(oid) ORDER BY relname"))
        {
            if (EventDays.DayOf(name) is { } day && (day + 1) * EventDays.Length <= before.Events)
            {
                Detach(connection, name);
                deleted += Drop(connection, name);
            }
            else if (name.EndsWith("_motion", StringComparison.Ordinal) && EventDays.DayOf(name[..^"_motion".Length]) is { } moved
                && (moved + 1) * EventDays.Length <= Math.Max(before.Motion, before.Events) && Sql.Number(connection, "SELECT COUNT(to_regclass($1))", name) > 0)
            {
                // Locks this old day alone, and waits for whoever reads it.
                deleted += Drop(connection, name);
            }
        }

        return deleted;
    }

    // Locks nobody out: it waits for those who have the whole table in hand, and what comes meanwhile does not wait for it.
    private static void Detach(NpgsqlConnection connection, string name)
    {
        var state = Sql.Text(connection, "SELECT CASE WHEN inhdetachpending THEN 'leaving' ELSE 'there' END FROM pg_inherits WHERE inhrelid = to_regclass($1)", name);
        if (state is not null)
        {
            Sql.Do(connection, $"ALTER TABLE event DETACH PARTITION {name} {(state == "leaving" ? "FINALIZE" : "CONCURRENTLY")}");
        }
    }

    private static long Drop(NpgsqlConnection connection, string name)
    {
        using var transaction = connection.BeginTransaction();
        var deleted = Sql.Number(connection, $"SELECT COUNT(*) FROM {name}");
        Sql.Do(connection, $"INSERT INTO event_gone SELECT patient, SUM(LENGTH(payload)) FROM {name} GROUP BY patient");
        Sql.Do(connection, $"DROP TABLE {name}");
        transaction.Commit();
        return deleted;
    }

    // The table of before has no days: rows, some at a time.
    private static long Former(NpgsqlConnection connection, Ages before)
    {
        if (Sql.Number(connection, "SELECT COUNT(to_regclass($1))", EventDays.Former) == 0)
        {
            return 0;
        }

        for (var deleted = 0L; ;)
        {
            var some = Sql.Number(
                connection,
                $"""
                WITH gone AS (
                    DELETE FROM {EventDays.Former} WHERE ctid = ANY (ARRAY(
                        SELECT ctid FROM {EventDays.Former} WHERE received < $1 AND (kind = 'motion' OR received < $2) LIMIT {RowsAtOnce}))
                    RETURNING patient, LENGTH(payload) AS bytes),
                noted AS (INSERT INTO event_gone SELECT patient, SUM(bytes) FROM gone GROUP BY patient)
                SELECT COUNT(*) FROM gone
                """,
                Math.Max(before.Motion, before.Events), before.Events);
            deleted += some;
            if (some < RowsAtOnce)
            {
                return deleted;
            }
        }
    }

    // Locked in the workers' order, so that neither waits for the other in a circle.
    private static void TakeOff(NpgsqlConnection connection)
    {
        for (var left = true; left;)
        {
            using var transaction = connection.BeginTransaction();
            Sql.Do(connection, $"CREATE TEMPORARY TABLE due ON COMMIT DROP AS SELECT DISTINCT patient FROM event_gone ORDER BY patient LIMIT {PatientsAtOnce}");
            Sql.Do(connection, "SELECT 1 FROM patient WHERE number IN (SELECT patient FROM due) ORDER BY number FOR NO KEY UPDATE");
            Sql.Do(
                connection,
                """
                WITH gone AS (DELETE FROM event_gone WHERE patient IN (SELECT patient FROM due) RETURNING patient, bytes)
                UPDATE patient SET bytes = GREATEST(0, patient.bytes - total.bytes)
                FROM (SELECT patient, SUM(bytes) AS bytes FROM gone GROUP BY patient) AS total WHERE number = total.patient
                """);
            left = Sql.Number(connection, "SELECT COUNT(*) FROM due") == PatientsAtOnce;
            transaction.Commit();
        }
    }
}
