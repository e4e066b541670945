using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Movement;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Tests.Coaching;

/// <summary>The side plank: floor, lift-off, hold, set-down, and what is said of it.</summary>
public class SidePlankTests
{
    private const double Floor = -8;

    [Theory]
    [InlineData(Side.Left)]
    [InlineData(Side.Right)]
    public void A_hold_lasts_from_lift_off_to_set_down(Side lower)
    {
        var posed = Lying(lower);
        var off = posed.Now;
        var events = Bridge(posed, lower, 12, 8).Mark("rest").Stand(1).Events();
        var hold = Assert.Single(events.OfType<HoldJudged>());

        AssertWithin(hold, off, off + 10, 1);
        Assert.Equal((Verdict.Level, lower.AsExerciseSide()), (hold.Verdict, hold.Side));
        Assert.True(hold.At >= hold.Ended);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(12)]
    [InlineData(25)]
    public void Lift_off_and_set_down_are_found_whatever_the_lift_and_its_speed(double lift)
    {
        foreach (var seconds in new[] { 0.8, 1.2, 1.6 })
        {
            var posed = Lying(Side.Left);
            var off = posed.Now;
            var hold = Assert.Single(Bridge(posed, Side.Left, lift, 6, seconds).Events().OfType<HoldJudged>());

            AssertWithin(hold, off, off + 6 + (2 * seconds), seconds);
        }
    }

    [Fact]
    public void A_page_is_told_the_lift_off_the_floor_and_what_it_is_held_against()
    {
        foreach (var lift in new[] { 12.0, -12.0 })
        {
            var memory = new PipelineMemory(PipelineState.Beginning(null));
            var samples = Bridge(Lying(Side.Left), Side.Left, lift, 8).Mark("rest").Stand(1).Samples;
            var seen = samples.Select(sample => (Said: Streaming.Run([sample], Posed.Options, memory, complete: false), memory.HeldFrom)).ToList();

            Assert.Null(seen[0].HeldFrom);
            Assert.All(seen.Where(one => one.HeldFrom is not null), one => Assert.InRange(one.HeldFrom!.Value.Value, 11, 13));
            Assert.InRange(seen.Count(one => one.HeldFrom is not null), 4 * 100, 9 * 100);
            Assert.Null(seen[^1].HeldFrom);
        }
    }

    [Fact]
    public void A_set_may_hold_several()
    {
        var posed = Bridge(Lying(Side.Left), Side.Left, 12, 5).Lie(4, Side.Left, _ => Floor);
        var holds = Bridge(posed, Side.Left, 12, 7).Events().OfType<HoldJudged>().ToList();

        Assert.Equal([7.0, 9.0], holds.Select(hold => Math.Round(hold.Duration.Value)));
        Assert.All(holds, hold => Assert.Equal(Verdict.Level, hold.Verdict));
    }

    [Fact]
    public void A_lift_under_six_degrees_is_not_judged()
    {
        var hold = Assert.Single(Bridge(Lying(Side.Left), Side.Left, 5.5, 6).Events().OfType<HoldJudged>());

        Assert.Equal((Verdict.NotJudged, NotJudgedReason.LiftTooLow), (hold.Verdict, hold.Reason));
        Assert.Equal(Verdict.Level, Assert.Single(Bridge(Lying(Side.Left), Side.Left, 6.5, 6).Events().OfType<HoldJudged>()).Verdict);
    }

    [Fact]
    public void Without_lying_still_first_lying_down_afterwards_is_no_hold()
    {
        var posed = Standing().Mark("exercise:side-plank-abduction:left").Lie(8, Side.Left, t => Floor + (4 * Math.Sin(4 * t)));

        Assert.Empty(Bridge(posed, Side.Left, 12, 6).Lie(4, Side.Left, _ => Floor).Mark("rest").Stand(1).Events().OfType<HoldJudged>());
    }

