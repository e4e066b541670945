using System.Text.Json.Serialization;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Movement;

/// <summary>
/// How probable each of the three ways of standing is. Evidence multiplies: no single motion decides alone, and what was taken for
/// certain wrongly is corrected by what comes after.
/// </summary>
/// <param name="OnBoth">On both feet, 0–1.</param>
/// <param name="OnLeft">On the left leg, 0–1.</param>
/// <param name="OnRight">On the right leg, 0–1; the three add up to 1.</param>
public readonly record struct StanceBelief(double OnBoth, double OnLeft, double OnRight)
{
    // However strong the evidence, some doubt stays: the next motion must be able to turn it.
    private const double Doubt = 0.002;

    /// <summary>Nothing is known but that people mostly stand on both feet.</summary>
    public static StanceBelief Unbiased { get; } = new(0.9, 0.05, 0.05);

    /// <summary>Nothing is known at all.</summary>
    public static StanceBelief Unsure { get; } = new(0.5, 0.25, 0.25);

    /// <summary>On that leg or on both feet, nobody knows which.</summary>
    public static StanceBelief Torn(Side leg) => Of(leg, 0.5, 0.5, 0);

    /// <summary>How probable one leg is, 0–1.</summary>
    /// <param name="leg">Which.</param>
    public double On(Side leg) => leg == Side.Left ? OnLeft : OnRight;

    /// <summary>The more probable leg.</summary>
    [JsonIgnore]
    public Side LikelierLeg => OnLeft >= OnRight ? Side.Left : Side.Right;

    /// <summary>After a shift of weight, which either moved the patient from one way of standing to another or was balance.</summary>
    /// <param name="toward">The side it went to.</param>
    /// <param name="out">How many times as probable such a shift is for one who gets onto that leg as for one who stays on both feet.</param>
    /// <param name="back">How many times as probable it is for one who comes off the other leg as for one who balances on it.</param>
    public StanceBelief After(Side toward, double @out, double back)
    {
        var (onto, off) = (On(toward), On(toward.Other()));
        return Of(toward, OnBoth + (off * back), onto + (OnBoth * @out), off);
    }

    /// <summary>After evidence of being on one leg, whichever.</summary>
    /// <param name="ratio">How many times as probable what was seen is on one leg as on both feet.</param>
    public StanceBelief Weighed(double ratio) => Scaled(OnBoth, OnLeft * ratio, OnRight * ratio);

    /// <summary>With one leg so many times as probable as it was.</summary>
    public StanceBelief With(Side leg, double odds) => Of(leg, OnBoth, On(leg) * odds, On(leg.Other()));

    private static StanceBelief Of(Side side, double both, double there, double other) =>
        side == Side.Left ? Scaled(both, there, other) : Scaled(both, other, there);

    private static StanceBelief Scaled(double both, double left, double right)
    {
        var all = both + left + right;
        (both, left, right) = (Math.Max(both / all, Doubt), Math.Max(left / all, Doubt), Math.Max(right / all, Doubt));
        all = both + left + right;
        return new(both / all, left / all, right / all);
    }
}
