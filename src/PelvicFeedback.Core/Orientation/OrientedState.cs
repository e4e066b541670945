using System.Text.Json.Serialization;
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

    /// <summary>The last sample with its orientation, unit quaternion.</summary>
    [JsonIgnore]
    public TimedSample Sample { get; init; }

    /// <summary>Takes the next accepted sample.</summary>
    /// <param name="sample">It has an orientation, or acceleration and rate.</param>
    /// <param name="filter">The filter for the sensor's rate.</param>
    public OrientedState Next(in TimedSample sample, OrientationFilter filter)
    {
        var motion = sample.Motion;
        if (motion.Has(MotionContent.Orientation))
        {
            return this with { Sample = sample with { Motion = motion with { SensorToEarth = motion.SensorToEarth.Normalized } } };
        }

        var next = filter.Next(Filter, motion);
        var began = !Fed || motion.StartsSegment || (motion.Time - FedAt).Value > LongGapSeconds;
        var since = began ? motion.Time : Since;
        return new()
        {
            Filter = next,
            Since = since,
            FedAt = motion.Time,
            Fed = true,
            Sample = sample with
            {
                Motion = motion with { SensorToEarth = next.SensorToEarth, Content = motion.Content | MotionContent.Orientation },
                Settling = (motion.Time - since).Value < SettlingSeconds,
            },
        };
    }
}
