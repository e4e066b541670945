using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Movement;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Tests.Coaching;

/// <summary>Exercises that the pace counts: abduction in extension on one leg, internal rotation on two feet.</summary>
public class PacedTests
{
    private static readonly Func<double, double> OutAndBack = t => Math.Pow(Math.Sin(Math.PI * t / 6), 2);

    [Theory]
    [InlineData(17.98, 2)]
    [InlineData(18, 3)]
    [InlineData(23.9, 3)]
    public void The_pace_counts_and_only_what_is_complete(double seconds, int counted)
    {
        var posed = Rotating().Stand(seconds);
        var events = posed.Mark("rest").Stand(1).Events();
        var start = events.OfType<SetStarted>().Single().At.Seconds;
        var reps = events.OfType<RepetitionJudged>().ToList();

        Assert.Equal(Enumerable.Range(1, counted), reps.Select(rep => rep.Number));
        Assert.All(reps, rep => Assert.Equal(start + (6 * rep.Number), rep.At.Seconds, 6));
        Assert.Equal(counted, events.OfType<SetEnded>().Single().Summary.Repetitions);
    }

    [Fact]
    public void A_repetition_that_does_not_move_the_pelvis_is_level_and_not_seen()
    {
        var rep = Assert.Single(Rotating().Stand(6.01).Events().OfType<RepetitionJudged>());

        Assert.Equal((RepetitionSource.Paced, false, Verdict.Level), (rep.Source, rep.Seen, rep.Verdict));
        Assert.Equal(6, rep.Duration.Value);
    }

    [Theory]
    [InlineData(1.5, true)]
    [InlineData(0.5, false)]
    public void A_repetition_is_seen_where_the_pelvis_goes_out_and_back_with_the_pace(double degrees, bool seen)
    {
        var posed = Rotating().For(6, tilt: t => degrees * OutAndBack(t)).Stand(0.1);

        Assert.Equal(seen, Assert.Single(posed.Events().OfType<RepetitionJudged>()).Seen);
    }

    [Fact]
    public void A_pelvis_that_moves_otherwise_than_the_pace_shows_no_repetition()
    {
        var twice = Rotating().For(6, obliquity: t => 1.9 * Math.Sin(2 * Math.PI * t / 3)).Stand(0.1);
        var leaning = Rotating().For(6, tilt: t => 4 * t / 6).Stand(0.1, tilt: 4);

        Assert.All([twice, leaning], posed => Assert.False(Assert.Single(posed.Events().OfType<RepetitionJudged>()).Seen));
    }

    [Fact]
    public void Unlevel_and_tilt_are_measured_from_the_standing_before_the_set()
    {
        // 1.2° of standing askew are this patient's own: 2.5° more are over warn, 5° more are over alert.
        var posed = new Posed().Calibrated().For(1, Posed.Glide(0, 1.2, 1), Posed.Glide(0, 1, 1)).Stand(4, 1.2, 1).Mark("exercise:standing-internal-rotation:left");
        var level = posed.Stand(6, 1.2, 1).Stand(0.5, 1.2, 1);
        var warn = level.Stand(1, 1.2, 1).Stand(2, 3.7, 1).Stand(2, 1.2, 1);
        var alert = warn.Stand(1, 1.2, 1).Stand(0.6, 6.2, 1).Stand(5, 1.2, 1);
        var feedback = alert.Coached();
        var zones = feedback.Where(one => one.Prescription is not null && one.Zone is not null).Select(one => one.Zone).Distinct();
        var start = Assert.Single(feedback.Events().OfType<AlertStarted>());

        Assert.Equal([Zone.Level, Zone.Warn, Zone.Alert], zones);
        Assert.Equal((AlertKind.Unlevel, 5), (start.Kind, Math.Round(start.Value.Value, 2)));
        Assert.Equal([Verdict.Level, Verdict.NotLevel, Verdict.NotLevel], feedback.Events().OfType<RepetitionJudged>().Select(rep => rep.Verdict));
        Assert.All(feedback, one => Assert.Null(one.Prescription is null ? null : one.Drop));
    }

