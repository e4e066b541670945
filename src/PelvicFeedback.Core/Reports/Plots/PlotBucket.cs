using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Reports.Plots;

/// <summary>What is drawn of a short span of time: lowest and highest obliquity, and how long each thing was so.</summary>
public readonly record struct PlotBucket
{
    /// <summary>Its place on the time axis, in widths of the track it belongs to.</summary>
    public long Index { get; init; }

    /// <summary>First sample, s elapsed.</summary>
    public double First { get; init; }

    /// <summary>Last sample, s elapsed.</summary>
    public double Last { get; init; }

    /// <summary>Lowest φ, degrees; NaN where no angle is known.</summary>
    public double Low { get; init; }

    /// <summary>Highest φ, degrees; NaN where no angle is known.</summary>
    public double High { get; init; }

    /// <summary>Samples in it.</summary>
    public int Samples { get; init; }

    /// <summary>Samples on the left leg.</summary>
    public int Left { get; init; }

    /// <summary>Samples on the right leg.</summary>
    public int Right { get; init; }

    /// <summary>Samples on both legs.</summary>
    public int Both { get; init; }

    /// <summary>Samples in a set that should have been judged and were not.</summary>
    public int Unjudged { get; init; }

    /// <summary>Whether samples are missing before the first.</summary>
    public bool AfterGap { get; init; }

    /// <summary>Whether samples are missing within.</summary>
    public bool GapInside { get; init; }

    /// <summary>The stance of most of its samples.</summary>
    public Stance Stance
    {
        get
        {
            var unknown = Samples - Left - Right - Both;
            var most = Math.Max(Math.Max(Left, Right), Math.Max(Both, unknown));
            return most == unknown ? Stance.Unknown : most == Left ? Stance.Left : most == Right ? Stance.Right : Stance.Both;
        }
    }

    /// <summary>Whether an angle is known in it.</summary>
    public bool IsKnown => !double.IsNaN(Low);

    /// <summary>This one and the next as one.</summary>
    public PlotBucket With(in PlotBucket next) => this with
    {
        Last = next.Last,
        Low = Smaller(Low, next.Low),
        High = -Smaller(-High, -next.High),
        Samples = Samples + next.Samples,
        Left = Left + next.Left,
        Right = Right + next.Right,
        Both = Both + next.Both,
        Unjudged = Unjudged + next.Unjudged,
        GapInside = GapInside || next.GapInside || next.AfterGap,
    };

    private static double Smaller(double a, double b) => a < b || double.IsNaN(b) ? a : b;
}
