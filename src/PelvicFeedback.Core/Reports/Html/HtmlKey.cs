using PelvicFeedback.Core.Coaching;

namespace PelvicFeedback.Core.Reports.Html;

/// <summary>How to read the plots: three small figures of a pelvis from behind, and the signs.</summary>
internal static class HtmlKey
{
    public static void Write(TextWriter page)
    {
        page.WriteLine("<div class=\"how\">");
        Figure(page, "Level on the LEFT leg", (10, 20, 46, 20), 10, "bar-level", "<b>Level</b> on the LEFT leg: the line stays near 0°.");
        Figure(page, "Drop while on the LEFT leg", (10, 15, 46, 27), 10, "bar", "Stands <b>LEFT</b>, right side has dropped: the line goes <b>up</b>.");
        Figure(page, "Drop while on the RIGHT leg", (10, 27, 46, 15), 46, "bar", "Stands <b>RIGHT</b>, left side has dropped: the line goes <b>down</b>.");
        page.WriteLine("</div><p class=\"small\">Seen from behind: left in the figures is the patient's left. The line is the obliquity of the pelvis in degrees. ");
        page.WriteLine("While one leg carries the patient, a dashed line marks <b>warn</b> and a full line <b>alert</b> (dotted: hike); what lies beyond is filled ");
        page.WriteLine("in yellow and orange. Hatched: <b>not judged</b>. Grey: <b>no samples</b>, nothing is drawn across. Thick bars above: the leg stood on; thin: both feet. ");
        page.WriteLine("A side plank has a drawing of its own: the long axis of the trunk, and the roll about it dashed; its limits count from the start of each hold.</p>");
        page.Write("<p class=\"small keys\">");
        foreach (var verdict in new[] { Verdict.Level, Verdict.NotLevel, Verdict.NotJudged })
        {
            page.Write("<span>");
            HtmlSummary.Sign(page, verdict);
            page.Write($"{ReportWords.Verdict(verdict)}</span> ");
        }

        page.WriteLine("<span><svg class=\"glyph\" viewBox=\"0 0 18 18\" aria-hidden=\"true\"><rect class=\"not-level\" x=\"1\" y=\"4\" width=\"16\" height=\"10\" rx=\"2\"/></svg>alert</span></p>");
    }

    private static void Figure(TextWriter page, string title, (int X1, int Y1, int X2, int Y2) bar, int leg, string kind, string words)
    {
        var (x1, y1, x2, y2) = bar;
        var hip = leg == x1 ? y1 : y2;
        var (free, knee) = leg == x1 ? (x2, y2) : (x1, y1);
        page.Write($"<figure><svg width=\"56\" height=\"66\" viewBox=\"0 0 56 66\" role=\"img\"><title>{title}</title>");
        page.Write($"<path class=\"bones\" d=\"M{leg} {hip}V62M{free} {knee}V{knee + 16}L{free} {knee + 26}\"/>");
        page.Write($"<path class=\"{kind}\" d=\"M{x1} {y1}L{x2} {y2}\"/></svg>");
        page.WriteLine($"<figcaption>{words}</figcaption></figure>");
    }
}
