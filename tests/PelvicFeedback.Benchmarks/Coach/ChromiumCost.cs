using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;

namespace PelvicFeedback.Benchmarks.Coach;

/// <summary>
/// What Chromium costs: the processor time of all of its processes by their kinds, as the browser itself counts it, over the whole time and over
/// the seconds that began and ended with the live screen.
/// </summary>
internal sealed class ChromiumCost
{
    private readonly Dictionary<string, double> _whole = [];
    private readonly Dictionary<string, double> _live = [];
    private double _wholeSeconds;
    private double _liveSeconds;

    private const int Most = 8;

    /// <summary>Looks once a second, until the live screen was shown for so long: between two sessions there is more than a minute without one.</summary>
    /// <returns>The screens that were seen, in their order, with the seconds of each.</returns>
    public async Task<IReadOnlyList<(string Screen, int Seconds)>> Watch(ICDPSession devTools, IPage page, TimeSpan live)
    {
        var screens = new List<(string Screen, int Seconds)>();
        var (began, shown) = (Stopwatch.GetTimestamp(), 0.0);
        var (at, times, wasLive) = (began, await Times(devTools), false);
        while (shown < live.TotalSeconds && Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(2) + (Most * live))
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            var (now, then, screen) = (Stopwatch.GetTimestamp(), await Times(devTools), await ScreenOf(page));
            var isLive = screen == "live";
            if (screens is [.., var last] && last.Screen == screen)
            {
                screens[^1] = (screen, last.Seconds + 1);
            }
            else
            {
                screens.Add((screen, 1));
            }

            var seconds = Stopwatch.GetElapsedTime(at, now).TotalSeconds;
            Add(_whole, times, then);
            _wholeSeconds += seconds;
            if (wasLive && isLive)
            {
                Add(_live, times, then);
                _liveSeconds += seconds;
                shown += seconds;
            }

            (at, times, wasLive) = (now, then, isLive);
        }

        return screens;
    }

    /// <summary>Says it, in shares of one core.</summary>
    public void Report(string what)
    {
        Say(what, "all screens", _whole, _wholeSeconds);
        Say(what, "live screen", _live, _liveSeconds);
    }

    private static void Say(string what, string when, Dictionary<string, double> spent, double seconds)
    {
        var kinds = string.Join(", ", spent.OrderByDescending(kind => kind.Value).Select(kind =>
            string.Create(CultureInfo.InvariantCulture, $"{kind.Key} {100 * kind.Value / seconds:0.0}")));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"Chromium, {what}, {when} ({seconds:0} s): {100 * spent.Values.Sum() / seconds:0.0} % of one core ({kinds})"));
    }

    // A process that has ended takes its time along; none of ours does while this watches.
    private static void Add(Dictionary<string, double> spent, Dictionary<(string Kind, int Id), double> before, Dictionary<(string Kind, int Id), double> after)
    {
        foreach (var (process, time) in after)
        {
            spent[process.Kind] = spent.GetValueOrDefault(process.Kind) + time - before.GetValueOrDefault(process);
        }
    }

    private static async Task<Dictionary<(string Kind, int Id), double>> Times(ICDPSession devTools) =>
        (await devTools.SendAsync("SystemInfo.getProcessInfo"))!.Value.GetProperty("processInfo").EnumerateArray().ToDictionary(
            process => (process.GetProperty("type").GetString()!, process.GetProperty("id").GetInt32()),
            process => process.GetProperty("cpuTime").GetDouble());

    private static async Task<string> ScreenOf(IPage page) =>
        await page.EvaluateAsync<string>("document.querySelector('main')?.dataset.screen ?? 'nothing'");
}
