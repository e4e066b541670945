using System.Globalization;
using Npgsql;

namespace PelvicFeedback.Hub.Cluster.Store;

/// <summary>
/// What <c>session_day</c> says of a session's day: when its first and its last event was, raw motion left out, so that a statistic over all patients reads a row
/// for each session and day and no events. Kept by the database itself, as the row is. Where a row is from before this was kept both are null, and stay null:
/// then the events of that session and day are read.
/// </summary>
internal static class SessionDays
{
    // Of a session of which that day has brought nothing but raw motion: its first is after its last.
    private const string Never = "9223372036854775807";

    /// <summary>A step of the schema: in nobody's way for longer than a moment, and nothing is read or copied.</summary>
    public static void Introduce(NpgsqlConnection connection) => EventDays.Briefly(connection, string.Create(CultureInfo.InvariantCulture, $"""
        ALTER TABLE session_day ADD COLUMN IF NOT EXISTS first_at BIGINT, ADD COLUMN IF NOT EXISTS last_at BIGINT;
        ALTER TABLE session_day SET (fillfactor = 50);
        CREATE OR REPLACE FUNCTION note_session_day() RETURNS trigger LANGUAGE plpgsql AS $body$BEGIN
            INSERT INTO session_day (patient, day, session, first_at, last_at)
            SELECT
                patient, received / {EventDays.Length}, COALESCE(session, ''),
                COALESCE(MIN(at) FILTER (WHERE kind <> 'motion'), {Never}), COALESCE(MAX(at) FILTER (WHERE kind <> 'motion'), -{Never})
            FROM added GROUP BY 1, 2, 3
            ON CONFLICT (patient, day, session) DO UPDATE
            SET first_at = LEAST(session_day.first_at, excluded.first_at), last_at = GREATEST(session_day.last_at, excluded.last_at)
            WHERE excluded.first_at < session_day.first_at OR excluded.last_at > session_day.last_at;
            RETURN NULL;
        END$body$;
        """));

    /// <summary>For how long sessions went on; see <see cref="Hub.Store.IDatabaseEngine.SessionSpans"/>.</summary>
    public static string Spans { get; } = string.Create(CultureInfo.InvariantCulture, $"""
        SELECT MAX(COALESCE(last_at, last)) - MIN(COALESCE(first_at, first)) AS span
        FROM session_day LEFT JOIN LATERAL (
            SELECT MIN(at) AS first, MAX(at) AS last FROM event
            WHERE session_day.first_at IS NULL AND event.patient = session_day.patient AND event.session = session_day.session AND event.kind <> 'motion'
            AND event.received >= $1 AND event.received BETWEEN day * {EventDays.Length} AND (day + 1) * {EventDays.Length} - 1) AS told ON TRUE
        WHERE day >= $1 / {EventDays.Length} AND session <> '' AND patient IN (SELECT number FROM patient WHERE $2 = '' OR site = $2)
        GROUP BY patient, session HAVING MAX(COALESCE(last_at, last)) >= MIN(COALESCE(first_at, first))
        """);
}
