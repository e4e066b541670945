using System.Globalization;
using static PelvicFeedback.Core.Reports.Html.HtmlText;

namespace PelvicFeedback.Core.Reports.Html;

/// <summary>The table of sets, a row for each side.</summary>
internal static class HtmlSets
{
    public static void Write(TextWriter page, AnalysisSummary summary)
    {
        if (summary.Sets.Count == 0)
        {
            return;
        }

        page.WriteLine("<section><h2>Sets</h2><div class=\"wide\"><table>");
        page.WriteLine("<caption>Times are minutes and seconds from the start of the recording. Peak: the largest drop of the free side; on two feet, the furthest that ");
        page.WriteLine("either side was down; in a side plank, the largest sag. In band: the share of the judged time under warn.</caption>");
        page.WriteLine("<thead><tr><th scope=\"col\">Set</th><th scope=\"col\" class=\"words\">Exercise and its band</th>");
        page.WriteLine("<th scope=\"col\" class=\"words\">Leg</th><th scope=\"col\" class=\"words\">The set</th><th scope=\"col\">From–to</th><th scope=\"col\">Counted</th><th scope=\"col\">Level</th>");
        page.WriteLine("<th scope=\"col\">Not level</th><th scope=\"col\">Not judged</th><th scope=\"col\">Peak</th>");
        page.WriteLine("<th scope=\"col\">In band</th><th scope=\"col\">Alerts</th></tr></thead><tbody>");
        foreach (var set in summary.Sets)
        {
            Row(page, set);
        }

        page.WriteLine("</tbody></table></div></section>");
    }

    private static void Row(TextWriter page, SetResult set)
    {
        var counts = set.Counts;
        var baseline = set.Band.FromBaseline ? " (from the patient's own repetitions)" : "";
        var withdrawn = set.Withdrawn ? "<span class=\"small\">partly taken back</span>" : "";
        page.Write($"<tr><td>{Number(set.Number)}</td><th scope=\"row\" class=\"words\">{ReportWords.Name(set.Prescription.Exercise)}");
        page.Write($"<span class=\"small band\">{Escape(ReportWords.Limits(set) + baseline)}</span></th>");
        page.Write($"<td class=\"words whole\">{ReportWords.Leg(set.Prescription.Exercise, counts.Side)}</td>");
        page.Write($"<td class=\"words\">{Escape(ReportWords.Verdict(set.Verdict))}{Why(set)}</td>");
        page.Write($"<td class=\"whole\">{ReportWords.Moment(set.StartElapsed)}–{ReportWords.Moment(set.EndElapsed)}</td><td class=\"whole\">{string.Join("<br/>", ReportWords.Done(counts))}</td>");
        page.Write($"<td>{Number(counts.Level)}</td><td>{Number(counts.NotLevel)}</td><td>{Number(counts.NotJudged)}{withdrawn}</td>");
        page.Write($"<td>{(counts.PeakDrop is { } peak ? peak.ToString() : "–")}</td>");
        page.Write($"<td>{ReportWords.Share(counts.InBandShare)}</td><td>{Number(counts.Alerts)}");
        page.WriteLine(counts.AlertsWithdrawn > 0 ? $"<span class=\"small\">{counts.AlertsWithdrawn} taken back</span></td></tr>" : "</td></tr>");
    }

    private static string Why(SetResult set) => set.Reason is { } reason ? $"<span class=\"small\">{Escape(ReportWords.Why(reason))}</span>" : "";

    private static string Number(int count) => count.ToString("#,0", CultureInfo.InvariantCulture);
}
