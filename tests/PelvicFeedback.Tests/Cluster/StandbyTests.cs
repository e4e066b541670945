using System.Globalization;
using Npgsql;
using PelvicFeedback.Benchmarks.Fleet;
using PelvicFeedback.Hub.Cluster.Store;
using PelvicFeedback.Messaging.Brokers;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Tests.Hub;
using Xunit.Abstractions;

namespace PelvicFeedback.Tests.Cluster;

/// <summary>
/// PostgreSQL with a standby, as <c>deploy/cluster/postgresql.conf</c> has it: what is confirmed to a home is on both. The machine that is written to is lost for
/// good, and the standby takes over.
/// </summary>
[Trait("runs", "edges")]
public sealed class StandbyTests(ITestOutputHelper output) : IDisposable
{
    private const string Small = "\nshared_buffers = 64MB\nsynchronous_standby_names = ''\n";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_standby_that_takes_over_has_all_that_was_confirmed_and_workers_go_on_with_it()
    {
        using var brokers = new RabbitCluster(1);
        using var first = new PostgresCluster(File.ReadAllText(Repository.Path("deploy", "cluster", "postgresql.conf")) + Small);
        var connection = first.NewDatabase();
        using var second = first.Standby();
        InStep(first.Here(connection));
        var both = first.WithOther(connection, second);
        string Path(string name) => System.IO.Path.Combine(_folder.Path, name);
        BrokerFolder.Write(Path("brokers"), brokers.Addresses);
        BrokerFolder.Write(Path("postgres"), both + "\n");
        string[] files = ["--broker-file", Path("brokers"), "--postgres-file", Path("postgres")];
        ClusterProcess.Run(["prepare", .. files]);
        using var fleet = new FleetRun(patients: 40, events: 50, seed: 3, perSecond: 300, lines: 4, new(brokers.Mqtt, RabbitCluster.User, brokers.Password));
        fleet.Enrol(both);
        ClusterProcess.Run(["prepare", .. files]);

        // It can be read meanwhile, and only that.
        Assert.Equal(40, Ask(second.Here(connection), "SELECT COUNT(*) FROM patient"));
        Assert.Equal(PostgresErrorCodes.ReadOnlySqlTransaction, Assert.Throws<PostgresException>(() => Ask(second.Here(connection), "DELETE FROM patient")).SqlState);

        var workers = Enumerable.Range(0, 2).Select(n => new ClusterProcess(["work", "--name", $"worker-{n}", .. files])).ToList();
        using var over = new CancellationTokenSource(Patience);
        try
        {
            workers.ForEach(worker => worker.Line("at work"));
            var run = fleet.Run(over.Token);
            var half = fleet.Allow(fleet.Total / 2);
            await Confirmed(fleet, half / 2, over.Token);
            var at = FleetLine.Now;
            first.Kill();
            second.Promote();
            await Confirmed(fleet, half, over.Token);
            var waited = fleet.LongestBetween(at, FleetLine.Now);
            fleet.Allow(fleet.Total);
            await run;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{fleet.Total} events; a home waited for a confirmation at most {waited:0.0} s after the end of the PostgreSQL that was written to"));
        }
        finally
        {
            await over.CancelAsync();
            workers.ForEach(worker => worker.Dispose());
        }

        Assert.Equal((fleet.Total, 0), (fleet.Confirmed, fleet.Wrong));
        Assert.Empty(fleet.Differences(second.Here(connection)));
        Assert.Equal(0, Ask(second.Here(connection), "SELECT COUNT(*) FROM stream WHERE islands <> ''"));
    }

    // From here on nothing is committed that the standby does not have.
    private static void InStep(string connection)
    {
        Assert.True(SpinWait.SpinUntil(() => Ask(connection, "SELECT COUNT(*) FROM pg_stat_replication WHERE state = 'streaming'") == 1, Patience), "The standby does not come.");
        Ask(connection, "ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (*)'");
        Ask(connection, "SELECT CAST(pg_reload_conf() AS INTEGER)");
        Assert.True(SpinWait.SpinUntil(() => Ask(connection, "SELECT COUNT(*) FROM pg_stat_replication WHERE sync_state = 'quorum'") == 1, Patience), "The standby is not waited for.");
    }

    private static async Task Confirmed(FleetRun fleet, int count, CancellationToken over)
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (fleet.Confirmed < count)
        {
            Assert.False(over.IsCancellationRequested, $"Only {fleet.Confirmed} of {fleet.Total} events were confirmed.");
            await look.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private static long Ask(string connection, string sql)
    {
        using var database = new NpgsqlConnection(connection);
        database.Open();
        return Sql.Number(database, sql);
    }
}
