using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PelvicFeedback.Core.Orientation;

/// <summary>
/// Whether the sensor lies still: its readings have kept near to their own low-pass for long enough. Measured against the low-pass,
/// a bias does not count as motion. <c>default</c> has seen nothing and is not at rest.
/// </summary>
/// <param name="Rate">Low-pass of the angular rate, rad/s, sensor frame; at rest what it gives is the bias and nothing else.</param>
/// <param name="Force">Low-pass of the specific force, m/s², sensor frame.</param>
/// <param name="QuietSeconds">For how long the readings have been quiet, s; counted no further than it takes to be at rest.</param>
/// <param name="AtRest">Whether the sensor is at rest.</param>
public readonly record struct Stillness(LowPassMemory Rate, LowPassMemory Force, double QuietSeconds, bool AtRest)
{
    /// <summary>One sample on.</summary>
    /// <param name="coefficients">Of the filter.</param>
    /// <param name="gains">Of the low-pass at this sample.</param>
    /// <param name="rate">Angular rate, rad/s, sensor frame.</param>
    /// <param name="force">Specific force, m/s², sensor frame.</param>
    /// <param name="elapsed">Since the last sample, s.</param>
    /// <param name="meanRate">The low-passed angular rate, rad/s, sensor frame.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Stillness Next(
        in OrientationCoefficients coefficients,
        in LowPassGains gains,
        Vector256<double> rate,
        Vector256<double> force,
        double elapsed,
        out Vector256<double> meanRate)
    {
        meanRate = Rate.Next(gains, rate, out var nextRate);
        var rateOff = rate - meanRate;
        var forceOff = force - Force.Next(gains, force, out var nextForce);
        var quiet = Vector256.Dot(rateOff, rateOff) < coefficients.RestRateSquared
            && Vector256.Dot(forceOff, forceOff) < coefficients.RestForceSquared
            && Vector256.LessThanOrEqualAll(Vector256.Abs(meanRate), Vector256.Create(coefficients.LargestBias));
        var quietSeconds = quiet ? Math.Min(QuietSeconds + elapsed, coefficients.RestDuration) : 0;
        return new(nextRate, nextForce, quietSeconds, quiet && quietSeconds >= coefficients.RestDuration);
    }
}
