using System.Diagnostics;
using System.Globalization;
using PelvicFeedback.Messaging.Brokers;
using PelvicFeedback.Tests.Cluster;
using PelvicFeedback.Tests.Hub;

namespace PelvicFeedback.Benchmarks.Fleet.Measured;

/// <summary>Three brokers, PostgreSQL and some workers, as processes on this machine, and the patients of a fleet in the record.</summary>
internal sealed class FleetMachines : IDisposable
{
    private const int Brokers = 3;
    private const int Lines = 12;

    // Nothing is killed here: what waits longer waits for a turn, and is not to be said once more on top of it.
    private const double Patience = 60;
    private readonly string _folder = Directory.CreateTempSubdirectory("pelvicfleet").FullName;
    private readonly RabbitCluster _brokers = new(Brokers);
    private readonly PostgresCluster _database = new("\ntrack_commit_timestamp = on\nshared_buffers = 256MB\nmax_wal_size = 4GB\nwal_compression = on\n");
    private readonly List<Process> _workers = [];
    private readonly List<FleetRun> _runs = [];
    private readonly int _patients;

    public FleetMachines(int patients)
    {
        _patients = patients;
        Connection = _database.NewDatabase();
        BrokerFolder.Write(Path.Combine(_folder, "brokers"), _brokers.Addresses);
        BrokerFolder.Write(Path.Combine(_folder, "postgres"), Connection + "\n");
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

    /// <summary>Has the fleet say so many events a second for some seconds, and as many summaries beside them.</summary>
    public async Task<FleetFigure> Measure(double perSecond, double seconds, double summaries)
    {
        var each = perSecond <= 0 ? 0 : (int)Math.Max(1, Math.Round(perSecond * seconds / _patients));
        var run = NewRun(_patients, each, perSecond);
        _runs.Add(run);
        run.Allow(run.Total);
        seconds = each == 0 ? seconds : run.Total / perSecond;
        var (before, began) = (Cpu(), FleetLine.Now);
        var beside = summaries > 0 ? new FleetSummaries(Patients, summaries, Fleet).Run(seconds) : Task.FromResult(SummaryFigure.None);
        await run.Run(CancellationToken.None);
        var took = FleetLine.Now - began;
        var heard = await beside;
        var cpu = Cpu() - before;
        if (run.Wrong > 0 || run.Again > 0)
        {
            Console.WriteLine(FormattableString.Invariant($"{run.Again} said again, {run.Wrong} confirmed wrongly"));
        }

        return new(_workers.Count, perSecond, run.Total, each == 0 ? FleetLine.Now - began : took, new(run.Waits), new(run.StoredAfter(Connection)), heard, cpu);
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
        foreach (var worker in _workers)
        {
            worker.Kill();
            worker.WaitForExit();
            worker.Dispose();
        }

        _runs.ForEach(run => run.Dispose());
        _database.Dispose();
        _brokers.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private FleetBrokers Fleet => new(_brokers.Mqtt, RabbitCluster.User, _brokers.Password);

    private FleetRun NewRun(int patients, int events, double perSecond) =>
        new(patients, events, seed: _runs.Count + 1, Math.Max(perSecond, 1), Math.Min(patients, Lines), Fleet) { Patience = Patience };

    private void Prepare()
    {
        using var prepare = Start("prepare");
        prepare.StandardOutput.ReadToEnd();
        prepare.WaitForExit();
    }

    private Process Start(string command, params string[] more) => Process.Start(new ProcessStartInfo(
        "dotnet",
        [Path.Combine(AppContext.BaseDirectory, "pelvicfeedback-hub-cluster.dll"), command, .. more, "--broker-file", Path.Combine(_folder, "brokers"), "--postgres-file", Path.Combine(_folder, "postgres")])
    { RedirectStandardOutput = true })!;

    private FleetCpu Cpu() => new(Cpu(_brokers.Ids), Cpu([_database.Id]), Cpu(_workers.Select(worker => worker.Id)), Environment.CpuUsage.TotalTime.TotalSeconds);

    // Of these processes and all below them, those that have ended too, s.
    private static double Cpu(IEnumerable<int> processes) => processes.Sum(id =>
    {
        try
        {
            // After the name, which may hold anything: 11 to 14 are user and system time, own and of ended children, in hundredths of a second.
            var fields = File.ReadAllText($"/proc/{id}/stat").Split(") ")[^1].Split(' ');
            var children = Directory.EnumerateDirectories($"/proc/{id}/task").SelectMany(
                task => File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
            return (fields[11..15].Sum(field => long.Parse(field, CultureInfo.InvariantCulture)) / 100.0)
                + Cpu([.. children.Select(child => int.Parse(child, CultureInfo.InvariantCulture))]);
        }
        catch (IOException)
        {
            return 0;
        }
    });
}