    [Fact]
    public void Without_a_still_second_before_it_the_start_is_the_first_one_in_the_set()
    {
        var posed = new Posed().Calibrated().Stand(2).For(8, tilt: t => 10 * Math.Sin(5 * t)).Mark("exercise:standing-internal-rotation:left")
            .For(4, tilt: t => 10 * Math.Sin(5 * t)).Stand(8.1, 3);
        var feedback = posed.Coached();
        var reps = feedback.Events().OfType<RepetitionJudged>().ToList();

        Assert.Equal((Verdict.NotJudged, NotJudgedReason.NoStillStart), (reps[0].Verdict, reps[0].Reason));
        Assert.Equal(Verdict.Level, reps[1].Verdict);
        Assert.Null(feedback.First(one => one.Prescription is not null).Zone);
    }

    [Theory]
    [InlineData(AlertKind.Tilt, 9, 8)]
    [InlineData(AlertKind.Turn, 9, 8)]
    public void Further_quantities_raise_their_alerts_and_make_a_repetition_not_level(AlertKind kind, double degrees, double threshold)
    {
        Func<double, double> change = t => degrees * OutAndBack(t);
        var posed = kind == AlertKind.Tilt ? Rotating().For(6, tilt: change) : Rotating().For(6, turn: change);
        var events = posed.Stand(0.1).Events();
        var alert = Assert.Single(events.OfType<AlertStarted>());
        var rep = Assert.Single(events.OfType<RepetitionJudged>());

        Assert.Equal((kind, threshold), (alert.Kind, alert.Threshold.Value));
        Assert.Equal((Verdict.NotLevel, true), (rep.Verdict, rep.Seen));
        Assert.InRange(rep.PeakDrop!.Value.Value, 0, 0.01);
    }

    [Fact]
    public void Turn_counts_from_each_repetitions_start_and_is_null_without_a_stillness_before()
    {
        // 6° a repetition, one way only: never 8° in any one of them.
        var slow = Rotating().For(12, turn: t => t).For(6.1, turn: _ => 12);
        var events = slow.Events();

        Assert.Empty(events.OfType<AlertStarted>());
        Assert.All(events.OfType<RepetitionJudged>().Take(2), rep => Assert.Equal(6, rep.Turn!.Value.Value, 1));

        // A patient who never stood still left the gyroscope's bias unknown.
        var late = new Posed().Calibrated().For(121, tilt: t => 5 * Math.Sin(4 * t)).Mark("exercise:standing-internal-rotation:left").For(6.1, turn: t => 20 * OutAndBack(t));
        Assert.Null(Assert.Single(late.Events().OfType<RepetitionJudged>()).Turn);
        Assert.Empty(late.Events().OfType<AlertStarted>());
    }

    [Fact]
    public void What_turned_in_a_set_is_no_bias_of_the_next()
    {
        // The set is broken off on the way out: the inclination was still all the time, and the pelvis had turned by 12 degrees.
        var posed = Rotating().For(9, turn: t => 12 * OutAndBack(t)).Mark("rest").For(5, turn: _ => 12)
            .Mark("exercise:standing-internal-rotation:left").For(6.1, turn: t => 12 + (12 * OutAndBack(t)));

        Assert.Equal(12, posed.Events().OfType<RepetitionJudged>().Last().Turn!.Value.Value, 0.1);
    }

    [Fact]
    public void Where_the_turn_is_limited_and_not_known_nothing_reads_level()
    {
        Posed Restless(Func<double, double>? tilt = null) => new Posed().Calibrated().Stand(2).For(118, tilt: t => 5 * Math.Sin(4 * t)).Stand(1.5)
            .Mark("exercise:standing-internal-rotation:left").For(6.1, tilt: tilt, turn: t => 12 * OutAndBack(t));
        var level = Assert.Single(Restless().Events().OfType<RepetitionJudged>());
        var tilted = Assert.Single(Restless(t => 9 * OutAndBack(t)).Events().OfType<RepetitionJudged>());

        Assert.Equal((null, (Verdict.NotJudged, NotJudgedReason.TurnUnknown)), (level.Turn, Said(level)));
        Assert.Equal((null, (Verdict.NotLevel, null)), (tilted.Turn, Said(tilted)));
    }