    [Theory]
    [InlineData(8.5, 1.2, 1)]
    [InlineData(8.5, 0.8, 0)]
    [InlineData(7.5, 3, 0)]
    public void Sag_from_the_holds_start_alerts_after_a_second(double sag, double seconds, int alerts)
    {
        var posed = Rise(Lying(Side.Left), Side.Left, 14).Lie(3, Side.Left, _ => Floor + 14);
        var over = posed.Now;
        var sagging = posed.Lie(seconds, Side.Left, _ => Floor + 14 - sag).Lie(6, Side.Left, _ => Floor + 14);
        var events = SetDown(sagging, Side.Left, 14).Events();
        var starts = events.OfType<AlertStarted>().ToList();

        Assert.Equal(alerts, starts.Count);
        Assert.All(starts, start =>
        {
            Assert.Equal((AlertKind.Sag, 8), (start.Kind, start.Threshold.Value));
            Assert.Equal(over + 1, start.At.Seconds, 2);
            Assert.Equal(sag, start.Value.Value, 1);
        });
        Assert.Equal(alerts > 0 || seconds > 2.5 ? Verdict.NotLevel : Verdict.Level, Assert.Single(events.OfType<HoldJudged>()).Verdict);
    }

    [Fact]
    public void Rolling_over_alerts_too()
    {
        var posed = Rise(Lying(Side.Left), Side.Left, 14).Lie(3, Side.Left, _ => Floor + 14).Lie(1.2, Side.Left, _ => Floor + 14, _ => 16).Lie(4, Side.Left, _ => Floor + 14);
        var start = Assert.Single(posed.Events().OfType<AlertStarted>());

        Assert.Equal((AlertKind.Roll, 15, 16), (start.Kind, start.Threshold.Value, Math.Round(start.Value.Value, 1)));
    }

    [Fact]
    public void Setting_down_is_no_sag()
    {
        foreach (var seconds in new[] { 0.8, 1.2, 2, 3 })
        {
            Assert.Empty(SetDown(Rise(Lying(Side.Left), Side.Left, 20).Lie(5, Side.Left, _ => Floor + 20), Side.Left, 20, seconds).Events().OfType<AlertStarted>());
        }
    }

    [Fact]
    public void A_slow_way_down_is_a_sag_before_it_is_a_set_down()
    {
        var posed = Rise(Lying(Side.Left), Side.Left, 14).Lie(4, Side.Left, _ => Floor + 14);
        var low = posed.Now + 8;
        var events = SetDown(posed, Side.Left, 14, 8).Events();
        var start = Assert.Single(events.OfType<AlertStarted>());

        Assert.Equal(AlertKind.Sag, start.Kind);
        Assert.True(start.At.Seconds < low);
        Assert.Equal(Verdict.NotLevel, Assert.Single(events.OfType<HoldJudged>()).Verdict);
    }

    [Theory]
    [InlineData(0, 0, Verdict.Level)]
    [InlineData(10, 1, Verdict.NotLevel)]
    public void Who_trembles_from_the_start_is_held_against_it_and_told_of_a_sag(double sag, int alerts, Verdict verdict)
    {
        Func<double, double> Trembling(double height) => t => Floor + height + (1.2 * Math.Sin(25 * t));
        var posed = Rise(Lying(Side.Left), Side.Left, 14).Lie(6, Side.Left, Trembling(14)).Lie(6, Side.Left, Trembling(14 - sag));
        var events = SetDown(posed, Side.Left, 14).Events();

        Assert.Equal(Enumerable.Repeat(AlertKind.Sag, alerts), events.OfType<AlertStarted>().Select(alert => alert.Kind));
        Assert.Equal((verdict, null), events.OfType<HoldJudged>().Select(hold => (hold.Verdict, hold.Reason)).Single());
    }

    [Fact]
    public void Lying_still_on_a_floor_that_is_not_quite_the_old_one_ends_a_hold()
    {
        var posed = Rise(Lying(Side.Left), Side.Left, 14).Lie(6, Side.Left, _ => Floor + 14).Lie(1, Side.Left, Posed.Glide(Floor + 14, Floor + 2.2, 1));
        var down = posed.Now;
        var hold = Assert.Single(posed.Lie(12, Side.Left, _ => Floor + 2.2).Mark("rest").Stand(1).Events().OfType<HoldJudged>());

        Assert.Equal(down, hold.Ended.Seconds, 0.3);
    }

    [Theory]
    [InlineData(1.8)]
    [InlineData(2.2)]
    [InlineData(2.4)]
    public void Set_down_on_a_floor_that_is_not_quite_the_old_one_is_no_sag(double higher)
    {
        var posed = Rise(Lying(Side.Left), Side.Left, 14).Lie(8, Side.Left, _ => Floor + 14).Lie(1, Side.Left, Posed.Glide(Floor + 14, Floor + higher, 1));
        var events = posed.Lie(8, Side.Left, _ => Floor + higher).Mark("rest").Stand(1).Events();

        Assert.Empty(events.OfType<AlertStarted>());
        Assert.Equal(Verdict.Level, Assert.Single(events.OfType<HoldJudged>()).Verdict);
    }

