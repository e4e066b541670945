using BenchmarkDotNet.Attributes;
using PelvicFeedback.Core.Orientation;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Benchmarks;

/// <summary>One step of the orientation filter: time a sample and bytes a sample (which must be none).</summary>
[MemoryDiagnoser]
public class OrientationFilterBenchmark
{
    private const int Samples = 6_000;
    private readonly OrientationFilter filter = new(new Seconds(0.01));
    private readonly MotionSample[] moving = Recording(1);
    private readonly MotionSample[] still = Recording(0);

    /// <summary>A minute at 100 Hz of somebody swaying and turning: the bias is learnt from gravity.</summary>
    [Benchmark(OperationsPerInvoke = Samples)]
    public double InMotion() => Run(moving);

    /// <summary>A minute at 100 Hz on a table: the bias is learnt from the rate.</summary>
    [Benchmark(OperationsPerInvoke = Samples)]
    public double AtRest() => Run(still);

    private double Run(MotionSample[] samples)
    {
        var state = default(OrientationState);
        foreach (ref readonly var sample in samples.AsSpan())
        {
            state = filter.Next(state, sample);
        }

        return state.Bias.Sigma;
    }

    private static MotionSample[] Recording(double size) =>
    [
        .. Enumerable.Range(0, Samples).Select(i => new MotionSample
        {
            Time = new(i * 0.01),
            AngularRate = new(0.01 + (size * Math.Sin(i * 0.05)), size * Math.Cos(i * 0.03), size * 0.5 * Math.Sin(i * 0.02)),
            SpecificForce = new(size * Math.Sin(i * 0.04), size * Math.Cos(i * 0.06), 9.81),
            Content = MotionContent.SpecificForce | MotionContent.AngularRate,
        }),
    ];
}
