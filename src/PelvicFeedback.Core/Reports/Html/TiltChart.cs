using System.Globalization;
using PelvicFeedback.Core.Reports.Plots;
using static PelvicFeedback.Core.Reports.Html.HtmlText;

namespace PelvicFeedback.Core.Reports.Html;

/// <summary>
/// One drawing of obliquity over time: stance bars above, the band where there is one, the trace with what lies beyond the band
/// filled, marks below. Missing samples break the trace; what was not judged is hatched.
/// </summary>
internal static class TiltChart
{
    private const double LargestShown = 30;

    /// <summary>Writes the drawing.</summary>
    /// <param name="to">The page.</param>
    /// <param name="id">Of the drawing, unique in the page.</param>
    /// <param name="title">For those who do not see it.</param>
    /// <param name="buckets">The trace; at least one span.</param>
    /// <param name="summary">Sets, marks and withdrawals; those outside the trace are left out.</param>
    /// <param name="only">The set whose marks are drawn; null for all.</param>
    public static void Write(
        TextWriter to, string id, string title, IReadOnlyList<PlotBucket> buckets, AnalysisSummary summary, int? only)
    {
        var sets = summary.Sets.DistinctBy(set => set.Number)
            .Where(set => set.EndElapsed >= buckets[0].First && set.StartElapsed <= buckets[^1].Last)
            .ToList();
        var frame = Frame(buckets, sets);
        Open(to, id, title, Description(frame, ("Obliquity", buckets, "left side up")), frame);
        var runs = TraceRun.Of(buckets, sets);
        foreach (var run in runs)
        {
            run.WriteBand(to, frame);
        }

        Spoiled(to, frame, buckets, summary);
        foreach (var run in runs)
        {
            run.WriteBeyond(to, frame);
        }

        foreach (var set in sets.Where(set => set.Prescription.Exercise == Units.Exercise.SidePlankAbduction))
        {
            Field(to, frame, "lying", set.StartElapsed, set.EndElapsed);
        }

        Trace(to, frame, buckets, "trace");
        to.Write($"<text class=\"way\" x=\"{N(ChartFrame.Left + 6)}\" y=\"{N(ChartFrame.Top + 16)}\">▲ LEFT side higher</text>");
        to.WriteLine($"<text class=\"way\" x=\"{N(ChartFrame.Left + 6)}\" y=\"{N(frame.Bottom - 7)}\">▼ RIGHT side higher</text>");
        Stance(to, frame, runs);
        ChartMarks.Write(to, frame, summary, only);
        to.WriteLine("</svg>");
    }

    /// <summary>Begins a drawing, with its words for those who do not see it and the grid.</summary>
    internal static void Open(TextWriter to, string id, string title, string description, ChartFrame frame)
    {
        to.Write($"<svg class=\"chart\" viewBox=\"0 0 {N(ChartFrame.Width)} {N(frame.FullHeight)}\" role=\"img\" ");
        to.WriteLine($"aria-labelledby=\"{id}-t {id}-d\">");
        to.WriteLine($"<title id=\"{id}-t\">{Escape(title)}</title>");
        to.WriteLine($"<desc id=\"{id}-d\">{Escape(description)}</desc>");
        Grid(to, frame);
    }

    private static ChartFrame Frame(IReadOnlyList<PlotBucket> buckets, List<SetResult> sets)
    {
        var largest = 6.0;
        foreach (var bucket in buckets.Where(bucket => bucket.IsKnown))
        {
            largest = Math.Max(largest, Math.Max(bucket.High, -bucket.Low) + 0.5);
        }

        foreach (var set in sets)
        {
            largest = Math.Max(largest, set.Band.First.Alert.Value + 1.5);
        }

        var limit = Math.Min(Math.Ceiling(largest / 2) * 2, LargestShown);
        var from = buckets[0].First;
        return new(from, Math.Max(buckets[^1].Last, from + 0.1), limit, 210);
    }

    /// <summary>A drawing in words: its time, and the range of each trace.</summary>
    internal static string Description(ChartFrame frame, params (string What, IReadOnlyList<PlotBucket> Buckets, string Positive)[] traces) =>
        $"From {ReportWords.Moment(frame.From)} to {ReportWords.Moment(frame.To)}. {string.Join(' ', traces.Select(Range))} The tables say the same in numbers.";

    private static string Range((string What, IReadOnlyList<PlotBucket> Buckets, string Positive) trace)
    {
        var known = trace.Buckets.Where(bucket => bucket.IsKnown).ToList();
        return known.Count == 0 ? $"{trace.What} is not known in it." : string.Create(
            CultureInfo.InvariantCulture,
            $"{trace.What} lies between {known.Min(bucket => bucket.Low):0.0}° and {known.Max(bucket => bucket.High):0.0}°, {trace.Positive} positive.");
    }

    private static void Grid(TextWriter to, ChartFrame frame)
    {
        to.Write($"<rect class=\"field\" x=\"{N(ChartFrame.Left)}\" y=\"{N(ChartFrame.Top)}\" ");
        to.WriteLine($"width=\"{N(ChartFrame.Right - ChartFrame.Left)}\" height=\"{N(frame.Height)}\"/>");
        for (var degrees = 0.0; degrees <= frame.Limit; degrees += frame.DegreeStep)
        {
            GridLine(to, frame, degrees);
            if (degrees > 0)
            {
                GridLine(to, frame, -degrees);
            }
        }

        for (var at = Math.Ceiling(frame.From / frame.TimeStep) * frame.TimeStep; at <= frame.To; at += frame.TimeStep)
        {
            var x = N(frame.X(at));
            to.WriteLine($"<line class=\"tick\" x1=\"{x}\" y1=\"{N(ChartFrame.Top)}\" x2=\"{x}\" y2=\"{N(frame.Bottom)}\"/>");
            to.WriteLine($"<text class=\"time\" x=\"{x}\" y=\"{N(frame.Bottom + 76)}\">{frame.TimeLabel(at)}</text>");
        }

        to.WriteLine($"<text class=\"unit\" x=\"8\" y=\"{N(frame.Bottom + 76)}\">min:s</text>");
    }

