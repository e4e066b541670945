using PelvicFeedback.Core.Orientation;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Tests.Orientation;

/// <summary>What an ideal sensor reads while it is turned in a known way; gravity 9.81 m/s².</summary>
internal static class Simulated
{
    public const double Gravity = 9.81;

    public const double Degree = Math.PI / 180;

    public static readonly Vector3D X = new(1, 0, 0);

    public static readonly Vector3D Y = new(0, 1, 0);

    public static readonly Vector3D Z = new(0, 0, 1);

    /// <summary>
    /// One sample for each time: the rate that takes the orientation before to this one, plus a bias, and gravity's reaction plus the body's own
    /// acceleration (m/s², earth frame).
    /// </summary>
    public static IEnumerable<MotionSample> Samples(
        IEnumerable<double> times, Func<double, Rotation> sensorToEarth, Vector3D bias = default, Func<double, Vector3D>? acceleration = null)
    {
        (double Time, Rotation Rotation)? before = null;
        foreach (var time in times)
        {
            var now = sensorToEarth(time);
            var rate = before is { } last ? RotationVector(last.Rotation.Inverse * now) * (1 / (time - last.Time)) : Vector3D.Zero;
            before = (time, now);
            yield return new()
            {
                Time = new(time),
                AngularRate = rate + bias,
                SpecificForce = now.Inverse.Apply((Z * Gravity) + (acceleration?.Invoke(time) ?? default)),
                Content = MotionContent.SpecificForce | MotionContent.AngularRate,
            };
        }
    }

    /// <summary>From 0 s on.</summary>
    public static IEnumerable<double> Times(double seconds, double period = 0.01) =>
        Enumerable.Range(0, (int)Math.Round(seconds / period)).Select(i => i * period);

    public static OrientationState After(this OrientationFilter filter, IEnumerable<MotionSample> samples, OrientationState state = default) =>
        samples.Aggregate(state, (before, sample) => filter.Next(before, sample));

    /// <summary>A rotation from four random numbers.</summary>
    public static Rotation AnyRotation(Random random) =>
        new Rotation(random.NextDouble() - 0.5, random.NextDouble() - 0.5, random.NextDouble() - 0.5, random.NextDouble() - 0.5).Normalized;

    private static Vector3D RotationVector(Rotation rotation)
    {
        var axis = new Vector3D(rotation.X, rotation.Y, rotation.Z) * Math.CopySign(1, rotation.W);
        var angle = 2 * Math.Atan2(axis.Length, Math.Abs(rotation.W));
        return axis.Normalized * angle;
    }
}
