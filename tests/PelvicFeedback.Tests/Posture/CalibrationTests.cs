using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Tests.Posture;

public class CalibrationTests
{
    public static TheoryData<double, double, double> Mountings => new()
    {
        { 0, 0, 0 }, { 180, 0, 0 }, { 0, 180, 0 }, { 0, 0, 180 }, { 90, 0, 0 }, { 0, 90, 0 }, { 0, 0, -90 }, { 33, -71, 140 }, { -120, 15, 77 },
    };

    [Theory]
    [MemberData(nameof(Mountings))]
    public void Any_mounting_reads_the_same_after_a_bow(double x, double y, double z)
    {
        var mounting = Turn(x, y, z);
        var samples = new Posed { PelvisToSensor = mounting }.Calibrated().Stand(1, obliquity: 6, tilt: 12).Coached();

        var last = samples[^2];
        Assert.Equal(Confidence.High, last.Confidence);
        Assert.Equal(6, last.Obliquity!.Value.Value, 3);
        Assert.Equal(12, last.Tilt!.Value.Value, 3);
    }

    [Fact]
    public void Nothing_is_read_before_a_calibration()
    {
        var samples = new Posed().Mark("calibrate:static").For(2, tilt: t => 20 * t).Coached();

        Assert.All(samples, one => Assert.Null(one.Obliquity));
        Assert.All(samples, one => Assert.Equal(Confidence.None, one.Confidence));
    }

    [Fact]
    public void Without_marks_the_first_three_still_seconds_serve_wherever_they_lie()
    {
        var posed = new Posed().For(4, tilt: t => 10 * Math.Sin(3 * t)).Stand(5);
        var calibrated = Assert.Single(posed.Events().OfType<Calibrated>());

        Assert.True(calibrated.Accepted);
        Assert.InRange(calibrated.At.Seconds, 7, 8.5);
        Assert.Equal(Confidence.Low, posed.Coached()[^1].Confidence);
    }

    [Fact]
    public void Two_still_seconds_are_not_enough()
    {
        var moving = new Posed();
        for (var i = 0; i < 5; i++)
        {
            moving.Stand(2).For(1, tilt: t => 10 * Math.Sin(Math.PI * t));
        }

        Assert.Empty(moving.Events().OfType<Calibrated>());
    }

    [Fact]
    public void A_static_step_in_which_nobody_stood_still_is_refused_with_its_reason()
    {
        var events = new Posed().Mark("calibrate:static").For(6, tilt: t => 10 * Math.Sin(3 * t)).Mark("calibrate:end").Stand(0.1).Events();

        Assert.Equal(CalibrationRefusal.NotStill, Assert.Single(events.OfType<Calibrated>()).Refusal);
    }

    [Fact]
    public void A_calibration_that_was_asked_for_does_not_happen_unasked()
    {
        var events = new Posed().Mark("calibrate:static").Stand(1).Mark("calibrate:end").Stand(10).Events();

        Assert.False(Assert.Single(events.OfType<Calibrated>()).Accepted);
    }

    [Fact]
    public void Bows_say_which_way_is_left_whatever_the_setting_said()
    {
        // The sensor was put on the wrong way round: its +y is the patient's right.
        var events = new Posed { PelvisToSensor = Turn(0, 0, 180) }.Calibrated().Events();
        var bow = Assert.Single(events.OfType<Calibrated>(), one => one.Step == CalibrationStep.Bow);

        Assert.True(bow.Accepted);
        Assert.Equal(180, bow.AxisTurn!.Value.Value, 1);
        Assert.Equal(WithdrawalReason.Axis, Assert.Single(events.OfType<Withdrawn>()).Reason);
    }

    [Fact]
    public void A_bow_that_agrees_with_the_setting_withdraws_nothing()
    {
        Assert.Empty(new Posed().Calibrated().Events().OfType<Withdrawn>());
    }

    [Fact]
    public void Two_bows_are_too_few()
    {
        var events = new Posed().Mark("calibrate:static").Stand(4).Mark("calibrate:bow").Stand(1).Bow().Bow().Mark("calibrate:end").Stand(1).Events();

        Assert.Equal(CalibrationRefusal.TooFewBows, events.OfType<Calibrated>().Last().Refusal);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(65)]
    public void Bows_outside_20_to_45_degrees_do_not_count(double degrees)
    {
        var events = new Posed().Mark("calibrate:static").Stand(4).Mark("calibrate:bow").Stand(1)
            .Bow(degrees).Bow(degrees).Bow(degrees).Mark("calibrate:end").Stand(1).Events();

        Assert.Equal(CalibrationRefusal.TooFewBows, events.OfType<Calibrated>().Last().Refusal);
    }