    [Theory]
    [InlineData(2.2, Verdict.NotJudged, NotJudgedReason.LiftTooLow)]
    [InlineData(3, Verdict.NotLevel, null)]
    public void Who_comes_so_near_the_floor_and_goes_up_again_is_not_level_though_nobody_knows_whether_he_lay(double near, Verdict verdict, NotJudgedReason? reason)
    {
        var posed = Rise(Lying(Side.Left), Side.Left, 14).Lie(7.5, Side.Left, _ => Floor + 14).Lie(1.3, Side.Left, _ => Floor + near).Lie(14.5, Side.Left, _ => Floor + 14);
        var events = SetDown(posed, Side.Left, 14).Mark("rest").Stand(1).Events();
        var hold = Assert.Single(events.OfType<HoldJudged>());

        Assert.Equal((verdict, reason), (hold.Verdict, hold.Reason));
        Assert.Equal(reason is null ? 1 : 0, events.OfType<AlertStarted>().Count());
        Assert.Equal([(Verdict.Level, null), (verdict, reason), (Verdict.Level, null), (Verdict.Level, null)], events.OfType<RepetitionJudged>().Select(rep => (rep.Verdict, rep.Reason)));
    }

    [Fact]
    public void Restless_just_above_the_floor_till_the_end_is_not_level()
    {
        var posed = Rise(Lying(Side.Left), Side.Left, 14).Lie(10, Side.Left, _ => Floor + 14).Lie(5, Side.Left, _ => Floor + 2.1, t => 3 * Math.Sin(4 * t));
        var hold = Assert.Single(posed.Mark("rest").Stand(1).Events().OfType<HoldJudged>());

        Assert.Equal((Verdict.NotJudged, NotJudgedReason.LiftTooLow), (hold.Verdict, hold.Reason));
    }

    [Fact]
    public void Set_down_in_two_strokes_a_hold_ends_with_the_second()
    {
        var posed = Rise(Lying(Side.Left), Side.Left, 14).Lie(5, Side.Left, _ => Floor + 14)
            .Lie(0.4, Side.Left, Posed.Glide(Floor + 14, Floor + 1.5, 0.4)).Lie(0.4, Side.Left, Posed.Glide(Floor + 1.5, Floor, 0.4));
        var down = posed.Now;

        Assert.Equal(down, Assert.Single(posed.Lie(2, Side.Left, _ => Floor).Events().OfType<HoldJudged>()).Ended.Seconds, 0.1);
    }

    [Fact]
    public void On_the_other_side_nothing_is_judged()
    {
        var posed = Standing().Mark("exercise:side-plank-abduction:left").Lie(3, Side.Right, _ => Floor);
        var events = Rise(posed, Side.Right, 14).Lie(2, Side.Right, _ => Floor + 14).Lie(5, Side.Right, _ => Floor + 4).Lie(2, Side.Right, _ => Floor + 14);
        var said = SetDown(events, Side.Right, 14).Events();
        var hold = Assert.Single(said.OfType<HoldJudged>());

        Assert.Empty(said.OfType<AlertStarted>());
        Assert.Equal((Verdict.NotJudged, NotJudgedReason.OtherSide, ExerciseSide.Left), (hold.Verdict, hold.Reason, hold.Side));
        Assert.All(said.OfType<RepetitionJudged>(), rep => Assert.Equal(NotJudgedReason.OtherSide, rep.Reason));
    }

    [Fact]
    public void Leg_lifts_are_paced_from_lift_off()
    {
        var posed = Lying(Side.Left);
        var off = posed.Now;
        var up = Rise(posed, Side.Left, 14).Lie(6, Side.Left, _ => Floor + 14).Lie(2, Side.Left, _ => Floor + 5).Lie(12, Side.Left, _ => Floor + 14);
        var reps = SetDown(up, Side.Left, 14).Events().OfType<RepetitionJudged>().ToList();

        Assert.Equal([1, 2, 3], reps.Select(rep => rep.Number));
        Assert.All(reps, rep => Assert.InRange(rep.At.Seconds, off + (6 * rep.Number) - 0.12, off + (6 * rep.Number) + 0.35));
        Assert.All(reps, rep => Assert.Equal((RepetitionSource.Paced, false), (rep.Source, rep.Seen)));
        Assert.Equal([Verdict.Level, Verdict.NotLevel, Verdict.Level], reps.Select(rep => rep.Verdict));
        Assert.Equal(9, reps[1].PeakDrop!.Value.Value, 1);
    }

