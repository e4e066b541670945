using PelvicFeedback.Core.Reports.Plots;
using static PelvicFeedback.Core.Reports.Html.HtmlText;

namespace PelvicFeedback.Core.Reports.Html;

/// <summary>
/// One drawing of a side plank over time: the long axis of the trunk and, dashed, the roll about it, marks below. Limits count from the start of each hold,
/// so there are no lines for them: the marks say what passed them.
/// </summary>
internal static class LyingChart
{
    private const double LargestShown = 60;

    /// <summary>Writes the drawing.</summary>
    /// <param name="to">The page.</param>
    /// <param name="id">Of the drawing, unique in the page.</param>
    /// <param name="title">For those who do not see it.</param>
    /// <param name="longAxis">σ, degrees, head up positive; at least one span.</param>
    /// <param name="roll">ρ, degrees, front turned up positive; of the same samples.</param>
    /// <param name="summary">Marks and withdrawals.</param>
    /// <param name="set">The set.</param>
    public static void Write(
        TextWriter to, string id, string title, IReadOnlyList<PlotBucket> longAxis, IReadOnlyList<PlotBucket> roll, AnalysisSummary summary, int set)
    {
        var largest = longAxis.Concat(roll).Where(bucket => bucket.IsKnown).Select(bucket => Math.Max(bucket.High, -bucket.Low) + 0.5).DefaultIfEmpty(0).Max();
        var from = longAxis[0].First;
        var frame = new ChartFrame(from, Math.Max(longAxis[^1].Last, from + 0.1), Math.Clamp(Math.Ceiling(largest / 5) * 5, 10, LargestShown), 210);
        TiltChart.Open(to, id, title, TiltChart.Description(frame, ("The long axis", longAxis, "head up"), ("The roll", roll, "front up")), frame);
        TiltChart.Spoiled(to, frame, longAxis, summary);
        TiltChart.Trace(to, frame, longAxis, "trace");
        TiltChart.Trace(to, frame, roll, "roll");
        to.Write($"<text class=\"way\" x=\"{N(ChartFrame.Left + 6)}\" y=\"{N(ChartFrame.Top + 16)}\">▲ full line: HEAD end higher · dashed: FRONT turned up</text>");
        to.WriteLine($"<text class=\"way\" x=\"{N(ChartFrame.Left + 6)}\" y=\"{N(frame.Bottom - 7)}\">▼ full line: FOOT end higher · dashed: BACK turned up</text>");
        ChartMarks.Write(to, frame, summary, set);
        to.WriteLine("</svg>");
    }
}
