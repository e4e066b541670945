using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Benchmarks.Speed;

/// <summary>Measures what the project promises of its speed and says of each promise whether it is kept.</summary>
internal static class SpeedReport
{
    private const MotionContent Inertial = MotionContent.SpecificForce | MotionContent.AngularRate;
    private const int SteadySamples = 1_000_000;

    private static int _missed;

    /// <returns>0 when every limit was met, else 1.</returns>
    public static int Run()
    {
        Console.WriteLine(Machine.Description());
        Console.WriteLine("ns: this thread's own time on a core, medians of runs that take turns; MB: 10^6 bytes\n");
        Pipeline();
        Allocations();
        if (OperatingSystem.IsLinux())
        {
            Analyze();
        }
        else
        {
            Console.WriteLine("analyze is measured on Linux only");
        }

        Console.WriteLine(_missed == 0 ? "\nevery limit met" : $"\nlimits missed: {_missed}");
        return _missed == 0 ? 0 : 1;
    }

    private static void Pipeline()
    {
        var inertial = PipelineSpeed.Session(Inertial);
        var quaternions = PipelineSpeed.Session(MotionContent.Orientation);
        var (first, second) = (PipelineSpeed.Compare(inertial), PipelineSpeed.Compare(quaternions));
        Say($"acceleration and rate: Rx {first.Reactive:0} ns, fused loop {first.Fused:0} ns a sample: ratio", first.Reactive / first.Fused, 2, "×", "0.00");
        Say($"quaternions: Rx {second.Reactive:0} ns, fused loop {second.Fused:0} ns a sample: difference", second.Reactive - second.Fused, 400, "ns");
        Note("  fused loop by stage, acceleration and rate: " + Stages(inertial));
        Note("  fused loop by stage, quaternions: " + Stages(quaternions));
    }

    private static string Stages(MotionSample[] samples) =>
        string.Join(", ", PipelineSpeed.ByStage(samples).Select(stage => FormattableString.Invariant($"{stage.Key} {stage.Value:0}"))) + " ns";

    private static void Allocations()
    {
        Say("acceleration and rate: allocated a sample in steady state", SteadyStance.BytesAllocated(Inertial, SteadySamples) / (double)SteadySamples, 0, "B", "0.######");
        Say("quaternions: allocated a sample in steady state", SteadyStance.BytesAllocated(MotionContent.Orientation, SteadySamples) / (double)SteadySamples, 0, "B", "0.######");
    }

    private static void Analyze()
    {
        var folder = Directory.CreateTempSubdirectory("pelvicfeedback-speed");
        try
        {
            var recording = Path.Combine(folder.FullName, "session.csv");
            AnalyzeSpeed.Record(recording);
            Note(FormattableString.Invariant($"  recording: 2,000,000 samples, {new FileInfo(recording).Length / 1e6:0} MB, .gz {new FileInfo(recording + ".gz").Length / 1e6:0} MB"));
            var runs = new[]
            {
                Rate("analyze, report", AnalyzeSpeed.Run(recording), 500_000),
                Rate("analyze --json", AnalyzeSpeed.Run(recording, "--json"), 250_000),
                Rate("analyze .gz, report", AnalyzeSpeed.Run(recording + ".gz"), null),
                Rate("analyze --json .gz", AnalyzeSpeed.Run(recording + ".gz", "--json"), null),
            };
            Say("analyze: most memory of any of these", runs.Max(run => run.PeakBytes) / 1e6, 100, "MB");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // A machine that is shared makes wall time long; the time on the core is the command's own.
    private static AnalyzeSpeed.Outcome Rate(string what, AnalyzeSpeed.Outcome outcome, double? least)
    {
        var figures = FormattableString.Invariant(
            $"{what}: {outcome.PerCpuSecond:#,0} samples a CPU second ({outcome.PerWallSecond:#,0} a second on the wall)");
        if (least is not { } limit)
        {
            Note(figures);
            return outcome;
        }

        var met = outcome.PerCpuSecond >= limit;
        _missed += met ? 0 : 1;
        Console.WriteLine(FormattableString.Invariant($"{figures}; at least {limit:#,0}: {Word(met)}"));
        return outcome;
    }

    private static void Say(string what, double value, double most, string unit, string format = "0")
    {
        var met = value <= most;
        _missed += met ? 0 : 1;
        Console.WriteLine(FormattableString.Invariant($"{what} {value.ToString(format)} {unit}; at most {most} {unit}: {Word(met)}"));
    }

    private static void Note(string what) => Console.WriteLine(what);

    private static string Word(bool met) => met ? "met" : "MISSED";
}