    [Fact]
    public void Getting_up_is_no_hold()
    {
        var posed = Bridge(Lying(Side.Left), Side.Left, 12, 5).Lie(1, Side.Left, Posed.Glide(Floor, 80, 1)).Stand(1).Mark("rest").Stand(1);

        Assert.Single(posed.Events().OfType<HoldJudged>());
    }

    [Fact]
    public void Lying_there_is_neither_obliquity_nor_drop()
    {
        var lying = Bridge(Lying(Side.Left), Side.Left, 12, 5).Coached().Where(one => one.Prescription is not null && !one.Closes).ToList();

        Assert.All(lying, one => Assert.Null(one.Obliquity ?? one.Tilt ?? one.Drop));
        Assert.All(lying, one => Assert.NotNull(one.LongAxis));
    }

    [Fact]
    public void Missing_samples_cut_a_hold_short()
    {
        var posed = Rise(Lying(Side.Left), Side.Left, 12).Lie(4, Side.Left, _ => Floor + 12).Skip(2).Lie(4, Side.Left, _ => Floor + 12);
        var hold = SetDown(posed, Side.Left, 12).Mark("rest").Stand(1).Events().OfType<HoldJudged>().ToList();

        Assert.Equal(2, hold.Count);
        Assert.Equal((Verdict.NotJudged, NotJudgedReason.Gap), (hold[0].Verdict, hold[0].Reason));
        Assert.Equal((Verdict.NotJudged, NotJudgedReason.LiftOffNotSeen), (hold[1].Verdict, hold[1].Reason));
    }

    [Fact]
    public void Heading_changes_neither_sag_nor_roll()
    {
        List<Feedback> Of(double heading)
        {
            var posed = new Posed { Heading = heading, Drift = heading / 100 }.Calibrated().Mark("exercise:side-plank-abduction:left").Lie(3, Side.Left, _ => Floor);
            return SetDown(Rise(posed, Side.Left, 14).Lie(4, Side.Left, t => Floor + 14 - (2 * t), t => 3 * t), Side.Left, 14).Coached();
        }

        Assert.All(Of(0).Zip(Of(77)), pair =>
        {
            Assert.Equal(pair.First.LongAxis?.Value ?? 0, pair.Second.LongAxis?.Value ?? 0, 6);
            Assert.Equal(pair.First.Roll?.Value ?? 0, pair.Second.Roll?.Value ?? 0, 6);
            Assert.Equal(pair.First.Zone, pair.Second.Zone);
        });
    }

    [Fact]
    public void Going_on_from_a_saved_state_changes_nothing()
    {
        var posed = Lying(Side.Left);
        var lying = posed.Samples.Count;
        var samples = Bridge(posed, Side.Left, 12, 9).Mark("rest").Stand(1).Samples;
        SplitRuns.AreWhole(samples, lying - 50, lying + 60, lying + 150, lying + 700, lying + 1060, lying + 1120);
    }

    // Lift-off is the first of the rise and set-down the last of the way down, though neither shows yet or any more.
    private static void AssertWithin(HoldJudged hold, double begins, double ends, double seconds)
    {
        Assert.Equal(begins, hold.Ended.Seconds - hold.Duration.Value, 0.2 * seconds);
        Assert.Equal(ends, hold.Ended.Seconds, 0.2 * seconds);
    }

    private static Posed Standing() => new Posed().Calibrated();

    private static Posed Lying(Side lower) => Standing().Mark("exercise:side-plank-abduction:" + lower.Word()).Lie(3.5, lower, _ => Floor);

    private static Posed Rise(Posed posed, Side lower, double lift, double seconds = 1) => posed.Lie(
        seconds, lower, Posed.Glide(Floor, Floor + lift, seconds), up: t => Posed.MinimumJerk(0.12, seconds, t));

    private static Posed SetDown(Posed posed, Side lower, double lift, double seconds = 1) =>
        posed.Lie(seconds, lower, Posed.Glide(Floor + lift, Floor, seconds), up: t => Posed.MinimumJerk(-0.12, seconds, t)).Lie(2, lower, _ => Floor);

    private static Posed Bridge(Posed posed, Side lower, double lift, double hold, double seconds = 1) =>
        SetDown(Rise(posed, lower, lift, seconds).Lie(hold, lower, _ => Floor + lift), lower, lift, seconds);
}
