using System.Globalization;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;
using static PelvicFeedback.Core.Reports.Html.HtmlText;

namespace PelvicFeedback.Core.Reports.Html;

/// <summary>What a therapist with two minutes reads: one card a side, and how far it can be believed.</summary>
internal static class HtmlSummary
{
    public static void Write(TextWriter page, AnalysisSummary summary)
    {
        page.WriteLine("<section aria-label=\"Summary\"><div class=\"cards\">");
        foreach (var side in summary.Sides)
        {
            Side(page, side, summary);
        }

        Recording(page, summary);
        page.WriteLine("</div>");
        Notes(page, summary);
        page.WriteLine("</section>");
    }

    /// <summary>The sign of a verdict, as in the plots.</summary>
    public static void Sign(TextWriter page, Verdict verdict)
    {
        page.Write("<svg class=\"glyph\" viewBox=\"0 0 18 18\" aria-hidden=\"true\">");
        ChartMarks.Glyph(page, verdict, 9, 9);
        page.Write("</svg>");
    }

    private static void Side(TextWriter page, SetCounts side, AnalysisSummary summary)
    {
        var title = side.Side switch
        {
            ExerciseSide.Left => "LEFT leg",
            ExerciseSide.Right => "RIGHT leg",
            ExerciseSide.Both => "Both legs",
            _ => "Leg unknown",
        };
        var odd = summary.Sets.Any(set => set.Prescription.Exercise is Exercise.SidePlankAbduction or Exercise.StandingInternalRotation);
        var total = side.Level + side.NotLevel + side.NotJudged;
        page.WriteLine($"<div class=\"card\"><h3>{title}{(odd ? " <small class=\"sub\">(side as in the table)</small>" : "")}</h3>");
        page.Write(total == 0
            ? "<p class=\"big\">– <small>nothing was counted</small></p>"
            : $"<p class=\"big\">{Number(side.Level)} <small>of {Number(total)} {What(side)} level</small></p>");
        Parts(page, side, total);
        page.Write("<p class=\"small keys\">");
        Key(page, Verdict.Level, side.Level);
        Key(page, Verdict.NotLevel, side.NotLevel);
        Key(page, Verdict.NotJudged, side.NotJudged);
        page.WriteLine("</p>");
        var peak = side.PeakDrop is { } drop ? $"; furthest from level {drop}" : "";
        page.Write(side.InBandShare is { } share
            ? $"<p>In band {ReportWords.Share(share)} of {ReportWords.Length(side.Judged.Value)} judged{peak}; "
            : "<p>No time was judged; ");
        page.WriteLine($"{ReportWords.Count(side.Alerts, "alert", "alerts")}.</p></div>");
    }

    private static void Parts(TextWriter page, SetCounts side, int total)
    {
        if (total == 0)
        {
            return;
        }

        page.Write("<svg class=\"parts\" viewBox=\"0 0 100 16\" preserveAspectRatio=\"none\" role=\"img\"><title>");
        page.Write($"{side.Level} level, {side.NotLevel} not level, {side.NotJudged} not judged</title>");
        var x = 0.0;
        foreach (var (count, kind) in new[] { (side.Level, "level"), (side.NotLevel, "not-level"), (side.NotJudged, "not-judged") })
        {
            var width = 100.0 * count / total;
            if (count > 0)
            {
                page.Write($"<rect class=\"part-{kind}\" x=\"{N(x)}\" y=\"0\" width=\"{N(Math.Max(width - 0.5, 0.3))}\" height=\"16\"/>");
            }

            x += width;
        }

        page.WriteLine("</svg>");
    }

    private static void Key(TextWriter page, Verdict verdict, int count)
    {
        page.Write("<span>");
        Sign(page, verdict);
        page.Write($"{Number(count)} {ReportWords.Verdict(verdict)}</span> ");
    }

    private static void Recording(TextWriter page, AnalysisSummary summary)
    {
        var confidence = summary.Calibration.Best == Confidence.None
            ? "unknown angles"
            : summary.Calibration.Confidence switch
            {
                Confidence.High => "confidence high",
                Confidence.Low => "confidence low",
                _ => "confidence lost",
            };
        var rate = summary.Recording.RateHz is { } hertz ? string.Create(CultureInfo.InvariantCulture, $", {hertz:0.#} Hz") : "";
        page.Write($"<div class=\"card\"><h3>Recording</h3><p class=\"big\">{ReportWords.Length(summary.Duration.Value)} <small>{confidence}</small></p>");
        page.Write($"<p class=\"small\">{ReportWords.Count(summary.Samples, "sample", "samples")}{rate}; ");
        page.WriteLine($"{ReportWords.Count(summary.Gaps, "gap", "gaps")}, {ReportWords.Length(summary.GapTime.Value)} missing.</p>");
        var (left, right, both, unknown) = summary.Stance;
        page.Write($"<p class=\"small\">Stood on the LEFT leg {ReportWords.Length(left)}, on the RIGHT leg {ReportWords.Length(right)}, ");
        page.WriteLine($"on both {ReportWords.Length(both)}, unknown {ReportWords.Length(unknown)}.</p></div>");
    }

    private static void Notes(TextWriter page, AnalysisSummary summary)
    {
        var notes = new List<string>();
        if (summary.Calibration.Confidence != Confidence.High)
        {
            notes.Add(ReportSentences.Calibration(summary).First());
        }

        if (summary.Sets.Count == 0 || summary.Withdrawals.Count > 0)
        {
            notes.AddRange(ReportSentences.NotJudged(summary).TakeLast(1));
        }

        if (notes.Count > 0)
        {
            page.WriteLine($"<div class=\"note-box\">{string.Concat(notes.Select(note => $"<p>{Escape(note)}</p>"))}</div>");
        }
    }

    private static string What(SetCounts side) => (side.Repetitions, side.Holds) switch
    {
        _ when side.Steps > 0 => side.Steps == 1 ? "step" : "steps",
        (_, 0) => side.Repetitions == 1 ? "repetition" : "repetitions",
        (0, _) => side.Holds == 1 ? "hold" : "holds",
        _ => "repetitions and holds",
    };

    private static string Number(int count) => count.ToString("#,0", CultureInfo.InvariantCulture);
}
