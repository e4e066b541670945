using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Movement;

/// <summary>Watches for the jolt that a foot sends through the pelvis when it comes down.</summary>
public readonly record struct ContactWatch
{
    private const double LeastJolt = 0.4;
    private const double SmoothingSeconds = 0.05;

    /// <summary>Smoothed acceleration upwards, m/s².</summary>
    public double Smooth { get; init; }

    /// <summary>When the last jolt was; null for never.</summary>
    public SampleTime? JoltAt { get; init; }

    /// <summary>Takes the next sample.</summary>
    /// <param name="time">Its time.</param>
    /// <param name="step">Time since the sample before, s.</param>
    /// <param name="upAcceleration">Acceleration upwards, m/s².</param>
    public ContactWatch Next(SampleTime time, Seconds step, double upAcceleration)
    {
        var jolt = Math.Abs(upAcceleration - Smooth) > LeastJolt;
        return new()
        {
            Smooth = Smooth + ((upAcceleration - Smooth) * step.Value / (SmoothingSeconds + step.Value)),
            JoltAt = jolt && !(JoltAt is { } last && (time - last).Value < 0.25) ? time : JoltAt,
        };
    }
}
