using System.Globalization;
using Npgsql;
using PelvicFeedback.Benchmarks.Fleet;
using PelvicFeedback.Messaging.Brokers;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Tests.Hub;
using Xunit.Abstractions;

namespace PelvicFeedback.Tests.Cluster;

/// <summary>Three brokers, three workers, PostgreSQL and a fleet of homes, all of them processes of their own, and what kills leave.</summary>
[Trait("runs", "edges")]
public sealed class ClusterKillTests(ITestOutputHelper output) : IDisposable
{
    private const int Workers = 3;
    private const int Phase = 1000;
    private const int Few = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);
    private readonly TemporaryFolder _folder = new();

    private string Brokers => Path.Combine(_folder.Path, "brokers");

    private string Postgres => Path.Combine(_folder.Path, "postgres");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Kills_of_PostgreSQL_a_worker_and_the_broker_that_leads_lose_nothing_double_nothing_and_change_no_order()
    {
        using var brokers = new RabbitCluster(3);
        using var cluster = new PostgresCluster();
        var connection = cluster.NewDatabase();
        BrokerFolder.Write(Brokers, brokers.Addresses);
        BrokerFolder.Write(Postgres, connection + "\n");
        for (var n = 0; n < Workers; n++)
        {
            BrokerFolder.Write($"{Postgres}-{n}", $"{connection};Application Name=worker-{n}\n");
        }

        ClusterProcess.Run("prepare", "--broker-file", Brokers, "--postgres-file", Postgres);

        // In which order each patient's events were stored, told by the database itself: one patient's transactions never overlap.
        Do(connection, """
            CREATE TABLE stored_as (number BIGSERIAL, patient BIGINT, stream TEXT, seq BIGINT, worker TEXT);
            CREATE FUNCTION note_order() RETURNS trigger LANGUAGE plpgsql AS
                $$BEGIN INSERT INTO stored_as (patient, stream, seq, worker) VALUES (NEW.patient, NEW.stream, NEW.seq, current_setting('application_name')); RETURN NULL; END$$;
            CREATE TRIGGER note_order AFTER INSERT ON event FOR EACH ROW EXECUTE FUNCTION note_order();
            """);
        using var fleet = new FleetRun(patients: 80, events: 60, seed: 7, perSecond: 250, lines: 6, new(brokers.MqttPorts, RabbitCluster.User, brokers.Password));
        fleet.Enrol(connection);
        ClusterProcess.Run("prepare", "--broker-file", Brokers, "--postgres-file", Postgres);
        var leader = brokers.LeaderOf("pelvic.shard.");
        var workers = Enumerable.Range(0, Workers).Select(Started).ToList();
        using var over = new CancellationTokenSource(Patience);
        try
        {
            workers.ForEach(worker => worker.Line("at work"));
            var run = fleet.Run(over.Token);
            var postgres = await Through(
                fleet,
                () =>
                {
                    cluster.Kill();
                    cluster.Start();
                },
                over.Token);
            var worker = await Through(fleet, workers[0].Dispose, over.Token);

            // It comes back, and the others step back from what is more its than theirs.
            var last = Number(connection, "SELECT MAX(number) FROM stored_as");
            var back = await Through(fleet, () => workers[0] = Started(0), over.Token);
            workers[0].Line("at work");
            while (Number(connection, $"SELECT COUNT(*) FROM stored_as WHERE worker = 'worker-0' AND number > {last}") == 0)
            {
                var all = fleet.Allow(Few);
                Assert.True(all < fleet.Total - Phase, "It gets nothing to do any more.");
                await Confirmed(fleet, all, over.Token);
            }

            var broker = await Through(fleet, () => brokers.Kill(leader), over.Token);
            fleet.Allow(fleet.Total);
            await run;
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{fleet.Total} events, {fleet.Again} said again; a home waited for a confirmation at most {postgres:0.0} s after PostgreSQL's end, {worker:0.0} s after a worker's, {back:0.0} s after its return, {broker:0.0} s after a broker's end"));
        }
        finally
        {
            await over.CancelAsync();
            workers.ForEach(worker => worker.Dispose());
        }

        Assert.Equal((fleet.Total, 0), (fleet.Confirmed, fleet.Wrong));
        Assert.Empty(fleet.Differences(connection));
        Assert.Equal(0, Number(connection, "SELECT COUNT(*) FROM stream WHERE islands <> ''"));
        Assert.Equal(0, Number(connection, "SELECT COUNT(*) FROM aside"));
        Assert.Equal(0, Number(connection, "SELECT COUNT(*) FROM (SELECT seq, row_number() OVER (PARTITION BY patient, stream ORDER BY number) AS place FROM stored_as) AS stored WHERE seq <> place"));
        Assert.Equal("", ClusterProcess.Run("aside", "--broker-file", Brokers));
    }

    // While the homes say something, that happens; all of it is confirmed all the same.
    private static async Task<double> Through(FleetRun fleet, Action happens, CancellationToken over)
    {
        var before = fleet.Confirmed;
        var all = fleet.Allow(Phase);
        await Confirmed(fleet, before + ((all - before) / 5), over);
        var at = FleetLine.Now;
        happens();
        await Confirmed(fleet, all, over);
        return fleet.LongestBetween(at, FleetLine.Now);
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

    private static void Do(string connection, string sql)
    {
        using var database = new NpgsqlConnection(connection);
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static long Number(string connection, string sql)
    {
        using var database = new NpgsqlConnection(connection);
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private ClusterProcess Started(int n) => new("work", "--name", $"worker-{n}", "--broker-file", Brokers, "--postgres-file", $"{Postgres}-{n}");
}
