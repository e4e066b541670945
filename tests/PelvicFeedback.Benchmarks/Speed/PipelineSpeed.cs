using System.Reactive.Linq;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Sensors.Simulated;

namespace PelvicFeedback.Benchmarks.Speed;

/// <summary>The reactive pipeline beside the same arithmetic without Rx, over ten minutes of a simulated session at 100 Hz.</summary>
internal static class PipelineSpeed
{
    private const int Rounds = 21;
    private const int SessionSeed = 3;

    /// <summary>ns a sample: the medians of runs that took turns.</summary>
    public readonly record struct Outcome(double Reactive, double Fused);

    public static MotionSample[] Session(MotionContent content) =>
    [
        .. Simulation.Run(
            SimulatedPatient.Weak,
            new() { Rate = 100, Content = content },
            SimulatedSession.Random(SessionSeed, new(600)),
            SessionSeed).Samples.Select(one => one.Sample),
    ];

    public static Outcome Compare(MotionSample[] samples)
    {
        var options = new FeedbackOptions { SamplePeriod = new(0.01) };
        var (reactive, fused) = (new List<double>(), new List<double>());
        for (var round = -2; round < Rounds; round++)
        {
            var (a, b) = (Timed(samples, () => Reactive(samples, options)), Timed(samples, () => FusedLoop.Run(samples, options)));
            if (round >= 0)
            {
                reactive.Add(a);
                fused.Add(b);
            }
        }

        return new(Median(reactive), Median(fused));
    }

    /// <summary>What each stage adds in the fused loop, ns a sample.</summary>
    public static IReadOnlyDictionary<PipelineStage, double> ByStage(MotionSample[] samples)
    {
        var options = new FeedbackOptions { SamplePeriod = new(0.01) };
        var stages = Enum.GetValues<PipelineStage>();
        var times = stages.ToDictionary(stage => stage, _ => new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var stage in stages)
            {
                times[stage].Add(Timed(samples, () => FusedLoop.Run(samples, options, stage)));
            }
        }

        var upTo = stages.Select(stage => Median(times[stage])).ToList();
        return stages.ToDictionary(stage => stage, stage => upTo[(int)stage] - (stage == 0 ? 0 : upTo[(int)stage - 1]));
    }

    private static double Timed(MotionSample[] samples, Func<double> run)
    {
        var start = ThreadTime.Now();
        GC.KeepAlive(run());
        return (ThreadTime.Now() - start) / samples.Length;
    }

    private static double Reactive(MotionSample[] samples, FeedbackOptions options)
    {
        var sum = 0.0;
        using var subscription = All(samples).Coached(options)
            .Subscribe((Feedback feedback) => sum += feedback.Repetitions + feedback.Time.Seconds);
        return sum;
    }

    private static IObservable<MotionSample> All(MotionSample[] samples) => Observable.Create<MotionSample>(observer =>
    {
        foreach (ref readonly var sample in samples.AsSpan())
        {
            observer.OnNext(sample);
        }

        observer.OnCompleted();
        return () => { };
    });

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
