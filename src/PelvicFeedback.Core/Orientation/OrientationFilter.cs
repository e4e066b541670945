using System.Runtime.CompilerServices;
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

        var elapsed = sample.Time.Seconds - before.Time.Seconds;
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
        SensorToReference = Rotation.Identity,
        ReferenceToEarth = Rotation.Identity,
        Bias = before.Samples == 0 ? BiasEstimate.Unknown(coefficients.FirstVariance) : before.Bias,
    };

    private OrientationState AfterGap(in OrientationState before, double elapsed) => new()
    {
        SensorToReference = before.SensorToReference,
        ReferenceToEarth = before.ReferenceToEarth,
        Bias = before.Bias.Forget(coefficients.VarianceGrowth * elapsed, coefficients.FirstVariance),
    };

    private OrientationState Step(in OrientationState before, in MotionSample sample, double elapsed)
    {
        var rate = sample.AngularRate;
        var force = sample.SpecificForce;
        var n = Math.Min(before.Samples + 1, coefficients.MostSamples);
        var gravityGains = coefficients.Gravity.At(n);
        var quietGains = coefficients.Quiet.At(n);

        // Is it quiet? Measured against the readings' own low-pass, so that a bias does not count.
        var quietRate = before.QuietRate.Next(quietGains, rate, out var meanRate);
        var quietForce = before.QuietForce.Next(quietGains, force, out var meanForce);
        var rateOff = rate - meanRate;
        var forceOff = force - meanForce;
        var quiet = rateOff.Dot(rateOff) < coefficients.RestRateSquared
            && forceOff.Dot(forceOff) < coefficients.RestForceSquared
            && LargestPart(meanRate) <= coefficients.LargestBias;
        var quietSeconds = quiet ? Math.Min(before.QuietSeconds + elapsed, coefficients.RestDuration) : 0;
        var atRest = quiet && quietSeconds >= coefficients.RestDuration;

        // What the rate says.
        var sensorToReference = Unit(before.SensorToReference * Turn((rate - before.Bias.Value) * elapsed));

        // What gravity says: the body's own accelerations cancel in a frame that does not turn with it.
        var gravity = before.Gravity.Next(gravityGains, sensorToReference.Apply(force), out var upInReference);
        var seenUp = before.ReferenceToEarth.Apply(upInReference).Normalized;
        var referenceToEarth = Unit(ShortestTurnToUp(seenUp) * before.ReferenceToEarth);
        var sensorToEarth = referenceToEarth * sensorToReference;

        // What the two together say of the bias.
        var bias = before.Bias;
        Axes(sensorToEarth, out var x, out var y, out var z);
        var earthX = before.EarthX.Next(gravityGains, x, out var meanX);
        var earthY = before.EarthY.Next(gravityGains, y, out var meanY);
        var earthZ = before.EarthZ.Next(gravityGains, z, out var meanZ);
        var earthBias = before.EarthBias.Next(gravityGains, new(x.Dot(bias.Value), y.Dot(bias.Value), 0), out var meanBias);
        bias = bias.Forget(coefficients.VarianceGrowth * elapsed, coefficients.FirstVariance);
        bias = atRest
            ? LearnAtRest(bias, meanRate)
            : LearnInMotion(bias, seenUp, meanX, meanY, meanZ, meanBias);

        return new()
        {
            Time = sample.Time,
            Samples = n,
            SensorToEarth = sensorToEarth,
            SensorToReference = sensorToReference,
            ReferenceToEarth = referenceToEarth,
            Bias = bias.Within(coefficients.LargestBias),
            AtRest = atRest,
            QuietSeconds = quietSeconds,
            Gravity = gravity,
            QuietRate = quietRate,
            QuietForce = quietForce,
            EarthX = earthX,
            EarthY = earthY,
            EarthZ = earthZ,
            EarthBias = earthBias,
        };
    }

    private BiasEstimate LearnAtRest(in BiasEstimate before, Vector3D meanRate)
    {
        var seen = before.Value + Limited(meanRate - before.Value);
        return before
            .Learn(new(1, 0, 0), seen.X, coefficients.RestVariance)
            .Learn(new(0, 1, 0), seen.Y, coefficients.RestVariance)
            .Learn(new(0, 0, 1), seen.Z, coefficients.RestVariance);
    }

    private BiasEstimate LearnInMotion(in BiasEstimate before, Vector3D seenUp, Vector3D meanX, Vector3D meanY, Vector3D meanZ, Vector3D meanBias)
    {
        var expected = new Vector3D(meanX.Dot(before.Value), meanY.Dot(before.Value), meanZ.Dot(before.Value));
        var seen = expected + Limited(new Vector3D(
            (-seenUp.Y * coefficients.SamplesPerSecond) + meanBias.X,
            (seenUp.X * coefficients.SamplesPerSecond) + meanBias.Y,
            0) - expected);
        return before
            .Learn(meanX, seen.X, coefficients.MotionVariance)
            .Learn(meanY, seen.Y, coefficients.MotionVariance)
            .Learn(meanZ, seen.Z, coefficients.VerticalVariance);
    }

    private Vector3D Limited(Vector3D v)
    {
        var most = coefficients.LargestBias;
        return new(Math.Clamp(v.X, -most, most), Math.Clamp(v.Y, -most, most), Math.Clamp(v.Z, -most, most));
    }

    private static double LargestPart(Vector3D v) => Math.Max(Math.Abs(v.X), Math.Max(Math.Abs(v.Y), Math.Abs(v.Z)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Rotation Turn(Vector3D turn)
    {
        var half = turn * 0.5;
        var squared = half.Dot(half);
        if (squared < 0.01)
        {
            var sinc = 1 - (squared / 6 * (1 - (squared / 20 * (1 - (squared / 42 * (1 - (squared / 72)))))));
            var cos = 1 - (squared / 2 * (1 - (squared / 12 * (1 - (squared / 30 * (1 - (squared / 56)))))));
            return new(cos, half.X * sinc, half.Y * sinc, half.Z * sinc);
        }

        var angle = Math.Sqrt(squared);
        return Rotation.About(half * (1 / angle), 2 * angle);
    }

    private static Rotation ShortestTurnToUp(Vector3D from)
    {
        var w = Math.Sqrt((1 + from.Z) / 2);
        return w > 1e-6 ? new(w, from.Y / (2 * w), -from.X / (2 * w), 0) : new(0, 1, 0, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Rotation Unit(Rotation q)
    {
        var scale = 1.5 - (0.5 * ((q.W * q.W) + (q.X * q.X) + (q.Y * q.Y) + (q.Z * q.Z)));
        return new(q.W * scale, q.X * scale, q.Y * scale, q.Z * scale);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Axes(Rotation q, out Vector3D x, out Vector3D y, out Vector3D z)
    {
        x = new(1 - (2 * ((q.Y * q.Y) + (q.Z * q.Z))), 2 * ((q.X * q.Y) - (q.W * q.Z)), 2 * ((q.X * q.Z) + (q.W * q.Y)));
        y = new(2 * ((q.X * q.Y) + (q.W * q.Z)), 1 - (2 * ((q.X * q.X) + (q.Z * q.Z))), 2 * ((q.Y * q.Z) - (q.W * q.X)));
        z = q.UpInSource;
    }
}
