using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Reports;
using PelvicFeedback.Core.Units;
using static PelvicFeedback.Tests.Reports.Told;

namespace PelvicFeedback.Tests.Reports;

public sealed class TerminalReportTests
{
    [Fact]
    public void No_line_is_wider_than_a_terminal()
    {
        var summary = Busy();

        Assert.All(Report(summary).Split('\n'), line => Assert.InRange(line.Length, 0, TerminalReport.Width));
    }

    [Fact]
    public void A_set_is_one_row_with_its_leg_and_its_band()
    {
        var report = Report(Summary(Session()));

        Assert.Contains("1   single-leg stance       on LEFT leg    1 rep          2     1      1   50 %\n                                           3 holds\n", report);
        Assert.Contains("warn from 2.0°, alert from 4.0° for 0.3 s; free side hiked up from 6.0° for 1.0 s", Flat(report));
        Assert.Contains("largest drop 5.0°, 1 alert", Flat(report));
    }

    [Fact]
    public void What_was_withdrawn_is_said_with_its_reason()
    {
        var report = Flat(Report(Summary(Session(goodUntil: 12.2))));

        Assert.Contains("1 repetition and 2 holds: taken back: the belt was found slipped afterwards.", report);
        Assert.Contains("0 alerts (1 taken back)", report);
    }

    [Fact]
    public void What_was_not_judged_is_said_with_its_reason() =>
        Assert.Contains("1 hold: samples are missing in it.", Flat(Report(Summary(Session()))));

    [Fact]
    public void Without_quiet_standing_it_says_what_to_do() =>
        Assert.Contains("no 3 s of quiet, upright standing were found. Next time let", Flat(Report(Summary([Sample(1, null, Stance.Unknown, null)]))));

    [Fact]
    public void Without_an_exercise_it_says_how_to_name_one() =>
        Assert.Contains("--exercise single-leg-stance:left", Report(Summary([Sample(1) with { Prescription = null }])));

    [Fact]
    public void Bad_lines_are_told_by_kind_with_their_first_line()
    {
        var summary = Summary(Session());
        summary = summary with
        {
            Recording = summary.Recording with { BadLines = [new("not-a-number", "left out: not a number", 3, 17)] },
        };

        Assert.Contains("3 lines left out: not a number (first: line 17).", Flat(Report(summary)));
    }

    [Fact]
    public void Nobody_is_called_good_or_healthy()
    {
        var report = Report(Busy()).ToUpperInvariant();

        Assert.All(["GOOD", "CORRECT", "POSITIVE", "NEGATIVE", "HEALTHY", "NORMAL"], word => Assert.DoesNotContain(word, report));
    }

    [Fact]
    public void A_remark_cannot_steer_the_terminal() => Assert.DoesNotContain(
        '\u001b', Report(Summary(Session(), "a\u001b[2J.csv", tally => tally.Remark("\u001b[31mred"))));

    internal static AnalysisSummary Busy()
    {
        var samples = new List<Feedback>();
        foreach (var exercise in Enum.GetValues<Exercise>())
        {
            foreach (var side in Enum.GetValues<ExerciseSide>())
            {
                var t = samples.Count * 10.0;
                samples.Add(Sample(
                    t, 12.25, Stance.Left, Zone.Alert, new SetStarted(At(t), new(exercise, side), OneLeg with { FromBaseline = true }),
                    Hold(t, Verdict.NotJudged, NotJudgedReason.OtherLeg), Alert(t, samples.Count + 1),
                    new Calibrated(At(t), CalibrationStep.Bow, false, CalibrationRefusal.NotInOnePlane, null, null, null)));
                samples.Add(Sample(t + 1, 12.25, Stance.Left, Zone.Alert, new Withdrawn(At(t + 1), At(t), WithdrawalReason.Axis)));
            }
        }

        return Summary(samples, new string('x', 200) + ".csv", tally => tally.Remark(new string('y', 300)));
    }

    private static string Report(AnalysisSummary summary)
    {
        using var text = new StringWriter { NewLine = "\n" };
        TerminalReport.Write(text, summary);
        return text.ToString();
    }

    private static string Flat(string report) => string.Join(' ', report.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