    [Fact]
    public void Quaternions_alone_tell_the_turn_too()
    {
        Posed Turning(double degrees) => new Posed { Acceleration = false, Drift = 0.1 }.Calibrated().Stand(2)
            .Mark("exercise:standing-internal-rotation:left").For(6.1, turn: t => degrees * OutAndBack(t));

        Assert.Equal((Verdict.Level, null), Said(Assert.Single(Turning(4).Events().OfType<RepetitionJudged>())));
        Assert.Equal((Verdict.NotLevel, null), Said(Assert.Single(Turning(10).Events().OfType<RepetitionJudged>())));
    }

    [Theory]
    [InlineData(2, Verdict.Level, null)]
    [InlineData(4, Verdict.NotJudged, NotJudgedReason.NoStillStart)]
    public void In_abduction_too_tilt_needs_a_still_start(double restless, Verdict verdict, NotJudgedReason? reason)
    {
        // On one leg before the set: drop is judged from its first sample on, tilt only from a still second.
        var posed = new Posed().Calibrated().Stand(2).Shift(0.09).For(8, tilt: t => 3 * Math.Sin(5 * t)).Mark("exercise:hip-abduction-extension:left")
            .For(restless, tilt: t => 3 * Math.Sin(5 * t)).Stand(6.1 - restless);

        Assert.Equal((verdict, reason), Said(Assert.Single(posed.Events().OfType<RepetitionJudged>())));
    }

    [Fact]
    public void A_slow_turn_in_the_set_is_not_taken_for_a_bias()
    {
        // The inclination stays still for all of it.
        var posed = Rotating().For(24.1, turn: t => 10 * OutAndBack(t % 6));

        Assert.All(posed.Events().OfType<RepetitionJudged>(), rep => Assert.Equal(10, Math.Abs(rep.Turn!.Value.Value), 1));
    }

    [Theory]
    [InlineData(0.5, 30)]
    [InlineData(1, 4)]
    [InlineData(1, 12)]
    [InlineData(1.8, 4)]
    [InlineData(-1.8, 12)]
    [InlineData(-0.4, 60)]
    public void Who_turns_about_slowly_at_rest_hides_no_turn_of_the_set_after_it(double degreesPerSecond, double seconds)
    {
        // To gravity it is standing still; each way, for one of the two is made smaller by what was learned.
        Posed Turning(double degrees) => new Posed().Calibrated().Stand(4).For(1.5, tilt: t => 4 * Math.Sin(4 * t)).For(seconds, turn: t => degreesPerSecond * t)
            .Mark("exercise:standing-internal-rotation:left").For(6.1, turn: t => (degreesPerSecond * seconds) + (degrees * OutAndBack(t)));

        Assert.All(new[] { 10.0, -10 }, degrees =>
        {
            var rep = Assert.Single(Turning(degrees).Events().OfType<RepetitionJudged>());
            Assert.NotEqual(Verdict.Level, rep.Verdict);
            Assert.True(rep.Turn is null || Math.Abs(rep.Turn.Value.Value - degrees) < 2, rep.Turn.ToString());
        });
    }

    [Fact]
    public void Standing_still_once_more_the_turn_is_known_again()
    {
        var posed = new Posed().Calibrated().Stand(5).For(1.5, tilt: t => 4 * Math.Sin(4 * t)).For(12, turn: t => 1.5 * t)
            .Mark("exercise:standing-internal-rotation:left").For(6.1, turn: t => 18 + (10 * OutAndBack(t))).Mark("rest")
            .For(1.5, tilt: t => 4 * Math.Sin(4 * t), turn: _ => 18).For(6, turn: _ => 18)
            .Mark("exercise:standing-internal-rotation:left").For(6.1, turn: t => 18 + (10 * OutAndBack(t)));
        var reps = posed.Events().OfType<RepetitionJudged>().ToList();

        Assert.Equal((null, (Verdict.NotJudged, NotJudgedReason.TurnUnknown)), (reps[0].Turn, Said(reps[0])));
        Assert.Equal((10, (Verdict.NotLevel, null)), (Math.Round(reps[1].Turn!.Value.Value, 1), Said(reps[1])));
    }

