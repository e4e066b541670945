using System.Diagnostics;
using System.Globalization;
using PelvicFeedback.Messaging.Brokers;
using PelvicFeedback.Tests.Cluster;
using PelvicFeedback.Tests.Hub;

namespace PelvicFeedback.Benchmarks.Fleet;

/// <summary>
/// Three brokers, PostgreSQL and some workers on this machine, and a fleet of homes that sends them durable events: how many a second, how long until they are
/// confirmed, what each part costs, and whether all of it is in the record.
/// </summary>
internal static class FleetCommand
{
    private const int Brokers = 3;
    private const int Lines = 12;

    /// <param name="patients">How many.</param>
    /// <param name="events">Of each.</param>
    /// <param name="perSecond">All together.</param>
    /// <param name="workers">How many.</param>
    public static async Task<int> Run(int patients, int events, double perSecond, int workers)
    {
        var folder = Directory.CreateTempSubdirectory("pelvicfleet").FullName;
        var (addresses, postgres) = (Path.Combine(folder, "brokers"), Path.Combine(folder, "postgres"));
        using var brokers = new RabbitCluster(Brokers);
        using var database = new PostgresCluster();
        var connection = database.NewDatabase();
        BrokerFolder.Write(addresses, brokers.Addresses);
        BrokerFolder.Write(postgres, connection + "\n");
        string[] both = ["--broker-file", addresses, "--postgres-file", postgres];
        using var fleet = new FleetRun(patients, events, seed: 1, perSecond, Math.Min(patients, Lines), new(brokers.Mqtt, RabbitCluster.User, brokers.Password));
        var working = new List<Process>();
        try
        {
            await Start(["prepare", .. both]).WaitForExitAsync();
            fleet.Enrol(connection);
            var clock = Stopwatch.StartNew();
            await Start(["prepare", .. both]).WaitForExitAsync();
            Say($"{patients} patients bound in {clock.Elapsed.TotalSeconds:0.0} s");
            working.AddRange(Enumerable.Range(0, workers).Select(n => Start(["work", "--name", $"worker-{n}", .. both])));
            return await Measure(fleet, connection, () => (Cpu(brokers.Ids), Cpu([database.Id]), Cpu(working.Select(worker => worker.Id))));
        }
        finally
        {
            working.ForEach(End);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> Measure(FleetRun fleet, string connection, Func<(double Brokers, double Database, double Workers)> cpu)
    {
        fleet.Allow(fleet.Total);
        var (before, began) = (cpu(), FleetLine.Now);
        await fleet.Run(CancellationToken.None);
        var (seconds, after, waits) = (FleetLine.Now - began, cpu(), fleet.Waits);
        double Each(double from, double to) => (to - from) / fleet.Total * 1e6;
        Say($"{fleet.Total} events in {seconds:0.0} s: {fleet.Total / seconds:0} a second; {fleet.Again} said again, {fleet.Wrong} confirmed wrongly");
        Say($"until confirmed: median {waits[waits.Length / 2] * 1000:0} ms, 95 % within {waits[(int)(waits.Length * 0.95)] * 1000:0} ms, at most {waits[^1] * 1000:0} ms");
        Say($"processor time, ms per 1,000 events: brokers {Each(before.Brokers, after.Brokers):0}, PostgreSQL {Each(before.Database, after.Database):0}, workers {Each(before.Workers, after.Workers):0}");
        var differences = fleet.Differences(connection);
        Console.WriteLine(differences.Count == 0 ? "the record has each of them once, and nothing else" : $"{differences.Count} differences, the first: {differences[0]}");
        Console.WriteLine($"measured on {Machine.Description()}; load {Machine.Load()}");
        return differences.Count == 0 && fleet.Wrong == 0 ? 0 : 1;
    }

    private static Process Start(string[] arguments) =>
        Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "pelvicfeedback-hub-cluster.dll"), .. arguments]))!;

    private static void End(Process process)
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

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

    private static void Say(FormattableString what) => Console.WriteLine(what.ToString(CultureInfo.InvariantCulture));
}
