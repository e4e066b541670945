using System.Globalization;
using Npgsql;

namespace PelvicFeedback.Hub.Cluster.Store;

/// <summary>
/// The days of the table <c>event</c>: by when events came, UTC, each in a part of its own, <c>event_20261123</c>, and that in one for raw motion, which is
/// kept for a shorter time, and one for the rest. An event's name is unique in each part; that it is in no two of them is seen to by the patient's state,
/// which is written in the same transaction under the patient's lock. Which days a patient has events on is in <c>session_day</c>, kept by the database
/// itself, so that no version of any writer can forget it. See <c>docs/adr/0063</c>.
/// </summary>
internal static class EventDays
{
    /// <summary>A day, ms.</summary>
    public const long Length = 86_400_000;

    /// <summary>How many days are made before they come: workers of a former version, which make none, go on that long.</summary>
    public const int Ahead = 7;

    /// <summary>What was there before there were days; all that came before <see cref="Noted"/>.</summary>
    public const string Former = "event_before";

    private const string Noted = "event-days-from";

    // Nobody may wait behind us for longer than this, ms; we come again.
    private const int Impatience = 500;
    private const int MostTries = 600;

    /// <summary>The day of a time, in days since 1970.</summary>
    public static long Of(long milliseconds) => milliseconds / Length;

    /// <summary>The name of a day's part.</summary>
    public static string NameOf(long day) => string.Create(CultureInfo.InvariantCulture, $"event_{DateTime.UnixEpoch.AddDays(day):yyyyMMdd}");

    /// <summary>The day of such a name; null where it is none.</summary>
    public static long? DayOf(string name) =>
        name.StartsWith("event_", StringComparison.Ordinal) && DateTime.TryParseExact(name.AsSpan(6), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var day)
            ? (long)(day - DateTime.UnixEpoch).TotalDays
            : null;

    /// <summary>
    /// A step of the schema: the table of before becomes the first part, where it is, while hubs read and workers write it. Nothing is copied. May be done
    /// again where it was broken off.
    /// </summary>
    public static void Introduce(NpgsqlConnection connection)
    {
        if (Sql.Text(connection, "SELECT CAST(relkind AS text) FROM pg_class WHERE oid = 'event'::regclass") == "r")
        {
            var from = SetLimit(connection);

            // Reads the whole table, and is in nobody's way.
            Sql.Do(connection, "ALTER TABLE event VALIDATE CONSTRAINT event_before_days");
            Briefly(connection, Swap(from));
        }

        if (Sql.Number(connection, $"SELECT COUNT(*) FROM pg_class WHERE relname = '{Former}' AND pg_table_is_visible(oid)") > 0)
        {
            Sql.Do(connection, $"INSERT INTO session_day SELECT DISTINCT patient, received / {Length}, COALESCE(session, '') FROM {Former} ON CONFLICT DO NOTHING");
        }

        var today = Of(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        Make(connection, today, today + Ahead);
    }

    /// <summary>Sees to it that there are parts for these days. Readers and writers go on meanwhile, and two that make the same day make it once.</summary>
    public static void Make(NpgsqlConnection connection, long first, long last)
    {
        var from = Sql.Number(connection, $"SELECT COALESCE(MAX(CAST(value AS BIGINT)), 0) FROM note WHERE name = '{Noted}'");
        for (var day = Math.Max(first, Of(from)); day <= last; day++)
        {
            if (IsThere(connection, day))
            {
                continue;
            }

            using var transaction = connection.BeginTransaction();
            Sql.Do(connection, "SELECT pg_advisory_xact_lock($1)", SharedLocks.Days);
            if (!IsThere(connection, day))
            {
                Sql.Do(connection, MakingOf(day));
            }

            transaction.Commit();
        }
    }

    // Asked of the table of tables: a name that was looked up and not found is remembered as such for the session, past the lock.
    private static bool IsThere(NpgsqlConnection connection, long day) =>
        Sql.Number(connection, "SELECT COUNT(*) FROM pg_class WHERE relname = $1 AND pg_table_is_visible(oid)", NameOf(day)) > 0;

    // Made beside the table and then attached: made within it, it would wait for all who use it, and they for it.
    private static string MakingOf(long day)
    {
        var name = NameOf(day);
        return string.Create(CultureInfo.InvariantCulture, $"""
            CREATE TABLE {name} (LIKE event) PARTITION BY LIST (kind);
            CREATE TABLE {name}_motion PARTITION OF {name} FOR VALUES IN ('motion');
            CREATE TABLE {name}_rest PARTITION OF {name} DEFAULT;
            CREATE UNIQUE INDEX ON {name}_motion (patient, stream, seq);
            CREATE UNIQUE INDEX ON {name}_rest (patient, stream, seq);
            CREATE INDEX ON {name}_motion (patient, session);
            CREATE INDEX ON {name}_rest (patient, session);
            CREATE INDEX ON {name}_rest USING brin (received);
            ALTER TABLE event ATTACH PARTITION {name} FOR VALUES FROM ({day * Length}) TO ({(day + 1) * Length});
            """);
    }

    // From when on there are days: late enough that nothing is on its way to the table of before then.
    private static long SetLimit(NpgsqlConnection connection)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        if (Sql.Number(connection, "SELECT COUNT(*) FROM pg_constraint WHERE conname = 'event_before_days' AND conrelid = 'event'::regclass") == 0)
        {
            var from = (Of(Math.Max(now, Sql.Number(connection, "SELECT COALESCE(MAX(received), 0) FROM event"))) + 2) * Length;
            Briefly(connection, string.Create(CultureInfo.InvariantCulture, $"""
                ALTER TABLE event ADD CONSTRAINT event_before_days CHECK (received < {from}) NOT VALID;
                INSERT INTO note VALUES ('{Noted}', '{from}') ON CONFLICT (name) DO UPDATE SET value = excluded.value;
                """));
        }

        return Sql.Number(connection, $"SELECT CAST(value AS BIGINT) FROM note WHERE name = '{Noted}'");
    }

