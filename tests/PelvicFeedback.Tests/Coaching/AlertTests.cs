using System.Reactive.Subjects;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Tests.Coaching;

/// <summary>The sentences of the contract about when an alert is raised, and when not.</summary>
public class AlertTests
{
    [Theory]
    [InlineData("left", 0.09, 5)]
    [InlineData("right", -0.09, -5)]
    public void A_drop_over_the_threshold_for_the_dwell_begins_an_alert_at_the_sample_that_completes_it(string leg, double shift, double obliquity)
    {
        var posed = OnOneLeg(leg, shift).Stand(1);
        var over = posed.Now;
        var events = posed.Stand(1, obliquity).Stand(2).Events();
        var start = Assert.Single(events.OfType<AlertStarted>());
        var end = Assert.Single(events.OfType<AlertEnded>());

        Assert.Equal(over + 0.3, start.At.Seconds, 6);
        Assert.Equal((AlertKind.PelvicDrop, 4, 5), (start.Kind, start.Threshold.Value, Math.Round(start.Peak.Value, 3)));
        Assert.Equal(leg, start.Stance.Word());
        Assert.Equal((start.Ordinal, AlertEnd.Recovered), (end.Ordinal, end.Reason));
        Assert.Equal(1, end.Duration.Value, 6);
    }

    [Fact]
    public void A_sensor_that_falls_silent_leaves_no_alert_open()
    {
        var memory = new PipelineMemory(PipelineState.Beginning(null));
        var events = new List<PelvicEvent>();
        using var samples = new Subject<MotionSample>();
        using var subscription = samples.Coached(Posed.Options, memory).Subscribe(one => events.AddRange(one.Events ?? Enumerable.Empty<PelvicEvent>()));
        OnLeft().Stand(1, obliquity: 5).Samples.ToList().ForEach(samples.OnNext);
        var start = Assert.Single(events.OfType<AlertStarted>());

        var end = Assert.IsType<AlertEnded>(Assert.Single(memory.Silence()!));

        Assert.Equal((start.Ordinal, AlertEnd.Gap), (end.Ordinal, end.Reason));
        Assert.Null(memory.Silence());
    }

    [Fact]
    public void A_step_up_on_the_other_leg_raises_nothing_and_is_never_level()
    {
        var posed = new Posed().Calibrated().Mark("exercise:lateral-step-up:left").Stand(2).Shift(-0.1, 0.7)
            .Squat(-0.15, obliquity: _ => 10).Shift(0.1, 0.7).Stand(2).Mark("rest").Stand(1);
        var events = posed.Events();

        Assert.Empty(events.OfType<AlertStarted>());
        Assert.All(events.OfType<RepetitionJudged>(), one => Assert.Equal(Verdict.NotJudged, one.Verdict));
    }

    [Fact]
    public void A_drop_one_sample_shorter_than_the_dwell_begins_none()
    {
        Assert.Empty(OnLeft().Stand(1).Stand(0.3, obliquity: 5).Stand(2).Events().OfType<AlertStarted>());
        Assert.Single(OnLeft().Stand(1).Stand(0.31, obliquity: 5).Stand(2).Events().OfType<AlertStarted>());
    }

    [Fact]
    public void Coming_under_the_threshold_for_one_sample_begins_the_dwell_anew()
    {
        Assert.Empty(OnLeft().Stand(0.25, obliquity: 5).Stand(0.01, obliquity: 3.9).Stand(0.25, obliquity: 5).Stand(1).Events().OfType<AlertStarted>());
    }

    [Fact]
    public void An_alert_lasts_until_the_threshold_less_the_hysteresis()
    {
        var posed = OnLeft().Stand(1, obliquity: 5).Stand(1, obliquity: 3.1);

        Assert.Single(posed.Events().OfType<AlertEnded>(), one => one.Reason == AlertEnd.EndOfInput);
        Assert.Single(posed.Stand(1, obliquity: 2.9).Events().OfType<AlertEnded>(), one => one.Reason == AlertEnd.Recovered);
    }

    [Fact]
    public void After_an_alert_the_next_one_needs_its_whole_dwell_again()
    {
        var posed = OnLeft().Stand(1, obliquity: 5).Stand(0.01, obliquity: 2.9);

        Assert.Single(posed.Stand(0.25, obliquity: 5).Events().OfType<AlertStarted>());
        Assert.Equal(2, posed.Stand(0.1, obliquity: 5).Events().OfType<AlertStarted>().Count());
    }

    [Fact]
    public void A_rise_of_the_free_side_is_no_drop_and_becomes_a_hike_only_when_large_and_lasting()
    {
        Assert.Empty(OnLeft().Stand(3, obliquity: -5).Events().OfType<AlertStarted>());
        var hike = Assert.Single(OnLeft().Stand(3, obliquity: -7).Events().OfType<AlertStarted>());

        Assert.Equal((AlertKind.Hike, 6, 7), (hike.Kind, hike.Threshold.Value, Math.Round(hike.Value.Value, 3)));
    }

