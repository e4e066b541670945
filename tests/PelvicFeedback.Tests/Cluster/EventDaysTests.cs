using Npgsql;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Alarms;
using PelvicFeedback.Hub.Cluster.Store;
using PelvicFeedback.Hub.Ingest;
using PelvicFeedback.Hub.Seam;
using PelvicFeedback.Hub.Store;
using PelvicFeedback.Tests.Hub;
using static PelvicFeedback.Tests.Hub.Told;

namespace PelvicFeedback.Tests.Cluster;

/// <summary>The days of the cluster's events: once although no index spans them, found without looking through all, and gone as a whole.</summary>
[Trait("runs", "edges")]
public sealed class EventDaysTests : IClassFixture<PostgresCluster>, IDisposable
{
    private const long Day = EventDays.Length;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string _connection;
    private readonly Database _database;
    private readonly long _patient;

    public EventDaysTests(PostgresCluster cluster)
    {
        _connection = cluster.NewDatabase();
        _database = SharedPostgres.Open(_connection);
        _patient = _database.Write(writing => writing.AddPatient(Topics, "Anna", Noon));
    }

    public void Dispose() => _database.Dispose();

    [Fact]
    public void An_event_lies_in_the_day_on_which_it_came_and_raw_motion_apart()
    {
        Assert.Equal([Outcome.Stored, Outcome.Stored, Outcome.Stored], Book(On(0, "k-1"), Motion(0, "m-1"), On(40, "k-2")));

        Assert.Equal(["event_20261118_motion", "event_20261118_rest", "event_20261228_rest"], Texts("SELECT CAST(CAST(tableoid AS regclass) AS text) FROM event ORDER BY 1"));
        Assert.Equal(["20261118 s1", "20261228 s1"], Texts($"SELECT to_char(to_timestamp(day * 86400) AT TIME ZONE 'UTC', 'YYYYMMDD') || ' ' || session FROM session_day ORDER BY 1"));
    }

    [Fact]
    public void While_a_web_node_is_on_duty_and_another_starts_days_are_made_and_old_ones_go()
    {
        using var duty = SessionLock.Take(_connection, SharedLocks.Duty);
        using var start = SessionLock.Take(_connection, SharedLocks.Start);

        Assert.Equal([Outcome.Stored, Outcome.Stored], Book(On(0, "k-1"), On(400, "k-2")));
        Assert.Equal(1, _database.Write(writing => writing.DeleteOld(new(Noon.UnixMilliseconds + (400 * Day)), TimeSpan.FromDays(300), TimeSpan.FromDays(90))));
    }

    [Fact]
    public void What_comes_again_on_another_day_is_stored_once()
    {
        Book(On(0, "k-1"), On(0, "k-2"), On(1, "k-3"), On(40, "k-4"));

        Assert.Equal([Outcome.Again, Outcome.Again, Outcome.Again, Outcome.Again], Book(On(41, "k-1"), On(41, "k-2"), On(41, "k-3"), On(41, "k-4")));
        Assert.Equal([Outcome.Conflict, Outcome.Conflict], Book(On(41, "k-1", pain: 9), On(41, "k-4", pain: 9)));
        Assert.Equal(["1", "2", "3", "4"], Texts("SELECT CAST(seq AS text) FROM event ORDER BY seq"));
    }