    [Fact]
    public void Bows_to_different_sides_disagree()
    {
        // The second bow goes 6° off the first one's direction.
        var posed = new Posed().Mark("calibrate:static").Stand(4).Mark("calibrate:bow").Stand(1).Bow();
        posed.For(2.5, obliquity: t => -3.1 * Math.Pow(Math.Sin(Math.PI * t / 2.5), 2), tilt: t => 30 * Math.Pow(Math.Sin(Math.PI * t / 2.5), 2)).Stand(1);
        var events = posed.Bow().Mark("calibrate:end").Stand(1).Events();

        Assert.Equal(CalibrationRefusal.BowsDisagree, events.OfType<Calibrated>().Last().Refusal);
    }

    [Fact]
    public void Bows_that_sway_out_of_their_plane_are_refused()
    {
        // To one side on the way down and to the other on the way up: each bow's mean direction is straight ahead.
        var posed = new Posed().Mark("calibrate:static").Stand(4).Mark("calibrate:bow").Stand(1);
        for (var i = 0; i < 3; i++)
        {
            posed.For(2.5, obliquity: t => 5 * Math.Sin(2 * Math.PI * t / 2.5), tilt: t => 30 * Math.Pow(Math.Sin(Math.PI * t / 2.5), 2)).Stand(1);
        }

        Assert.Equal(CalibrationRefusal.NotInOnePlane, posed.Mark("calibrate:end").Stand(1).Events().OfType<Calibrated>().Last().Refusal);
    }

    [Fact]
    public void Two_still_seconds_on_either_side_of_missing_samples_are_not_three() =>
        Assert.Empty(new Posed().Stand(2).Skip(0.5).Stand(2).Events().OfType<Calibrated>());

    [Fact]
    public void Sit_to_stand_serves_in_place_of_a_bow_although_sitting_tucks_the_pelvis_the_other_way()
    {
        var posed = new Posed { PelvisToSensor = Turn(0, 0, 180) }.Mark("calibrate:static").Stand(4).Mark("calibrate:bow").Stand(1);
        for (var i = 0; i < 3; i++)
        {
            // Sit down: bend forward, fall back past upright into the seat, 20° tucked; and the same way up again.
            posed.For(1.2, tilt: t => 28 * Math.Sin(Math.PI * t / 1.2)).For(1.5, tilt: t => -20 * Math.Sin(Math.PI / 2 * Math.Min(1, t / 0.4)))
                .For(0.3, tilt: t => -20 * Math.Cos(Math.PI / 2 * t / 0.3)).For(1.2, tilt: t => 28 * Math.Sin(Math.PI * t / 1.2)).Stand(1);
        }

        var samples = posed.Mark("calibrate:end").Stand(1, obliquity: 5).Coached();

        Assert.Equal(Confidence.High, samples[^2].Confidence);
        Assert.Equal(5, samples[^2].Obliquity!.Value.Value, 2);
    }

    [Theory]
    [InlineData("left", -4, true)]
    [InlineData("left", 4, false)]
    [InlineData("right", 4, true)]
    [InlineData("right", -4, false)]
    public void The_bent_knees_side_must_come_down(string knee, double obliquity, bool accepted)
    {
        var events = new Posed().Calibrated().Mark("calibrate:side:" + knee).Stand(1).Stand(1, obliquity).Stand(1).Mark("calibrate:end").Stand(1).Events();
        var side = events.OfType<Calibrated>().Last();

        Assert.Equal(CalibrationStep.Side, side.Step);
        Assert.Equal(accepted, side.Accepted);
        Assert.Equal(accepted ? null : CalibrationRefusal.WrongSide, side.Refusal);
    }

    [Fact]
    public void A_second_mismatch_takes_the_angles_away_because_a_mirrored_side_is_worse_than_none()
    {
        var posed = new Posed().Calibrated();
        for (var i = 0; i < 2; i++)
        {
            posed.Mark("calibrate:side:left").Stand(1).Stand(1, obliquity: 4).Stand(1);
        }

        var samples = posed.Coached();

        Assert.Null(samples[^1].Obliquity);
        Assert.Contains(posed.Events(), one => one is Withdrawn { Reason: WithdrawalReason.Axis });
    }

