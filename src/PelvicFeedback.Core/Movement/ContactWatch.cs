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

    /// <summary>Smoothed acceleration upwards, gravity removed, m/s².</summary>
    public double Smooth { get; init; }

    /// <summary>When the last jolt was; null for never.</summary>
    public SampleTime? JoltAt { get; init; }

    /// <summary>When the last jolt was that may have been a soft one: a foot put down gently, or nothing; null for never.</summary>
    public SampleTime? TapAt { get; init; }

    /// <summary>Takes the next sample.</summary>
    /// <param name="time">Its time.</param>
    /// <param name="step">Time since the sample before, s.</param>
    /// <param name="upAcceleration">Acceleration upwards, gravity removed, m/s².</param>
    public ContactWatch Next(SampleTime time, Seconds step, double upAcceleration)
    {
        var jerk = upAcceleration - Smooth;
        return new()
        {
            Smooth = Smooth + ((upAcceleration - Smooth) * step.Value / (SmoothingSeconds + step.Value)),
            JoltAt = jerk > LeastJolt && !IsRinging(JoltAt, time) ? time : JoltAt,
            TapAt = jerk > LeastTap && !IsRinging(TapAt, time) ? time : TapAt,
        };
    }

    private static bool IsRinging(SampleTime? last, SampleTime time) => last is { } at && (time - at).Value < RingingSeconds;
}