    [Fact]
    public void A_session_is_looked_for_on_its_days_alone()
    {
        Book(On(0, "a-1", session: "s1"), On(30, "b-1", session: "s2"), On(31, "b-2", session: "s2"), On(60, "c-1", session: "s3"));

        var patient = _database.Patients()[0];
        Assert.Equal(["b-1", "b-2"], _database.Log(patient, Pseudonym.Parse("s2")).Events.Select(one => one.Id.ToString()));
        Assert.Empty(_database.Log(patient, Pseudonym.Parse("s4")).Events);
        Assert.Equal(["s1", "s2", "s3"], _database.SessionsUntil(_patient, null, 10).Select(session => session.ToString()));

        var came = _database.Came(_patient, Pseudonym.Parse("s2"));
        var plan = Texts($"EXPLAIN SELECT payload FROM event WHERE patient = {_patient} AND session = 's2' AND kind <> 'motion' AND received BETWEEN {came.From} AND {came.Until}");
        Assert.Contains(plan, line => line.Contains("event_20261218_rest", StringComparison.Ordinal));
        Assert.Contains(plan, line => line.Contains("event_20261219_rest", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, line => line.Contains("event_20261118", StringComparison.Ordinal) || line.Contains("_motion", StringComparison.Ordinal));
    }

    [Fact]
    public void Hours_of_practice_are_read_from_the_days_and_of_days_that_do_not_say_from_their_events()
    {
        const long minute = 60_000;
        Arrival Said(string id, int day, long minutes, string session = "s1") => Told.Arrival(
            Session(id, new() { Phase = SessionPhase.Pain, Pain = 3 }, new(Noon.UnixMilliseconds + (minutes * minute)), session), received: new(Noon.UnixMilliseconds + (day * Day)));
        double Hours() => _database.Rate(null, 30, new(Noon.UnixMilliseconds + (2 * Day))).PatientHours;
        Book(Said("k-1", 0, 10), Said("k-2", 0, 0), Motion(0, "m-1"), Said("k-3", 1, 30), Said("k-4", 1, 20), Said("k-5", 1, 5, "s2"));
        Book(Said("k-6", 1, 11, "s2"));
        Assert.Equal(0.6, Hours());
        var plan = Texts("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) " + SessionDays.Spans.Replace("$1", $"{Noon.UnixMilliseconds - Day}", StringComparison.Ordinal).Replace("$2", "''", StringComparison.Ordinal));
        Assert.All(plan.Where(line => line.Contains(" on event_", StringComparison.Ordinal)), line => Assert.Contains("never executed", line));

        // As it was left by a version that did not keep it.
        Do($"UPDATE session_day SET first_at = NULL, last_at = NULL WHERE day = {EventDays.Of(Noon.UnixMilliseconds)}");
        Assert.Equal(0.6, Hours());
        Book(Said("k-7", 0, -30));
        Assert.Equal(1.1, Hours());
        Assert.Equal(["1"], Texts("SELECT CAST(COUNT(*) AS text) FROM session_day WHERE first_at IS NULL"));
    }

    [Fact]
    public void What_is_too_old_goes_by_whole_days_and_stays_known()
    {
        Book(On(0, "k-1"), Motion(0, "m-1"), On(10, "k-2"), Motion(10, "m-2"), On(20, "k-3"), Motion(20, "m-3"));
        int DeleteOld(int day) => LedgerOf(_database).Change(writing => writing.DeleteOld(new(Noon.UnixMilliseconds + (day * Day)), TimeSpan.FromDays(15), TimeSpan.FromDays(5)));

        // At noon of the day a day is not over before that time, and stays.
        Assert.Equal(1, DeleteOld(15));
        Assert.Equal(["k-1", "k-2", "k-3", "m-2", "m-3"], Texts("SELECT stream || '-' || seq FROM event ORDER BY 1"));
        Assert.Equal(2, DeleteOld(16));
        Assert.Equal(0, DeleteOld(16));
        Assert.Equal(["k-2", "k-3", "m-3"], Texts("SELECT stream || '-' || seq FROM event ORDER BY 1"));

        Assert.Equal(
            ["event_20261128", "event_20261128_rest", "event_20261208", "event_20261208_motion", "event_20261208_rest"],
            Texts("SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relname ~ '^event_2026(1118|1128|1208)' ORDER BY 1"));
        Assert.Equal(Texts("SELECT CAST(SUM(LENGTH(payload)) AS text) FROM event"), Texts("SELECT CAST(bytes AS text) FROM patient"));
        Assert.Equal([Outcome.Again, Outcome.Again], Book(On(21, "k-1"), Motion(21, "m-1")));
        Assert.Empty(Texts("SELECT CAST(patient AS text) FROM event_gone"));
        Assert.Equal(2, Texts("SELECT session FROM session_day").Count);
    }

    [Fact]
    public void What_was_broken_off_is_gone_on_with()
    {
        Book(On(0, "k-1"), On(20, "k-2"));
        Do("ALTER TABLE event DETACH PARTITION event_20261118");
        Do($"INSERT INTO event_gone VALUES ({_patient}, 1)");

        Assert.Equal(1, LedgerOf(_database).Change(writing => writing.DeleteOld(new(Noon.UnixMilliseconds + (20 * Day)), TimeSpan.FromDays(15), TimeSpan.FromDays(15))));
        Assert.Empty(Texts("SELECT relname FROM pg_class WHERE relname LIKE 'event_20261118%'"));
        Assert.Equal(Texts("SELECT CAST(LENGTH(payload) - 1 AS text) FROM event"), Texts("SELECT CAST(bytes AS text) FROM patient"));
    }

    [Fact]
    public async Task Deleting_old_days_is_in_no_workers_way()
    {
        Book(On(0, "k-1"));
        Task<int> deleting;
        using (var reader = new NpgsqlConnection(_connection))
        {
            // Somebody exports everything, and takes time.
            reader.Open();
            using var reading = reader.BeginTransaction();
            Sql.Number(reader, "SELECT COUNT(*) FROM event");
            using var other = SharedPostgres.Open(_connection);
            deleting = Task.Run(() => LedgerOf(other).Change(writing => writing.DeleteOld(new(Noon.UnixMilliseconds + (20 * Day)), TimeSpan.FromDays(15), TimeSpan.FromDays(15))));
            Waits("ALTER TABLE event DETACH%");

            // A new day, too.
            Assert.Equal([Outcome.Stored, Outcome.Again], Book(On(20, "k-2"), On(20, "k-2")));
            Assert.False(deleting.IsCompleted);
            reading.Commit();
            Assert.Equal(1, await deleting);
        }

        Assert.Equal(["k-2"], Texts("SELECT stream || '-' || seq FROM event"));
    }

    [Fact]
    public async Task Who_is_erased_while_something_is_stored_has_nothing_left()
    {
        Book(On(0, "k-1"));
        using var other = SharedPostgres.Open(_connection);
        Task erasing = Task.CompletedTask;
        LedgerOf(other).Change(writing =>
        {
            writing.Do("SELECT 1 FROM patient WHERE number = $1 FOR NO KEY UPDATE", _patient);
            erasing = Task.Run(() => _database.Write(erase => erase.Erase(_patient)));
            Waits("UPDATE patient SET name = NULL%");
            return writing.Do("INSERT INTO event VALUES ($1, 'k', 2, 'rep', 's9', 0, $2, 0, $3, $3)", _patient, Noon.UnixMilliseconds, Array.Empty<byte>());
        });
        await erasing;

        Assert.Empty(Texts("SELECT stream FROM event"));
        Assert.Empty(Texts("SELECT session FROM session_day"));
        Assert.Equal([Outcome.Erased], Book(On(1, "k-3")));
    }

    [Fact]
    public void Two_that_need_the_same_day_make_it_once()
    {
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            using var connection = new NpgsqlConnection(_connection);
            connection.Open();
            EventDays.Make(connection, 30_000, 30_004);
        });
        Assert.Equal(5, Texts("SELECT relname FROM pg_class WHERE relname ~ '^event_20520[0-9]{3}$'").Count);
    }

    [Fact]
    public async Task A_record_of_before_gets_days_while_workers_of_before_write_it()
    {
        // As it was: one table, and no format of the cluster's.
        foreach (var sql in new[] { "DROP TABLE event", "DROP TABLE session_day, event_gone", "DROP FUNCTION note_session_day", "DELETE FROM note WHERE name LIKE 'cluster-%'" })
        {
            Do(sql);
        }

        Do("CREATE TABLE event (patient BIGINT NOT NULL, stream TEXT NOT NULL, seq BIGINT NOT NULL, kind TEXT NOT NULL, session TEXT, at BIGINT NOT NULL, received BIGINT NOT NULL, doubtful BIGINT NOT NULL, sha256 BYTEA NOT NULL, payload BYTEA NOT NULL, PRIMARY KEY (patient, stream, seq))");
        Do("CREATE INDEX event_session ON event (patient, session)");
        Do("CREATE INDEX event_received ON event (received)");
        using var former = new FormerWorker(_connection, Topics);
        var (now, sequence, over, whole) = (TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), 0L, false, true);
        void Store(long received, string session) => whole &= former.Store(_patient, ++sequence, session, received) || sequence == 1;
        for (var n = 0; n < 200; n++)
        {
            Store(now - (400 * Day) + (n * Day), $"s{n}");
        }

        var writing = Task.Run(() =>
        {
            while (!Volatile.Read(ref over))
            {
                Store(now, "now");
            }

            // And for days to come.
            for (var days = 0; days <= 6; days++)
            {
                Store(now + (days * Day), "later");
            }
        });
        using (var newcomer = SharedPostgres.Open(_connection))
        {
            Volatile.Write(ref over, true);
            await writing;
        }

        Assert.True(whole, "A worker of before did not find what it had stored.");
        Assert.Equal([$"{sequence} {sequence}"], Texts("SELECT COUNT(*) || ' ' || MAX(seq) FROM event"));
        Assert.Equal(["event_before"], Texts($"SELECT DISTINCT CAST(CAST(tableoid AS regclass) AS text) FROM event WHERE received <= {now}"));
        Assert.True(Texts($"SELECT DISTINCT CAST(CAST(tableoid AS regclass) AS text) FROM event WHERE received > {now}").Count >= 4);
        Assert.Empty(Texts("SELECT DISTINCT session FROM event EXCEPT SELECT session FROM session_day"));

        // And one of now goes on from there.
        using var again = SharedPostgres.Open(_connection);
        Assert.Equal([Outcome.Conflict, Outcome.Stored], Book(again, At(now, $"former-{sequence}"), At(now, $"former-{sequence + 1}")));
        var came = again.Came(_patient, Pseudonym.Parse("s7"));
        Assert.Equal((now - (393 * Day)) / Day, came.From / Day);
        Assert.Single(Texts($"SELECT stream FROM event WHERE session = 's7' AND received BETWEEN {came.From} AND {came.Until}"));

        // What is too old goes row by row there.
        Assert.Equal(100, LedgerOf(again).Change(one => one.DeleteOld(new(now), TimeSpan.FromDays(300), TimeSpan.FromDays(300))));
    }

    private static Arrival On(int day, string id, int pain = 3, string session = "s1") =>
        Told.Arrival(Session(id, new() { Phase = SessionPhase.Pain, Pain = pain }, session: session), received: new(Noon.UnixMilliseconds + (day * Day)));

    private static Arrival At(long received, string id) => Told.Arrival(Pain(id, 3), received: new(received));

    private static Arrival Motion(int day, string id) => Told.Arrival(MotionPiece(id), "motion", new(Noon.UnixMilliseconds + (day * Day)));

    private static Ledger LedgerOf(Database database) => new(database, new IngestRule(), new RowVersions().Changed);

    // A new worker each time: it knows nothing but the record.
    private Outcome?[] Book(params Arrival[] arrivals) => Book(_database, arrivals);

    private static Outcome?[] Book(Database database, params Arrival[] arrivals) =>
        [.. LedgerOf(database).Book([.. arrivals.Select(arrival => new Arrived(Topics, arrival))]).Select(booked => booked.Outcome)];

    // Until somebody waits with that statement.
    private void Waits(string statement)
    {
        Assert.True(
            SpinWait.SpinUntil(
                () => Texts($"SELECT 'x' FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '{statement}'").Count > 0, Patience),
            "Nobody waits.");
    }

    private List<string> Texts(string sql)
    {
        using var connection = new NpgsqlConnection(_connection);
        connection.Open();
        return Sql.Texts(connection, sql);
    }

    private void Do(string sql)
    {
        using var connection = new NpgsqlConnection(_connection);
        connection.Open();
        Sql.Do(connection, sql);
    }
}
