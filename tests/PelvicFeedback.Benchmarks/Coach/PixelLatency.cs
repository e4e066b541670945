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
/// </summary>
internal static class PixelLatency
{
    private const int Refresh = 60;
    private const int Bucket = 5;
    private const int ClockTries = 200;

    /// <returns>0: it reports, and judges nothing.</returns>
    public static async Task<int> Run(double minutes)
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
            await Watch(host.Services.GetRequiredService<PageService>().Address!, minutes, arrivals);
        }
        finally
        {
            await host.StopAsync();
            data.Delete(recursive: true);
        }

        return 0;
    }

    private static async Task Watch(string address, double minutes, ConcurrentDictionary<double, long> arrivals)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = [.. Environment.IsPrivilegedProcess ? ["--no-sandbox"] : Array.Empty<string>(), "--disable-gpu", "--disable-background-networking", "--autoplay-policy=no-user-gesture-required"],
        });
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1280, Height = 720 } });
        await page.AddInitScriptAsync(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Coach", "Pixels.js")));
        await page.GotoAsync(address);
        var devTools = await browser.NewBrowserCDPSessionAsync();
        var (before, began) = (await ProcessorSeconds(devTools), Stopwatch.GetTimestamp());
        await Task.Delay(TimeSpan.FromMinutes(minutes));
        var cores = (await ProcessorSeconds(devTools) - before) / Stopwatch.GetElapsedTime(began).TotalSeconds;
        var (zero, uncertain) = await SetClocks(page);
        var noted = await page.EvaluateAsync<JsonElement>("noted");

        // Ticks of this process's clock at a time of the page's; both are CLOCK_MONOTONIC underneath.
        double Since(double sensorT, double pageMs) =>
            ((zero + (pageMs * Stopwatch.Frequency / 1000)) - arrivals[sensorT]) * 1000.0 / Stopwatch.Frequency;

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{minutes:0.#} min of the demonstration at {Refresh} Hz; clocks set to within ±{uncertain:0.00} ms"));
        Report("sample → frame with the beam moved", [.. Pairs(noted, "frames").Select(one => Since(one[0], one[2]))]);
        Report("of that: sample → message in the page", [.. Pairs(noted, "frames").Select(one => Since(one[0], one[1]))]);
        Report("sample of an alert → cue due to sound", [.. Pairs(noted, "cues").Select(one => Since(one[0], one[1]))]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Chromium, all of its processes: {100 * cores:0.0} % of one core"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"first load: {Directory.EnumerateFiles(BuiltPage.FolderOf("coach")).Sum(Compressed) / 1000.0:0.0} kB compressed"));
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

    private static async Task<double> ProcessorSeconds(ICDPSession devTools) =>
        (await devTools.SendAsync("SystemInfo.getProcessInfo"))!.Value.GetProperty("processInfo").EnumerateArray().Sum(process => process.GetProperty("cpuTime").GetDouble());

    private static IEnumerable<double[]> Pairs(JsonElement noted, string what) =>
        noted.GetProperty(what).EnumerateArray().Select(row => row.EnumerateArray().Select(number => number.GetDouble()).ToArray());

    private static void Report(string what, double[] waits)
    {
        if (waits.Length == 0)
        {
            Console.WriteLine($"{what}: none");
            return;
        }

        Array.Sort(waits);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what}: {waits.Length}, ms: p50 {At(0.5):0.0}, p90 {At(0.9):0.0}, p95 {At(0.95):0.0}, p99 {At(0.99):0.0}, longest {waits[^1]:0.0}"));
        foreach (var bucket in waits.GroupBy(wait => (int)Math.Floor(wait / Bucket)).OrderBy(group => group.Key))
        {
            var share = (double)bucket.Count() / waits.Length;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {bucket.Key * Bucket,4}–{(bucket.Key + 1) * Bucket,-4} {100 * share,5:0.0} %  {new string('█', (int)Math.Round(60 * share))}"));
        }

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
}