    [Fact]
    public void No_alert_without_a_calibration()
    {
        var posed = new Posed().Mark("calibrate:static").For(1, tilt: t => 20 * t).Mark("exercise:single-leg-stance:left").Stand(1);

        Assert.Empty(posed.Shift(0.09).Stand(3, obliquity: 8).Events().OfType<AlertStarted>());
    }

    [Fact]
    public void No_drop_alert_on_two_feet()
    {
        var posed = new Posed().Calibrated().Mark("exercise:single-leg-stance:left").Stand(2);

        Assert.Empty(posed.Stand(1, obliquity: 8).Events().OfType<AlertStarted>());
    }

    [Fact]
    public void A_gap_ends_an_alert_and_its_dwell()
    {
        var events = OnLeft().Stand(1, obliquity: 5).Skip(0.3).Stand(1, obliquity: 5).Events();
        var end = Assert.Single(events.OfType<AlertEnded>(), one => one.Reason == AlertEnd.Gap);
        var starts = events.OfType<AlertStarted>().ToList();

        Assert.Equal(2, starts.Count);
        Assert.Equal(end.At.Seconds + 0.3, starts[1].At.Seconds, 6);
        Assert.Single(events.OfType<SensorGap>(), gap => Math.Abs(gap.Length.Value - 0.31) < 1e-6);
    }

    [Fact]
    public void Ninety_milliseconds_at_100_Hz_are_no_gap()
    {
        var events = OnLeft().Stand(1, obliquity: 5).Skip(0.08).Stand(1, obliquity: 5).Events();

        Assert.Empty(events.OfType<SensorGap>());
        Assert.Single(events.OfType<AlertStarted>());
    }

    [Fact]
    public void The_end_of_the_input_ends_what_is_open()
    {
        var feedback = OnLeft().Stand(1, obliquity: 5).Coached();
        var end = Assert.Single(feedback.Events().OfType<AlertEnded>());

        Assert.Equal(AlertEnd.EndOfInput, end.Reason);
        Assert.True(feedback[^1].Closes);
        Assert.Single(feedback, one => one.Closes);
    }

    [Fact]
    public void Rest_ends_what_is_open()
    {
        Assert.Equal(AlertEnd.Rest, Assert.Single(OnLeft().Stand(1, obliquity: 5).Mark("rest").Stand(1).Events().OfType<AlertEnded>()).Reason);
    }

    [Fact]
    public void A_threshold_of_ones_own_keeps_the_ratio_of_warn()
    {
        var options = Posed.Options with { Threshold = new(6), Dwell = new(1) };
        var events = OnLeft().Stand(1, obliquity: 5).Stand(0.9, obliquity: 7).Stand(1).Stand(1.1, obliquity: 7).Events(options);

        Assert.Single(events.OfType<AlertStarted>());
        var band = events.OfType<SetStarted>().Single().Band.First;
        Assert.Equal((3, 6, 1), (band.Warn!.Value.Value, band.Alert.Value, band.Dwell.Value));
    }

    [Fact]
    public void A_squat_on_one_leg_without_a_bow_raises_nothing_and_says_why()
    {
        var posed = new Posed().Stand(4).Mark("exercise:single-leg-squat:left").Stand(2).Shift(0.09).Stand(1).Squat(0.12, obliquity: _ => 13).Stand(2);
        var events = posed.Events();
        var rep = events.OfType<RepetitionJudged>().Single();

        Assert.Empty(events.OfType<AlertStarted>());
        Assert.Equal((Verdict.NotJudged, NotJudgedReason.NoBow), (rep.Verdict, rep.Reason));
    }

    [Fact]
    public void Without_marks_of_calibration_alerts_are_raised_with_low_confidence()
    {
        var posed = new Posed().Stand(4).Mark("exercise:single-leg-stance:left").Stand(2).Shift(0.09).Stand(1).Stand(1, obliquity: 6);
        var feedback = posed.Coached();

        Assert.Single(feedback.Events().OfType<AlertStarted>());
        Assert.Equal(Confidence.Low, feedback[^2].Confidence);
    }

    [Fact]
    public void On_two_feet_either_side_down_is_unlevel()
    {
        foreach (var obliquity in new[] { 7, -7 })
        {
            var alert = Assert.Single(new Posed().Calibrated().Mark("exercise:squat:both").Stand(2).Stand(1, obliquity).Stand(1).Events().OfType<AlertStarted>());
            Assert.Equal((AlertKind.Unlevel, 7), (alert.Kind, Math.Round(alert.Value.Value, 3)));
        }
    }

    [Fact]
    public void Warn_changes_the_zone_and_makes_no_event()
    {
        var feedback = OnLeft().Stand(1, obliquity: 3).Stand(1, obliquity: 1).Coached();

        Assert.Contains(feedback, one => one.Zone == Zone.Warn);
        Assert.Empty(feedback.Events().OfType<AlertStarted>());
        Assert.Equal(Zone.Level, feedback[^2].Zone);
    }

    internal static Posed OnLeft() => OnOneLeg("left", 0.09);

    internal static Posed OnOneLeg(string leg, double shift) =>
        new Posed().Calibrated().Mark("exercise:single-leg-stance:" + leg).Stand(2).Shift(shift).Stand(1);
}
