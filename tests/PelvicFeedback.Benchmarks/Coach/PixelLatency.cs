using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Worker.Broker;
using PelvicFeedback.Worker.Hosting;
using PelvicFeedback.Worker.Pages;
using PelvicFeedback.Worker.Run;

namespace PelvicFeedback.Benchmarks.Coach;

/// <summary>
/// How long it takes from a sample of the simulated patient until the beam in Chromium has moved: the sample stamped when the worker has it, the
/// frame by <c>requestAnimationFrame</c>, and the two clocks set against each other. The frame is on the glass one refresh later at most.
/// Where in a frame a sample falls stays nearly the same as long as a browser runs: so there are several, each begun at a moment of its own.
/// </summary>
internal static class PixelLatency
{
    private const int Refresh = 60;
    private const int Bucket = 5;
    private const int ClockTries = 200;

    /// <param name="minutes">Of the live screen in each run.</param>
    /// <param name="runs">How many browsers, one after the other.</param>
    /// <returns>0: it reports, and judges nothing.</returns>
    public static async Task<int> Run(double minutes, int runs)
    {
        if (BuiltPage.In(BuiltPage.FolderOf("coach")) is null)
        {
            Console.Error.WriteLine("The display is not built: npm ci && npm run build in src/displays/coach, then build this again.");
            return 2;
        }

        Console.WriteLine($"{Machine.Description()}; load {Machine.Load()} when this began");
        var data = Directory.CreateTempSubdirectory("pelvicfeedback-pixels-");
        var arrivals = new ConcurrentDictionary<double, long>();
        using var source = new SensorSource(SensorChoice.Simulated, speed: 1, sample => arrivals[Math.Round(sample.Time.Seconds, 4)] = Stopwatch.GetTimestamp());
        using var host = WorkerHost.Build(Request(data.FullName), source);
        await host.StartAsync();
        try
        {
            await Watch(host.Services.GetRequiredService<PageService>().Address!, TimeSpan.FromMinutes(minutes), runs, arrivals);
        }
        finally
        {
            await host.StopAsync();
            data.Delete(recursive: true);
        }

        return 0;
    }