    [Fact]
    public void One_stillness_alone_may_have_been_a_turn()
    {
        var posed = new Posed().Mark("calibrate:static").Stand(8).Mark("exercise:standing-internal-rotation:left").For(6.1, turn: t => 4 * OutAndBack(t));

        Assert.Equal((Verdict.NotJudged, NotJudgedReason.TurnUnknown), Said(Assert.Single(posed.Events().OfType<RepetitionJudged>())));
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(-10, true)]
    [InlineData(8.5, false)]
    public void After_one_stillness_a_turn_alerts_that_is_too_far_whatever_the_bias(double degrees, bool alerts)
    {
        // 8.5 degrees would be over the limit of 8, were the bias certain; at the farthest of the turn it may make 0.9 of them.
        Posed Turning(int stillnesses) => new[] { 0, 1 }.Take(stillnesses)
            .Aggregate(new Posed(), (posed, _) => posed.Mark("calibrate:static").Stand(5).For(3, tilt: t => 4 * Math.Sin(4 * t)))
            .Mark("exercise:standing-internal-rotation:left").Stand(1).For(6, turn: t => degrees * OutAndBack(t));
        var (once, twice) = (Turning(1).Events(), Turning(2).Events());
        var (rep, known) = (once.OfType<RepetitionJudged>().First(), twice.OfType<RepetitionJudged>().First());

        Assert.Equal(alerts ? [AlertKind.Turn] : [], once.OfType<AlertStarted>().Select(alert => alert.Kind));
        Assert.Equal(alerts ? (Verdict.NotLevel, null) : (Verdict.NotJudged, NotJudgedReason.TurnUnknown), Said(rep));
        Assert.Null(rep.Turn);
        Assert.Equal((AlertKind.Turn, Verdict.NotLevel), (Assert.Single(twice.OfType<AlertStarted>()).Kind, known.Verdict));
        Assert.Equal(degrees, known.Turn!.Value.Value, 0.1);
    }

    [Theory]
    [InlineData(1.5, 12, false)]
    [InlineData(1.5, 12, true)]
    [InlineData(1.9, 12, true)]
    [InlineData(-1.5, 40, true)]
    [InlineData(-9, 10, false)]
    public void Who_turned_about_at_rest_and_then_stands_is_not_told_of_a_turn(double degreesPerSecond, double seconds, bool stoodBefore)
    {
        // What was learned of the turn is taken off a pelvis that does not move.
        var rests = stoodBefore ? new Posed().Calibrated().Stand(4).For(1.5, tilt: t => 4 * Math.Sin(4 * t)) : new Posed().Mark("calibrate:static");
        var events = rests.For(seconds, turn: t => degreesPerSecond * t).Mark("exercise:standing-internal-rotation:left")
            .For(12.1, turn: _ => degreesPerSecond * seconds).Events();

        Assert.Empty(events.OfType<AlertStarted>());
        Assert.All(events.OfType<RepetitionJudged>(), rep => Assert.Equal((Verdict.NotJudged, NotJudgedReason.TurnUnknown), Said(rep)));
    }

    [Fact]
    public void Who_turned_round_at_rest_leaves_the_bias_what_it_was()
    {
        // Ten seconds at 9°/s are no gyroscope's: what two stillnesses said before stands.
        var posed = new Posed { Drift = 0.2 }.Calibrated().Stand(4).For(1.5, tilt: t => 4 * Math.Sin(4 * t)).For(10, turn: t => 9 * t)
            .Mark("exercise:standing-internal-rotation:left").For(6, turn: t => 90 + (6 * OutAndBack(t))).For(6.1, turn: t => 90 + (10 * OutAndBack(t)));
        var reps = posed.Events().OfType<RepetitionJudged>().ToList();

        Assert.Equal([6.0, 10.0], reps.Select(rep => Math.Round(rep.Turn!.Value.Value, 1)));
        Assert.Equal([(Verdict.Level, null), (Verdict.NotLevel, null)], reps.Select(Said));
    }

