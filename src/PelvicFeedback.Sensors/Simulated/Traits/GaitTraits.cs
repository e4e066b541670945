namespace PelvicFeedback.Sensors.Simulated;

/// <summary>
/// How a simulated patient walks. The pelvis rises and falls by 2–5 cm with every step, goes from side to side by 4–7 cm, the more
/// the slower (Orendurff 2004), and turns by some 4–5° either way with every stride: so much makes the 16–18°/s RMS of the three public recordings, and its obliquity swings by about ±5° (two adults, measured).
/// </summary>
public sealed record GaitTraits
{
    /// <summary>The side of the swinging leg drops by 8–12° while one leg carries.</summary>
    public static GaitTraits Weak => new() { Drop = new(8.5, 12), Cadence = new(1.5, 1.8) };

    /// <summary>Level, by leaning far over the stance leg.</summary>
    public static GaitTraits Compensating => new() { Drop = new(0, 2), Sideways = new(0.03, 0.045) };

    /// <summary>The drop grows while the bout lasts.</summary>
    public static GaitTraits Tiring => new() { Drop = new(2, 4), Fatigue = 7 };

    /// <summary>The obliquity does not change.</summary>
    public static GaitTraits Perfect => new() { Drop = default };

    /// <summary>Steps per second.</summary>
    public Between Cadence { get; init; } = new(1.6, 2.0);

    /// <summary>From one initial contact to the next, along the way; m.</summary>
    public Between StepLength { get; init; } = new(0.5, 0.75);

    /// <summary>How much one step's time differs from the next; share, standard deviation.</summary>
    public double Jitter { get; init; } = 0.025;

    /// <summary>The largest D of a step, early in its single support; °.</summary>
    public Between Drop { get; init; } = new(2, 5);

    /// <summary>What is added to D towards the end of a bout; °.</summary>
    public double Fatigue { get; init; }

    /// <summary>How far the pelvis rises and falls with a step; m.</summary>
    public Between Bounce { get; init; } = new(0.02, 0.045);

    /// <summary>How far it goes to the side of the stance leg; m.</summary>
    public Between Sideways { get; init; } = new(0.02, 0.035);

    /// <summary>Pelvic rotation, forward with the swinging leg; ° either way.</summary>
    public Between Turn { get; init; } = new(3, 6);

    /// <summary>Peak upward acceleration of the pelvis from an initial contact; m/s².</summary>
    public Between HeelStrike { get; init; } = new(1.5, 4.5);

    /// <summary>How often a bout is broken by standing, shuffling or a turn; probability 0–1 after every few metres.</summary>
    public double Breaks { get; init; } = 0.5;
}
