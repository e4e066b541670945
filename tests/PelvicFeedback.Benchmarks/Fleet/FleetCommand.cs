using System.Globalization;

namespace PelvicFeedback.Benchmarks.Fleet;

/// <summary>The fleet against a cluster that runs: rate, waits, and whether all of it is in the record.</summary>
internal static class FleetCommand
{
    /// <param name="postgres">A file with the connection to the cluster's database, made by <c>prepare</c>.</param>
    /// <param name="broker">A file: user, password, and the MQTT ports on this machine, a line each.</param>
    /// <param name="patients">How many.</param>
    /// <param name="events">Of each.</param>
    /// <param name="perSecond">All together.</param>
    public static async Task<int> Run(string postgres, string broker, int patients, int events, double perSecond)
    {
        var (connection, lines) = ((await File.ReadAllTextAsync(postgres)).Trim(), await File.ReadAllLinesAsync(broker));
        var brokers = new FleetBrokers([.. lines[2..].Select(port => int.Parse(port, CultureInfo.InvariantCulture))], lines[0], lines[1]);
        var fleet = new FleetRun(patients, events, seed: 1, perSecond, lines: Math.Min(patients, 12), brokers);
        if (!FleetRun.IsEnrolled(connection))
        {
            fleet.Enrol(connection);
            Say("the patients are in the record: 'pelvicfeedback-hub-cluster prepare' binds them; then start this again");
            return 0;
        }

        fleet.Allow(fleet.Total);
        var began = FleetLine.Now;
        var run = fleet.Run(CancellationToken.None);
        while (await Task.WhenAny(run, Task.Delay(TimeSpan.FromSeconds(10))) != run)
        {
            Say($"{FleetLine.Now - began:0} s: {fleet.Confirmed} of {fleet.Total} confirmed, {fleet.Again} said again");
        }

        await run;
        var (seconds, waits) = (FleetLine.Now - began, fleet.Waits);
        Say($"{fleet.Total} events of {patients} patients in {seconds:0.0} s: {fleet.Total / seconds:0} a second, {fleet.Again} said again, {fleet.Wrong} confirmed wrongly");
        Say($"until confirmed: median {waits[waits.Length / 2] * 1000:0} ms, 95 % within {waits[(int)(waits.Length * 0.95)] * 1000:0} ms, at most {waits[^1] * 1000:0} ms");
        var differences = fleet.Differences(connection);
        Say(differences.Count == 0 ? "the record has each of them once, and nothing else" : $"{differences.Count} differences, the first: {differences[0]}");
        Say($"measured on {Machine.Description()}; load {Machine.Load()}");
        return differences.Count == 0 ? 0 : 1;
    }

    private static void Say(FormattableString what) => Console.WriteLine(what.ToString(CultureInfo.InvariantCulture));

    private static void Say(string what) => Console.WriteLine(what);
}
