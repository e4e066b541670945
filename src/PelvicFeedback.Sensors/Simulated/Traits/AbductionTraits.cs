namespace PelvicFeedback.Sensors.Simulated;

/// <summary>
/// What the pelvis of a simulated patient does while the free leg goes out and back against a band, and comes back from with it. A pelvis that
/// stays where it is hardly shows the repetition. The defaults are those of a healthy patient; sizes are common knowledge of what
/// compensation looks like, chosen to lie well on either side of the default bands, and measured on nobody.
/// </summary>
public sealed record AbductionTraits
{
    /// <summary>The free side sinks as the leg goes out.</summary>
    public static AbductionTraits Weak => new() { Drop = new(6, 10), Tilt = new(2, 6), Turn = new(2, 6) };

    /// <summary>The leg goes out by hiking, tilting and turning the pelvis instead.</summary>
    public static AbductionTraits Compensating => new() { Drop = new(-8, -6), Tilt = new(12, 16), Turn = new(14, 20) };

    /// <summary>The pelvis does not move at all.</summary>
    public static AbductionTraits Perfect => new() { Drop = default, Tilt = default, Turn = default };

    /// <summary>D while the leg is out; °.</summary>
    public Between Drop { get; init; } = new(-1.5, 1);

    /// <summary>Change of tilt while the leg is out; °, anterior positive.</summary>
    public Between Tilt { get; init; } = new(1, 3.5);

    /// <summary>Pelvic rotation while the leg is out; °, towards the free side positive.</summary>
    public Between Turn { get; init; } = new(0.5, 4);

    /// <summary>How often a repetition is left out, the patient standing on where he stands; probability 0–1.</summary>
    public double Skips { get; init; }
}
