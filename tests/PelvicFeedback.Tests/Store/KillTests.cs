using Microsoft.Data.Sqlite;
using PelvicFeedback.Messaging.Store;
using PelvicFeedback.Tests.Habits;

namespace PelvicFeedback.Tests.Store;

/// <summary>
/// Homes, brokers and hubs as processes that are killed (kill -9) and put back from backups, over a real bridge: every event that the home has
/// committed is at the hub once, in order.
/// </summary>
[Trait("runs", "edges")]
public sealed class KillTests : IDisposable
{
    private const string Everything = "pelvic/v1/clinic/p7/#";

    private readonly TemporaryFolder _folder = new();

    private string Home => Path.Combine(_folder.Path, "home.db");

    private string Hub => Path.Combine(_folder.Path, "hub.db");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(nameof(Boundary.BeforeCommit), 5)]
    [InlineData(nameof(Boundary.AfterCommit), 5)]
    [InlineData(nameof(Boundary.AfterPuback), 5)]
    [InlineData(nameof(Boundary.AfterAck), 5)]
    [InlineData(nameof(Boundary.BeforeDelete), 3)]
    public void A_home_killed_at_a_boundary_goes_on_without_loss(string boundary, int nth)
    {
        using var brokers = Started();
        using var hub = StartHub(brokers);
        using (var killed = StartHome(brokers, 30, 20, boundary, $"{nth}"))
        {
            killed.Line("killed at " + boundary);
            Assert.Equal(137, killed.Ended());
        }

        Finish(brokers, 30);
        AssertAllThereOnce(30);
    }

    [Fact]
    public void A_hub_killed_after_its_commit_confirms_after_its_restart()
    {
        using var brokers = Started();
        using var home = StartHome(brokers, 30, 20);
        using (var killed = StartHub(brokers, "HubCommit", "7"))
        {
            killed.Line("killed at HubCommit");
            killed.Ended();
        }

        using var hub = StartHub(brokers);
        home.Line("all confirmed");
        AssertAllThereOnce(30);
    }

    [Fact]
    public void Twenty_rounds_of_kills_on_both_sides_lose_and_double_nothing()
    {
        const int alerts = 200;
        const int rounds = 20;
        var random = new Random(20261122);
        using var brokers = Started();
        var hub = StartHub(brokers);
        var home = StartHome(brokers, alerts, 60);
        try
        {
            for (var round = 0; round < rounds; round++)
            {
                // Some commits go by, then one of the four dies, and comes back; every third time two of them.
                for (var commits = random.Next(1, 10); commits > 0; commits--)
                {
                    if (home.TryLine("committed", last: "all made") is null)
                    {
                        break;
                    }
                }

                foreach (var victim in Enumerable.Range(0, 4).OrderBy(_ => random.Next()).Take(round % 3 == 2 ? 2 : 1).Append(round % 4 == 0 ? 0 : -1).Distinct())
                {
                    switch (victim)
                    {
                        case 0:
                            home.Dispose();
                            home = StartHome(brokers, alerts, 60);
                            break;
                        case 1:
                            hub.Dispose();
                            hub = StartHub(brokers);
                            break;
                        case 2:
                            brokers.Home.Kill();
                            brokers.Home.Start();
                            break;
                        case 3:
                            brokers.Clinic.Kill();
                            brokers.Clinic.Start();
                            break;
                    }
                }
            }

            home.Dispose();
            home = StartHome(brokers, alerts, 60);
            home.Line("all confirmed");
        }
        finally
        {
            home.Dispose();
            hub.Dispose();
        }

        AssertAllThereOnce(alerts);
    }

    [Fact]
    public void An_outage_of_more_than_ten_thousand_events_is_made_up_for()
    {
        const int alerts = 10_500;
        using var brokers = Started();
        using var home = StartHome(brokers, alerts, 0);
        home.Line("all made");
        using var hub = StartHub(brokers);
        home.Line("all confirmed");
        AssertAllThereOnce(alerts);
    }

    [Fact]
    public void A_topic_refused_at_the_clinic_is_a_fault_blocks_nobody_and_is_made_up_for()
    {
        const int alerts = 300;
        using (var brokers = new BridgedBrokers(_folder.Path, "pelvic/v1/clinic/p7/alert/pelvic-drop", "pelvic/v1/clinic/p7/alert/hike"))
        {
            brokers.Clinic.Start();
            brokers.Home.Start();
            using var hub = StartHub(brokers);
            using var home = StartHome(brokers, alerts, 2);
            Assert.Contains("Refused pelvic/v1/clinic/p7/alert/unlevel", home.Line("faults"));
            home.Line("all made");
            WaitUntil(() => Kept.Look(Home, "SELECT COUNT(*) FROM outbox") == alerts / 3);
            Assert.Equal(alerts / 3 * 2, Kept.Look(Hub, "SELECT COUNT(*) FROM event"));
        }

        using var allowed = Started();
        using var again = StartHub(allowed);
        Finish(allowed, alerts);
        AssertAllThereOnce(alerts);
    }

    [Fact]
    public void A_hub_put_back_from_a_backup_gets_again_what_it_lost()
    {
        using var brokers = Started();
        using (StartHub(brokers))
        {
            Finish(brokers, 20);
        }

        var backup = Hub + ".backup";
        BackUp(Hub, backup);
        using (StartHub(brokers))
        {
            Finish(brokers, 50);
        }

        // The backup, in a new epoch, as a hub that was restored has to begin.
        File.Delete(Hub + "-wal");
        File.Delete(Hub + "-shm");
        File.Copy(backup, Hub, overwrite: true);
        Kept.Look(Hub, "UPDATE epoch SET epoch = 'restored'");
        Assert.Equal(20, Kept.Look(Hub, "SELECT COUNT(*) FROM event"));

        using var hub = StartHub(brokers);
        hub.Line("marks");
        using (var home = StartHome(brokers, 60, 5))
        {
            home.Line("all made");
        }

        // One that stays, with its next event a minute away: when it hears of the new epoch is not the test's to know.
        using var staying = StartHome(brokers, 61, 60_000);
        WaitUntil(() => Kept.Look(Hub, "SELECT COUNT(*) FROM event") == 60 && Kept.Look(Home, "SELECT COUNT(*) FROM outbox") == 0);
        AssertAllThereOnce(60);
    }

    [Fact]
    public void A_home_put_back_from_a_backup_says_so_and_doubles_nothing()
    {
        using var brokers = Started();
        using var hub = StartHub(brokers);
        Finish(brokers, 20);
        var backup = Home + ".backup";
        BackUp(Home, backup);
        Finish(brokers, 30);

        File.Delete(Home + "-wal");
        File.Delete(Home + "-shm");
        File.Copy(backup, Home, overwrite: true);
        using (var home = StartHome(brokers, 40, 5))
        {
            Assert.Contains("Restored", home.Line("faults"));
            home.Line("open 20");
            home.Line("all confirmed");
        }

        // The ten that the backup lacks are at the hub; after it the home has counted on from twenty, in another stream.
        Assert.Equal(50, Kept.Look(Hub, "SELECT COUNT(*) FROM event"));
        Assert.Equal(0, Kept.Look(Hub, "SELECT COUNT(*) FROM aside"));
        Assert.Equal(Rows(Home), Rows(Hub).Where(row => Rows(Home).Contains(row)));
    }

    private static void BackUp(string from, string to)
    {
        using var source = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = from, Pooling = false }.ConnectionString);
        using var target = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = to, Pooling = false }.ConnectionString);
        source.Open();
        target.Open();
        source.BackupDatabase(target);
    }

    private static void WaitUntil(Func<bool> holds) => Assert.True(SpinWait.SpinUntil(holds, Messaging.BrokerProcess.Patience), "It never came so far.");

    private BridgedBrokers Started()
    {
        var brokers = new BridgedBrokers(_folder.Path, Everything);
        brokers.Clinic.Start();
        brokers.Home.Start();
        return brokers;
    }

    private ChaosProcess StartHub(BridgedBrokers brokers, params string[] kill)
    {
        var hub = new ChaosProcess(["hub", Hub, $"{brokers.Clinic.Port}", .. kill]);
        hub.Line("open");
        return hub;
    }

    private ChaosProcess StartHome(BridgedBrokers brokers, int count, int milliseconds, params string[] kill) =>
        new(["home", Home, $"{brokers.Home.Port}", $"{count}", $"{milliseconds}", .. kill]);

    private void Finish(BridgedBrokers brokers, int count)
    {
        using var home = StartHome(brokers, count, 5);
        home.Line("all confirmed");
        Assert.Equal(0, home.Ended());
    }

    // The home's record says what was committed: the hub has just that, byte for byte, and numbers rise with the names.
    private void AssertAllThereOnce(int count)
    {
        Assert.Equal(count, Kept.Look(Home, "SELECT COUNT(*) FROM event"));
        Assert.Equal(Rows(Home), Rows(Hub));
        Assert.Equal(0, Kept.Look(Hub, "SELECT COUNT(*) FROM aside"));
        Assert.Equal(0, Kept.Look(Home, "SELECT COUNT(*) FROM outbox"));
        var numbers = Rows(Hub, "ORDER BY json_extract(CAST(payload AS TEXT), '$.number')");
        Assert.Equal(count, numbers.Select(row => row.Payload).Distinct().Count());
        Assert.All(numbers.GroupBy(row => row.Stream), stream => Assert.Equal(Enumerable.Range(1, stream.Count()).Select(n => (long)n), stream.Select(row => row.Seq)));
    }

    private static List<(string Stream, long Seq, string Payload)> Rows(string path, string order = "ORDER BY stream, seq")
    {
        using var file = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
        file.Open();
        using var statement = new Statement(file, $"SELECT stream, seq, CAST(payload AS TEXT) FROM event {order}");
        return statement.Rows(row => (row.GetString(0), row.GetInt64(1), row.GetString(2)));
    }
}
