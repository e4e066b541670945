using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Tests.Coaching;

/// <summary>Level needs a leg that the motion showed alone; what goes over its limit is told all the same.</summary>
public class LegShownTests
{
    private const int Repetitions = 3;

    [Theory]
    [InlineData(0.09, Verdict.Level, null)]
    [InlineData(0.028, Verdict.NotJudged, NotJudgedReason.StanceUnknown)]
    [InlineData(0, Verdict.NotJudged, NotJudgedReason.StanceUnknown)]
    public void No_repetition_of_abduction_is_level_after_a_faint_shift_however_long_the_leg_then_carries(double shift, Verdict verdict, NotJudgedReason? reason)
    {
        var posed = new Posed().Calibrated().Stand(2).Mark("exercise:hip-abduction-extension:left").Stand(0.5).Shift(shift)
            .For(6 * Repetitions, _ => -3, t => Math.Sin(12 * t)).Mark("rest").Stand(1);
        var reps = posed.Events().OfType<RepetitionJudged>().ToList();

        Assert.Equal(Enumerable.Repeat<(Verdict, NotJudgedReason?)>((verdict, reason), Repetitions), reps.Select(Said));
        Assert.NotNull(reps[^1].PeakDrop);
    }

    [Theory]
    [InlineData(0, 0, Verdict.Level, null)]
    [InlineData(0.7, 0, Verdict.NotJudged, NotJudgedReason.StanceUnknown)]
    [InlineData(0.7, 13, Verdict.NotLevel, null)]
    public void A_squat_is_level_only_after_a_shift_that_showed_its_leg(double missing, double drop, Verdict verdict, NotJudgedReason? reason)
    {
        // After missing samples a middling shift says that one leg carries, and the prescription which.
        var posed = new Posed().Calibrated().Mark("exercise:single-leg-squat:left").Stand(2).Shift(0.09).Stand(0.5);
        var again = missing > 0 ? posed.Skip(missing).Shift(0.042) : posed;
        var reps = again.Squat(0.12, obliquity: t => drop + Math.Sin(12 * t)).Stand(1).Mark("rest").Stand(1).Events().OfType<RepetitionJudged>();

        Assert.Equal((verdict, reason), Said(Assert.Single(reps)));
    }

    [Theory]
    [InlineData(0, Verdict.NotJudged, NotJudgedReason.StanceUnknown)]
    [InlineData(10, Verdict.NotLevel, null)]
    public void A_step_up_that_the_leading_leg_was_not_seen_to_carry_is_not_level(double drop, Verdict verdict, NotJudgedReason? reason)
    {
        var posed = new Posed().Calibrated().Mark("exercise:lateral-step-up:left").Stand(2).Squat(-0.15, obliquity: _ => drop).Stand(2).Mark("rest").Stand(1);

        Assert.Equal((verdict, reason), Said(Assert.Single(posed.Events().OfType<RepetitionJudged>())));
    }

    [Theory]
    [InlineData("single-leg-squat:left", 0, Verdict.NotJudged, NotJudgedReason.LiftOffNotSeen)]
    [InlineData("single-leg-squat:left", 13, Verdict.NotLevel, null)]
    [InlineData("lateral-step-up:left", 0, Verdict.NotJudged, NotJudgedReason.LiftOffNotSeen)]
    [InlineData("lateral-step-up:left", 10, Verdict.NotLevel, null)]
    [InlineData("squat:both", 0, Verdict.Level, null)]
    public void Without_acceleration_nothing_shows_a_leg_and_only_two_feet_read_level(string exercise, double drop, Verdict verdict, NotJudgedReason? reason)
    {
        var posed = new Posed { Acceleration = false }.Calibrated().Mark("exercise:" + exercise).Stand(2).Squat(0.2, obliquity: _ => drop, tilt: 20).Stand(2).Mark("rest").Stand(1);
        var rep = Assert.Single(posed.Events().OfType<RepetitionJudged>());

        Assert.Equal((verdict, reason), Said(rep));
        Assert.Equal(drop, rep.PeakDrop!.Value.Value, 3);
    }

    [Theory]
    [InlineData(0.3, Verdict.Level, null)]
    [InlineData(0.8, Verdict.NotJudged, NotJudgedReason.StanceUnknown)]
    public void A_leg_that_was_shown_is_not_known_any_more_after_a_while_without_acceleration(double without, Verdict verdict, NotJudgedReason? reason)
    {
        var posed = new Posed().Calibrated().Mark("exercise:single-leg-squat:left").Stand(2).Shift(0.09).Stand(1);
        var from = posed.Now;
        posed.Stand(1.5).Squat(0.12, obliquity: t => Math.Sin(12 * t)).Stand(1).Mark("rest").Stand(1);
        var samples = posed.Samples.Select(one => one.Time.Seconds > from && one.Time.Seconds < from + without ? one with { Content = MotionContent.Orientation } : one);

        Assert.Equal((verdict, reason), Said(Assert.Single(Streaming.Run(samples, Posed.Options).Events().OfType<RepetitionJudged>())));
    }

    private static (Verdict, NotJudgedReason?) Said(RepetitionJudged rep) => (rep.Verdict, rep.Reason);
}
