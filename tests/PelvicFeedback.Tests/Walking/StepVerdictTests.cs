using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Movement.Walking;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Tests.Walking;

/// <summary>What is said of a step, once its bout is over.</summary>
public class StepVerdictTests
{
    private static readonly Limit Drop = Bands.For(Exercise.Walking, default)!.First;

    [Theory]
    [InlineData(4.9, 4.9, Verdict.Level, false)]
    [InlineData(9, 6.9, Verdict.Level, true)]
    [InlineData(9, 7, Verdict.NotLevel, true)]
    public void A_drop_is_not_level_where_it_lasted_and_over_warn_where_it_was(double peak, double held, Verdict verdict, bool overWarn)
    {
        var step = Judged(new HeldDrop(new(peak), new(held)));

        Assert.Equal((verdict, null, overWarn, peak), (step.Verdict, step.Reason, step.OverWarn, step.PeakDrop!.Value.Value));
    }

    [Fact]
    public void Where_the_drop_or_the_sides_are_not_known_nothing_is_said_of_it()
    {
        var far = new HeldDrop(new(9), new(9));

        Assert.Equal(NotJudgedReason.NoCalibration, Unsaid(Judged(null)));
        Assert.Equal(NotJudgedReason.StanceUnknown, Unsaid(Judged(far, inDoubt: true)));
        Assert.Equal(NotJudgedReason.Slip, Unsaid(Judged(far, NotJudgedReason.Slip)));
    }

    private static NotJudgedReason? Unsaid(StepJudged step)
    {
        Assert.Equal((null, false, Verdict.NotJudged), (step.PeakDrop, step.OverWarn, step.Verdict));
        return step.Reason;
    }

    private static StepJudged Judged(HeldDrop? drop, NotJudgedReason? against = null, bool inDoubt = false) => Assert.Single(StepVerdicts.Judge(
        new([new(new(1), Side.Left, new(0.6), drop)], CutShort: false) { SidesInDoubt = inDoubt }, new(5), Drop, against).Steps);
}