    private static void GridLine(TextWriter to, ChartFrame frame, double degrees)
    {
        var y = N(frame.Y(degrees));
        var sign = degrees > 0 ? "+" : degrees < 0 ? "−" : "";
        to.Write($"<line class=\"{(degrees == 0 ? "zero" : "grid")}\" x1=\"{N(ChartFrame.Left)}\" y1=\"{y}\" x2=\"{N(ChartFrame.Right)}\" y2=\"{y}\"/>");
        to.WriteLine($"<text class=\"degree\" x=\"{N(ChartFrame.Left - 8)}\" y=\"{N(frame.Y(degrees) + 5)}\">{sign}{N(Math.Abs(degrees))}°</text>");
    }

    /// <summary>Hatches what was not judged and greys what is missing.</summary>
    internal static void Spoiled(TextWriter to, ChartFrame frame, IReadOnlyList<PlotBucket> buckets, AnalysisSummary summary)
    {
        for (var i = 0; i < buckets.Count; i++)
        {
            var first = i;
            while (i < buckets.Count && IsUnjudged(buckets[i]) && (i == first || !buckets[i].AfterGap))
            {
                i++;
            }

            if (i > first)
            {
                Field(to, frame, "unjudged", buckets[first].First, buckets[i - 1].Last);
                i--;
            }
        }

        foreach (var span in summary.Withdrawals.Where(span => span.ToElapsed >= frame.From && span.FromElapsed <= frame.To))
        {
            Field(to, frame, "unjudged", span.FromElapsed, span.ToElapsed);
        }

        for (var i = 1; i < buckets.Count; i++)
        {
            if (buckets[i].AfterGap)
            {
                Field(to, frame, "gap", buckets[i - 1].Last, buckets[i].First);
            }

            if (buckets[i].GapInside)
            {
                Field(to, frame, "gap", buckets[i].First, buckets[i].First);
            }
        }
    }

    private static bool IsUnjudged(in PlotBucket bucket) => bucket.Unjudged * 2 > bucket.Samples;

    private static void Field(TextWriter to, ChartFrame frame, string kind, double from, double until)
    {
        var x = frame.X(from);
        var width = Math.Max(frame.X(until) - x, 1.5);
        to.Write($"<rect class=\"{kind}\" x=\"{N(x)}\" y=\"{N(ChartFrame.Top)}\" width=\"{N(width)}\" height=\"{N(frame.Height)}\"/>");
        var words = kind switch { "gap" => "no samples", "lying" => "lying: drawn by itself", _ => "not judged" };
        if (width > 90)
        {
            to.Write($"<text class=\"note\" x=\"{N(x + (width / 2))}\" y=\"{N(frame.Bottom - 8)}\">{words}</text>");
        }

        to.WriteLine();
    }

    /// <summary>Draws a trace; it is broken where samples are missing or no angle is known.</summary>
    internal static void Trace(TextWriter to, ChartFrame frame, IReadOnlyList<PlotBucket> buckets, string kind)
    {
        for (var first = 0; first < buckets.Count; first++)
        {
            if (!buckets[first].IsKnown)
            {
                continue;
            }

            var end = first + 1;
            while (end < buckets.Count && buckets[end].IsKnown && !buckets[end].AfterGap)
            {
                end++;
            }

            to.Write($"<path class=\"{kind}\" d=\"");
            for (var i = first; i < end; i++)
            {
                to.Write($"{(i == first ? 'M' : 'L')}{N(frame.X(buckets[i].First))} {N(frame.Y(buckets[i].High))}");
            }

            for (var i = end - 1; i >= first; i--)
            {
                to.Write($"L{N(frame.X(buckets[i].Last))} {N(frame.Y(buckets[i].Low))}");
            }

            to.WriteLine("\"/>");
            first = end - 1;
        }
    }

    private static void Stance(TextWriter to, ChartFrame frame, IReadOnlyList<TraceRun> runs)
    {
        to.WriteLine($"<text class=\"row\" x=\"{N(ChartFrame.Left - 8)}\" y=\"19\">on LEFT</text>");
        to.WriteLine($"<text class=\"row\" x=\"{N(ChartFrame.Left - 8)}\" y=\"39\">on RIGHT</text>");
        foreach (var run in runs.Where(run => run.Stance != Units.Stance.Unknown))
        {
            if (run.Stance != Units.Stance.Right)
            {
                Bar(8);
            }

            if (run.Stance != Units.Stance.Left)
            {
                Bar(28);
            }

            void Bar(double y)
            {
                var x = frame.X(run.From);
                var kind = run.Stance == Units.Stance.Both ? "feet" : "leg";
                var (top, height) = kind == "feet" ? (y + 5, 3) : (y, 13);
                to.WriteLine($"<rect class=\"{kind}\" x=\"{N(x)}\" y=\"{N(top)}\" width=\"{N(Math.Max(frame.X(run.Until) - x, 0.8))}\" height=\"{N(height)}\"/>");
            }
        }
    }
}
