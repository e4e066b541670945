using System.Text;
using System.Xml.Linq;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Reports;
using PelvicFeedback.Core.Reports.Html;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using static PelvicFeedback.Tests.Reports.Told;

namespace PelvicFeedback.Tests.Reports;

public sealed class HtmlReportTests
{
    private const string Hostile = "</title><script>alert('x')</script>\" onload=\"y\u0000\ud800&amp;";

    [Fact]
    public void A_page_is_well_formed() => Assert.Equal("html", Parsed(Page(Session(12.2))).Root!.Name);

    [Fact]
    public void A_page_of_nothing_is_well_formed_too() => Assert.Equal("html", Parsed(Page([])).Root!.Name);

    [Fact]
    public void A_page_asks_nothing_of_any_network_and_runs_nothing()
    {
        var page = Page(Session(12.2));

        Assert.All(["http://", "https://", "src=", "href=", "@import", "<script", "javascript:"], banned => Assert.DoesNotContain(banned, page));
        Assert.All(
            Parsed(page).Descendants().Attributes().Where(attribute => attribute.Value.Contains("url(")),
            attribute => Assert.StartsWith("url(#", attribute.Value));
        Assert.Contains("default-src 'none'", page);
    }

    [Fact]
    public void A_side_plank_has_a_drawing_of_its_own_with_long_axis_and_roll()
    {
        var plank = new Prescription(Exercise.SidePlankAbduction, ExerciseSide.Left);
        Feedback Lying(double t, params PelvicEvent[] events) => Sample(t, null, Stance.Unknown, t < 22 ? null : Zone.Level, events) with
        {
            Prescription = plank,
            LongAxis = new(t < 22 ? 0 : 14),
            Roll = new(-3),
            Confidence = Core.Posture.Confidence.High,
        };
        Feedback[] samples =
        [
            .. Session(),
            .. Enumerable.Range(20, 6).Select(t => Lying(t, t == 20 ? [new SetStarted(At(20), plank, Bands.For(plank.Exercise, default)!)] : [])),
        ];
        var page = Parsed(Page(samples));
        var drawing = Assert.Single(page.Descendants("svg"), svg => svg.Element("title")?.Value.StartsWith("Set 2: side plank", StringComparison.Ordinal) == true);

        Assert.Contains("The long axis lies between 0.0° and 14.0°, head up positive. The roll lies between -3.0° and -3.0°", drawing.Element("desc")!.Value);
        Assert.Equal(["trace", "roll"], drawing.Elements("path").Select(path => (string?)path.Attribute("class")));
        Assert.DoesNotContain(drawing.Elements("rect"), rect => (string?)rect.Attribute("class") == "unjudged");
        var whole = Assert.Single(page.Descendants("svg"), svg => svg.Element("title")?.Value == "The whole recording");
        Assert.Single(whole.Elements("rect"), rect => (string?)rect.Attribute("class") == "lying");
    }

