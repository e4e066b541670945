using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Movement;

/// <summary>A sideways shift of the pelvis that has just come to its end.</summary>
/// <param name="Toward">The side it went to.</param>
/// <param name="Began">When the pelvis began to move.</param>
/// <param name="Ended">When it had come to rest again.</param>
/// <param name="Metres">How far it went, m, positive; a lower bound, as slow parts are not seen.</param>
public readonly record struct Shift(Side Toward, SampleTime Began, SampleTime Ended, double Metres);

/// <summary>
/// Follows the pelvis' sideways velocity from its acceleration. Nobody can lift a foot without first carrying the body over the
/// other one, so a shift tells the stance leg from physics, where obliquity cannot: a drop on one leg looks like a rise on
/// the other.
/// </summary>
/// <remarks>
/// The velocity is a leaky integral: slow (4 s) while the body is pushed, fast (0.3 s) while nothing pushes it, since it then
/// stands still (a zero-velocity update). Thresholds: balance on one leg moves the pelvis at 1–3 cm/s and by a few
/// centimetres at most; the shift between two feet is 7–11 cm within about a second.
/// </remarks>
public readonly record struct WeightShift
{
    /// <summary>What a shift must reach at least: its way, m.</summary>
    public const double LeastMetres = 0.04;

    private const double LeastPeak = 0.06;
    private const double Slow = 0.015;
    private const double Calm = 0.08;
    private const double CalmSeconds = 0.25;

    /// <summary>Smoothed acceleration to the left, m/s² (0.12 s).</summary>
    public double Push { get; init; }

    /// <summary>For how long the smoothed acceleration has been small, s.</summary>
    public double CalmFor { get; init; }

    /// <summary>Velocity to the left, m/s.</summary>
    public double Velocity { get; init; }

    /// <summary>Fastest velocity of the motion under way, m/s, signed.</summary>
    public double Peak { get; init; }

    /// <summary>Way of the motion under way, m, signed.</summary>
    public double Way { get; init; }

    /// <summary>When the pelvis last hardly moved.</summary>
    public SampleTime SlowAt { get; init; }

    /// <summary>When the motion under way began.</summary>
    public SampleTime Began { get; init; }

    /// <summary>The shift that ended at this sample; null for most.</summary>
    public Shift? Ended { get; init; }

    /// <summary>Takes the next sample.</summary>
    /// <param name="time">Its time.</param>
    /// <param name="step">Time since the sample before, s.</param>
    /// <param name="leftAcceleration">Acceleration to the patient's left, m/s².</param>
    public WeightShift Next(SampleTime time, Seconds step, double leftAcceleration)
    {
        var dt = step.Value;
        var push = Push + ((leftAcceleration - Push) * dt / (0.12 + dt));
        var calmFor = Math.Abs(push) < Calm ? CalmFor + dt : 0;
        var leak = calmFor > CalmSeconds ? 0.3 : 4;
        var velocity = (Velocity + (leftAcceleration * dt)) / (1 + (dt / leak));
        var speed = Math.Abs(velocity);
        var here = this with { Push = push, CalmFor = calmFor, Velocity = velocity, Ended = null };
        if (Peak == 0)
        {
            return speed < Slow
                ? here with { SlowAt = time, Way = 0 }
                : here with { Began = SlowAt, Peak = velocity, Way = velocity * dt };
        }

        var reversed = velocity * Peak < 0;
        if (!reversed && speed > Math.Max(Slow, 0.15 * Math.Abs(Peak)))
        {
            return here with { Peak = speed > Math.Abs(Peak) ? velocity : Peak, Way = Way + (velocity * dt) };
        }

        var counts = Math.Abs(Peak) >= LeastPeak && Math.Abs(Way) >= LeastMetres;
        return here with
        {
            Peak = 0,
            Way = 0,
            SlowAt = time,
            Ended = counts ? new Shift(Way > 0 ? Side.Left : Side.Right, Began, time, Math.Abs(Way)) : null,
        };
    }
}
