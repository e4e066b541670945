using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Movement;

/// <summary>Watches for the jolt that a foot sends through the pelvis when it comes down.</summary>
public readonly record struct ContactWatch
{
    // The floor stops the fall, upwards. Standing on one leg hardly anything else jolts the pelvis this much; half of it happens about once a minute.
    private const double LeastJolt = 0.4;
    private const double LeastTap = 0.2;
    private const double SmoothingSeconds = 0.05;
    private const double RingingSeconds = 0.25;

    // Who falls sideways jerks the pelvis upward before the foot is down; the floor then is harder by much.
    private const double Harder = 2;
    private static readonly Seconds LongestFall = new(0.4);

    /// <summary>Smoothed acceleration upwards, gravity removed, m/s².</summary>
    public double Smooth { get; init; }

    /// <summary>When the last jolt was; null for never.</summary>
    public SampleTime? JoltAt { get; init; }

    /// <summary>The most that it jolted, m/s².</summary>
    public double Hardness { get; init; }

    /// <summary>Whether that is over, so that what jolts again is another jolt.</summary>
    public bool Eased { get; init; }

    /// <summary>When the jolt before it was; null for never.</summary>
    public SampleTime? EarlierAt { get; init; }

    /// <summary>The most that that one jolted, m/s².</summary>
    public double EarlierHardness { get; init; }

    /// <summary>When the last jolt was that may have been a soft one: a foot put down gently, or nothing; null for never.</summary>
    public SampleTime? TapAt { get; init; }

    /// <summary>Takes the next sample.</summary>
    /// <param name="time">Its time.</param>
    /// <param name="step">Time since the sample before, s.</param>
    /// <param name="upAcceleration">Acceleration upwards, gravity removed, m/s².</param>
    public ContactWatch Next(SampleTime time, Seconds step, double upAcceleration)
    {
        var jerk = upAcceleration - Smooth;
        var jolts = jerk > LeastJolt && (!IsRinging(JoltAt, time) || (Eased && jerk > Harder * Hardness));
        return new()
        {
            Smooth = Smooth + ((upAcceleration - Smooth) * step.Value / (SmoothingSeconds + step.Value)),
            JoltAt = jolts ? time : JoltAt,
            Hardness = jolts || (!Eased && jerk > Hardness) ? jerk : Hardness,
            Eased = !jolts && (Eased || jerk < LeastJolt),
            EarlierAt = jolts ? JoltAt : EarlierAt,
            EarlierHardness = jolts ? Hardness : EarlierHardness,
            TapAt = jerk > LeastTap && !IsRinging(TapAt, time) ? time : TapAt,
        };
    }

    /// <summary>When the floor stopped a fall, if what jolted then was only its beginning.</summary>
    /// <param name="earlier">When that was.</param>
    /// <returns>Null where it was the floor itself.</returns>
    public SampleTime? FloorAfter(SampleTime earlier) =>
        JoltAt is { } at && EarlierAt == earlier && at - earlier < LongestFall && Hardness > Harder * EarlierHardness ? at : null;

    private static bool IsRinging(SampleTime? last, SampleTime time) => last is { } at && (time - at).Value < RingingSeconds;
}
