using System.Collections.Immutable;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Movement.Walking;

/// <summary>
/// Puts samples of any rate and with any jitter onto an even time grid. A cell is the integral of the straight lines between samples over its
/// 20 ms, so its mean has no delay of its own and what is faster than the grid is averaged away.
/// </summary>
public readonly record struct GaitGrid
{
    /// <summary>Whether any sample was taken.</summary>
    public bool Begun { get; init; }

    /// <summary>When the cell under way began.</summary>
    public SampleTime CellSince { get; init; }

    /// <summary>The last sample.</summary>
    public GaitCell Last { get; init; }

    /// <summary>When it was.</summary>
    public SampleTime LastAt { get; init; }

    /// <summary>Integral over the cell under way.</summary>
    public GaitCell Sum { get; init; }

    /// <summary>Cells that are whole and still inside of the state.</summary>
    public CellRow Row { get; init; }

    /// <summary>How many of them there are.</summary>
    public int Whole { get; init; }

    /// <summary>Takes the next sample.</summary>
    /// <param name="pelvis">With force, and without a gap before it.</param>
    /// <param name="full">A full row of cells where this sample filled it; else empty.</param>
    public GaitGrid Next(in PelvisSample pelvis, out ImmutableArray<GaitCell> full)
    {
        full = [];
        var sample = GaitCell.Of(pelvis);
        if (!Begun)
        {
            return new() { Begun = true, CellSince = pelvis.Time, Last = sample, LastAt = pelvis.Time, Sum = GaitCell.None };
        }

        var (from, at, since, sum, row, whole) = (Last, LastAt.Seconds, CellSince.Seconds, Sum, Row, Whole);
        var now = pelvis.Time.Seconds;
        while (now - since >= GaitCell.Seconds)
        {
            var end = since + GaitCell.Seconds;
            var there = from + ((sample + (from * -1)) * ((end - at) / (now - at)));
            row = row.With(whole, (sum + ((from + there) * ((end - at) / 2))) * (1 / GaitCell.Seconds));
            (from, at, since, sum) = (there, end, end, GaitCell.None);
            if (++whole == CellRow.Length)
            {
                (full, whole) = (row.First(whole), 0);
            }
        }

        return new()
        {
            Begun = true,
            CellSince = new(since),
            Last = sample,
            LastAt = pelvis.Time,
            Sum = sum + ((from + sample) * ((now - at) / 2)),
            Row = row,
            Whole = whole,
        };
    }
}
