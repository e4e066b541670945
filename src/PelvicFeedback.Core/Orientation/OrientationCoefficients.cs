using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Orientation;

/// <summary>What the <see cref="OrientationFilter"/> computes with: its parameters at one sample period, in rad and s.</summary>
internal readonly record struct OrientationCoefficients
{
    private const double RadiansPerDegree = Math.PI / 180;

    public OrientationCoefficients(OrientationParameters parameters, Seconds samplePeriod)
    {
        SamplesPerSecond = 1 / samplePeriod.Value;
        LongestStep = parameters.LongestStep.Value;
        Gravity = new(parameters.GravityTime, samplePeriod);
        Quiet = new(parameters.RestReferenceTime, samplePeriod);
        MostSamples = 1 + (int)Math.Ceiling(Math.Max(parameters.GravityTime.Value, parameters.RestReferenceTime.Value) / samplePeriod.Value);

        FirstVariance = Squared(parameters.InitialBiasSigma * RadiansPerDegree);
        VarianceGrowth = Squared(0.1 * RadiansPerDegree) / parameters.BiasForgettingTime.Value;
        MotionVariance = Settling(parameters.MotionBiasSigma * RadiansPerDegree, samplePeriod);
        VerticalVariance = MotionVariance / Math.Max(parameters.VerticalForgetting, 1e-10);
        RestVariance = Settling(parameters.RestBiasSigma * RadiansPerDegree, samplePeriod);
        LargestBias = parameters.LargestBias * RadiansPerDegree;

        RestDuration = parameters.RestDuration.Value;
        RestRateSquared = Squared(parameters.RestRate * RadiansPerDegree);
        RestForceSquared = Squared(parameters.RestForce);
    }

    /// <summary>1/s.</summary>
    public double SamplesPerSecond { get; }

    /// <summary>s.</summary>
    public double LongestStep { get; }

    /// <summary>For gravity and for all that is compared with it.</summary>
    public LowPass Gravity { get; }

    /// <summary>For the readings that quiet is measured against.</summary>
    public LowPass Quiet { get; }

    /// <summary>When every low-pass is past its warm-up; counting further would say nothing.</summary>
    public int MostSamples { get; }

    /// <summary>(rad/s)².</summary>
    public double FirstVariance { get; }

    /// <summary>(rad/s)² per second.</summary>
    public double VarianceGrowth { get; }

    /// <summary>(rad/s)², of a horizontal part of the bias seen in motion.</summary>
    public double MotionVariance { get; }

    /// <summary>(rad/s)², of the supposition that the vertical part of the bias is nothing.</summary>
    public double VerticalVariance { get; }

    /// <summary>(rad/s)², of a part of the bias seen at rest.</summary>
    public double RestVariance { get; }

    /// <summary>rad/s.</summary>
    public double LargestBias { get; }

    /// <summary>s.</summary>
    public double RestDuration { get; }

    /// <summary>(rad/s)².</summary>
    public double RestRateSquared { get; }

    /// <summary>(m/s²)².</summary>
    public double RestForceSquared { get; }

    private static double Squared(double value) => value * value;

    /// <summary>
    /// The variance of a measurement a sample with which a scalar Kalman filter settles at that standard deviation, while its variance
    /// grows by <see cref="VarianceGrowth"/>: in the steady state w = p²/v + p.
    /// </summary>
    private double Settling(double sigma, Seconds samplePeriod)
    {
        var settled = Squared(sigma);
        return (Squared(settled) / (VarianceGrowth * samplePeriod.Value)) + settled;
    }
}
