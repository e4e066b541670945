using System.Globalization;
using PelvicFeedback.Core.Coaching;
using static PelvicFeedback.Core.Reports.Html.HtmlText;

namespace PelvicFeedback.Core.Reports.Html;

/// <summary>The two rows under a trace: repetitions and holds with their verdicts, and alerts. Shape says what colour says.</summary>
internal static class ChartMarks
{
    // More than this many on one drawing are a smear; the tables count them all.
    private const int MostOfAKind = 400;

    public static void Write(TextWriter to, ChartFrame frame, AnalysisSummary summary, int? only)
    {
        var row = frame.Bottom + 20;
        to.WriteLine($"<text class=\"row\" x=\"{N(ChartFrame.Left - 8)}\" y=\"{N(row + 5)}\">counted</text>");
        var last = double.NegativeInfinity;
        foreach (var judgement in summary.Judgements.Where(one => only is null || one.Set == only).Take(MostOfAKind))
        {
            var x = frame.X(judgement.Elapsed);
            var from = frame.X(judgement.Elapsed - judgement.Duration.Value);
            to.Write($"<line class=\"span\" x1=\"{N(from)}\" y1=\"{N(row)}\" x2=\"{N(x)}\" y2=\"{N(row)}\"/>");
            Glyph(to, judgement.Reads, x, row);
            if (judgement.Number is { } number && x - last > 26)
            {
                to.Write($"<text class=\"number\" x=\"{N(x)}\" y=\"{N(row + 21)}\">{number.ToString(CultureInfo.InvariantCulture)}</text>");
                last = x;
            }

            to.WriteLine();
        }

        Alerts(to, frame, summary, only, frame.Bottom + 48);
    }

    /// <summary>Level: a full circle; not level: a triangle; not judged: an empty diamond.</summary>
    public static void Glyph(TextWriter to, Verdict verdict, double x, double y) => to.Write(verdict switch
    {
        Verdict.Level => $"<circle class=\"level\" cx=\"{N(x)}\" cy=\"{N(y)}\" r=\"6\"/>",
        Verdict.NotLevel => $"<path class=\"not-level\" d=\"M{N(x)} {N(y - 7.5)}L{N(x + 7.5)} {N(y + 6)}L{N(x - 7.5)} {N(y + 6)}Z\"/>",
        _ => $"<path class=\"not-judged\" d=\"M{N(x)} {N(y - 7)}L{N(x + 6)} {N(y)}L{N(x)} {N(y + 7)}L{N(x - 6)} {N(y)}Z\"/>",
    });

    private static void Alerts(TextWriter to, ChartFrame frame, AnalysisSummary summary, int? only, double row)
    {
        to.WriteLine($"<text class=\"row\" x=\"{N(ChartFrame.Left - 8)}\" y=\"{N(row + 7)}\">alerts</text>");
        foreach (var alert in summary.Alerts.Where(one => only is null || one.Set == only).Take(MostOfAKind))
        {
            var x = frame.X(alert.Elapsed);
            var width = Math.Max(frame.X(alert.EndElapsed ?? frame.To) - x, 3);
            var kind = alert.Withdrawn is null ? "raised" : "taken-back";
            to.Write($"<rect class=\"{kind}\" x=\"{N(x)}\" y=\"{N(row - 5)}\" width=\"{N(width)}\" height=\"14\" rx=\"2\"/>");
            if (width >= 12)
            {
                to.Write($"<text class=\"bang\" x=\"{N(x + (width / 2))}\" y=\"{N(row + 7)}\">!</text>");
            }

            to.WriteLine();
        }
    }
}
