using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Movement;

/// <summary>Where a there-and-back motion is.</summary>
public enum ExcursionPhase : byte
{
    /// <summary>Not moving.</summary>
    Idle,

    /// <summary>On the way out.</summary>
    Out,

    /// <summary>On the way back.</summary>
    Back,
}

/// <summary>A there-and-back motion that has just ended.</summary>
/// <param name="Began">When it began to move.</param>
/// <param name="Ended">When it was back.</param>
/// <param name="Size">How far it went, in the unit of what was followed (m, or degrees); positive.</param>
public readonly record struct Excursion(SampleTime Began, SampleTime Ended, double Size);

/// <summary>
/// Follows the pelvis up and down from its vertical acceleration, one direction first (down in a squat, up in a step-up), and
/// tells each there-and-back. The vertical hardly feels an orientation error, so this works where tilt shows nothing: an
/// upright squat.
/// </summary>
public readonly record struct VerticalExcursion
{
    private const double Moving = 0.035;
    private const double Slow = 0.012;
    private const double CalmSeconds = 0.3;
    private const double LongestSeconds = 12;
    private const double BackShare = 0.7;
    private const double RestSeconds = 1.3;
    private const double RestMetres = 0.06;

    /// <summary>Smoothed acceleration in the first direction, m/s² (0.15 s).</summary>
    public double Push { get; init; }

    /// <summary>For how long it has been small, s.</summary>
    public double CalmFor { get; init; }

    /// <summary>Velocity in the first direction, m/s.</summary>
    public double Velocity { get; init; }

    /// <summary>Way since it began to move, m, first direction positive.</summary>
    public double Way { get; init; }

    /// <summary>Farthest way, m.</summary>
    public double Farthest { get; init; }

    /// <summary>When it last hardly moved.</summary>
    public SampleTime SlowAt { get; init; }

    /// <summary>When the motion under way began.</summary>
    public SampleTime Began { get; init; }

    /// <summary>Where it is.</summary>
    public ExcursionPhase Phase { get; init; }

    /// <summary>The excursion that ended at this sample; null for most.</summary>
    public Excursion? Ended { get; init; }

    /// <summary>Takes the next sample.</summary>
    /// <param name="time">Its time.</param>
    /// <param name="step">Time since the sample before, s.</param>
    /// <param name="acceleration">Acceleration in the first direction, gravity removed, m/s².</param>
    /// <param name="leastMetres">How far the way out must go at least, m, positive.</param>
    /// <param name="calm">Under this smoothed acceleration the body counts as standing still, m/s².</param>
    public VerticalExcursion Next(SampleTime time, Seconds step, double acceleration, double leastMetres, double calm)
    {
        var dt = step.Value;
        var push = Push + ((acceleration - Push) * dt / (0.15 + dt));
        var calmFor = Math.Abs(push) < calm ? CalmFor + dt : 0;
        var leak = calmFor > CalmSeconds ? 0.25 : 7;
        var velocity = (Velocity + (acceleration * dt)) / (1 + (dt / leak));
        var way = Way + (velocity * dt);
        var here = this with { Push = push, CalmFor = calmFor, Velocity = velocity, Way = way, Ended = null };
        switch (Phase)
        {
            case ExcursionPhase.Idle:
                return velocity > Moving
                    ? here with { Phase = ExcursionPhase.Out, Began = SlowAt, Farthest = way }
                    : velocity < Slow ? here with { SlowAt = time, Way = 0 } : here;
            case ExcursionPhase.Out when velocity < -Moving:
                return here.Farthest >= leastMetres ? here with { Phase = ExcursionPhase.Back } : here.Idle(time);
            case ExcursionPhase.Out when Farthest >= leastMetres && way < BackShare * Farthest:
                return here with { Phase = ExcursionPhase.Back };
            case ExcursionPhase.Out:
                // What comes to rest before it has gone far was a change of posture; one that did go far may rest at its far end.
                return (time - Began).Value > LongestSeconds
                    || (velocity < Slow && way < leastMetres / 2)
                    || (calmFor > RestSeconds && way < RestMetres)
                    ? here.Idle(time)
                    : here with { Farthest = Math.Max(Farthest, way) };
            default:
                var back = (velocity > -Slow || calmFor > CalmSeconds) && way < 0.5 * Farthest;
                var lost = velocity > Moving || (time - Began).Value > LongestSeconds;
                return back || (lost && way < 0.7 * Farthest)
                    ? here.Idle(time) with { Ended = new Excursion(Began, time, ((2 * Farthest) - way) / 2) }
                    : lost ? here.Idle(time) : here;
        }
    }

    private VerticalExcursion Idle(SampleTime time) => this with { Phase = ExcursionPhase.Idle, Way = 0, Farthest = 0, SlowAt = time };
}
