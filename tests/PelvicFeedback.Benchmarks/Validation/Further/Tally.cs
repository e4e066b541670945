using System.Globalization;

namespace PelvicFeedback.Benchmarks.Validation.Further;

/// <summary>How many there were, and of how many it was so.</summary>
/// <param name="All">How many.</param>
/// <param name="Some">Of how many; at most <paramref name="All"/>.</param>
public readonly record struct Tally(int All, int Some)
{
    /// <summary>0–1; 1 of none.</summary>
    public double Share => All == 0 ? 1 : (double)Some / All;

    /// <summary>One more.</summary>
    public Tally And(bool so) => new(All + 1, Some + (so ? 1 : 0));

    public static Tally operator +(Tally a, Tally b) => new(a.All + b.All, a.Some + b.Some);

    public override string ToString() =>
        All == 0 ? "–" : string.Create(CultureInfo.InvariantCulture, $"{Some} of {All} ({100 * Share:0.0} %)");
}