    private static string Swap(long from) => string.Create(CultureInfo.InvariantCulture, $"""
        LOCK TABLE event IN ACCESS EXCLUSIVE MODE;
        ALTER TABLE event RENAME TO {Former};
        CREATE TABLE event (LIKE {Former}) PARTITION BY RANGE (received);
        CREATE TABLE session_day (
            patient BIGINT NOT NULL,
            day BIGINT NOT NULL,          -- since 1970, UTC
            session TEXT NOT NULL,        -- empty: events of no session
            PRIMARY KEY (patient, day, session)
        );
        CREATE FUNCTION note_session_day() RETURNS trigger LANGUAGE plpgsql AS $body$BEGIN
            INSERT INTO session_day SELECT DISTINCT patient, received / {Length}, COALESCE(session, '') FROM added ON CONFLICT DO NOTHING;
            RETURN NULL;
        END$body$;
        CREATE TRIGGER session_day AFTER INSERT ON event REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION note_session_day();
        CREATE TABLE event_gone (patient BIGINT NOT NULL, bytes BIGINT NOT NULL);
        DO $body$BEGIN
            IF EXISTS (SELECT 1 FROM {Former}) THEN
                ALTER TABLE event ATTACH PARTITION {Former} FOR VALUES FROM (MINVALUE) TO ({from});
            ELSE
                DROP TABLE {Former};
                DELETE FROM note WHERE name = '{Noted}';
            END IF;
        END$body$;

        -- Rows that are written again and again find room beside themselves.
        ALTER TABLE patient SET (fillfactor = 50);
        ALTER TABLE stream SET (fillfactor = 50);
        """);

    /// <summary>Changes tables in one transaction. Everybody queues behind a lock that is waited for: given up soon, and asked for again.</summary>
    internal static void Briefly(NpgsqlConnection connection, string sql)
    {
        using var pause = new ManualResetEventSlim();
        for (var tries = 1; ; tries++)
        {
            try
            {
                using var transaction = connection.BeginTransaction();
                Sql.Do(connection, string.Create(CultureInfo.InvariantCulture, $"SET LOCAL lock_timeout = {Impatience}"));
                Sql.Do(connection, sql);
                transaction.Commit();
                return;
            }
            catch (PostgresException busy) when (busy.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected && tries < MostTries)
            {
                pause.Wait(Impatience);
            }
        }
    }
}
