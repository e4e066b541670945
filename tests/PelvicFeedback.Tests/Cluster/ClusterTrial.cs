using System.Data.Common;
using System.Globalization;
using Npgsql;
using PelvicFeedback.Benchmarks.Fleet;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Audit;
using PelvicFeedback.Hub.Cluster.Brokers;
using PelvicFeedback.Hub.Cluster.Store;
using PelvicFeedback.Hub.Store;
using PelvicFeedback.Messaging.Brokers;
using PelvicFeedback.Tests.Habits;
using Xunit.Abstractions;

namespace PelvicFeedback.Tests.Cluster;

/// <summary>
/// A fleet of homes, workers and a record, while something happens to them or to the brokers; and what has to be true in the end, whatever it was: each event
/// is stored once, each patient's in their order, each is confirmed with its hash, nothing was set aside, and what others wrote to the audit trail meanwhile
/// is one chain.
/// </summary>
internal sealed class ClusterTrial : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(20);
    private static readonly Pseudonym Audited = Pseudonym.Parse("audited");
    private readonly TemporaryFolder _folder = new();
    private readonly CancellationTokenSource _over = new(Patience);
    private readonly Dictionary<string, ClusterProcess> _workers = [];
    private readonly List<string> _report = [];
    private readonly ITestOutputHelper? _output;
    private readonly Task[] _auditors;
    private Task? _run;
    private long _told;

    /// <param name="place">With all of its brokers running.</param>
    /// <param name="name">A short word that no other trial has.</param>
    /// <param name="patients">How many.</param>
    /// <param name="events">Of each.</param>
    /// <param name="perSecond">All together.</param>
    /// <param name="output">Told, in the end, whatever it is, what happened and how long homes waited; null for nobody.</param>
    public ClusterTrial(ClusterPlace place, string name, int patients, int events, double perSecond, ITestOutputHelper? output = null)
    {
        _output = output;
        Connection = place.Postgres.NewDatabase();
        BrokerFolder.Write(Brokers, place.Brokers.Addresses);
        BrokerFolder.Write(Postgres, Connection + "\n");
        ClusterProcess.Run("prepare", "--broker-file", Brokers, "--postgres-file", Postgres);

        // In which order each patient's events were stored, told by the database itself: one patient's transactions never overlap.
        Do("""
            CREATE TABLE stored_as (number BIGSERIAL, patient BIGINT, stream TEXT, seq BIGINT, worker TEXT);
            CREATE FUNCTION note_order() RETURNS trigger LANGUAGE plpgsql AS
                $$BEGIN INSERT INTO stored_as (patient, stream, seq, worker) VALUES (NEW.patient, NEW.stream, NEW.seq, current_setting('application_name')); RETURN NULL; END$$;
            CREATE TRIGGER note_order AFTER INSERT ON event FOR EACH ROW EXECUTE FUNCTION note_order();
            """);
        Fleet = new(patients, events, seed: 7, perSecond, lines: 6, new(place.Brokers.Mqtt, RabbitCluster.User, place.Brokers.Password), name);
        Fleet.Enrol(Connection);
        ClusterProcess.Run("prepare", "--broker-file", Brokers, "--postgres-file", Postgres);
        _auditors = [Task.Run(Audit), Task.Run(Audit)];
    }

    public FleetRun Fleet { get; }

    /// <summary>To the record.</summary>
    public string Connection { get; }

    private string Complaints => string.Concat(_workers.Select(worker => $"\n{worker.Key}{(worker.Value.HasEnded ? " has ended" : "")}: {worker.Value.Errors}"));

    private string Brokers => Path.Combine(_folder.Path, "brokers");

    private string Postgres => Path.Combine(_folder.Path, "postgres");

    /// <summary>Starts workers that have these names, and waits until each is in line for every shard.</summary>
    public void Start(params string[] names)
    {
        foreach (var name in names)
        {
            BrokerFolder.Write($"{Postgres}-{name}", $"{Connection};Application Name={name}\n");
            _workers[name] = new("work", "--name", name, "--broker-file", Brokers, "--postgres-file", $"{Postgres}-{name}");
        }

        names.ToList().ForEach(name => _workers[name].Line("at work"));
    }

    /// <summary>As a power cut would.</summary>
    public void Kill(string worker) => _workers[worker].Dispose();

    /// <summary>As for an upgrade: it ends by itself, and well.</summary>
    public void Leave(string worker)
    {
        _workers[worker].Signal("TERM");
        Assert.True(_workers[worker].ExitCode() == 0, _workers[worker].Errors);
    }

    /// <summary>While the homes say so many events more, that happens; all of them are confirmed all the same.</summary>
    public async Task Through(string what, int events, Action happens)
    {
        var before = Fleet.Confirmed;
        var all = Allow(events);
        await Confirmed(before + ((all - before) / 5));
        var at = FleetLine.Now;
        happens();
        await Confirmed(all);
        _report.Add(string.Create(CultureInfo.InvariantCulture, $"- {what}: {Fleet.LongestBetween(at, FleetLine.Now):0.0} s"));
    }

    /// <summary>The same with an end, after which something may be done about it; how soon each shard goes on is told too.</summary>
    public async Task ThroughEnd(string what, int events, Action ends, Action? then = null)
    {
        var (from, gone) = (0.0, 0.0);
        await Through(what, events, () =>
        {
            from = FleetLine.Now;
            ends();
            gone = FleetLine.Now;
            then?.Invoke();
        });
        var after = StoredSince(from, gone);
        _report[^1] += after is []
            ? "; nothing was said after it"
            : string.Create(CultureInfo.InvariantCulture, $"; {after.Count} shards, half of them after {after[after.Count / 2]:0.00} s, the last after {after[^1]:0.00} s");
    }

    /// <summary>Lets the homes say so many events more, and does not wait for them.</summary>
    /// <returns>How many they may have said by then.</returns>
    public int Allow(int events)
    {
        _run ??= Fleet.Run(_over.Token);
        return Fleet.Allow(events);
    }

    /// <summary>Waits until so many are confirmed.</summary>
    public Task Confirmed(int count) => Until(() => Fleet.Confirmed >= count, () => $"Only {Fleet.Confirmed} of {Fleet.Total} events were confirmed.");

    /// <summary>Waits until something holds.</summary>
    public async Task Until(Func<bool> holds, Func<string> otherwise)
    {
        using var look = new PeriodicTimer(Glance);
        while (!holds())
        {
            Assert.False(_over.IsCancellationRequested, $"{otherwise()} {Complaints}");
            await look.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    /// <summary>What a worker has stored so far.</summary>
    public long StoredBy(string worker) => Number($"SELECT COUNT(*) FROM stored_as WHERE worker = '{worker}'");

    /// <summary>Lets the homes say the rest, and holds what came of all of it against what was said.</summary>
    public async Task Verify()
    {
        Allow(Fleet.Total);
        await _run!;
        await _over.CancelAsync();
        await Task.WhenAll(_auditors);

        Assert.Equal((Fleet.Total, 0), (Fleet.Confirmed, Fleet.Wrong));
        Assert.Empty(Fleet.Differences(Connection));
        Assert.Equal(0, Number("SELECT COUNT(*) FROM stream WHERE islands <> ''"));
        Assert.Equal(0, Number("SELECT COUNT(*) FROM aside"));
        Assert.Equal(0, Number("SELECT COUNT(*) FROM (SELECT seq, row_number() OVER (PARTITION BY patient, stream ORDER BY number) AS place FROM stored_as) AS stored WHERE seq <> place"));
        Assert.Equal("", Aside());
        using var database = SharedPostgres.Open(Connection);
        var (entries, _, broken) = database.Verify(Audited);
        Assert.Null(broken);
        Assert.True(_told > 0 && entries >= _told, $"{entries} entries of {_told} are in the audit trail.");
    }

    /// <summary>The command <c>aside</c>.</summary>
    /// <returns>Its output; it has to end well.</returns>
    public string Aside(params string[] arguments) => ClusterProcess.Run(["aside", "--broker-file", Brokers, .. arguments]);

    /// <summary>The same, and how it ends.</summary>
    public int AsideEnds(params string[] arguments) => ClusterProcess.Ended(["aside", "--broker-file", Brokers, .. arguments]).ExitCode;

    /// <summary>Says something to the record.</summary>
    public void Do(string sql)
    {
        using var database = new NpgsqlConnection(Connection);
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Asks the record for a number.</summary>
    public long Number(string sql)
    {
        using var database = new NpgsqlConnection(Connection);
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    public void Dispose()
    {
        _output?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Fleet.Confirmed} of {Fleet.Total} events confirmed, {Fleet.Again} said again. The longest wait of a home, its repeating included, and how soon a shard's next event was stored, after\n{string.Join('\n', _report)}"));
        _over.Cancel();
        foreach (var worker in _workers.Values)
        {
            worker.Dispose();
        }

        Task.WhenAll([.. _auditors, _run ?? Task.CompletedTask]).Wait();
        Fleet.Dispose();
        _over.Dispose();
        _folder.Dispose();
    }

    // How long after the first of two times each shard's first event was committed that a home said, for the first time, after the other one, s, the shortest
    // first: no home's repeating is in it, nor what was in hand then and could be committed whoever was gone. The database says when that was; it and this
    // program have one clock.
    private List<double> StoredSince(double from, double gone)
    {
        var clock = (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds - FleetLine.Now;
        using var database = new NpgsqlConnection(Connection);
        database.Open();
        using var command = new NpgsqlCommand("SELECT patient, seq, CAST(EXTRACT(EPOCH FROM pg_xact_commit_timestamp(xmin)) AS DOUBLE PRECISION) FROM stored_as WHERE pg_xact_commit_timestamp(xmin) > to_timestamp($1)", database);
        command.Parameters.Add(new() { Value = clock + from });
        using var reader = command.ExecuteReader();
        var first = new Dictionary<int, double>();
        while (reader.Read())
        {
            var (home, committed) = (Fleet.Homes[(int)reader.GetInt64(0) - 1], reader.GetDouble(2) - clock);
            var shard = Shards.Of(home.Topics, Shards.Usual);
            if (home.SentAt(new(home.Stream, reader.GetInt64(1))) > gone && committed - from < first.GetValueOrDefault(shard, double.MaxValue))
            {
                first[shard] = committed - from;
            }
        }

        return [.. first.Values.Order()];
    }

    // As the pages do, beside the workers, and two at once.
    private async Task Audit()
    {
        using var database = SharedPostgres.Open(Connection);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!_over.IsCancellationRequested)
        {
            try
            {
                database.Write(writing =>
                {
                    writing.Tell(Audited, new(0), "anna", "viewed");
                    return true;
                });
                Interlocked.Increment(ref _told);
            }
            catch (Exception away) when (away is DbException or HubStoreException or TimeoutException or InvalidOperationException or IOException)
            {
                // The database is away, or the other was first: nothing was told.
            }

            await pace.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}
