using System.Globalization;
using System.Text;
using PelvicFeedback.Core.Reports.Plots;
using PelvicFeedback.Core.Reports.Stored;
using PelvicFeedback.Core.Streams;
using static PelvicFeedback.Core.Reports.Html.HtmlText;

namespace PelvicFeedback.Core.Reports.Html;

/// <summary>
/// The page with plots: one file that asks nothing of any network and runs no script, for a screen and for A4 paper. It is
/// well-formed XML too.
/// </summary>
public static class HtmlReport
{
    private const int ShownAlerts = 100;

    /// <summary>Writes it.</summary>
    /// <param name="to">UTF-8 goes here; stays open.</param>
    /// <param name="summary">What the recording has come to.</param>
    /// <param name="plots">The traces, of the same samples.</param>
    /// <param name="session">What else is on record, where the samples are a stored session's; null for a recording.</param>
    public static void Write(Stream to, AnalysisSummary summary, SessionPlots plots, SessionFacts? session = null)
    {
        using var page = new StreamWriter(to, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        Head(page, summary);
        if (session is { IsSimulated: true })
        {
            page.WriteLine($"<div class=\"note-box\"><p>{SessionSentences.Simulated}</p></div>");
        }

        HtmlSummary.Write(page, summary);
        HtmlSets.Write(page, summary);
        List(page, "Walking", ReportSentences.Walking(summary));
        List(page, "30 s one-leg tests", ReportSentences.Tests(summary));
        Plots(page, summary, plots);
        Alerts(page, summary);
        List(page, "Not judged, and why", ReportSentences.NotJudged(summary));
        List(page, "What one pelvis sensor cannot see", ReportSentences.CannotSee(summary));
        List(page, "Calibration", ReportSentences.Calibration(summary));
        List(page, "The recording", ReportSentences.Recording(summary));
        if (session is not null)
        {
            List(page, "What the patient said", SessionSentences.Said(session));
            List(page, "The plan", SessionSentences.Plan(session));
            List(page, "The session", SessionSentences.About(session));
        }

        List(page, "Remarks in the recording", summary.Remarks.Select(remark => $"{ReportWords.Moment(remark.Elapsed)}: {remark.Words}"));
        page.WriteLine($"<footer><p>{Escape(ReportWords.IntendedUse)}</p><p>PelvicFeedback, algorithm {Algorithm.Version}.</p></footer>");
        page.WriteLine("</main></body></html>");
    }

    private static void Head(StreamWriter page, AnalysisSummary summary)
    {
        var name = Escape(summary.Recording.Name);
        page.WriteLine("<!DOCTYPE html>");
        page.WriteLine("<html lang=\"en\"><head><meta charset=\"utf-8\"/>");
        page.WriteLine("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>");
        page.WriteLine("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"/>");
        page.WriteLine($"<title>Pelvis report: {name}</title><style>{ReportStyle.Css}</style></head><body><main>");
        page.WriteLine("<svg class=\"sheet\" aria-hidden=\"true\"><defs><pattern id=\"hatch\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\"");
        page.WriteLine(" patternTransform=\"rotate(45)\"><rect width=\"8\" height=\"8\" fill=\"#fff\" fill-opacity=\".55\"/>");
        page.WriteLine("<rect width=\"2\" height=\"8\" fill=\"#98a3af\"/></pattern></defs></svg>");
        page.WriteLine($"<header><h1>Was the pelvis level?</h1><p class=\"sub\">{name}</p></header>");
    }

    private static void Plots(StreamWriter page, AnalysisSummary summary, SessionPlots plots)
    {
        if (plots.Overview.Buckets.Count == 0)
        {
            return;
        }

        page.WriteLine("<section><h2>The pelvis over time</h2>");
        HtmlKey.Write(page);
        var overview = plots.Overview.Buckets;
        Figure(page, "all", "The whole recording", overview, summary, null);

        foreach (var set in summary.Sets.DistinctBy(set => set.Number))
        {
            // A set that fills the recording has been drawn already.
            var alone = summary.Sets[^1].Number == 1 && set.EndElapsed - set.StartElapsed > 0.8 * summary.Duration.Value;
            var (id, title) = ($"set{set.Number}", $"Set {set.Number}: {SetName(set)}");
            if (plots.OfSet(set.Number) is not { Buckets.Count: > 0 } trace)
            {
                continue;
            }

            if (plots.RollOfSet(set.Number) is { } roll)
            {
                page.WriteLine($"<h3>{Escape(title)}</h3><figure>");
                LyingChart.Write(page, id, title, trace.Buckets, roll.Buckets, summary, set.Number);
                page.WriteLine("</figure>");
            }
            else if (!alone)
            {
                Figure(page, id, title, trace.Buckets, summary, set.Number);
            }
        }

        if (summary.Sets.Count > 0 && summary.Sets[^1].Number > SessionPlots.MostSets)
        {
            page.WriteLine($"<p class=\"small\">The first {SessionPlots.MostSets} sets are drawn one by one; the table has all of them.</p>");
        }

        page.WriteLine("</section>");
    }

    private static string SetName(SetResult set) =>
        $"{ReportWords.Name(set.Prescription.Exercise)}, {ReportWords.Leg(set.Prescription.Exercise, set.Prescription.Side)}";

    private static void Figure(
        StreamWriter page, string id, string title, IReadOnlyList<PlotBucket> buckets, AnalysisSummary summary, int? only)
    {
        page.WriteLine($"<h3>{Escape(title)}</h3><figure>");
        TiltChart.Write(page, id, title, buckets, summary, only);
        page.WriteLine("</figure>");
    }

    private static void Alerts(StreamWriter page, AnalysisSummary summary)
    {
        if (summary.Alerts.Count == 0)
        {
            return;
        }

        page.WriteLine("<section><h2>Alerts</h2><div class=\"wide\"><table><thead><tr><th scope=\"col\" class=\"words\">At (min:s)</th>");
        page.WriteLine("<th scope=\"col\" class=\"words\">What</th><th scope=\"col\" class=\"words\">Standing</th><th scope=\"col\">Largest</th>");
        page.WriteLine("<th scope=\"col\">Limit</th><th scope=\"col\">Lasted</th><th scope=\"col\" class=\"words\">Ended because</th></tr></thead><tbody>");
        foreach (var alert in summary.Alerts.Take(ShownAlerts))
        {
            var withdrawn = alert.Withdrawn is { } reason ? $"<span class=\"small\">not judged; {Escape(ReportWords.Why(reason))}</span>" : "";
            page.Write($"<tr><th scope=\"row\" class=\"words\">{ReportWords.Moment(alert.Elapsed)}</th>");
            page.Write($"<td class=\"words\">{ReportWords.Kind(alert.Kind)}{withdrawn}</td><td class=\"words\">{ReportWords.Standing(alert.Stance)}</td>");
            page.Write($"<td>{alert.Peak}</td><td>{alert.Threshold}</td>");
            page.Write($"<td>{(alert.Duration is { } lasted ? ReportWords.Length(lasted.Value) : "open")}</td>");
            page.WriteLine($"<td class=\"words\">{ReportWords.Ended(alert.Reason)}</td></tr>");
        }

        page.WriteLine("</tbody></table></div>");
        if (summary.Alerts.Count > ShownAlerts)
        {
            var rest = (summary.Alerts.Count - ShownAlerts).ToString("#,0", CultureInfo.InvariantCulture);
            page.WriteLine($"<p class=\"small\">And {rest} more; <code>analyze --json</code> lists every one.</p>");
        }

        page.WriteLine("</section>");
    }

    private static void List(StreamWriter page, string title, IEnumerable<string> sentences)
    {
        var items = string.Join("\n", sentences.Select(sentence => $"<li>{Escape(sentence)}</li>"));
        if (items.Length > 0)
        {
            page.WriteLine($"<section><h2>{title}</h2><ul>\n{items}\n</ul></section>");
        }
    }
}