    [Fact]
    public void Missing_samples_make_their_repetition_not_judged_and_leave_the_pace()
    {
        var events = Rotating().Stand(4).Skip(10).Stand(10.5).Events();
        var start = events.OfType<SetStarted>().Single().At.Seconds;
        var reps = events.OfType<RepetitionJudged>().ToList();

        Assert.Equal([1, 3, 4], reps.Select(rep => rep.Number));
        Assert.Equal([NotJudgedReason.Gap, NotJudgedReason.Gap, null], reps.Select(rep => rep.Reason));
        Assert.Equal(start + 18, reps[1].At.Seconds, 2);
        Assert.All(reps.Take(2), rep => Assert.Null(rep.Turn));
    }

    [Fact]
    public void A_restarted_sensor_begins_the_pace_anew()
    {
        var before = Rotating().Stand(7);
        var after = new Posed().Stand(13);
        var samples = before.Samples.Concat(after.Samples.Select((sample, i) => i == 0 ? sample with { StartsSegment = true } : sample));
        var reps = Streaming.Run(samples, Posed.Options).Events().OfType<RepetitionJudged>().ToList();

        Assert.Equal([6.0, 12.0], reps.Skip(1).Select(rep => Math.Round(rep.At.Seconds, 2)));
        Assert.Equal([1, 2, 3], reps.Select(rep => rep.Number));
    }

    [Fact]
    public void Drop_in_abduction_is_judged_on_one_leg_only()
    {
        var onTwo = new Posed().Calibrated().Mark("exercise:hip-abduction-extension:left").Stand(1).Stand(0.7, 7).Stand(5);
        var onOne = Abducting().Stand(1).Stand(1, 7).Stand(4);

        Assert.Empty(onTwo.Events().OfType<AlertStarted>());
        Assert.Equal((Verdict.NotJudged, NotJudgedReason.StanceUnknown), Said(Assert.Single(onTwo.Events().OfType<RepetitionJudged>())));
        var alert = Assert.Single(onOne.Events().OfType<AlertStarted>());
        Assert.Equal((AlertKind.PelvicDrop, 5, Stance.Left), (alert.Kind, alert.Threshold.Value, alert.Stance));
        Assert.Equal((Verdict.NotLevel, null), Said(Assert.Single(onOne.Events().OfType<RepetitionJudged>())));
    }

    [Fact]
    public void Abduction_on_the_other_leg_is_not_judged()
    {
        var posed = new Posed().Calibrated().Mark("exercise:hip-abduction-extension:left").Stand(0.5).Shift(-0.1).Stand(0.6).Stand(6, -3);

        Assert.Equal((Verdict.NotJudged, NotJudgedReason.OtherLeg), Said(Assert.Single(posed.Events().OfType<RepetitionJudged>())));
    }

    [Theory]
    [InlineData(0.09, Verdict.Level, null)]
    [InlineData(0.028, Verdict.NotJudged, NotJudgedReason.StanceUnknown)]
    public void Level_needs_a_lift_off_that_showed_the_leg(double shift, Verdict verdict, NotJudgedReason? reason)
    {
        // After a faint shift the unrest says that one leg carries, and only the prescription which. What is over its limit then is told all the same.
        Posed Balanced(string exercise, params double[] drops) => drops.Aggregate(
            new Posed().Calibrated().Stand(2).Mark($"exercise:{exercise}:left").Stand(0.5).Shift(shift),
            (posed, drop) => posed.For(2, _ => drop, t => Math.Sin(12 * t))).Mark("rest").Stand(1);
        var level = Balanced("hip-abduction-extension", -3, -3, -3).Events();
        var dropped = Balanced("hip-abduction-extension", -3, 7, -3).Events();
        var hold = Balanced("single-leg-stance", -3, -3, -3).Events();

        Assert.Equal((verdict, reason), Said(level.OfType<RepetitionJudged>().First()));
        Assert.Equal((Verdict.NotLevel, null), Said(dropped.OfType<RepetitionJudged>().First()));
        Assert.Equal((verdict, reason), hold.OfType<HoldJudged>().Select(one => (one.Verdict, one.Reason)).Single());
    }

