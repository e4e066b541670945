using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Orientation;

/// <summary>
/// Finds the rotation from a sensor's frame to the earth's (z up, heading arbitrary) from angular rate and specific force alone, and
/// the rate sensor's bias with it. No magnetometer: the heading drifts by what is left of the bias about the vertical, and nothing of
/// obliquity or tilt depends on it. The filter holds only what never changes; all that a stream has taught it is in the
/// <see cref="OrientationState"/>, so one filter may serve many streams, from any thread, and allocates nothing.
/// </summary>
/// <remarks>
/// <para>Source: D. Laidig, T. Seel, "VQF: Highly accurate IMU orientation estimation with bias estimation and magnetic disturbance
/// rejection", Information Fusion 91 (2023) 187–204, doi 10.1016/j.inffus.2022.10.014; the part without a magnetometer. Where this
/// departs from it: docs/algorithms.md.</para>
/// <para>Time: the angular rate is integrated over the true time between samples; the low-passes count samples, at the period given.
/// After more than <see cref="OrientationParameters.LongestStep"/> without a sample the turn in between is unknown: gravity is
/// looked for anew, so that the inclination is right at once as far as the sensor then holds still, the heading is kept as it was, and
/// the bias is kept, less certain. A sample that <see cref="MotionSample.StartsSegment"/> does the same but begins a new heading.</para>
/// <para>A sample without angular rate or specific force, or not later than the one before, changes nothing. Samples are finite:
/// whoever decodes them sees to that, and one that is not would stay in the state for good.</para>
/// </remarks>
public sealed class OrientationFilter
{
    private const MotionContent Needed = MotionContent.SpecificForce | MotionContent.AngularRate;

    private readonly OrientationCoefficients coefficients;

    /// <summary>A filter with the published parameters.</summary>
    /// <param name="samplePeriod">The sensor's nominal time between samples, s; 0.0025–0.05, which is 400–20 Hz.</param>
    /// <exception cref="ArgumentOutOfRangeException">The period is out of range.</exception>
    public OrientationFilter(Seconds samplePeriod)
        : this(samplePeriod, new OrientationParameters())
    {
    }

    /// <summary>A filter with these parameters.</summary>
    /// <param name="samplePeriod">The sensor's nominal time between samples, s; 0.0025–0.05, which is 400–20 Hz.</param>
    /// <param name="parameters">What may be tuned.</param>
    /// <exception cref="ArgumentOutOfRangeException">The period or a parameter is out of its range; the message names it.</exception>
    public OrientationFilter(Seconds samplePeriod, OrientationParameters parameters)
    {
        // A thousandth to spare: a period that was measured, or read from rounded times, is not exactly 1/400 s.
        Require(samplePeriod.Value, 0.0025 * 0.999, 0.05 * 1.001, "samplePeriod", "s");
        Require(parameters.GravityTime.Value, 0.1, 100, nameof(parameters.GravityTime), "s");
        Require(parameters.InitialBiasSigma, 0.001, 20, nameof(parameters.InitialBiasSigma), "°/s");
        Require(parameters.BiasForgettingTime.Value, 1, 100_000, nameof(parameters.BiasForgettingTime), "s");
        Require(parameters.LargestBias, 0.001, 50, nameof(parameters.LargestBias), "°/s");
        Require(parameters.MotionBiasSigma, 0.001, 20, nameof(parameters.MotionBiasSigma), "°/s");
        Require(parameters.VerticalForgetting, 0, 1, nameof(parameters.VerticalForgetting), "(a ratio)");
        Require(parameters.RestBiasSigma, 0.001, 20, nameof(parameters.RestBiasSigma), "°/s");
        Require(parameters.RestDuration.Value, 0, 60, nameof(parameters.RestDuration), "s");
        Require(parameters.RestReferenceTime.Value, 0.1, 60, nameof(parameters.RestReferenceTime), "s");
        Require(parameters.RestRate, 0.001, 50, nameof(parameters.RestRate), "°/s");
        Require(parameters.RestForce, 0.001, 20, nameof(parameters.RestForce), "m/s²");
        Require(parameters.LongestStep.Value, 0.05, 10, nameof(parameters.LongestStep), "s");
        SamplePeriod = samplePeriod;
        Parameters = parameters;
        coefficients = new(parameters, samplePeriod);
    }

