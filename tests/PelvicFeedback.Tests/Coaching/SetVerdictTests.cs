using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Posture;

namespace PelvicFeedback.Tests.Coaching;

/// <summary>What is said of a whole set.</summary>
public class SetVerdictTests
{
    private static readonly (Verdict, NotJudgedReason?) Level = (Verdict.Level, null);
    private static readonly (Verdict, NotJudgedReason?) NotLevel = (Verdict.NotLevel, null);
    private static readonly (Verdict, NotJudgedReason?) Gap = (Verdict.NotJudged, NotJudgedReason.Gap);
    private static readonly (Verdict, NotJudgedReason?) Slip = (Verdict.NotJudged, NotJudgedReason.Slip);

    [Fact]
    public void Level_is_no_alert_and_less_than_a_quarter_over_warn()
    {
        Assert.Equal(Level, SetVerdict.Of(null, 0, 0.76, [Level, Level]));
        Assert.Equal(NotLevel, SetVerdict.Of(null, 0, 0.75, [Level, Level]));
        Assert.Equal(NotLevel, SetVerdict.Of(null, 1, 0.99, [Level, NotLevel]));
    }

    [Fact]
    public void Fewer_than_half_judged_is_not_judged_with_the_most_frequent_reason()
    {
        Assert.Equal(Level, SetVerdict.Of(null, 0, 1, [Level, Gap]));
        Assert.Equal(Gap, SetVerdict.Of(null, 0, 1, [Level, Gap, Slip, Gap]));
        Assert.Equal((Verdict.NotJudged, NotJudgedReason.NothingCounted), SetVerdict.Of(null, 0, 1, []));
    }

    [Fact]
    public void An_alert_stands_however_little_else_is_known() => Assert.Equal(NotLevel, SetVerdict.Of(null, 1, null, [Gap, Gap]));

    [Fact]
    public void A_withdrawn_set_is_not_judged_whatever_was_said()
    {
        Assert.Equal(Slip, SetVerdict.Of(WithdrawalReason.Slip, 3, 0.1, [NotLevel]));
        Assert.Equal((Verdict.NotJudged, NotJudgedReason.NoBow), SetVerdict.Of(WithdrawalReason.Axis, 0, 1, [Level]));
    }

    [Theory]
    [InlineData(0, Verdict.Level)]
    [InlineData(7, Verdict.NotLevel)]
    public void A_set_ends_with_its_verdict(double drop, Verdict verdict)
    {
        var events = AlertTests.OnLeft().Stand(5).Stand(1, drop).Stand(4).Shift(-0.09).Stand(3).Mark("rest").Stand(1).Events();

        Assert.Equal(verdict, Assert.Single(events.OfType<SetEnded>()).Summary.Verdict);
    }

    [Fact]
    public void A_slip_found_in_a_set_leaves_the_set_not_judged()
    {
        var squats = new Posed().Calibrated().Mark("exercise:squat:both").Stand(2).Squat(0.3).Stand(2, 5).Stand(6, 5).Mark("rest").Stand(1);

        Assert.Equal((Verdict.NotJudged, NotJudgedReason.Slip), Said(Assert.Single(squats.Events().OfType<SetEnded>()).Summary));

        static (Verdict, NotJudgedReason?) Said(SetSummary summary) => (summary.Verdict, summary.Reason);
    }
}
