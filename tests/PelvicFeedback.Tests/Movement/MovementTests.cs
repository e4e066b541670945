using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Tests.Coaching;

namespace PelvicFeedback.Tests.Movement;

public class MovementTests
{
    [Theory]
    [InlineData("left", 0.09)]
    [InlineData("right", -0.09)]
    public void A_hold_lasts_from_lift_off_to_foot_down(string leg, double shift)
    {
        var hold = Assert.Single(Hold(leg, shift, 8).Events().OfType<HoldJudged>());

        Assert.Equal(leg, hold.Side.Word());
        Assert.InRange(hold.Duration.Value, 7.8, 8.3);
        Assert.Equal(Verdict.Level, hold.Verdict);
    }

    [Theory]
    [InlineData(0.09, "left")]
    [InlineData(-0.09, "right")]
    public void Auto_finds_the_leg_from_the_shift_and_never_from_obliquity(double shift, string leg)
    {
        foreach (var obliquity in new[] { 6, 0, -6 })
        {
            var posed = new Posed().Calibrated().Mark("exercise:single-leg-stance:auto").Stand(2).Shift(shift).Stand(5, obliquity).Shift(-shift).Stand(2);

            Assert.Equal(leg, posed.Events().OfType<HoldJudged>().Single().Side.Word());
        }
    }

    [Fact]
    public void Standing_still_on_two_feet_is_never_one_leg_however_oblique()
    {
        var feedback = new Posed().Calibrated().Mark("exercise:single-leg-stance:auto").Stand(3).Stand(3, obliquity: 5).Stand(2).Coached();

        Assert.DoesNotContain(feedback, one => one.Stance is Stance.Left or Stance.Right);
    }

    [Fact]
    public void The_other_leg_than_prescribed_is_unknown_and_the_hold_is_not_judged()
    {
        var posed = new Posed().Calibrated().Mark("exercise:single-leg-stance:left").Stand(2).Shift(-0.09).Stand(4, obliquity: -6).Shift(0.09).Stand(2);
        var feedback = posed.Coached();
        var hold = feedback.Events().OfType<HoldJudged>().Single();

        Assert.Equal((Verdict.NotJudged, NotJudgedReason.OtherLeg), (hold.Verdict, hold.Reason));
        Assert.Empty(feedback.Events().OfType<AlertStarted>());
        Assert.DoesNotContain(feedback, one => one.Stance is Stance.Left or Stance.Right);
    }