    /// <summary>The nominal time between samples, s.</summary>
    public Seconds SamplePeriod { get; }

    /// <summary>What it was tuned to.</summary>
    public OrientationParameters Parameters { get; }

    /// <summary>
    /// What is known after one more sample. The first sample gives an orientation at once: up as the specific force shows it, heading
    /// zero in the sense of the shortest turn from level.
    /// </summary>
    /// <param name="before">
    /// What was known before it; <c>default</c> before the first. A state goes on only with a filter of the same period and parameters.
    /// </param>
    /// <param name="sample">Angular rate in rad/s and specific force in m/s², both in the sensor's frame; finite.</param>
    public OrientationState Next(in OrientationState before, in MotionSample sample)
    {
        var elapsed = sample.Time.Seconds - before.TimeSeconds;
        if (elapsed > 0 && elapsed <= coefficients.LongestStep && before.Samples > 0 && !sample.StartsSegment && sample.Has(Needed))
        {
            return Step(before, sample, elapsed);
        }

        return Begin(before, sample, elapsed);
    }

    /// <summary>Whatever is not the next sample of a run. Apart, because the room its values take is cleared at each call.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private OrientationState Begin(in OrientationState before, in MotionSample sample, double elapsed) =>
        !sample.Has(Needed) ? before
        : before.Samples == 0 || sample.StartsSegment ? Step(Started(before), sample, 0)
        : elapsed <= 0 ? before
        : Step(AfterGap(before, elapsed), sample, 0);

    private OrientationState Started(in OrientationState before) => new()
    {
        Attitude = Attitude.Unknown,
        Bias = before.Samples == 0 ? BiasEstimate.Unknown(coefficients.FirstVariance) : before.Bias,
    };

    private OrientationState AfterGap(in OrientationState before, double elapsed) => new()
    {
        Attitude = before.Attitude with { Gravity = default },
        Bias = before.Bias.Forget(coefficients.VarianceGrowth * elapsed, coefficients.FirstVariance),
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
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

        // The first sample's correction is the whole inclination, found at once: it says nothing of a bias.
        var learnt = n == 1 ? prior : stillness.AtRest ? LearnAtRest(prior, meanRate) : LearnInMotion(prior, seenUp, x, y, z);
        return new(attitude, drift, learnt.Within(coefficients.LargestBias), stillness, sample.Time.Seconds, n);
    }

    /// <summary>At rest the low-passed rate is the bias, about every axis.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private BiasEstimate LearnAtRest(BiasEstimate prior, Vector256<double> meanRate)
    {
        var seen = prior.Mean + (meanRate - prior.Mean).Within(coefficients.LargestBias);
        return prior
            .Learn(Vector256.Create(1.0, 0, 0, 0), seen.GetElement(0), coefficients.RestVariance)
            .Learn(Vector256.Create(0.0, 1, 0, 0), seen.GetElement(1), coefficients.RestVariance)
            .Learn(Vector256.Create(0.0, 0, 1, 0), seen.GetElement(2), coefficients.RestVariance);
    }

    /// <summary>
    /// In motion what is left of the bias tilts the estimate, and gravity puts that right: a bias about the earth's x moves up along −y,
    /// about y along +x. Of the bias about the vertical gravity shows nothing: it is supposed to be nothing, with little weight.
    /// </summary>
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

    private static void Require(double value, double least, double most, string name, string unit)
    {
        if (!(value >= least && value <= most))
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} is {least}–{most} {unit}.");
        }
    }
}
