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

    // What the filters reach back from the next cell to be looked at, and the longest step before it.
    private const int Remembered = GaitFilters.Reach + (int)((Footfalls.LongestDoubt + Footfalls.LongestStep) / GaitCell.Seconds) + CellRow.Length;

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

    /// <summary>The same if the left axis were the other way round: what is walked differently then tells that it is.</summary>
    public Footfalls Mirrored { get; init; }

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
            var over = Over(set == Set);
            var ended = set == Set ? new WalkWatch { Set = set, Done = over.Done, Feet = over.Feet, Mirrored = over.Mirrored } : new() { Set = set, Done = over.Done };
            return set == 0 || !pelvis.HasForce ? ended : ended with { Grid = ended.Grid.Next(pelvis, out _) };
        }

        if (pelvis.Still.Value >= StillSeconds && Feet.All.IsEmpty && Mirrored.All.IsEmpty)
        {
            return Done is null && !Grid.Begun ? this : new() { Set = Set, Feet = Feet, Mirrored = Mirrored };
        }

        var grid = Grid.Next(pelvis, out var full);
        var here = this with { Grid = grid, Done = null };
        return full.IsEmpty ? here : (here with { Window = Window.With(full, SinceOf(grid, full.Length + grid.Whole)) }).Look();
    }

    /// <summary>The bout that ends because the set does, or because samples are missing.</summary>
    /// <param name="cutShort">Whether samples are missing.</param>
    public WalkDone? Finish(bool cutShort) => Over(cutShort).Done;

    private WalkWatch Over(bool cutShort)
    {
        if (!Grid.Begun)
        {
            return this with { Done = null };
        }

        var window = Grid.Whole > 0 ? Window.With(Grid.Row.First(Grid.Whole), SinceOf(Grid, Grid.Whole)) : Window;
        return (this with { Window = window }).Look(window.Count - 1).Tell(window.TimeOf(window.Count), true, cutShort);
    }

    // A filter's value is known as soon as the last cell that it reaches is.
    private WalkWatch Look()
    {
        var to = Window.Count - 1 - GaitFilters.Reach;
        if (to <= Looked)
        {
            return this;
        }

        var here = Look(to).Tell(Window.TimeOf(to), false, false);
        var old = Math.Max(0, to - Remembered) / CellRow.Length;
        return here with { Window = Window.Without(old), Looked = to - (old * CellRow.Length) };
    }

    private WalkWatch Look(int to)
    {
        var (feet, mirrored) = (Feet, Mirrored);
        var (before, here) = (StepSigns.At(Window, Looked - 1), StepSigns.At(Window, Looked));
        for (var i = Looked; i < to; i++)
        {
            var (at, after) = (Window.TimeOf(i), StepSigns.At(Window, i + 1));
            feet = feet.With(at, before, here, after, Window);
            mirrored = mirrored.With(at, before.Mirrored, here.Mirrored, after.Mirrored, Window);
            (before, here) = (here, after);
        }

        return this with { Feet = feet, Mirrored = mirrored };
    }

    private WalkWatch Tell(SampleTime now, bool forced, bool cutShort)
    {
        var feet = Feet.Until(now, Window, forced, cutShort, out var done);
        var mirrored = Mirrored.Until(now, Window, forced, cutShort, out _);
        return this with
        {
            Feet = feet,
            Mirrored = mirrored,
            Done = done is not null && Mirrored.Likelihood > Feet.Likelihood ? done with { SidesInDoubt = true } : done,
        };
    }

    private static SampleTime SinceOf(in GaitGrid grid, int cells) => grid.CellSince - new Seconds(cells * GaitCell.Seconds);
}
