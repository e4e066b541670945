using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Orientation;

/// <summary>
/// Gives every accepted sample an orientation: the sensor's own where there is one, else the filter's. A filter that has just
/// begun, or begun anew after a long gap, is marked as settling.
/// </summary>
public readonly record struct OrientedState
{
    private const double SettlingSeconds = 2;
    private const double LongGapSeconds = 1;

    /// <summary>The filter; untouched while the sensor gives orientations itself.</summary>
    public OrientationState Filter { get; init; }

    /// <summary>When the filter last began.</summary>
    public SampleTime Since { get; init; }

    /// <summary>When the filter was last fed.</summary>
    public SampleTime FedAt { get; init; }

    /// <summary>Whether the filter was ever fed.</summary>
    public bool Fed { get; init; }

    /// <summary>A sample that the sensor gave an orientation itself, made of norm 1: the filter has no part in it.</summary>
    public static TimedSample AsGiven(in TimedSample sample) =>
        sample with { Motion = sample.Motion with { SensorToEarth = sample.Motion.SensorToEarth.Normalized } };

    /// <summary>Takes the next accepted sample that has no orientation of its own.</summary>
    /// <param name="sample">It has acceleration and rate.</param>
    /// <param name="filter">The filter for the sensor's rate.</param>
    /// <param name="oriented">The sample with its orientation, unit quaternion.</param>
    public OrientedState Next(in TimedSample sample, OrientationFilter filter, out TimedSample oriented)
    {
        var motion = sample.Motion;
        var next = filter.Next(Filter, motion);
        var began = !Fed || motion.StartsSegment || (motion.Time - FedAt).Value > LongGapSeconds;
        var since = began ? motion.Time : Since;
        oriented = sample with
        {
            Motion = motion with { SensorToEarth = next.SensorToEarth, Content = motion.Content | MotionContent.Orientation },
            Settling = (motion.Time - since).Value < SettlingSeconds,
        };
        return new() { Filter = next, Since = since, FedAt = motion.Time, Fed = true };
    }
}
