using System.Diagnostics;
using System.Globalization;

namespace PelvicFeedback.Benchmarks.Service;

/// <summary>What the worker costs while it coaches at 100 Hz: the program as installed, its share of one core, its memory over time.</summary>
internal static class Cost
{
    private const int Rate = 100;
    private const int Points = 20;

    /// <returns>0: it reports, and judges nothing.</returns>
    public static int Run(double minutes)
    {
        Console.WriteLine($"{Machine.Description()}; load {Machine.Load()} when this began");
        Console.WriteLine(FormattableString.Invariant($"{Rate} Hz, {minutes:0.#} min; CPU: of one core, since the line before; memory: resident, MB of 10^6 bytes"));
        using var recording = new LongRecording(Rate, minutes);
        using var worker = Process.Start(new ProcessStartInfo(
            "dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "pelvicfeedback.dll"), "run", "--sensor", "replay:" + recording.File, "--data", recording.Data, "--port", "0"])
        {
            RedirectStandardOutput = true,
        })!;
        worker.OutputDataReceived += static (_, _) => { };
        worker.BeginOutputReadLine();
        var clock = Stopwatch.StartNew();
        var (lastCpu, lastTime, steadyCpu, steadyTime) = (0.0, 0.0, 0.0, 0.0);
        while (!worker.WaitForExit(TimeSpan.FromMinutes(minutes) / Points))
        {
            worker.Refresh();
            var (cpu, time) = (worker.TotalProcessorTime.TotalSeconds, clock.Elapsed.TotalSeconds);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{time / 60,6:0.0} min  CPU {100 * (cpu - lastCpu) / (time - lastTime),5:0.00} %  memory {worker.WorkingSet64 / 1e6,6:0.0} MB"));
            (lastCpu, lastTime) = (cpu, time);
            (steadyCpu, steadyTime) = steadyTime == 0 ? (cpu, time) : (steadyCpu, steadyTime);
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"after the first line: CPU {100 * (lastCpu - steadyCpu) / (lastTime - steadyTime):0.00} % of one core; the worker ended with {worker.ExitCode}"));
        return 0;
    }
}
