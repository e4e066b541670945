using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Tests.Coaching;

/// <summary>The 30 s test: what is measured, and that nothing is said of it.</summary>
public class HipTestTests
{
    [Theory]
    [InlineData("left", 0.09, -1)]
    [InlineData("right", -0.09, 1)]
    public void A_raise_that_is_held_is_measured_and_never_judged(string leg, double shift, double sign)
    {
        var posed = Test(leg, shift).For(2, Posed.Glide(0, sign * 5, 1)).Stand(30, sign * 5).Stand(3, sign * 3);
        var feedback = posed.Coached();
        var test = Assert.Single(feedback.Events().OfType<TestEnded>());

        Assert.Equal((TestEnd.Held, leg, null), (test.EndReason, test.Side.Word(), test.Reason));
        Assert.Equal(5, test.BestRaise!.Value.Value, 2);
        Assert.Equal(5, test.LevelAt30!.Value.Value, 2);
        Assert.Null(test.PelvisFallStart);
        Assert.Equal(30, test.Duration.Value, 6);
        Assert.DoesNotContain(feedback.Events(), one => one is AlertStarted or RepetitionJudged or HoldJudged);
        Assert.All(feedback, one => Assert.Null(one.Zone));
    }

    [Fact]
    public void The_best_raise_is_the_best_median_within_five_seconds()
    {
        // A spike of 0.4 s is no raise; what comes after 5 s is too late.
        var test = Measured(Test().Stand(1, -2).Stand(0.4, -9).Stand(1.5, -3).Stand(3, -2).Stand(10, -7));

        Assert.Equal(3, test.BestRaise!.Value.Value, 1);
    }

    [Theory]
    [InlineData(4.1, 1.1, true)]
    [InlineData(4.1, 0.9, false)]
    [InlineData(3.9, 5, false)]
    public void The_fall_begins_where_the_raise_is_four_degrees_under_its_best_for_a_second(double fall, double seconds, bool found)
    {
        var posed = Test().Stand(8, -5);
        var falls = posed.Now;
        var test = Measured(posed.Stand(seconds, -5 + fall).Stand(6, -5));
        var lifted = test.Ended.Seconds - test.Duration.Value;

        Assert.Equal(found, test.PelvisFallStart is not null);
        if (found)
        {
            Assert.Equal(falls - lifted, test.PelvisFallStart!.Value.Value, 2);
        }
    }

    [Fact]
    public void A_foot_that_comes_down_ends_it()
    {
        var test = Measured(Test().Stand(12, -4));

        Assert.Equal((TestEnd.FootDown, null), (test.EndReason, test.LevelAt30));
        Assert.Equal(4, test.BestRaise!.Value.Value, 2);
        Assert.InRange(test.Duration.Value, 11.5, 13.5);
    }

    [Theory]
    [InlineData(0.2, 0.6)]
    [InlineData(0.3, 0.6)]
    [InlineData(0.3, 1)]
    public void Who_stumbles_is_down_when_the_floor_stops_the_fall_and_not_when_it_begins(double before, double jerk)
    {
        // Carried off the leg the pelvis gives way, and jerks upward as it turns, before the foot is down.
        var posed = Test().Stand(12, -4).For(0.15, _ => -4, left: t => Posed.MinimumJerk(-0.08, 0.15 + before, t), up: _ => -jerk);
        var contact = posed.Now + before;
        var falling = posed.For(before, _ => -4, left: t => Posed.MinimumJerk(-0.08, 0.15 + before, t + 0.15)).For(0.06, _ => -2, up: _ => 4);
        var test = Assert.Single(falling.Stand(4).Mark("rest").Stand(1).Events().OfType<TestEnded>());

        Assert.Equal((TestEnd.FootDown, null), (test.EndReason, test.Reason));
        Assert.Equal(contact, test.Ended.Seconds, 0.03);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(35)]
    public void From_a_lift_off_that_did_not_show_the_leg_nothing_is_measured(double seconds)
    {
        // A faint shift: the unrest says that one leg carries, and only the prescription which.
        var posed = new Posed().Calibrated().Mark("exercise:trendelenburg-test:left").Stand(2).Shift(0.028).For(seconds, _ => -3, t => Math.Sin(12 * t)).Mark("rest").Stand(1);
        var test = Assert.Single(posed.Events().OfType<TestEnded>());

        Assert.Equal((NotJudgedReason.StanceUnknown, null), (test.Reason, test.BestRaise));
    }

    [Fact]
    public void Missing_samples_and_the_end_of_the_input_end_it_as_the_sensor_does()
    {
        var gap = Assert.Single(Test().Stand(8, -4).Skip(2).Stand(1).Events().OfType<TestEnded>());
        var end = Assert.Single(Test().Stand(8, -4).Events().OfType<TestEnded>());

        Assert.Equal((TestEnd.Sensor, TestEnd.Sensor), (gap.EndReason, end.EndReason));
        Assert.Equal(4, gap.BestRaise!.Value.Value, 2);
    }

    [Fact]
    public void On_the_other_leg_nothing_is_measured()
    {
        var posed = new Posed().Calibrated().Mark("exercise:trendelenburg-test:left").Stand(2).Shift(-0.1).Stand(12, 4).Mark("rest").Stand(1);
        var test = Assert.Single(posed.Events().OfType<TestEnded>());

        Assert.Equal((NotJudgedReason.OtherLeg, ExerciseSide.Left), (test.Reason, test.Side));
        Assert.Null((object?)test.BestRaise ?? test.PelvisFallStart);
    }

    [Fact]
    public void Without_acceleration_its_times_are_unknown_and_nothing_is_measured()
    {
        var posed = new Posed { Acceleration = false }.Calibrated().Mark("exercise:trendelenburg-test:left").Stand(20, -4).Mark("rest").Stand(1);
        var test = Assert.Single(posed.Events().OfType<TestEnded>());

        Assert.Equal((NotJudgedReason.LiftOffNotSeen, null), (test.Reason, test.BestRaise));
    }

    [Fact]
    public void Held_to_its_end_too_it_is_not_measured_from_a_lift_off_that_nobody_saw()
    {
        var posed = new Posed { Acceleration = false }.Calibrated().Mark("exercise:trendelenburg-test:left").Stand(35, -4).Mark("rest").Stand(1);
        var test = Assert.Single(posed.Events().OfType<TestEnded>());

        Assert.Equal((TestEnd.Held, NotJudgedReason.LiftOffNotSeen, null, null), (test.EndReason, test.Reason, test.BestRaise, test.LevelAt30));
    }

    [Fact]
    public void Going_on_from_a_saved_state_changes_nothing()
    {
        var samples = Test().Stand(10, -5).Stand(15, 0).Stand(9, -1).Mark("rest").Stand(1).Samples;
        SplitRuns.AreWhole(samples, samples.Count - 3350, samples.Count - 2450, samples.Count - 400, samples.Count - 320);
    }

    private static TestEnded Measured(Posed posed) =>
        Assert.Single(posed.Shift(-0.09, 0.8, obliquity: 0).Stand(4).Mark("rest").Stand(1).Events().OfType<TestEnded>());

    private static Posed Test(string leg = "left", double shift = 0.09) =>
        new Posed().Calibrated().Mark("exercise:trendelenburg-test:" + leg).Stand(2).Shift(shift);
}
