using System.Diagnostics;
using System.Globalization;

namespace PelvicFeedback.Benchmarks.Hub;

/// <summary>How a hub is to be loaded.</summary>
/// <param name="Measured">For how long.</param>
/// <param name="Kills">Rounds of kill -9 instead; 0 for a measurement.</param>
/// <param name="Postgres">Whether its record is in PostgreSQL.</param>
internal sealed record HubLoadOptions(TimeSpan Measured, int Kills, bool Postgres);

/// <summary>
/// What a clinic's hub costs, and how soon it shows: the program as installed, its broker, 100 homes, and in this process a therapist with the wall open and
/// 10 patients live.
/// </summary>
internal static class HubLoad
{
    private const int WatchedLive = 10;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(15);

    /// <summary>Reads the command line; null where it says something else.</summary>
    public static HubLoadOptions? Options(string[] arguments)
    {
        var options = new HubLoadOptions(TimeSpan.FromMinutes(1), 0, Postgres: false);
        for (var at = 0; at < arguments.Length; at++)
        {
            switch (arguments[at], at + 1 < arguments.Length ? arguments[at + 1] : "")
            {
                case ("--postgres", _):
                    options = options with { Postgres = true };
                    break;
                case ("--kills", var text) when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) && rounds is >= 1 and <= 1000:
                    (options, at) = (options with { Kills = rounds }, at + 1);
                    break;
                case ("--minutes", var text) when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var minutes) && minutes is > 0 and <= 600:
                    (options, at) = (options with { Measured = TimeSpan.FromMinutes(minutes) }, at + 1);
                    break;
                default:
                    return null;
            }
        }

        return options;
    }

    /// <returns>0: it reports; 1 when an event is not in the record exactly once, or not confirmed, or the trail is broken.</returns>
    public static async Task<int> Run(HubLoadOptions options)
    {
        Console.WriteLine($"{Machine.Description()}; load {Machine.Load()} when this began");
        using var clinic = await LoadClinic.Open(options.Postgres);
        using var pages = new LoadPages(clinic.Address);
        await pages.SignIn("admin", clinic.FirstPassword());
        pages.OpenWall();
        for (var n = 0; n < WatchedLive; n++)
        {
            pages.OpenPatient(LoadClinic.NameOf(n).ToString());
        }

        await Task.Delay(Settling);
        Console.WriteLine($"{LoadClinic.Patients} homes, {WatchedLive} watched live at 60 Hz, one wall; {clinic.Database}");
        return options.Kills > 0 ? await new HubKills(clinic, pages).Run(options.Kills) : await Measure(clinic, pages, options.Measured);
    }

    private static async Task<int> Measure(LoadClinic clinic, LoadPages pages, TimeSpan measured)
    {
        pages.Note();
        var (hub, broker) = (clinic.Hub, clinic.Broker());
        hub.Refresh();
        var (cpu, brokers, clock) = (hub.TotalProcessorTime, broker.TotalProcessorTime, Stopwatch.StartNew());
        await Task.Delay(measured);
        hub.Refresh();
        broker.Refresh();
        Console.WriteLine(FormattableString.Invariant(
            $"{clock.Elapsed.TotalSeconds:0} s: hub {100 * (hub.TotalProcessorTime - cpu) / clock.Elapsed:0.0} % of one core, {hub.WorkingSet64 / 1e6:0} MB; its broker {100 * (broker.TotalProcessorTime - brokers) / clock.Elapsed:0.0} %; load {Machine.Load()}"));
        Say("a summary, until a wall shows it", pages.Wall, 2);
        Say("patient live: a message's newest sample, until the page has it", pages.Newest, 4);
        Say("patient live: its oldest sample, 83 ms before", pages.Oldest, 4);
        await clinic.StopHomes();
        await clinic.Owed();
        var record = LoadRecord.Of(clinic);
        Console.WriteLine(record);
        return record.IsWhole ? 0 : 1;
    }

    private static void Say(string what, IEnumerable<double> ages, int digits)
    {
        var sorted = ages.Order().ToList();
        Console.WriteLine(sorted.Count == 0 ? $"{what}: nothing came"
            : string.Create(CultureInfo.InvariantCulture, $"{what}: median {At(0.5)} ms, p95 {At(0.95)} ms, p99 {At(0.99)} ms, most {At(1)} ms, of {sorted.Count}"));

        string At(double share) => (1000 * Math.Round(sorted[(int)Math.Min(sorted.Count - 1, share * sorted.Count)], digits)).ToString("0.#", CultureInfo.InvariantCulture);
    }
}
