using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Movement;

/// <summary>
/// Follows the pelvis' forward tilt out and back, which is how a squat shows where there is no acceleration, or where the hips
/// bend so far that the back of the pelvis hardly sinks.
/// </summary>
public readonly record struct TiltExcursion
{
    private const double Leaves = 3;
    private const double LeastSize = 6;
    private const double ReturnShare = 0.35;
    private const double SmoothingSeconds = 0.12;
    private const double LongestSeconds = 12;

    /// <summary>Smoothed tilt θ, degrees, anterior positive.</summary>
    public double Smooth { get; init; }

    /// <summary>Tilt from which the excursion is counted, degrees.</summary>
    public double Start { get; init; }

    /// <summary>Farthest tilt from the start, degrees, forward, positive; meaningless while idle.</summary>
    public double Farthest { get; init; }

    /// <summary>Whether any sample was taken.</summary>
    public bool Begun { get; init; }

    /// <summary>When the tilt was last near the start.</summary>
    public SampleTime NearAt { get; init; }

    /// <summary>When the motion under way began.</summary>
    public SampleTime Began { get; init; }

    /// <summary>Where it is.</summary>
    public ExcursionPhase Phase { get; init; }

    /// <summary>The excursion that ended at this sample; null for most.</summary>
    public Excursion? Ended { get; init; }

    /// <summary>Takes the next sample.</summary>
    /// <param name="time">Its time.</param>
    /// <param name="step">Time since the sample before, s.</param>
    /// <param name="tilt">θ, anterior positive.</param>
    public TiltExcursion Next(SampleTime time, Seconds step, Degrees tilt)
    {
        if (!Begun)
        {
            return new() { Begun = true, Smooth = tilt.Value, Start = tilt.Value, NearAt = time };
        }

        var dt = step.Value;
        var smooth = Smooth + ((tilt.Value - Smooth) * dt / (SmoothingSeconds + dt));
        var here = this with { Smooth = smooth, Ended = null };
        var from = smooth - Start;
        if (Phase == ExcursionPhase.Idle)
        {
            // The start follows slow changes of posture (2 s), and at once what leans back.
            var start = from < 0 ? smooth : Start + (from * dt / (2 + dt));
            return from > Leaves
                ? here with { Phase = ExcursionPhase.Out, Began = NearAt, Farthest = from }
                : here with { Start = start, NearAt = from < 1 ? time : NearAt };
        }

        var farthest = Math.Max(Farthest, from);
        if ((time - Began).Value > LongestSeconds)
        {
            return here.Idle(time);
        }

        if (from > Math.Max(ReturnShare * farthest, 1.5))
        {
            return here with { Farthest = farthest };
        }

        return farthest >= LeastSize
            ? here.Idle(time) with { Ended = new Excursion(Began, time, farthest) }
            : here.Idle(time);
    }

    private TiltExcursion Idle(SampleTime time) =>
        this with { Phase = ExcursionPhase.Idle, Start = Smooth, NearAt = time, Farthest = 0 };
}
