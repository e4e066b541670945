using System.Text.Json.Serialization;
using PelvicFeedback.Core.Posture;

namespace PelvicFeedback.Core.Movement;

/// <summary>
/// How restless the balance is, against the same patient's quiet standing on two feet. On one leg the pelvis sways faster than on two,
/// whoever it is; how much faster differs from patient to patient, and so does the sensor's noise, hence the comparison.
/// </summary>
public readonly record struct Unrest
{
    private const double PushSeconds = 0.06;
    private const double SlowSeconds = 0.4;
    private const double PowerSeconds = 0.35;

    // Quiet standing is learned from its calmest moments: a foot about to be lifted already moves the pelvis.
    private const double CalmerPerSecond = 2;
    private const double UsualPush = 0.025;
    private const double UsualRate = 0.4;
    private const double BetweenTimesQuiet = 3;
    private const double MostOverQuiet = 60;
    private const double LivelierPerSecond = 0.5;

    // A sensor's own noise, and what a gravity direction that errs by 0.1° looks like, m/s² and °/s.
    private const double LeastPush = 0.012;
    private const double LeastRate = 0.15;

    /// <summary>Smoothed acceleration to the left, m/s².</summary>
    public double Push { get; init; }

    /// <summary>Its slow part, m/s².</summary>
    public double Slow { get; init; }

    /// <summary>Mean square of what is left, m²/s⁴.</summary>
    public double Power { get; init; }

    /// <summary>Mean square of the rates of obliquity and tilt, (°/s)².</summary>
    public double Turning { get; init; }

    /// <summary><see cref="Power"/> in quiet standing, m²/s⁴; 0 before the first sample.</summary>
    public double QuietPower { get; init; }

    /// <summary><see cref="Turning"/> in quiet standing, (°/s)².</summary>
    public double QuietTurning { get; init; }

    /// <summary>Natural logarithm of the power over that of quiet standing; 0 while that is not known.</summary>
    [JsonIgnore]
    public double OverQuiet => QuietPower > 0 ? Math.Log((Power + (LeastPush * LeastPush)) / (QuietPower + (LeastPush * LeastPush))) : 0;

    /// <summary>The same of the turning.</summary>
    [JsonIgnore]
    public double TurningOverQuiet => QuietPower > 0 ? Math.Log((Turning + (LeastRate * LeastRate)) / (QuietTurning + (LeastRate * LeastRate))) : 0;

    /// <summary>Takes the next sample.</summary>
    /// <param name="pelvis">The pelvis; with acceleration.</param>
    /// <param name="quiet">Whether the patient certainly stands quietly on two feet, so that this is what the rest is held against.</param>
    public Unrest Next(in PelvisSample pelvis, bool quiet)
    {
        var dt = pelvis.SincePrevious.Value;
        var (quietPower, quietTurning) = QuietPower > 0 ? (QuietPower, QuietTurning) : (UsualPush * UsualPush, UsualRate * UsualRate);
        var push = Push + ((pelvis.LeftAcceleration - Push) * dt / (PushSeconds + dt));
        var slow = Slow + ((push - Slow) * dt / (SlowSeconds + dt));
        var rest = push - slow;
        var turning = (pelvis.ObliquityRate.Value * pelvis.ObliquityRate.Value) + (pelvis.TiltRate.Value * pelvis.TiltRate.Value);
        var power = Power + ((Bounded(rest * rest, quietPower, LeastPush) - Power) * dt / (PowerSeconds + dt));
        turning = Turning + ((Bounded(turning, quietTurning, LeastRate) - Turning) * dt / (PowerSeconds + dt));
        return new()
        {
            Push = push,
            Slow = slow,
            Power = power,
            Turning = turning,
            QuietPower = quiet ? Toward(quietPower, power, dt) : quietPower,
            QuietTurning = quiet ? Toward(quietTurning, turning, dt) : quietTurning,
        };
    }

    // A shift of weight is many times as strong as any balance and would be remembered long after it.
    private static double Bounded(double now, double quiet, double least) =>
        Math.Min(now, MostOverQuiet * (quiet + (least * least)));

    /// <summary>After missing samples: what quiet standing is stays known; how it is now is neither quiet nor restless yet.</summary>
    public Unrest AfterGap() => new()
    {
        Power = BetweenTimesQuiet * QuietPower,
        Turning = BetweenTimesQuiet * QuietTurning,
        QuietPower = QuietPower,
        QuietTurning = QuietTurning,
    };

    private static double Toward(double quiet, double now, double dt) =>
        quiet * Math.Exp(now < quiet ? -CalmerPerSecond * dt : LivelierPerSecond * dt);
}
