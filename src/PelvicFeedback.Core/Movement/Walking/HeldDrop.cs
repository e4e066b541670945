using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Movement.Walking;

/// <summary>How far the free side was down over one step.</summary>
/// <param name="Peak">The largest drop, signed: negative where the free side was up all the time.</param>
/// <param name="Held">The largest drop that lasted for 100 ms.</param>
public readonly record struct HeldDrop(Degrees Peak, Degrees Held)
{
    /// <summary>For how long a drop must last to count, s: a shorter one is the jolt of the landing.</summary>
    public const double Seconds = 0.1;

    private const int Cells = (int)((Seconds / GaitCell.Seconds) + 0.5);

    /// <summary>From one contact to the next.</summary>
    /// <param name="window">The window.</param>
    /// <param name="from">The first cell.</param>
    /// <param name="to">The cell after the last.</param>
    /// <param name="leg">The stance leg.</param>
    /// <returns>Null where the obliquity was not known all the time.</returns>
    public static HeldDrop? Over(in GaitWindow window, int from, int to, Side leg)
    {
        var (peak, held) = (double.NegativeInfinity, double.NegativeInfinity);
        for (var i = from; i < to; i++)
        {
            if (!window[i].Known)
            {
                return null;
            }

            peak = Math.Max(peak, Drop(window, i));
            var least = double.PositiveInfinity;
            for (var j = i; j < i + Cells && i + Cells <= to; j++)
            {
                least = Math.Min(least, Drop(window, j));
            }

            held = double.IsFinite(least) ? Math.Max(held, least) : held;
        }

        return double.IsFinite(held) ? new(new(peak), new(held)) : null;

        double Drop(in GaitWindow window, int i) => window[i].Obliquity * leg.Sign();
    }
}
