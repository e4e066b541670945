namespace PelvicFeedback.Sensors.Simulated;

/// <summary>
/// What the pelvis of a simulated patient does while one thigh turns inward against a band, both feet down. The rotation itself does not
/// reach the pelvis; what does is what should not. Sizes as in <see cref="AbductionTraits"/>: chosen, not measured.
/// </summary>
public sealed record RotationTraits
{
    /// <summary>The whole pelvis goes round with the thigh.</summary>
    public static RotationTraits Weak => new() { Turn = new(11, 16), Rise = new(0.5, 1.2) };

    /// <summary>The side of the working leg is hiked, and the pelvis tips forward.</summary>
    public static RotationTraits Compensating => new() { Rise = new(5.5, 8), Tilt = new(10, 14), Turn = new(1, 3) };

    /// <summary>The pelvis does not move at all.</summary>
    public static RotationTraits Perfect => new() { Turn = default, Rise = default, Tilt = default };

    /// <summary>Pelvic rotation at the end of the way out; °, away from the working side positive.</summary>
    public Between Turn { get; init; } = new(0.5, 2.5);

    /// <summary>How far the working side is higher then; °.</summary>
    public Between Rise { get; init; } = new(0, 1);

    /// <summary>Change of tilt then; °, anterior positive.</summary>
    public Between Tilt { get; init; } = new(0.3, 2);

    /// <summary>How often a repetition is left out; probability 0–1.</summary>
    public double Skips { get; init; }
}