    [Fact]
    public void Abduction_without_acceleration_may_alert_and_is_never_level()
    {
        var level = new Posed { Acceleration = false }.Calibrated().Mark("exercise:hip-abduction-extension:left").Stand(6.1);
        var dropped = new Posed { Acceleration = false }.Calibrated().Mark("exercise:hip-abduction-extension:left").Stand(2).Stand(1, 7).Stand(3.1);

        Assert.Equal((Verdict.NotJudged, NotJudgedReason.LiftOffNotSeen), Said(Assert.Single(level.Events().OfType<RepetitionJudged>())));
        Assert.Equal((Verdict.NotLevel, null), Said(Assert.Single(dropped.Events().OfType<RepetitionJudged>())));
    }

    [Theory]
    [InlineData(-4.5, AlertKind.Hike)]
    [InlineData(5.5, AlertKind.PelvicDrop)]
    public void Abduction_has_a_limit_both_ways(double drop, AlertKind kind) =>
        Assert.Equal(kind, Assert.Single(Abducting().Stand(1).Stand(1, drop).Stand(1).Events().OfType<AlertStarted>()).Kind);

    [Fact]
    public void Threshold_and_dwell_replace_those_of_the_first_quantity_alone()
    {
        var options = Posed.Options with { Threshold = new(10), Dwell = new(2) };
        var band = Rotating().Stand(1).Events(options).OfType<SetStarted>().Single().Band;

        Assert.Equal(new Limit(AlertKind.Unlevel, new(5), new(10), new(2)), band.First);
        Assert.Equal([new(AlertKind.Tilt, new(5), new(8), new(0.5)), new(AlertKind.Turn, new(5), new(8), new(0.5))], band.Further);
    }

    [Fact]
    public void Heading_changes_nothing_of_it()
    {
        List<PelvicEvent> Of(double heading) => new Posed { Heading = heading }.Calibrated().Stand(2).Mark("exercise:standing-internal-rotation:left")
            .For(12.1, obliquity: t => 3 * OutAndBack(t), tilt: t => 2 * OutAndBack(t), turn: t => 7 * OutAndBack(t)).Events();
        var reference = Of(0).OfType<RepetitionJudged>().ToList();

        Assert.All([37.0, 179.5, -90.0], heading => Assert.All(
            Of(heading).OfType<RepetitionJudged>().Zip(reference),
            pair =>
            {
                Assert.Equal(pair.Second.PeakDrop!.Value.Value, pair.First.PeakDrop!.Value.Value, 6);
                Assert.Equal(pair.Second.Turn!.Value.Value, pair.First.Turn!.Value.Value, 6);
                Assert.Equal((pair.Second.Seen, pair.Second.Verdict), (pair.First.Seen, pair.First.Verdict));
            }));
    }

    [Fact]
    public void Going_on_from_a_saved_state_changes_nothing()
    {
        var samples = Abducting().For(12, obliquity: t => 4 * OutAndBack(t), tilt: t => 6 * OutAndBack(t), turn: t => 13 * OutAndBack(t)).Mark("rest").Stand(1).Samples;
        SplitRuns.AreWhole(samples, samples.Count - 1150, samples.Count - 700, samples.Count - 410);
    }

    private static (Verdict, NotJudgedReason?) Said(RepetitionJudged rep) => (rep.Verdict, rep.Reason);

    private static Posed Rotating() => new Posed().Calibrated().Stand(2).Mark("exercise:standing-internal-rotation:left");

    private static Posed Abducting() => new Posed().Calibrated().Stand(2).Mark("exercise:hip-abduction-extension:left").Shift(0.09);
}
