using PelvicFeedback.Core.Orientation;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using static PelvicFeedback.Tests.Orientation.Simulated;

namespace PelvicFeedback.Tests.Orientation;

/// <summary>The filter at 100 Hz, and how far it is from the truth.</summary>
internal static class Filtered
{
    public static OrientationFilter Filter { get; } = new(new Seconds(0.01));

    /// <summary>An orientation that turns about every axis.</summary>
    public static Rotation Tumbling(double time) =>
        Rotation.About(Z, 0.9 * time) * Rotation.About(X, 0.7 * time) * Rotation.About(Y, 0.8 * Math.Sin(1.1 * time));

    /// <summary>The state after each sample.</summary>
    public static List<OrientationState> States(IEnumerable<MotionSample> samples)
    {
        var state = default(OrientationState);
        return [.. samples.Select(sample => state = Filter.Next(state, sample))];
    }

    /// <summary>Degrees between the true and the estimated direction up.</summary>
    public static double Error(OrientationState state, Rotation truth) => state.SensorToEarth.UpInSource.AngleTo(truth.UpInSource).Value;
}