    [Fact]
    public void Without_acceleration_the_prescription_is_trusted_for_alerts_and_level_is_never_said()
    {
        var level = new Posed { Acceleration = false }.Calibrated().Mark("exercise:single-leg-stance:left").Stand(6).Mark("rest").Stand(1).Events();
        var dropped = new Posed { Acceleration = false }.Calibrated().Mark("exercise:single-leg-stance:left").Stand(2).Stand(4, obliquity: 6).Mark("rest").Stand(1).Events();

        Assert.Equal(NotJudgedReason.LiftOffNotSeen, level.OfType<HoldJudged>().Single().Reason);
        Assert.Single(dropped.OfType<AlertStarted>());
        Assert.Equal(Verdict.NotLevel, dropped.OfType<HoldJudged>().Single().Verdict);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.12)]
    public void Squats_are_counted_by_depth_alone_when_the_patient_stays_upright(double metres)
    {
        var posed = new Posed().Calibrated().Mark("exercise:squat:both").Stand(2);
        for (var i = 0; i < 5; i++)
        {
            posed.Squat(metres).Stand(0.7);
        }

        var reps = posed.Mark("rest").Stand(1).Events().OfType<RepetitionJudged>().ToList();

        Assert.Equal([1, 2, 3, 4, 5], reps.Select(one => one.Number));
        Assert.All(reps, one => Assert.InRange(one.DepthCm!.Value, metres * 85, metres * 110));
        Assert.All(reps, one => Assert.InRange(one.Duration.Value, 2.4, 3.6));
        Assert.All(reps, one => Assert.Equal((Verdict.Level, true), (one.Verdict, one.Seen)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Squats_that_tilt_count_once_each_and_have_a_depth_only_with_acceleration(bool acceleration)
    {
        var posed = new Posed { Acceleration = acceleration }.Calibrated().Mark("exercise:squat:both").Stand(2);
        for (var i = 0; i < 5; i++)
        {
            posed.Squat(0.3, tilt: 20).Stand(0.7);
        }

        var reps = posed.Mark("rest").Stand(1).Events().OfType<RepetitionJudged>().ToList();

        Assert.Equal(5, reps.Count);
        Assert.All(reps, one => Assert.Equal(acceleration, one.DepthCm is not null));
    }

    [Fact]
    public void A_step_up_goes_up_first_and_is_on_its_leg_only_from_push_off_to_touch_down()
    {
        var posed = new Posed().Calibrated().Mark("exercise:lateral-step-up:left").Stand(2, obliquity: 5);
        var pushOff = posed.Now;
        posed.Squat(-0.15, obliquity: _ => 2);
        var touchDown = posed.Now;
        var feedback = posed.Stand(2, obliquity: 5).Mark("rest").Stand(1).Coached();

        Assert.Single(feedback.Events().OfType<RepetitionJudged>());
        var onLeft = feedback.Where(one => one.Stance == Stance.Left).Select(one => one.Time.Seconds).ToList();
        Assert.InRange(onLeft.Min(), pushOff, pushOff + 0.5);
        Assert.InRange(onLeft.Max(), touchDown - 0.3, touchDown + 0.3);
        Assert.Empty(feedback.Events().OfType<AlertStarted>());
    }

    [Fact]
    public void The_peak_drop_of_a_repetition_is_the_largest_one_in_it()
    {
        var posed = new Posed().Calibrated().Mark("exercise:single-leg-squat:right").Stand(2).Shift(-0.09).Stand(1)
            .Squat(0.12, obliquity: t => -6 * Math.Pow(Math.Sin(Math.PI * t / 3), 2)).Stand(1).Shift(0.09).Stand(1);
        var rep = posed.Events().OfType<RepetitionJudged>().Single();

        Assert.Equal(6, rep.PeakDrop!.Value.Value, 2);
        Assert.Equal(ExerciseSide.Right, rep.Side);
    }

    [Fact]
    public void A_slip_at_rest_is_said_and_takes_back_what_was_said_since_the_last_good_check()
    {
        var posed = Hold("left", 0.09, 4).Mark("rest").Stand(3);
        var slippedAt = posed.Now;
        var events = posed.Mark("rest").Stand(4, obliquity: 3).Events();
        var slip = Assert.Single(events.OfType<BeltSlipped>());
        var withdrawn = Assert.Single(events.OfType<Withdrawn>(), one => one.Reason == WithdrawalReason.Slip);

        Assert.Equal(3, slip.Change.Value, 1);
        Assert.InRange(slip.At.Seconds, slippedAt + 1, slippedAt + 3.5);
        Assert.InRange(withdrawn.From.Seconds, slippedAt - 1, slippedAt + 0.6);
        Assert.Equal(Confidence.None, posed.Coached()[^2].Confidence);
    }

    [Fact]
    public void After_a_slip_nothing_is_judged_until_a_new_static_calibration()
    {
        var slipped = new Posed().Calibrated().Mark("rest").Stand(4, obliquity: 3).Mark("exercise:single-leg-stance:left").Stand(1, obliquity: 3)
            .Shift(0.09, obliquity: 3).Stand(3, obliquity: 9).Shift(-0.09, obliquity: 3).Stand(2, obliquity: 3);
        var events = slipped.Events();

        Assert.Empty(events.OfType<AlertStarted>());
        Assert.Equal(NotJudgedReason.Slip, events.OfType<HoldJudged>().Single().Reason);

        var again = slipped.Mark("calibrate:static").Stand(4, obliquity: 3).Mark("exercise:single-leg-stance:left").Stand(1, obliquity: 3)
            .Shift(0.09, obliquity: 3).Stand(3, obliquity: 9);
        Assert.Single(again.Events().OfType<AlertStarted>());
    }

    [Fact]
    public void A_degree_or_two_of_posture_is_no_slip()
    {
        Assert.Empty(new Posed().Calibrated().Mark("rest").Stand(5, obliquity: 1.5, tilt: 1).Events().OfType<BeltSlipped>());
    }

    [Fact]
    public void A_long_gap_makes_the_stance_unknown()
    {
        var feedback = AlertTests.OnLeft().Skip(2).Stand(0.3).Coached();

        Assert.Equal(Stance.Unknown, feedback[^2].Stance);
    }

    [Fact]
    public void A_short_gap_leaves_the_stance_and_takes_level_away()
    {
        var feedback = AlertTests.OnLeft().Stand(3).Skip(0.2).Stand(3).Shift(-0.09).Stand(2).Mark("rest").Stand(1).Coached();
        var hold = Assert.Single(feedback.Events().OfType<HoldJudged>());

        Assert.Equal((Verdict.NotJudged, NotJudgedReason.Gap), (hold.Verdict, hold.Reason));
        Assert.InRange(hold.Duration.Value, 7, 7.6);
    }

    [Fact]
    public void Half_a_squat_before_missing_samples_and_half_after_them_are_none()
    {
        var whole = new Posed().Calibrated().Mark("exercise:squat:both").Stand(2).Squat(0.3).Stand(2).Samples;
        var bottom = whole[^350].Time;
        var said = Streaming.Run(whole.Where(one => Math.Abs((one.Time - bottom).Value) > 0.1), Posed.Options).Events();

        Assert.Empty(said.OfType<RepetitionJudged>());
    }

    [Fact]
    public void A_step_up_that_only_tilt_shows_is_of_low_confidence()
    {
        List<Feedback> Of(string exercise) => new Posed { Acceleration = false }.Calibrated().Mark("exercise:" + exercise).Stand(2).Coached();

        Assert.Equal((Confidence.Low, Confidence.High), (Of("lateral-step-up:left")[^2].Confidence, Of("single-leg-stance:left")[^2].Confidence));
    }

    [Fact]
    public void Who_stands_on_the_other_leg_as_the_set_begins_is_on_the_other_leg()
    {
        var posed = new Posed().Calibrated().Stand(1).Shift(-0.09).Stand(2).Mark("exercise:single-leg-stance:left").Stand(4).Mark("rest").Stand(1);
        var hold = Assert.Single(posed.Events().OfType<HoldJudged>());

        Assert.Equal((Verdict.NotJudged, NotJudgedReason.OtherLeg), (hold.Verdict, hold.Reason));
    }

    [Fact]
    public void After_a_side_plank_the_angles_of_standing_are_back()
    {
        var last = new Posed().Calibrated().Mark("exercise:side-plank-abduction:left").Lie(2, Side.Left).Mark("rest").Stand(1, obliquity: 2).Coached()[^2];

        Assert.Equal((2, null), (Math.Round(last.Obliquity!.Value.Value, 3), last.LongAxis));
    }

    [Fact]
    public void Lying_in_the_side_plank_has_long_axis_and_roll_and_no_standing_angles()
    {
        var feedback = new Posed().Calibrated().Mark("exercise:side-plank-abduction:left").Stand(1, obliquity: -80).Coached();

        Assert.Null(feedback[^2].Obliquity);
        Assert.Null(feedback[^2].Tilt);
        Assert.Equal(10, feedback[^2].LongAxis!.Value.Value, 2);
        Assert.Equal(Stance.Unknown, feedback[^2].Stance);
    }

    private static Posed Hold(string leg, double shift, double seconds) =>
        new Posed().Calibrated().Mark("exercise:single-leg-stance:" + leg).Stand(2).Shift(shift).Stand(seconds).Shift(-shift).Stand(2);
}
