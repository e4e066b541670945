using System.Security.Cryptography;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Sessions;
using PelvicFeedback.Hub.Accounts;
using PelvicFeedback.Hub.Alarms;
using PelvicFeedback.Hub.Ingest;
using PelvicFeedback.Hub.Plans;
using PelvicFeedback.Hub.Seam;
using PelvicFeedback.Hub.Store;
using PelvicFeedback.Tests.Habits;
using static PelvicFeedback.Tests.Hub.Told;

namespace PelvicFeedback.Tests.Hub;

/// <summary>What every database keeps for the hub: run for each of them.</summary>
public abstract class StoreContract : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>The record in a database that is this test's own; opened again, the same one.</summary>
    public abstract IDatabaseEngine Engine();

    public virtual void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected string Folder => _folder.Path;

    private Database Open() => Database.Open(Engine(), Folder);

    [Fact]
    public void Events_are_stored_byte_for_byte_and_once()
    {
        using var database = Open();
        var ledger = With(database);
        var (one, two, motion) = (Arrival("a-1"), Arrival("a-2"), Arrival(MotionPiece("m-1", 40_000), "motion"));
        Assert.Equal([Outcome.Stored, Outcome.Stored, Outcome.Stored], Outcomes(ledger, one, two, motion));
        Assert.Equal([Outcome.Again, Outcome.Again, Outcome.Again], Outcomes(ledger, one, two, motion));

        var rows = database.Rows(
            "SELECT stream, seq, kind, session, at, doubtful, sha256, payload FROM event ORDER BY stream, seq",
            row => (Id: $"{row.GetString(0)}-{row.GetInt64(1)}", Kind: row.GetString(2), Session: row.GetString(3), At: row.GetInt64(4), Doubtful: row.GetInt64(5), Hash: row.GetFieldValue<byte[]>(6), Payload: row.GetFieldValue<byte[]>(7)));
        Assert.Equal(["a-1", "a-2", "m-1"], rows.Select(row => row.Id));
        Assert.Equal(["session", "session", "motion"], rows.Select(row => row.Kind));
        Assert.All(rows, row => Assert.Equal(("s1", Noon.UnixMilliseconds, 0), (row.Session, row.At, row.Doubtful)));
        Assert.Equal(new[] { one, two, motion }.Select(arrival => Convert.ToHexString(arrival.Payload.Span)), rows.Select(row => Convert.ToHexString(row.Payload)));
        Assert.All(rows, row => Assert.Equal(SHA256.HashData(row.Payload), row.Hash));
    }

    [Fact]
    public void A_hub_that_is_started_again_goes_on_where_it_was()
    {
        Pseudonym epoch;
        using (var database = Open())
        {
            epoch = database.Epoch;
            Outcomes(With(database), Arrival("a-1"), Arrival("a-2", 4), Arrival("a-4"), Arrival(Stop("b-1", SessionReason.Fell)));
        }

        using var again = Open();
        Assert.Equal(epoch, again.Epoch);
        var ledger = new Ledger(again, new());
        Assert.Equal([Outcome.Again, Outcome.Conflict, Outcome.Stored], Outcomes(ledger, Arrival("a-1"), Arrival("a-2", 5), Arrival("a-3")));
        var patient = Assert.Single(again.Patients());
        Assert.Equal(("Anna", PatientStanding.Active, SessionReason.Fell), (patient.Name, patient.Standing, patient.Facts.Stopped!.Value.Value));
        Assert.Equal([new(Pseudonym.Parse("a"), 4), new(Pseudonym.Parse("b"), 1)], again.Marks(patient.Number, default).OrderBy(mark => mark.Key.ToString()));
        Assert.Empty(again.Marks(patient.Number, new(Noon.UnixMilliseconds + 1)));
    }

    [Fact]
    public void What_is_set_aside_is_kept_with_its_reason_and_once()
    {
        using var database = Open();
        var ledger = With(database);
        Outcomes(ledger, Arrival("a-1", 2), Arrival("a-1", 3), Arrival("a-1", 3), Arrival("a-1", 4));
        Assert.Equal(["conflict", "conflict"], database.Rows("SELECT why FROM aside", row => row.GetString(0)));
        Assert.Equal(1, Count(database, "event"));
    }

    [Fact]
    public void An_alarm_is_raised_once_a_session_and_kind()
    {
        using var database = Open();
        Outcomes(With(database), Arrival(Stop("a-1", SessionReason.Fell)), Arrival(Stop("a-2", SessionReason.Fell)), Arrival("a-3", 9));
        Assert.Equal([("s1.fell", 2L, "a-1"), ("s1.severe-pain", 2L, "a-3")], database.Rows("SELECT alarm, priority, event FROM alarm ORDER BY alarm", row => (row.GetString(0), row.GetInt64(1), row.GetString(2))));
    }

    [Fact]
    public void A_batch_is_written_whole_or_not_at_all()
    {
        using var database = Open();
        var ledger = With(database);
        database.Write(writing => writing.Do("INSERT INTO event VALUES (1, 'a', 3, 'rep', NULL, 0, $2, 0, $1, $1)", Array.Empty<byte>(), Noon.UnixMilliseconds));

        // The state does not know of a-3: its row is in the way of the batch.
        Assert.ThrowsAny<System.Data.Common.DbException>(() => Outcomes(ledger, Arrival("a-1"), Arrival("a-2"), Arrival("a-3")));
        Assert.Equal(1, Count(database, "event"));
        Assert.Equal(0, Count(database, "stream"));
        Assert.Equal([Outcome.Stored, Outcome.Stored], Outcomes(ledger, Arrival("a-1"), Arrival("a-2")));
    }

    [Fact]
    public void Nobody_knows_whose_it_is_and_nothing_is_stored()
    {
        using var database = Open();
        var booked = Assert.Single(new Ledger(database, new()).Book([new(Topics, Arrival("a-1"))]));
        Assert.Equal((null, null), (booked.Outcome, booked.Acknowledges));
        Assert.Equal(0, Count(database, "event"));
    }

    [Fact]
    public void A_record_put_back_from_a_backup_begins_a_new_epoch()
    {
        Pseudonym epoch;
        using (var database = Open())
        {
            epoch = database.Epoch;
            Outcomes(With(database), Arrival("a-1"));
        }

        // As in a backup: one transaction is missing. The file beside it knows better.
        using (var writing = Engine())
        using (var connection = writing.OpenToWrite())
        using (var command = connection.CreateCommand())
        {
            command.CommandText = "UPDATE progress SET commits = commits - 1";
            command.ExecuteNonQuery();
        }

        using var restored = Open();
        Assert.NotEqual(epoch, restored.Epoch);
    }

    [Fact]
    public void A_second_hub_and_a_later_format_are_refused()
    {
        using (var first = Open())
        {
            Assert.Contains("another hub", Assert.Throws<HubStoreException>(Open).Message);
            first.Write(writing => writing.Do("UPDATE progress SET format = 99"));
        }

        Assert.Contains("later version", Assert.Throws<HubStoreException>(Open).Message);
    }

    [Fact]
    public async Task An_account_of_an_earlier_record_that_never_chose_its_password_has_to()
    {
        using (var before = Open())
        {
            using var accounts = new AccountBook(before, TimeProvider.System);
            accounts.Make("anna", Topics.Site, [Roles.Therapist], "test");
            Assert.NotNull(await accounts.ChangePassword("berit", accounts.Make("berit", Topics.Site, [Roles.Therapist], "test")!, "long enough for this"));
            before.Write(writing => writing.Do("ALTER TABLE account DROP COLUMN given"));
            before.Write(writing => writing.Do("UPDATE progress SET format = 3"));
        }

        using var after = Open();
        using var book = new AccountBook(after, TimeProvider.System);
        Assert.Equal([("anna", true), ("berit", false)], book.Of(Topics.Site).Select(account => (account.Name, account.IsPasswordGiven)));
    }

    [Fact]
    public void Plans_are_kept_each_and_the_newest_counts()
    {
        using var database = Open();
        With(database);
        Assert.Equal((null, null), (database.Plan(1), database.Followed(1)));
        database.Write(writing =>
        {
            writing.AddPlan(1, 1, DemoPlan.Plan, Noon, "t1");
            writing.AddPlan(1, 2, DemoPlan.Plan with { DailySets = 3 }, Noon, "t2");
        });
        Assert.Equal([1], database.WithUnansweredPlans());
        database.Write(writing => writing.AnswerPlan(1, 1, PlanAnswer.Accepted, null, Noon));
        Assert.Equal([1], database.WithUnansweredPlans());
        database.Write(writing => writing.AnswerPlan(1, 1, PlanAnswer.Refused, "malformed", Noon));
        Assert.Equal(1, database.Followed(1));
        Assert.Equal((2, "t2", 3, PlanAnswer.Waiting), (database.Plan(1)!.Number, database.Plan(1)!.Who, database.Plan(1)!.Plan.DailySets, database.Plan(1)!.Answer));
        database.Write(writing => writing.AnswerPlan(1, 2, PlanAnswer.Refused, "malformed", Noon));
        Assert.Empty(database.WithUnansweredPlans());
        Assert.Equal([PlanAnswer.Accepted, PlanAnswer.Refused], database.Plans(1).Select(revision => revision.Answer));
        Assert.Equal(0, database.Write(writing => writing.AddPlan(1, 2, DemoPlan.Plan, Noon, "t3")));
        Assert.Equal((2, "t2"), (database.Plan(1)!.Number, database.Plan(1)!.Who));
        database.Write(writing => writing.Erase(1));
        Assert.Empty(database.Plans(1));
    }

    [Fact]
    public void A_session_is_found_with_its_motion_and_its_holes()
    {
        using var database = Open();
        Outcomes(With(database), Arrival("a-1"), Arrival("a-3"), Arrival(MotionPiece("m-1", 40), "motion"), Arrival(Session("b-1", new() { Phase = SessionPhase.Stop, Reason = SessionReason.Tired }, new(Noon.UnixMilliseconds + 1), "s2")));
        var patient = database.Patients()[0];
        Assert.Equal(["s2", "s1"], database.SessionsUntil(1, new(Noon.UnixMilliseconds + 1), 10).Select(session => session.ToString()));
        Assert.Equal(["s1"], database.SessionsUntil(1, Noon, 10).Select(session => session.ToString()));
        Assert.Equal(["a-1", "a-3"], database.Log(patient, Pseudonym.Parse("s1")).Events.Select(one => one.Id.ToString()));
        Assert.Equal((1, 0), (database.Missing(1, Pseudonym.Parse("s1")), database.Missing(1, Pseudonym.Parse("s2"))));
        Assert.True(database.MotionBytes(1, Pseudonym.Parse("s1")) > 40);
        Assert.Equal((0, 1), (database.MotionBytes(1, Pseudonym.Parse("s2")), Assert.Single(database.Motion(1, Pseudonym.Parse("s1"))).Damaged));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Hours_of_practice_are_what_all_events_of_these_days_say(int seed)
    {
        const long day = 86_400_000;
        using var database = Open();
        var (random, now, ago) = (new Random(seed), Noon.UnixMilliseconds, new[] { 0, 1, 2, 28, 29, 30, 31, 33 });
        string[] sites = ["clinic", "clinic", "elsewhere"];
        var patients = database.Write(writing => sites.Select((site, n) => writing.AddPatient(new(Pseudonym.Parse(site), Pseudonym.Parse($"p{n}")), "Anna", Noon)).ToList());
        var rows = Enumerable.Range(1, 400).Select(sequence =>
        {
            // As a home's clock may be: hours off, and once years.
            var received = now - (now % day) - (ago[random.Next(ago.Length)] * day) + (random.Next(20) == 0 ? 0 : random.NextInt64(now % day));
            var at = received + random.NextInt64(-5 * 3_600_000, 5 * 3_600_000) - (random.Next(100) == 0 ? 400 * day : 0);
            return new EventRow(
                patients[random.Next(patients.Count)], "k", sequence, random.Next(3) == 0 ? "motion" : "rep", random.Next(8) is > 0 and var session ? $"s{session}" : null, at, received, 0, [], []);
        }).ToList();
        rows.Add(rows[0] with { Sequence = 401, Kind = "motion", Session = "moved" });
        foreach (var batch in rows.Chunk(7))
        {
            database.Write(writing => writing.Engine.Save(writing, batch, []));
        }

        foreach (var (site, days) in new[] { ("", 30), ("clinic", 30), ("elsewhere", 30), ("nowhere", 30), ("", 1), ("clinic", 2) })
        {
            var since = ((now / day) - days) * day;
            var spans = rows
                .Where(row => row.Received >= since && row is { Kind: "rep", Session: not null } && (site.Length == 0 || sites[patients.IndexOf(row.Patient)] == site))
                .GroupBy(row => (row.Patient, row.Session), row => row.At)
                .Select(session => Math.Min(session.Max() - session.Min(), 4 * 3_600_000));
            Assert.Equal(Math.Round(spans.Sum() / 3_600_000.0, 2), database.Rate(site.Length == 0 ? null : Pseudonym.Parse(site), days, Noon).PatientHours);
        }
    }

    protected static long Count(Database database, string table) => database.Rows($"SELECT COUNT(*) FROM {table}", row => row.GetInt64(0))[0];

    private static Ledger With(Database database)
    {
        database.Write(writing => writing.AddPatient(Topics, "Anna", Noon));
        return new(database, new());
    }

    private static List<Outcome?> Outcomes(Ledger ledger, params Arrival[] arrivals) =>
        [.. ledger.Book([.. arrivals.Select(arrival => new Arrived(Topics, arrival))]).Select(booked => booked.Outcome)];
}

/// <summary>The record in a file.</summary>
public sealed class SqliteStoreTests : StoreContract
{
    public override IDatabaseEngine Engine() => new SqliteEngine(Folder);

    [Fact]
    public void Hours_of_practice_are_asked_of_those_days_alone()
    {
        using var database = Database.Open(Engine(), Folder);
        Assert.Contains(
            database.Rows("EXPLAIN QUERY PLAN " + database.SessionSpans, row => row.GetString(3), 0L, ""),
            step => step.Contains("USING INDEX event_received (received>?)", StringComparison.Ordinal));
    }
}
