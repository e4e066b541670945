using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Reports.Plots;
using PelvicFeedback.Core.Units;
using static PelvicFeedback.Core.Reports.Html.HtmlText;

namespace PelvicFeedback.Core.Reports.Html;

/// <summary>A piece of the trace in one set, on one stance, without a gap: as far as one band reaches.</summary>
internal sealed class TraceRun(IReadOnlyList<PlotBucket> buckets, int first, int end, Band? band)
{
    public Stance Stance => buckets[first].Stance;

    public double From => buckets[first].First;

    /// <summary>Up to the next run, unless samples are missing between.</summary>
    public double Until => end < buckets.Count && !buckets[end].AfterGap ? buckets[end].First : buckets[end - 1].Last;

    // The ways in which φ leaves the band: on one leg the other side drops, on two feet either side may.
    private IEnumerable<double> Ways => (band?.First.Kind, Stance) switch
    {
        (AlertKind.PelvicDrop, Stance.Left) => [1],
        (AlertKind.PelvicDrop, Stance.Right) => [-1],
        (AlertKind.Unlevel, not Stance.Unknown) => [1, -1],
        _ => [],
    };

    public static IReadOnlyList<TraceRun> Of(IReadOnlyList<PlotBucket> buckets, IReadOnlyList<SetResult> sets)
    {
        var runs = new List<TraceRun>();
        var set = 0;
        for (var first = 0; first < buckets.Count;)
        {
            while (set < sets.Count && sets[set].EndElapsed < buckets[first].First)
            {
                set++;
            }

            var inside = set < sets.Count && sets[set].StartElapsed <= buckets[first].Last;
            var until = set == sets.Count ? double.PositiveInfinity : inside ? sets[set].EndElapsed : sets[set].StartElapsed;
            var end = first + 1;
            while (end < buckets.Count && buckets[end].Stance == buckets[first].Stance && !buckets[end].AfterGap &&
                (inside ? buckets[end].First <= until : buckets[end].Last < until))
            {
                end++;
            }

            runs.Add(new(buckets, first, end, inside ? sets[set].Band : null));
            first = end;
        }

        return runs;
    }

    /// <summary>Draws the limits: warn dashed, alert a full line, tinted beyond.</summary>
    public void WriteBand(TextWriter to, ChartFrame frame)
    {
        foreach (var way in Ways)
        {
            var (x, right) = (frame.X(From), frame.X(Until));
            var alert = frame.Y(way * band!.First.Alert.Value);
            var edge = frame.Y(way * frame.Limit);
            Tint("over", alert, edge);
            Line("alert", alert);
            if (band.First.Warn is { } warn)
            {
                Tint("near", frame.Y(way * warn.Value), alert);
                Line("warn", frame.Y(way * warn.Value));
            }

            if (band.Of(AlertKind.Hike) is { } hike && hike.Alert.Value <= frame.Limit)
            {
                Line("hike", frame.Y(-way * hike.Alert.Value));
            }

            void Tint(string kind, double a, double b) => to.WriteLine(
                $"<rect class=\"{kind}\" x=\"{N(x)}\" y=\"{N(Math.Min(a, b))}\" width=\"{N(right - x)}\" height=\"{N(Math.Abs(b - a))}\"/>");

            void Line(string kind, double y) => to.WriteLine(
                $"<line class=\"{kind}\" x1=\"{N(x)}\" y1=\"{N(y)}\" x2=\"{N(right)}\" y2=\"{N(y)}\"/>");
        }
    }

    /// <summary>Fills what lies between the trace and the limits it has passed.</summary>
    public void WriteBeyond(TextWriter to, ChartFrame frame)
    {
        foreach (var way in Ways)
        {
            if (band!.First.Warn is { } warn)
            {
                Fill(to, frame, "beyond-warn", way, warn.Value);
            }

            Fill(to, frame, "beyond-alert", way, band.First.Alert.Value);
        }
    }

    private void Fill(TextWriter to, ChartFrame frame, string kind, double way, double limit)
    {
        for (var i = first; i < end; i++)
        {
            var start = i;
            while (i < end && Largest(i, way) >= limit)
            {
                i++;
            }

            if (i == start)
            {
                continue;
            }

            var edge = N(frame.Y(way * limit));
            to.Write($"<path class=\"{kind}\" d=\"M{N(frame.X(buckets[start].First))} {edge}");
            for (var at = start; at < i; at++)
            {
                to.Write($"L{N(frame.X(buckets[at].First))} {N(frame.Y(way * Largest(at, way)))}");
            }

            to.WriteLine($"L{N(frame.X(buckets[i - 1].Last))} {edge}Z\"/>");
        }
    }

    private double Largest(int index, double way) => way > 0 ? buckets[index].High : -buckets[index].Low;
}
