using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Movement;

/// <summary>A sideways shift of the pelvis that has just come to its end.</summary>
/// <param name="Toward">The side it went to.</param>
/// <param name="Began">When the pelvis began to move, as reckoned from its fastest moment.</param>
/// <param name="Ended">When it had arrived, as reckoned from its fastest moment.</param>
/// <param name="Arrived">When its brake was seen to let go.</param>
/// <param name="Metres">How far it went, m, positive.</param>
/// <param name="Speed">How fast it was at its fastest, m/s, positive.</param>
public readonly record struct Shift(Side Toward, SampleTime Began, SampleTime Ended, SampleTime Arrived, double Metres, double Speed)
{
    /// <summary>How long it took, s.</summary>
    public Seconds Duration => Ended - Began;
}

/// <summary>
/// Follows the pelvis' sideways velocity from its acceleration. Nobody can lift a foot without first carrying the body over the
/// other one, so a shift tells the stance leg from physics, where obliquity cannot: a drop on one leg looks like a rise on
/// the other.
/// </summary>
/// <remarks>
/// A shift is a push and a brake (minimum jerk: Flash and Hogan 1985). When the brake lets go the pelvis stands still again, so the velocity is set to zero there (a
/// zero-velocity update); otherwise it leaks away slowly, which keeps an error of the acceleration from piling up. Balance on
/// one leg moves the pelvis at 1–3 cm/s and by a few centimetres; the shift between two feet is 7–11 cm within about a second.
/// </remarks>
public readonly record struct WeightShift
{
    /// <summary>What a shift must reach at least: its way, m.</summary>
    public const double LeastMetres = 0.012;

    private const double LeastPeak = 0.05;
    private const double Slow = 0.02;
    private const double Leak = 2.5;
    private const double PushSeconds = 0.06;
    private const double CalmPush = 0.05;
    private const double CalmSeconds = 0.3;
    private const double CalmLeak = 0.35;
    private const double LongestSeconds = 1.8;

    // For a motion that speeds up and slows down alike (minimum jerk), its way is its duration times its peak over this.
    private const double PeakOverMean = 1.875;

    /// <summary>Smoothed acceleration to the left, m/s².</summary>
    public double Push { get; init; }

    /// <summary>For how long it has been small, s: what velocity is left then is an error of the acceleration.</summary>
    public double CalmFor { get; init; }

    /// <summary>Velocity to the left, m/s.</summary>
    public double Velocity { get; init; }

    /// <summary>Fastest velocity of the motion under way, m/s, signed; 0 while the pelvis hardly moves.</summary>
    public double Peak { get; init; }

    /// <summary>When it was fastest.</summary>
    public SampleTime PeakAt { get; init; }

    /// <summary>Way of the motion under way, m, signed.</summary>
    public double Way { get; init; }

    /// <summary>Strongest brake of the motion under way, m/s², not negative.</summary>
    public double Brake { get; init; }

    /// <summary>The shift that ended at this sample; null for most.</summary>
    public Shift? Ended { get; init; }

    /// <summary>Takes the next sample.</summary>
    /// <param name="time">Its time.</param>
    /// <param name="step">Time since the sample before, s.</param>
    /// <param name="leftAcceleration">Acceleration to the patient's left, m/s².</param>
    public WeightShift Next(SampleTime time, Seconds step, double leftAcceleration)
    {
        var dt = step.Value;
        var push = Push + ((leftAcceleration - Push) * dt / (PushSeconds + dt));
        var calmFor = Math.Abs(push) < CalmPush ? CalmFor + dt : 0;
        var velocity = (Velocity + (leftAcceleration * dt)) / (1 + (dt / (calmFor > CalmSeconds ? CalmLeak : Leak)));
        var here = this with { Push = push, CalmFor = calmFor, Velocity = velocity, Way = Way + (velocity * dt), Ended = null };
        if (Peak == 0)
        {
            return Math.Abs(velocity) < Slow ? here with { Way = 0 } : here.Begin(time);
        }

        var direction = Math.Sign(Peak);
        var speed = velocity * direction;
        var peak = Math.Abs(Peak);
        if (speed > peak)
        {
            return here with { Peak = velocity, PeakAt = time, Brake = 0 };
        }

        var brake = -push * direction;
        if (speed < -0.35 * peak)
        {
            return here.End().Begin(time) with { Ended = here.Judge(time) };
        }

        if ((time - PeakAt).Value > LongestSeconds / 2)
        {
            // No shift brakes this long: what still seems to move is an error of the acceleration.
            return here.End();
        }

        if (brake > Brake)
        {
            return here with { Brake = brake };
        }

        if (speed >= 0.35 * peak || brake >= 0.35 * Brake)
        {
            return here;
        }

        var ended = here.Judge(time);
        return ended is null ? here.End() : here.End() with { Velocity = 0, Ended = ended };
    }

    private WeightShift Begin(SampleTime time) => this with { Peak = Velocity, PeakAt = time };

    private WeightShift End() => this with { Peak = 0, Way = 0, Brake = 0 };

    private Shift? Judge(SampleTime time)
    {
        var (peak, way) = (Math.Abs(Peak), Way * Math.Sign(Peak));
        if (peak < LeastPeak || way < LeastMetres)
        {
            return null;
        }

        // A way longer than the longest shift at that speed had begun before, with a slow drift.
        way = Math.Min(way, peak * LongestSeconds / PeakOverMean);
        var half = new Seconds(PeakOverMean * way / peak / 2);
        return new Shift(Peak > 0 ? Side.Left : Side.Right, PeakAt - half, PeakAt + half, time, way, peak);
    }
}
