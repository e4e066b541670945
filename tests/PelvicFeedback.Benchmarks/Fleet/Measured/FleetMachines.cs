using System.Diagnostics;
using System.Globalization;
using Npgsql;
using PelvicFeedback.Benchmarks.Hub;
using PelvicFeedback.Messaging.Brokers;
using PelvicFeedback.Tests.Cluster;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Tests.Hub;

namespace PelvicFeedback.Benchmarks.Fleet.Measured;

/// <summary>Three brokers, PostgreSQL and some workers, as processes on this machine, and the patients of a fleet in the record.</summary>
internal sealed class FleetMachines : IDisposable
{
    private const int Brokers = 3;

    /// <summary>
    /// Of how many sites patients are; each site's speak over one connection. One with much on its way waits behind the others in a broker that has much to do,
    /// and no home ever has much: so they are many.
    /// </summary>
    public const int Sites = 500;

    // Nothing is killed here: what waits longer waits for a turn, and is not to be said once more on top of it.
    private const double Patience = 60;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);
    private readonly string _folder = Directory.CreateTempSubdirectory("pelvicfleet").FullName;
    private readonly RabbitCluster _brokers = new(Brokers);
    private readonly PostgresCluster _database = new("\ntrack_commit_timestamp = on\nshared_buffers = 256MB\nmax_wal_size = 4GB\nwal_compression = on\n");
    private readonly List<Process> _workers = [];
    private readonly List<FleetRun> _runs = [];
    private readonly List<LoadPages> _walls = [];
    private readonly int _patients;
    private Process? _web;

    public FleetMachines(int patients)
    {
        _patients = patients;
        Connection = _database.NewDatabase();
        BrokerFolder.Write(Path.Combine(_folder, "brokers"), _brokers.Addresses);

        // With a pool, as in life.
        BrokerFolder.Write(Path.Combine(_folder, "postgres"), new NpgsqlConnectionStringBuilder(Connection) { Pooling = true, MaxPoolSize = 20 }.ConnectionString + "\n");
        Prepare();
        using var nobody = NewRun(patients, 0, 1);
        nobody.Enrol(Connection);
        Patients = [.. nobody.Homes.Select(home => home.Topics)];
        var clock = Stopwatch.StartNew();
        Prepare();
        Console.WriteLine(FormattableString.Invariant($"{patients} patients bound in {clock.Elapsed.TotalSeconds:0.0} s"));
    }

    public string Connection { get; }

    public IReadOnlyList<Core.Messages.PatientTopics> Patients { get; }

    /// <summary>So many workers from now on.</summary>
    public void Work(int workers)
    {
        while (_workers.Count < workers)
        {
            var worker = Start("work", "--name", string.Create(CultureInfo.InvariantCulture, $"worker-{_workers.Count}"));
            while (worker.StandardOutput.ReadLine() is { } line && !line.Contains("at work", StringComparison.Ordinal))
            {
            }

            // Nobody reads on: it has next to nothing to say.
            _workers.Add(worker);
        }
    }

    /// <summary>A web node, and the walls of the first sites open at it.</summary>
    public async Task OpenWalls(int walls)
    {
        if (walls == 0)
        {
            return;
        }

        _web = Start("web", "--name", "web-0", "--data", Path.Combine(_folder, "web"), "--port", "0", "--home-port", "0", "--first-password-file", Path.Combine(_folder, "first"));
        var said = "";
        while (!said.StartsWith("The pages: ", StringComparison.Ordinal))
        {
            said = await _web.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("the web node does not start");
        }

        var address = said[said.IndexOf("http://", StringComparison.Ordinal)..said.IndexOf("/ on", StringComparison.Ordinal)];
        foreach (var site in Patients.Select(patient => patient.Site).Distinct().Take(walls))
        {
            using var administrator = Run("administrator", site.ToString(), "admin-" + site);
            var password = (await administrator.StandardOutput.ReadToEndAsync()).Trim().Split(' ')[^1];
            using var first = new LoadPages(address);
            await first.SignIn("admin-" + site, password);
            _walls.Add(await first.WithTherapist("therapist-" + site));
            _walls[^1].OpenWall();
        }
    }

    /// <summary>Has the fleet say so many events a second for some seconds, and as many summaries beside them.</summary>
    public async Task<FleetFigure> Measure(double perSecond, double seconds, double summaries)
    {
        var each = perSecond <= 0 ? 0 : (int)Math.Max(1, Math.Round(perSecond * seconds / _patients));
        var run = NewRun(_patients, each, perSecond);
        _runs.Add(run);
        seconds = each == 0 ? seconds : run.Total / perSecond;
        var running = run.Run(CancellationToken.None);
        while (each > 0 && !run.IsThere)
        {
            await Task.Delay(Look, CancellationToken.None);
        }

        _walls.ForEach(wall => wall.Note());
        run.Allow(run.Total);
        var (before, began) = (Cpu(), FleetLine.Now);
        var beside = summaries > 0 ? new FleetSummaries(Patients, Shown, summaries, Fleet).Run(seconds) : Task.FromResult(SummaryFigure.None);
        await running;
        var took = FleetLine.Now - began;
        var heard = await beside;
        var cpu = Cpu() - before;
        if (run.Wrong > 0 || run.Again > 0)
        {
            Console.WriteLine(FormattableString.Invariant($"{run.Again} said again, {run.Wrong} confirmed wrongly"));
        }

        return new(_workers.Count, perSecond, run.Total, each == 0 ? FleetLine.Now - began : took, new(run.Waits), new(run.StoredAfter(Connection)), heard, new([.. _walls.SelectMany(wall => wall.Wall).Order()]), cpu);
    }

    /// <summary>Holds the record against all that was said.</summary>
    /// <returns>Whether it has each of them once, and nothing else.</returns>
    public bool IsWhole()
    {
        var differences = FleetRun.Differences(Connection, _runs);
        Console.WriteLine(differences.Count == 0
            ? string.Create(CultureInfo.InvariantCulture, $"the record has each of {_runs.Sum(run => run.Total)} events once, and nothing else")
            : $"{differences.Count} differences, the first: {differences[0]}");
        return differences.Count == 0 && _runs.TrueForAll(run => run.Wrong == 0);
    }

    public void Dispose()
    {
        _walls.ForEach(wall => wall.Dispose());
        foreach (var process in _workers.Concat(_web is null ? [] : [_web]))
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }

        _runs.ForEach(run => run.Dispose());
        _database.Dispose();
        _brokers.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private List<Core.Messages.PatientTopics> Shown => [.. Patients.GroupBy(patient => patient.Site).Take(_walls.Count).SelectMany(site => site)];

    private FleetBrokers Fleet => new(_brokers.Mqtt, RabbitCluster.User, _brokers.Password);

    private FleetRun NewRun(int patients, int events, double perSecond) =>
        new(patients, events, seed: _runs.Count + 1, Math.Max(perSecond, 1), Math.Min(patients, Sites), Fleet) { Patience = Patience };

    private void Prepare()
    {
        using var prepare = Start("prepare");
        prepare.StandardOutput.ReadToEnd();
        prepare.WaitForExit();
    }

    private Process Start(string command, params string[] more) => Run(command, [.. more, "--broker-file", Path.Combine(_folder, "brokers")]);

    // All of them have a record.
    private Process Run(string command, params string[] more) => Process.Start(new ProcessStartInfo(
        "dotnet", [Path.Combine(AppContext.BaseDirectory, "pelvicfeedback-hub-cluster.dll"), command, .. more, "--postgres-file", Path.Combine(_folder, "postgres")])
    { RedirectStandardOutput = true })!;

    private FleetCpu Cpu() => new(Cpu(_brokers.Ids), Cpu([_database.Id]), Cpu(_workers.Select(worker => worker.Id)), Cpu(_web is null ? [] : [_web.Id]), Environment.CpuUsage.TotalTime.TotalSeconds);

    // Of these processes and all below them, those that have ended too, s.
    private static double Cpu(IEnumerable<int> processes) => processes.Sum(id =>
    {
        try
        {
            // After the name, which may hold anything: 11 to 14 are user and system time, own and of ended children, in hundredths of a second.
            var fields = File.ReadAllText($"/proc/{id}/stat").Split(") ")[^1].Split(' ');
            return (fields[11..15].Sum(field => long.Parse(field, CultureInfo.InvariantCulture)) / 100.0)
                + Cpu(ProcessTree.Children(id).ToList());
        }
        catch (IOException)
        {
            return 0;
        }
    });
}
