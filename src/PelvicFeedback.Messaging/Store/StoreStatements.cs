namespace PelvicFeedback.Messaging.Store;

/// <summary>Every statement that <see cref="HomeStore"/> makes.</summary>
internal sealed class StoreStatements(StoreFile file)
{
    private const string Columns = "event.ordinal, event.stream, event.seq, event.topic, event.payload";

    public Statement NextSequence { get; } = file.Prepare(
        "INSERT INTO stream (stream, motion, last) VALUES ($1, $2, 1) ON CONFLICT (stream) DO UPDATE SET last = last + 1 RETURNING last");

    public Statement AddEvent { get; } = file.Prepare(
        "INSERT INTO event (stream, seq, topic, payload, sha256, session, owed, settled) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING ordinal");

    public Statement Owe { get; } = file.Prepare("INSERT INTO outbox (ordinal) VALUES ($1)");

    public Statement NotOwed { get; } = file.Prepare("DELETE FROM outbox WHERE ordinal = $1");

    public Statement CountOwed { get; } = file.Prepare("SELECT COUNT(*) FROM outbox");

    public Statement SetSettled { get; } = file.Prepare("UPDATE event SET settled = $2 WHERE ordinal = $1");

    public Statement Find { get; } = file.Prepare($"SELECT {Columns}, event.sha256 FROM event WHERE stream = $1 AND seq = $2");

    public Statement Waiting { get; } = file.Prepare(
        $"SELECT {Columns} FROM outbox JOIN event USING (ordinal) WHERE ordinal > $1 ORDER BY ordinal LIMIT $2");

    public Statement FirstOfEachTopic { get; } = file.Prepare(
        $"SELECT {Columns} FROM event WHERE ordinal IN (SELECT MIN(ordinal) FROM outbox JOIN event USING (ordinal) GROUP BY topic) ORDER BY ordinal");

    public Statement Streams { get; } = file.Prepare("SELECT stream, last FROM stream");

    public Statement StreamLast { get; } = file.Prepare("SELECT CAST(last AS TEXT) FROM stream WHERE stream = $1");

    public Statement OweAgain { get; } = file.Prepare(
        "INSERT INTO outbox SELECT ordinal FROM event WHERE stream = $1 AND seq > $2 AND owed = 1 AND settled IS NOT NULL");

    public Statement Unsettle { get; } = file.Prepare("UPDATE event SET settled = NULL WHERE stream = $1 AND seq > $2 AND owed = 1 AND settled IS NOT NULL");

    public Statement OpenAlert { get; } = file.Prepare("INSERT OR REPLACE INTO alert VALUES ($1, $2, $3, $4, $5, $6, $7)");

    public Statement CloseAlert { get; } = file.Prepare("DELETE FROM alert WHERE number = $1");

    public Statement AlertOf { get; } = file.Prepare("SELECT alert FROM alert WHERE number = $1");

    public Statement OpenAlerts { get; } = file.Prepare("SELECT number, alert, start, stream, seq, topic, payload FROM alert ORDER BY start");

    public Statement Snapshot { get; } = file.Prepare("SELECT json FROM snapshot WHERE name = $1");

    public Statement SaveSnapshot { get; } = file.Prepare("INSERT OR REPLACE INTO snapshot VALUES ($1, $2)");

    public Statement DropSnapshot { get; } = file.Prepare("DELETE FROM snapshot WHERE name = $1");

    public Statement Note { get; } = file.Prepare("SELECT value FROM note WHERE name = $1");

    public Statement SetNote { get; } = file.Prepare("INSERT OR REPLACE INTO note VALUES ($1, $2)");

    public Statement SaveSession { get; } = file.Prepare(
        """
        INSERT INTO session VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (session) DO UPDATE SET
            plan = COALESCE(excluded.plan, plan), bands = COALESCE(excluded.bands, bands), calibration = COALESCE(excluded.calibration, calibration),
            algorithm = COALESCE(excluded.algorithm, algorithm), left_axis = COALESCE(excluded.left_axis, left_axis)
        """);

    public Statement AddMotion { get; } = file.Prepare("INSERT INTO motion (session, stored, samples, second) VALUES ($1, $2, $3, $4)");

    public Statement EvictMotion { get; } = file.Prepare("DELETE FROM motion WHERE ordinal IN (SELECT ordinal FROM motion ORDER BY ordinal LIMIT 60)");

    public Statement PruneMotion { get; } = file.Prepare("DELETE FROM motion WHERE ordinal IN (SELECT ordinal FROM motion WHERE stored < $1 ORDER BY ordinal LIMIT 500)");

    public Statement EvictPiecesOwed { get; } = file.Prepare(
        "DELETE FROM outbox WHERE ordinal IN (SELECT ordinal FROM event WHERE stream IN (SELECT stream FROM stream WHERE motion = 1) ORDER BY ordinal LIMIT 20)");

    public Statement EvictPieces { get; } = file.Prepare(
        "DELETE FROM event WHERE ordinal IN (SELECT ordinal FROM event WHERE stream IN (SELECT stream FROM stream WHERE motion = 1) ORDER BY ordinal LIMIT 20)");

    /// <summary>What the hub has; what was never meant for one is nowhere else and stays.</summary>
    public Statement EvictCopies { get; } = file.Prepare(
        "DELETE FROM event WHERE ordinal IN (SELECT ordinal FROM event WHERE owed = 1 AND settled IS NOT NULL ORDER BY ordinal LIMIT 500)");

    public Statement PruneCopies { get; } = file.Prepare(
        "DELETE FROM event WHERE ordinal IN (SELECT ordinal FROM event WHERE settled < $1 AND owed = 1 LIMIT 500)");

    public Statement PruneOwn { get; } = file.Prepare(
        "DELETE FROM event WHERE ordinal IN (SELECT ordinal FROM event WHERE settled < $1 AND owed = 0 LIMIT 500)");

    public Statement StreamsGone { get; } = file.Prepare(
        """
        UPDATE stream SET gone = $1 WHERE gone IS NULL AND stream NOT IN ($2, $3, $4)
            AND NOT EXISTS (SELECT 1 FROM event WHERE event.stream = stream.stream)
        """);

    public Statement PruneStreams { get; } = file.Prepare("DELETE FROM stream WHERE gone < $1");

    public Statement NewestTime { get; } = file.Prepare(
        "SELECT MAX(newest) FROM (SELECT MAX(settled) AS newest FROM event UNION ALL SELECT MAX(stored) FROM motion)");

    public Statement OweMotion { get; } = file.Prepare("INSERT OR IGNORE INTO motion_owed VALUES ($1, 0)");

    public Statement MotionSent { get; } = file.Prepare("UPDATE motion_owed SET after = $2 WHERE session = $1");

    public Statement MotionDone { get; } = file.Prepare("DELETE FROM motion_owed WHERE session = $1");

    public Statement MotionOwed { get; } = file.Prepare("SELECT session, after FROM motion_owed ORDER BY session");
}
