using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Orientation;

public sealed class OrientationFilter
{
    private readonly OrientationCoefficients coefficients;

    public OrientationFilter(Seconds samplePeriod)
        : this(samplePeriod, new OrientationParameters())
    {
    }

    public OrientationFilter(Seconds samplePeriod, OrientationParameters parameters)
    {
        SamplePeriod = samplePeriod;
        Parameters = parameters;
        coefficients = new(parameters, samplePeriod);
    }

    public Seconds SamplePeriod { get; }

    public OrientationParameters Parameters { get; }

    public OrientationState Next(in OrientationState before, in MotionSample sample)
    {
        if (!sample.Has(MotionContent.SpecificForce | MotionContent.AngularRate))
        {
            return before;
        }

        var elapsed = sample.Time.Seconds - before.TimeSeconds;
        if (before.Samples == 0 || sample.StartsSegment)
        {
            return Step(Fresh(before), sample, 0);
        }

        return elapsed <= 0 ? before
            : elapsed > coefficients.LongestStep ? Step(AfterGap(before, elapsed), sample, 0)
            : Step(before, sample, elapsed);
    }

    private OrientationState Fresh(in OrientationState before) => new()
    {
        Attitude = new(Vector256.Create(0.0, 0, 0, 1), Vector256.Create(0.0, 0, 0, 1), default, default),
        Bias = before.Samples == 0 ? BiasEstimate.Unknown(coefficients.FirstVariance) : before.Bias,
    };

    private OrientationState AfterGap(in OrientationState before, double elapsed) => new()
    {
        Attitude = before.Attitude with { Gravity = default },
        Bias = before.Bias.Forget(coefficients.VarianceGrowth * elapsed, coefficients.FirstVariance),
    };

    private OrientationState Step(in OrientationState before, in MotionSample sample, double elapsed)
    {
        var n = Math.Min(before.Samples + 1, coefficients.MostSamples);
        var gains = coefficients.Gravity.At(n);
        var rate = sample.AngularRate.Lanes();
        var force = sample.SpecificForce.Lanes();
        var bias = before.Bias.Mean;

        var stillness = before.Stillness.Next(coefficients, coefficients.Quiet.At(n), rate, force, elapsed, out var meanRate);
        var attitude = before.Attitude.Next(gains, (rate - bias) * elapsed, force, out var seenUp);
        var drift = before.Drift.Next(gains, attitude.SensorToEarth, bias, out var x, out var y, out var z);
        var prior = before.Bias.Forget(coefficients.VarianceGrowth * elapsed, coefficients.FirstVariance);
        var learnt = stillness.AtRest ? LearnAtRest(prior, meanRate) : LearnInMotion(prior, seenUp, x, y, z);
        return new(attitude, drift, learnt.Within(coefficients.LargestBias), stillness, sample.Time.Seconds, n);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private BiasEstimate LearnAtRest(BiasEstimate prior, Vector256<double> meanRate)
    {
        var seen = prior.Mean + (meanRate - prior.Mean).Within(coefficients.LargestBias);
        return prior
            .Learn(Vector256.Create(1.0, 0, 0, 0), seen.GetElement(0), coefficients.RestVariance)
            .Learn(Vector256.Create(0.0, 1, 0, 0), seen.GetElement(1), coefficients.RestVariance)
            .Learn(Vector256.Create(0.0, 0, 1, 0), seen.GetElement(2), coefficients.RestVariance);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private BiasEstimate LearnInMotion(
        BiasEstimate prior, Vector256<double> seenUp, Vector256<double> x, Vector256<double> y, Vector256<double> z)
    {
        var believed = Vector256.Create(Vector256.Dot(x, prior.Mean), Vector256.Dot(y, prior.Mean), Vector256.Dot(z, prior.Mean), 0);
        var shown = Vector256.Create(
            x.GetElement(3) - (seenUp.GetElement(1) * coefficients.SamplesPerSecond),
            y.GetElement(3) + (seenUp.GetElement(0) * coefficients.SamplesPerSecond),
            0,
            0);
        var seen = believed + (shown - believed).Within(coefficients.LargestBias);
        return prior
            .Learn(x.WithElement(3, 0), seen.GetElement(0), coefficients.MotionVariance)
            .Learn(y.WithElement(3, 0), seen.GetElement(1), coefficients.MotionVariance)
            .Learn(z, seen.GetElement(2), coefficients.VerticalVariance);
    }
}
