using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Movement;

/// <summary>The pelvis in a quiet moment, from which changes within a set are measured. The calibration stays what it was.</summary>
/// <param name="Frontal">φ standing, σ lying on the side.</param>
/// <param name="Sagittal">θ standing, ρ lying on the side.</param>
/// <param name="At">When that moment was over.</param>
public sealed record StartPosture(Degrees Frontal, Degrees Sagittal, SampleTime At);

/// <summary>The mean of the two angles over the last stretch of stillness of a given length.</summary>
public readonly record struct StillMean
{
    // Sample times written with four decimals must not make a second come out as 0.99999 s.
    private const double Tolerance = 1e-6;

    /// <summary>Length of the stretch under way, s; 0 while the pelvis moves.</summary>
    public double Length { get; init; }

    /// <summary>Sum over it of φ or σ by time, degrees times seconds.</summary>
    public double FrontalSum { get; init; }

    /// <summary>Sum over it of θ or ρ by time, degrees times seconds.</summary>
    public double SagittalSum { get; init; }

    /// <summary>The mean over the last whole stretch; null before any.</summary>
    public StartPosture? Mean { get; init; }

    /// <summary>When that stretch ended; meaningless before any.</summary>
    public SampleTime At { get; init; }

    /// <summary>The mean, if its stretch ended no longer than that ago.</summary>
    public StartPosture? Within(Seconds age, SampleTime now) => (now - At).Value <= age.Value ? Mean : null;

    /// <summary>Takes the next sample.</summary>
    /// <param name="pelvis">The pelvis; all samples in the same position.</param>
    /// <param name="seconds">How long a stretch must be, s.</param>
    public StillMean Next(in PelvisSample pelvis, double seconds)
    {
        // A calibration gives the angles another meaning.
        if (pelvis.Events is { } events && events.Any(one => one is Calibrated { Accepted: true }))
        {
            return default;
        }

        var (frontal, sagittal) = (pelvis.Obliquity ?? pelvis.LongAxis, pelvis.Tilt ?? pelvis.Roll);
        if (frontal is not { } across || sagittal is not { } along || pelvis.Still.Value <= 0 || pelvis.SincePrevious.Value <= 0)
        {
            return Length > 0 ? new() { Mean = Mean, At = At } : this;
        }

        var step = pelvis.SincePrevious.Value;
        var (length, frontalSum, sagittalSum) = (Length + step, FrontalSum + (across.Value * step), SagittalSum + (along.Value * step));
        return length >= seconds - Tolerance
            ? new() { Mean = new(new(frontalSum / length), new(sagittalSum / length), pelvis.Time), At = pelvis.Time }
            : new() { Length = length, FrontalSum = frontalSum, SagittalSum = sagittalSum, Mean = Mean, At = At };
    }
}