    private static async Task Watch(string address, TimeSpan length, int runs, ConcurrentDictionary<double, long> arrivals)
    {
        using var playwright = await Playwright.CreateAsync();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{runs} × {length.TotalMinutes:0.##} min of the demonstration's live screen at {Refresh} Hz"));
        var (all, measured) = (new Waits([], [], [], []), new ChromiumCost());
        for (var run = 1; run <= runs; run++)
        {
            await Task.Delay(TimeSpan.FromSeconds(Random.Shared.NextDouble()));
            var waits = await OneRun(playwright, address, length, arrivals, measured);
            var moved = Quantiles(waits.Moved);
            Console.WriteLine($"run {run}: sample → frame with the beam moved: {moved}");
            all = all.With(waits);
        }

        Console.WriteLine($"all {runs} runs");
        Report("sample → frame with the beam moved", all.Moved);
        Report("of that: sample → message in the page", all.Came);
        Report("sample of an alert → cue scheduled to sound", all.Cued);
        Report("the browser's own way from there to the loudspeaker, as it says", all.Passing);
        measured.Report("with the stop-watch in the page, which asks for every frame");

        var alone = new ChromiumCost();
        await using (var browser = await Launch(playwright))
        {
            var page = await Open(browser, address, watched: false);
            await alone.Watch(await browser.NewBrowserCDPSessionAsync(), page, length);
        }

        alone.Report("the page alone");
        await Floor(playwright, length);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"first load: {Directory.EnumerateFiles(BuiltPage.FolderOf("coach")).Sum(Compressed) / 1000.0:0.0} kB compressed"));
    }

    private static async Task<Waits> OneRun(
        IPlaywright playwright, string address, TimeSpan length, ConcurrentDictionary<double, long> arrivals, ChromiumCost cost)
    {
        await using var browser = await Launch(playwright);
        var page = await Open(browser, address, watched: true);
        var screens = await cost.Watch(await browser.NewBrowserCDPSessionAsync(), page, length);
        Console.WriteLine($"  screens: {string.Join(", ", screens.Select(one => $"{one.Screen} {one.Seconds} s"))}");
        var (zero, uncertain) = await SetClocks(page);
        var noted = await page.EvaluateAsync<JsonElement>("noted");
        if (uncertain > 1)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"clocks set to within ±{uncertain:0.00} ms only"));
        }

        // Ticks of this process's clock at a time of the page's; both are CLOCK_MONOTONIC underneath.
        double Since(double sensorT, double pageMs) =>
            ((zero + (pageMs * Stopwatch.Frequency / 1000)) - arrivals[sensorT]) * 1000.0 / Stopwatch.Frequency;

        double[][] frames = [.. Rows(noted, "frames")], cues = [.. Rows(noted, "cues")];
        return new(
            [.. frames.Select(one => Since(one[0], one[2]))],
            [.. frames.Select(one => Since(one[0], one[1]))],
            [.. cues.Select(one => Since(one[0], one[1]))],
            [.. cues.Select(one => one[2])]);
    }

    // What anything costs that moves as often as the beam may: the browser's own, whatever the page is.
    private static async Task Floor(IPlaywright playwright, TimeSpan length)
    {
        var floor = new ChromiumCost();
        await using var browser = await Launch(playwright);
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1280, Height = 720 } });
        await page.SetContentAsync("<main data-screen=live><div style='will-change: transform; width: 90vw; height: 40px; margin: 45vh auto; background: white'></div></main>");
        await page.EvaluateAsync("let n = 0; const { style } = document.querySelector('div'); setInterval(() => (style.transform = `rotate(${5 * Math.sin(n++ / 20)}deg)`), 1000 / 60)");
        await floor.Watch(await browser.NewBrowserCDPSessionAsync(), page, length);
        floor.Report($"an empty page on which a box turns {Refresh} times a second");
    }

    private static Task<IBrowser> Launch(IPlaywright playwright) => playwright.Chromium.LaunchAsync(new()
    {
        ExecutablePath = "/usr/bin/chromium",
        Args = [.. Environment.IsPrivilegedProcess ? ["--no-sandbox"] : Array.Empty<string>(), "--disable-gpu", "--disable-background-networking", "--autoplay-policy=no-user-gesture-required"],
    });

    private static async Task<IPage> Open(IBrowser browser, string address, bool watched)
    {
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1280, Height = 720 } });
        if (watched)
        {
            await page.AddInitScriptAsync(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Coach", "Pixels.js")));
        }

        await page.GotoAsync(address);
        return page;
    }

    // The page is asked for its clock many times; the quickest answer is the most exact one.
    private static async Task<(double Zero, double UncertainMs)> SetClocks(IPage page)
    {
        var (zero, shortest) = (0.0, long.MaxValue);
        for (var i = 0; i < ClockTries; i++)
        {
            var asked = Stopwatch.GetTimestamp();
            var now = await page.EvaluateAsync<double>("performance.now()");
            var took = Stopwatch.GetTimestamp() - asked;
            if (took < shortest)
            {
                (zero, shortest) = (asked + (took / 2.0) - (now * Stopwatch.Frequency / 1000), took);
            }
        }

        return (zero, shortest * 500.0 / Stopwatch.Frequency);
    }

    private static IEnumerable<double[]> Rows(JsonElement noted, string what) =>
        noted.GetProperty(what).EnumerateArray().Select(row => row.EnumerateArray().Select(number => number.GetDouble()).ToArray());

    private static void Report(string what, double[] waits)
    {
        if (waits.Length == 0)
        {
            Console.WriteLine($"{what}: none");
            return;
        }

        Console.WriteLine($"{what}: {Quantiles(waits)}");
        foreach (var bucket in waits.GroupBy(wait => (int)Math.Floor(wait / Bucket)).OrderBy(group => group.Key))
        {
            var share = (double)bucket.Count() / waits.Length;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {bucket.Key * Bucket,4}–{(bucket.Key + 1) * Bucket,-4} {100 * share,5:0.0} %  {new string('█', (int)Math.Round(60 * share))}"));
        }
    }

    private static string Quantiles(double[] waits)
    {
        Array.Sort(waits);
        return waits.Length == 0 ? "none" : string.Create(
            CultureInfo.InvariantCulture,
            $"{waits.Length}, ms: p50 {At(0.5):0.0}, p90 {At(0.9):0.0}, p95 {At(0.95):0.0}, p99 {At(0.99):0.0}, longest {waits[^1]:0.0}");

        double At(double share) => waits[(int)Math.Min(waits.Length - 1, share * waits.Length)];
    }

    private static long Compressed(string file)
    {
        using var counted = new MemoryStream();
        using (var gzip = new GZipStream(counted, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(File.ReadAllBytes(file));
        }

        return counted.Length;
    }

    private static RunRequest Request(string data) => new()
    {
        Sensor = SensorChoice.Simulated,
        Speed = 1,
        Exercise = null,
        Plan = null,
        Mqtt = MqttAdapter.Default,
        LeftAxis = SensorAxis.PlusY,
        Topics = new(Pseudonym.Parse("demo"), Pseudonym.Parse("demo")),
        Broker = null,
        Clinic = null,
        Paired = false,
        IsDemonstration = false,
        KeepsOwn = TimeSpan.FromDays(365),
        Data = data,
        Port = 0,
        Log = LogFormat.Text,
        LogLevel = LogLevel.Warning,
    };

    /// <summary>Milliseconds: from a sample to the moved beam, to its message, to its cue, and what the browser adds to that.</summary>
    private sealed record Waits(double[] Moved, double[] Came, double[] Cued, double[] Passing)
    {
        public Waits With(Waits more) => new([.. Moved, .. more.Moved], [.. Came, .. more.Came], [.. Cued, .. more.Cued], [.. Passing, .. more.Passing]);
    }
}
