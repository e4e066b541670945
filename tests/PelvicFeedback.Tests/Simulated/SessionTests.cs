using PelvicFeedback.Core.Sessions;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Sensors.Simulated;

namespace PelvicFeedback.Tests.Simulated;

/// <summary>A session does what its script says, and the truth agrees with itself.</summary>
public class SessionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_stance_of_every_sample_follows_from_the_events(int seed)
    {
        var run = Simulation.Run(SimulatedPatient.Weak with { TouchDowns = 1 }, Sessions.Rigid with { ClockStart = new(100) }, Sessions.Everything, seed);
        var events = new Queue<TruthEvent>(run.Events.Where(e => e is TrueLiftOff or TrueFootDown));
        var stance = Stance.Both;
        foreach (var (sample, truth) in run.Samples)
        {
            while (events.TryPeek(out var next) && next.At <= sample.Time)
            {
                var was = stance;
                stance = events.Dequeue() is TrueLiftOff lift ? lift.StanceLeg.AsStance() : Stance.Both;
                Assert.NotEqual(was, stance);
            }

            Assert.Equal(stance, truth.Stance);
            Assert.Equal(stance == Stance.Both, truth.Drop is null);
        }

        Assert.Empty(events);
    }

    [Fact]
    public void The_truth_is_told_in_order() =>
        Assert.All(Enumerable.Range(1, 5), seed =>
        {
            var sensor = new SimulatedSensor { LossProbability = 0.01, GapsPerMinute = 1, Slips = [new(new(30), SlipAxis.Forward, new(5), new(2))] };
            var times = Simulation.Run(SimulatedPatient.Weak, sensor, Sessions.Everything, seed).Events.Select(e => e.At.Seconds).ToList();
            Assert.Equal(times.Order(), times);
        });

    [Fact]
    public void Marks_come_in_the_order_of_a_session_with_quiet_standing_where_it_is_due()
    {
        var samples = Sessions.Samples(SimulatedPatient.Healthy, Sessions.Rigid, Sessions.Everything);
        var marks = samples.Where(s => s.Sample.Mark is not null).Select(s => (s.Sample.Time, s.Sample.Mark!.Text)).ToList();
        Assert.Equal(
            [
                "calibrate:static", "calibrate:bow", "calibrate:side:left", "calibrate:side:right", "calibrate:end",
                "exercise:single-leg-stance:left", "rest", "exercise:single-leg-stance:right", "rest",
                "exercise:single-leg-squat:right", "rest", "exercise:squat:both", "rest", "exercise:lateral-step-up:left", "rest",
            ],
            marks.Select(m => m.Text));
        Assert.InRange((marks[1].Time - marks[0].Time).Value, 4, 7);
        Assert.All(marks.Where(m => m.Text.StartsWith("exercise")), mark =>
            Sessions.Each(
                samples.Where(s => s.Sample.Time >= mark.Time && s.Sample.Time < mark.Time + new Seconds(2)),
                s => Assert.InRange(s.Sample.AngularRate.Length * 180 / Math.PI, 0, 2)));
    }

    [Fact]
    public void Marks_may_keep_the_side_to_themselves_or_be_missing()
    {
        var untold = Sessions.Samples(SimulatedPatient.Healthy, Sessions.Rigid, Sessions.Everything with { SidesUntold = true });
        var sides = untold.Select(s => s.Sample.Mark).OfType<Mark.StartExercise>().Select(m => m.Prescription.Side).ToList();
        Assert.Equal(5, sides.Count);
        Assert.All(sides, side => Assert.Equal(ExerciseSide.Auto, side));
        var silent = Sessions.Samples(SimulatedPatient.Healthy, Sessions.Rigid, Sessions.Everything with { Marks = false });
        Sessions.Each(silent, s => Assert.Null(s.Sample.Mark));
        Sessions.Same(untold.Select(s => s.Truth), silent.Select(s => s.Truth));
    }

    [Fact]
    public void The_foot_leaves_at_the_end_of_the_weight_shift_and_the_weight_comes_back_after_it_is_down() =>
        Assert.All(Enumerable.Range(1, 10), seed =>
        {
            var run = Simulation.Run(SimulatedPatient.Healthy with { StandingSway = 0, OneLegSway = 0 }, Sessions.Rigid, Sessions.Of(Sessions.Set("single-leg-stance:right")), seed);
            var samples = run.Samples.ToList();
            var held = samples.Where(s => s.Truth.Stance == Stance.Right).ToList();
            var over = held[held.Count / 2].Truth.Position.Y;
            Assert.InRange(over, -0.115, -0.065);
            Assert.InRange(held[0].Truth.Position.Y / over, 0.97, 1.001);
            Assert.InRange(held[^1].Truth.Position.Y / over, 0.97, 1.02);
            Assert.InRange(samples[^1].Truth.Position.Y, -0.001, 0.001);
        });

    [Fact]
    public void A_foot_that_comes_down_is_felt()
    {
        var session = Sessions.Of(Sessions.Set("single-leg-stance:left", 4));
        var sensor = Sessions.Rigid with { Rate = 400 };
        var run = Simulation.Run(SimulatedPatient.Healthy, sensor, session, 2);
        var samples = run.Samples.ToList();
        foreach (var down in run.Events.OfType<TrueFootDown>())
        {
            var peak = samples.Where(s => s.Sample.Time > down.At && s.Sample.Time < down.At + new Seconds(0.08)).Max(s => s.Sample.SpecificForce.Length) - 9.80665;
            Assert.InRange(peak, down.Impact - 0.3, down.Impact + 0.4);
        }
    }

    [Theory]
    [InlineData("single-leg-squat:left", 5, 20)]
    [InlineData("squat:both", 10, 40)]
    [InlineData("lateral-step-up:right", 10, 10)]
    public void Repetitions_are_as_many_and_as_deep_as_asked(string prescription, double shallow, double deep)
    {
        var run = Simulation.Run(SimulatedPatient.Healthy, Sessions.Rigid, Sessions.Of(Sessions.Set(prescription, 4)), 3);
        var repetitions = run.Events.OfType<TrueRepetition>().ToList();
        Assert.Equal([1, 2, 3, 4], repetitions.Select(r => r.Number));
        Assert.All(repetitions, r =>
        {
            // A hip that gives way lowers the middle of the pelvis too, by a centimetre or so.
            Assert.InRange(r.Depth, shallow - 1.5, deep + 1.5);
            Assert.True(r.Start < r.Turn && r.Turn < r.At);
            Assert.InRange((r.At - r.Start).Value, 1.8, 5.6);
            Assert.Equal(prescription == "squat:both", r.PeakDrop is null);
        });
    }

    [Fact]
    public void Single_leg_squats_may_put_the_foot_down_between()
    {
        var set = Sessions.Set("single-leg-squat:left", 4);
        Assert.Single(Sessions.Events(SimulatedPatient.Weak, Sessions.Of(set)).OfType<TrueLiftOff>());
        Assert.Equal(4, Sessions.Events(SimulatedPatient.Weak, Sessions.Of(set with { FootDownBetween = true })).OfType<TrueLiftOff>().Count());
    }

    [Fact]
    public void A_foot_waiting_on_the_step_lifts_its_side_and_single_support_is_from_push_off_to_touch_down()
    {
        var run = Simulation.Run(SimulatedPatient.Weak, Sessions.Rigid, Sessions.Of(Sessions.Set("lateral-step-up:left", 3)), 1);
        var samples = run.Samples.ToList();
        var repetitions = run.Events.OfType<TrueRepetition>().ToList();
        Assert.All(repetitions, r =>
        {
            Assert.InRange(At(r.Start - new Seconds(0.85)).Obliquity.Value, 2, 7);
            Assert.Equal(Stance.Both, At(r.Start - new Seconds(0.1)).Stance);
            Assert.Equal(Stance.Left, At(r.Start + new Seconds(0.1)).Stance);
            Assert.Equal(Stance.Left, At(r.At - new Seconds(0.1)).Stance);
            Assert.Equal(Stance.Both, At(r.At + new Seconds(0.1)).Stance);

            // Worst late in the lowering.
            Assert.InRange(r.PeakDrop!.Value.Value, 4.5, 14);
            Assert.True(At(r.At - new Seconds(0.15)).Drop > At(r.Turn).Drop);
        });

        Truth At(SampleTime time) => samples.First(s => s.Sample.Time >= time).Truth;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Bows_and_standing_up_tilt_forward_from_the_hips(bool sits)
    {
        var session = new SimulatedSession { Calibration = SimulatedCalibration.StaticAndBow };
        var run = Simulation.Run(SimulatedPatient.Healthy with { SitsToStand = sits }, Sessions.Rigid, session, 1);
        var bow = run.Events.OfType<TrueCalibration>().Single(c => c.Step is Mark.CalibrateBow);
        var within = run.Samples.Where(s => s.Sample.Time >= bow.Start && s.Sample.Time <= bow.At).Select(s => s.Truth.Tilt.Value).ToList();
        Assert.InRange(within.Max(), 24, 41);
        Assert.Equal(sits ? 6 : 3, within.Zip(within.Skip(1)).Count(p => p.First < 15 && p.Second >= 15));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_bent_knee_lowers_its_own_side(int seed)
    {
        var run = Simulation.Run(SimulatedPatient.Healthy, Sessions.Rigid, new() { Calibration = SimulatedCalibration.Full }, seed);
        var sides = run.Events.OfType<TrueCalibration>().Where(c => c.Step is Mark.CalibrateSide).ToList();
        Assert.Equal(2, sides.Count);
        Assert.All(sides, side =>
        {
            var knee = ((Mark.CalibrateSide)side.Step).Knee;
            var lowered = run.Samples.Where(s => s.Sample.Time >= side.Start && s.Sample.Time <= side.At).Select(s => -knee.Sign() * s.Truth.Obliquity.Value).ToList();
            Assert.InRange(lowered.Max(), 2.5, 6.5);
            Assert.InRange(lowered.Min(), -1, 0.2);
        });
    }

    [Fact]
    public void The_demonstration_shows_drops_on_either_leg_in_about_three_minutes()
    {
        var plan = DemoPlan.Plan.Exercises.Select(planned => new SimulatedSet(planned.Prescription)
        {
            Repetitions = planned.Repetitions,
            Hold = Between.Always(planned.Hold?.Value ?? 10),
        });
        var session = new SimulatedSession { Calibration = SimulatedCalibration.Full, Rest = new(4, 6), Sets = [.. plan] };
        var run = Simulation.Run(SimulatedPatient.Demonstration, new(), session, 1);
        Assert.InRange(run.Samples.Last().Sample.Time.Seconds, 150, 210);
        var drops = run.DropsOver(new(5)).ToList();
        Assert.All([Side.Left, Side.Right], leg => Assert.Contains(drops, drop => drop.StanceLeg == leg && (drop.At - drop.Start).Value > 1));
    }

    [Fact]
    public void Random_sessions_of_any_seed_hold_together() =>
        Assert.All(Enumerable.Range(1, 20), seed =>
        {
            var run = Simulation.Random(seed, new(90));
            var last = default(SimulatedSample);
            foreach (var sample in run.Samples)
            {
                Assert.True(last.Sample.Content == MotionContent.None || sample.Sample.Time > last.Sample.Time);
                Assert.InRange(sample.Truth.Obliquity.Magnitude.Value, 0, 25);
                Assert.InRange(sample.Truth.Position.Length, 0, 0.6);
                Assert.InRange(sample.Sample.SpecificForce.Length, 0, 20);
                Assert.InRange(sample.Sample.AngularRate.Length * 180 / Math.PI, 0, 220);
                last = sample;
            }

            // Everybody ends where quiet standing began: level, upright, in the middle.
            Assert.InRange(last.Truth.Obliquity.Magnitude.Value, 0, 2);
            Assert.InRange(last.Truth.Position.Length, 0, 0.03);
            Assert.NotEmpty(run.Events.OfType<TrueSet>());
        });
}