    [Fact]
    public void No_knee_bend_is_said_as_that()
    {
        var events = new Posed().Calibrated().Mark("calibrate:side:left").Stand(3).Mark("calibrate:end").Stand(1).Events();

        Assert.Equal(CalibrationRefusal.NoKneeBend, events.OfType<Calibrated>().Last().Refusal);
    }

    [Fact]
    public void A_bow_before_any_static_calibration_is_refused()
    {
        var events = new Posed().Mark("calibrate:bow").Bow().Events();

        Assert.Equal(CalibrationRefusal.NoStatic, events.OfType<Calibrated>().First().Refusal);
    }

    [Fact]
    public void A_new_static_calibration_is_an_event_and_keeps_the_bow()
    {
        var posed = new Posed().Calibrated().Mark("calibrate:static").Stand(4, obliquity: 1.5);
        var samples = posed.Coached();

        Assert.Equal(2, posed.Events().OfType<Calibrated>().Count(one => one is { Step: CalibrationStep.Static, Accepted: true }));
        Assert.Equal(0, samples.Last(one => !one.Closes).Obliquity!.Value.Value, 2);
        Assert.Equal(Confidence.High, samples[^1].Confidence);
    }

    [Fact]
    public void A_belt_that_turned_about_the_waist_shows_in_the_next_bow()
    {
        var posed = new Posed().Calibrated();
        var turned = new Posed { PelvisToSensor = Turn(0, 0, 12) }.Mark("calibrate:bow").Stand(1).Bow().Bow().Bow().Mark("calibrate:end").Stand(1);
        var all = posed.Samples.Concat(turned.Samples.Select(one => one with { Time = one.Time + new Seconds(posed.Now) })).ToList();
        var events = Streaming.Run(all, Posed.Options).SelectMany(one => one.Events ?? Enumerable.Empty<Core.Wire.PelvicEvent>()).ToList();

        Assert.Equal(12, events.OfType<Calibrated>().Last().AxisTurn!.Value.Value, 1);
        Assert.Equal(WithdrawalReason.Axis, events.OfType<Withdrawn>().Last().Reason);
    }

    [Fact]
    public void Mounting_roll_is_reported_and_subtracted_once()
    {
        var posed = new Posed { PelvisToSensor = Turn(-3, 0, 0) }.Stand(5).Stand(1, obliquity: 2);
        var samples = posed.Coached();

        Assert.Equal(3, Math.Abs(posed.Events().OfType<Calibrated>().Single().MountingRoll!.Value.Value), 3);
        Assert.Equal(2, samples[^2].Obliquity!.Value.Value, 3);
    }

    [Theory]
    [InlineData(SensorAxis.PlusX, 90)]
    [InlineData(SensorAxis.MinusX, -90)]
    [InlineData(SensorAxis.MinusY, 180)]
    public void The_left_axis_setting_serves_until_a_bow(SensorAxis axis, double yaw)
    {
        var samples = new Posed { PelvisToSensor = Turn(0, 0, -yaw) }.Stand(5).Stand(1, obliquity: 7).Coached(Posed.Options with { LeftAxis = axis });

        Assert.Equal(7, samples[^2].Obliquity!.Value.Value, 3);
        Assert.Equal(Confidence.Low, samples[^2].Confidence);
    }

    [Fact]
    public void Angles_are_not_believed_while_the_orientation_filter_begins_anew_after_missing_samples()
    {
        // The sensor gives force and rate only; standing, it does not turn.
        var samples = new Posed().Stand(8).Skip(1.5).Stand(5).Samples.Select(one => one with
        {
            SensorToEarth = default,
            Content = MotionContent.SpecificForce | MotionContent.AngularRate,
        });
        var said = Streaming.Run(samples, Posed.Options).Where(one => !one.Closes).ToList();

        Assert.All(said.Where(one => one.Time.Seconds is > 7.9 and < 8), one => Assert.Equal(Confidence.Low, one.Confidence));
        Assert.All(said.Where(one => one.Time.Seconds > 9), one =>
            Assert.Equal(one.Time.Seconds < 11.495 ? Confidence.None : Confidence.Low, one.Confidence));
        Assert.All(said.Where(one => one.Time.Seconds > 9), one => Assert.NotNull(one.Obliquity));
    }

    private static Rotation Turn(double x, double y, double z) =>
        Rotation.About(new(1, 0, 0), x * Math.PI / 180) * Rotation.About(new(0, 1, 0), y * Math.PI / 180) * Rotation.About(new(0, 0, 1), z * Math.PI / 180);
}