    [Fact]
    public void Free_text_is_only_text()
    {
        var page = Page(Session(), Hostile, tally => tally.Remark(Hostile));
        var parsed = Parsed(page);

        Assert.DoesNotContain("<script", page);
        Assert.Empty(parsed.Descendants("script"));
        Assert.DoesNotContain(parsed.Descendants().Attributes(), attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
        Assert.Contains("alert('x')", parsed.Root!.Value);
    }

    [Fact]
    public void Every_drawing_has_words_and_every_table_its_headings()
    {
        var page = Parsed(Page(Session(12.2)));

        Assert.Equal("en", page.Root!.Attribute("lang")!.Value);
        Assert.All(page.Descendants("svg").Where(svg => (string?)svg.Attribute("role") == "img"), svg => Assert.NotEmpty(svg.Element("title")!.Value));
        Assert.All(page.Descendants("svg").Where(svg => (string?)svg.Attribute("role") != "img"), svg => Assert.Equal("true", (string?)svg.Attribute("aria-hidden")));
        Assert.All(page.Descendants("th"), heading => Assert.NotNull(heading.Attribute("scope")));
        Assert.Single(page.Descendants("h1"));
        var ids = page.Descendants().Attributes("id").Select(id => id.Value).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public void Nothing_counted_is_not_none_of_none_level()
    {
        var page = Page([Sample(1, 0, Stance.Both, null, Starts(1)), Sample(2, 0, Stance.Both, null)]);

        Assert.Contains("nothing was counted", page);
        Assert.Contains("No time was judged", page);
        Assert.DoesNotContain("of 0", page);
    }

    [Fact]
    public void The_trace_breaks_where_samples_are_missing()
    {
        var chart = Chart(Session());

        Assert.Equal(2, Of(chart, "path", "trace").Count());
        Assert.Single(Of(chart, "rect", "gap"));
    }

    [Fact]
    public void What_was_withdrawn_is_hatched_and_its_marks_are_empty()
    {
        var chart = Chart(Session(12.2));

        Assert.NotEmpty(Of(chart, "rect", "unjudged"));
        Assert.Single(Of(chart, "circle", "level"));
        Assert.Equal(3, Of(chart, "path", "not-judged").Count());
        Assert.Empty(Of(chart, "rect", "raised"));
        Assert.Single(Of(chart, "rect", "taken-back"));
    }

    [Fact]
    public void The_drop_is_filled_on_the_side_where_the_band_is()
    {
        var left = Chart([Sample(1, events: Starts(1)), Sample(2, 5), Sample(3, 5), Sample(4, -5)]);
        var right = Chart([Sample(1, -1, Stance.Right, Zone.Level, Starts(1)), Sample(2, -5, Stance.Right), Sample(3, 5, Stance.Right)]);

        Assert.Single(Of(left, "path", "beyond-alert"));
        Assert.Single(Of(right, "path", "beyond-alert"));
        Assert.True(Y(left, "alert") < Y(left, "zero"));
        Assert.True(Y(right, "alert") > Y(right, "zero"));
    }

    [Fact]
    public void A_squat_has_its_band_on_both_sides()
    {
        var squat = new Band(new(AlertKind.Unlevel, new(4), new(6), new(0.5)));
        var chart = Chart([Sample(1, 0, Stance.Both, Zone.Level, Starts(1, ExerciseSide.Both, squat)), Sample(2, 0, Stance.Both)]);

        Assert.Equal(2, Of(chart, "line", "alert").Count());
        Assert.Equal(2, Of(chart, "line", "warn").Count());
    }

    [Fact]
    public void A_busy_page_is_well_formed_and_bounded()
    {
        var summary = TerminalReportTests.Busy();
        using var stream = new MemoryStream();
        HtmlReport.Write(stream, summary, Plots(Enumerable.Range(0, 100_000).Select(i => Sample(i * 0.01, (i % 7) - 3))));

        Parsed(Encoding.UTF8.GetString(stream.ToArray()));
        Assert.InRange(stream.Length, 1, 1_000_000);
    }

    private static string Page(IEnumerable<Feedback> samples, string name = "session.csv", Action<AnalysisTally>? then = null)
    {
        var all = samples.ToList();
        using var stream = new MemoryStream();
        HtmlReport.Write(stream, Summary(all, name, then), Plots(all));
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static XDocument Parsed(string page) => XDocument.Parse(page.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal));

    private static XElement Chart(IEnumerable<Feedback> samples) =>
        Parsed(Page(samples)).Descendants("svg").First(svg => (string?)svg.Attribute("class") == "chart");

    private static IEnumerable<XElement> Of(XElement chart, string element, string kind) =>
        chart.Descendants(element).Where(one => (string?)one.Attribute("class") == kind);

    private static double Y(XElement chart, string kind) =>
        double.Parse(Of(chart, "line", kind).First().Attribute("y1")!.Value, System.Globalization.CultureInfo.InvariantCulture);
}
