using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using PelvicFeedback.Core.Reports;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Sensors.Simulated;

namespace PelvicFeedback.Benchmarks.Speed;

/// <summary>The command <c>analyze</c> in a process of its own on one core, from its start to its end, over a long recording.</summary>
internal static class AnalyzeSpeed
{
    private const int SessionSeed = 5;
    private const int Samples = 2_000_000;

    /// <summary>What a run took; start and compilation included.</summary>
    /// <param name="Wall">s on the clock on the wall.</param>
    /// <param name="Cpu">s on the core.</param>
    /// <param name="PeakBytes">Most memory it had resident.</param>
    public readonly record struct Outcome(double Wall, double Cpu, double PeakBytes)
    {
        public double PerWallSecond => Samples / Wall;

        public double PerCpuSecond => Samples / Cpu;
    }

    /// <summary>Writes the recording, and the same compressed beside it (<c>.gz</c>).</summary>
    public static void Record(string path)
    {
        var session = Simulation.Run(
            SimulatedPatient.Weak,
            new() { Rate = 100, Content = MotionContent.Orientation },
            SimulatedSession.Random(SessionSeed, new(Samples / 100 * 1.2)),
            SessionSeed);
        using (var writer = new RecordingWriter(File.Create(path), MotionContent.Orientation))
        {
            foreach (var one in session.Samples.Take(Samples))
            {
                writer.Write(one.Sample);
            }

            if (writer.Samples != Samples)
            {
                throw new InvalidOperationException($"The session ended after {writer.Samples} samples.");
            }
        }

        using var plain = File.OpenRead(path);
        using var compressed = new GZipStream(File.Create(path + ".gz"), CompressionLevel.Optimal);
        plain.CopyTo(compressed);
    }

    public static Outcome Run(string recording, params string[] options)
    {
        var command = Path.Combine(AppContext.BaseDirectory, "pelvicfeedback.dll");
        var start = new ProcessStartInfo("sh") { UseShellExecute = false };
        foreach (var argument in (string[])
            [
                "-c", "exec taskset -c \"$0\" \"$@\" > /dev/null", OneCore(), "dotnet", "exec", command, "analyze", recording, .. options,
            ])
        {
            start.ArgumentList.Add(argument);
        }

        var (cpu, clock) = (ChildrensCpu(), Stopwatch.StartNew());
        using var process = Process.Start(start)!;
        var peak = 0.0;
        while (!process.WaitForExit(20))
        {
            peak = Math.Max(peak, PeakOf(process.Id));
        }

        return process.ExitCode == 0
            ? new(clock.Elapsed.TotalSeconds, ChildrensCpu() - cpu, peak)
            : throw new InvalidOperationException($"analyze ended with {process.ExitCode}.");
    }

    private static string OneCore() => (Environment.ProcessorCount - 1).ToString(CultureInfo.InvariantCulture);

    // 0 when the process has just gone.
    private static double PeakOf(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>s on any core of all processes that were started here and have ended.</summary>
    private static double ChildrensCpu()
    {
        const int children = -1;
        var usage = new long[18];
        return GetResourceUsage(children, usage) == 0
            ? usage[0] + usage[2] + ((usage[1] + usage[3]) / 1e6)
            : throw new InvalidOperationException("getrusage failed.");
    }

    [DllImport("libc", EntryPoint = "getrusage")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetResourceUsage(int who, [Out] long[] usage);
}
