using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Movement.Walking;

/// <summary>
/// Counts the steps of a set of walking and tells them when the bout is over: which foot was which is certain only then. Whoever stands still
/// makes no steps and costs no memory.
/// </summary>
public readonly record struct WalkWatch
{
    private const double StillSeconds = 2;

    // Of 4 at most: the sway of standing is far less.
    private const double LeastSigns = 0.3;

    // What the filters reach back from the next cell to be looked at, and the longest step before it.
    private const int Remembered = GaitFilters.Reach + (int)((Footfalls.LongestRest + Footfalls.LongestStep) / GaitCell.Seconds) + CellRow.Length;

    /// <summary>The set of walking under way; 0 for none.</summary>
    public int Set { get; init; }

    /// <summary>The cells being made.</summary>
    public GaitGrid Grid { get; init; }

    /// <summary>The cells made.</summary>
    public GaitWindow Window { get; init; }

    /// <summary>The next cell of the window to be looked at.</summary>
    public int Looked { get; init; }

    /// <summary>The feet that may have come down.</summary>
    public Footfalls Feet { get; init; }

    /// <summary>The bout that ended at this sample; mostly null.</summary>
    public WalkDone? Done { get; init; }

    /// <summary>Takes the next sample.</summary>
    /// <param name="pelvis">The pelvis.</param>
    /// <param name="set">The set of walking that it belongs to; 0 for none.</param>
    public WalkWatch Next(in PelvisSample pelvis, int set)
    {
        if (set == 0 && Set == 0)
        {
            return Done is null ? this : default;
        }

        if (set != Set || pelvis.SincePrevious.Value <= 0 || !pelvis.HasForce)
        {
            var ended = new WalkWatch { Set = set, Done = Finish(set == Set) };
            return set == 0 || !pelvis.HasForce ? ended : ended with { Grid = ended.Grid.Next(pelvis, out _) };
        }

        if (pelvis.Still.Value >= StillSeconds && Feet.All.IsEmpty)
        {
            return Done is null && !Grid.Begun ? this : new() { Set = Set };
        }

        var grid = Grid.Next(pelvis, out var full);
        var here = this with { Grid = grid, Done = null };
        return full.IsEmpty ? here : (here with { Window = Window.With(full, SinceOf(grid, full.Length + grid.Whole)) }).Look();
    }

    /// <summary>The bout that ends because the set does, or because samples are missing.</summary>
    /// <param name="cutShort">Whether samples are missing.</param>
    public WalkDone? Finish(bool cutShort)
    {
        if (!Grid.Begun)
        {
            return null;
        }

        var window = Grid.Whole > 0 ? Window.With(Grid.Row.First(Grid.Whole), SinceOf(Grid, Grid.Whole)) : Window;
        var feet = Look(Feet, window, Looked, window.Count - 1);
        feet.Until(window.TimeOf(window.Count), window, true, cutShort, out var done);
        return done;
    }

    // A filter's value is known as soon as the last cell that it reaches is.
    private WalkWatch Look()
    {
        var to = Window.Count - 1 - GaitFilters.Reach;
        if (to <= Looked)
        {
            return this;
        }

        var feet = Look(Feet, Window, Looked, to);
        feet = feet.Until(Window.TimeOf(to), Window, false, false, out var done);
        var old = Math.Max(0, to - Remembered) / CellRow.Length;
        return this with { Window = Window.Without(old), Looked = to - (old * CellRow.Length), Feet = feet, Done = done };
    }

    // A foot may have come down where more speaks for it than just before and after.
    private static Footfalls Look(Footfalls feet, in GaitWindow window, int from, int to)
    {
        var (before, here) = (StepSigns.At(window, from - 1), StepSigns.At(window, from));
        for (var i = from; i < to; i++)
        {
            var after = StepSigns.At(window, i + 1);
            foreach (var foot in (ReadOnlySpan<Side>)[Side.Left, Side.Right])
            {
                if (here.For(foot) is var now and > LeastSigns && now > before.For(foot) && now >= after.For(foot))
                {
                    feet = feet.With(window.TimeOf(i), foot, here, window);
                }
            }

            (before, here) = (here, after);
        }

        return feet;
    }

    private static SampleTime SinceOf(in GaitGrid grid, int cells) => grid.CellSince - new Seconds(cells * GaitCell.Seconds);
}
