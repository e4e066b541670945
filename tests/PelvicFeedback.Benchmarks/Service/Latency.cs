using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Worker.Broker;
using PelvicFeedback.Worker.Hosting;
using PelvicFeedback.Worker.Run;

namespace PelvicFeedback.Benchmarks.Service;

/// <summary>
/// How long it takes from a sample's arrival in the worker until a display, a process of its own behind the private broker, has its
/// <c>live</c> message, and an alert that begins at it. The whole service runs, at a sensor's own pace.
/// </summary>
internal static class Latency
{
    // Code is compiled when it is first needed, and the display connects.
    private const double WarmSeconds = 5;

    /// <returns>0: it reports, and judges nothing.</returns>
    public static async Task<int> Run(double minutes, IReadOnlyList<int> rates)
    {
        Console.WriteLine($"{Machine.Description()}; load {Machine.Load()} when this began");
        Console.WriteLine("arrival of a sample in the worker → message received in another process, ms");
        foreach (var rate in rates)
        {
            await At(rate, minutes);
        }

        return 0;
    }

    private static async Task At(int rate, double minutes)
    {
        using var recording = new LongRecording(rate, minutes);
        var arrivals = new List<(double SensorTime, long At)>((int)(minutes * 60 * rate));
        using var source = new SensorSource(
            new(recording.File), speed: 1, sample => arrivals.Add((sample.Time.Seconds, Stopwatch.GetTimestamp())));
        var request = Request(recording);
        using var host = WorkerHost.Build(request, source);
        await host.StartAsync();
        using var listener = Listener.Start(host.Services.GetRequiredService<BrokerService>().DisplayOptions!, request.Topics);
        await host.WaitForShutdownAsync();
        var heard = Listener.Hear(listener);

        // Messages carry the sensor's time with four decimals.
        var arrived = arrivals.ToDictionary(sample => Math.Round(sample.SensorTime, 4), sample => sample.At);
        var from = arrivals[0].SensorTime + WarmSeconds;
        Report($"{rate} Hz, {minutes:0.#} min, live", heard.Where(one => one.Kind == "live"));
        Report($"{rate} Hz, {minutes:0.#} min, alert begun", heard.Where(one => one.Kind == "alert start"));

        void Report(string what, IEnumerable<(string Kind, double SensorTime, long At)> messages)
        {
            double[] waits =
            [
                .. messages.Where(one => one.SensorTime >= from)
                    .Select(one => Stopwatch.GetElapsedTime(arrived[Math.Round(one.SensorTime, 4)], one.At).TotalMilliseconds).Order(),
            ];
            Console.WriteLine(waits.Length == 0 ? $"{what}: none" : string.Create(
                CultureInfo.InvariantCulture,
                $"{what}: {waits.Length} messages, p50 {At(0.5):0.000}, p90 {At(0.9):0.000}, p99 {At(0.99):0.000}, p99.9 {At(0.999):0.000}, longest {waits[^1]:0.000}"));

            double At(double share) => waits[(int)Math.Min(waits.Length - 1, share * waits.Length)];
        }
    }

    private static RunRequest Request(LongRecording recording) => new()
    {
        Sensor = new(recording.File),
        Speed = 1,
        Exercise = null,
        Plan = null,
        Mqtt = MqttAdapter.Default,
        LeftAxis = SensorAxis.PlusY,
        Topics = new(Core.Messages.Pseudonym.Parse("demo"), Core.Messages.Pseudonym.Parse("demo")),
        Broker = null,
        Clinic = null,
        Paired = false,
        IsDemonstration = false,
        KeepsOwn = TimeSpan.FromDays(365),
        Data = recording.Data,
        Port = 0,
        Log = LogFormat.Text,
        LogLevel = LogLevel.Warning,
    };
}
