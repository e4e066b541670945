using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Sensors.Simulated;

namespace PelvicFeedback.Tests.Simulated;

/// <summary>The further exercises are done as they are meant, well and badly, and the truth says which.</summary>
public class FurtherExerciseTests
{
    private static readonly SimulatedPatient Steady = SimulatedPatient.Perfect with { StandingSway = 0, StandingWobble = 0, OneLegSway = 0 };

    [Theory]
    [InlineData("hip-abduction-extension:left")]
    [InlineData("standing-internal-rotation:right")]
    public void Paced_repetitions_keep_the_pace_from_the_mark_on(string prescription)
    {
        var run = Simulation.Run(SimulatedPatient.Weak, Sessions.Rigid with { ClockStart = new(50) }, Sessions.Of(Sessions.Set(prescription, 5)), 1);
        var mark = run.Samples.First(s => s.Sample.Mark is Mark.StartExercise).Sample.Time;
        var paced = run.Events.OfType<TruePacedRepetition>().ToList();
        Assert.Equal([1, 2, 3, 4, 5], paced.Select(one => one.Number));
        Assert.All(paced, one =>
        {
            Assert.InRange((one.Start - mark).Value - (6 * (one.Number - 1)), -0.02, 0.001);
            Assert.Equal(6, (one.At - one.Start).Value, 6);
            Assert.True(one.Made && one.Swing.Value > 1);
        });
        Assert.True(run.Events.OfType<TrueSet>().Single().At > paced[^1].At);
    }

    [Theory]
    [InlineData("hip-abduction-extension:left", AlertKind.Turn, 12)]
    [InlineData("hip-abduction-extension:right", AlertKind.Tilt, 10)]
    [InlineData("standing-internal-rotation:left", AlertKind.Tilt, 8)]
    [InlineData("standing-internal-rotation:right", AlertKind.Unlevel, 4)]
    public void What_compensates_goes_over_the_bands_and_what_is_done_well_stays_within(string prescription, AlertKind kind, double alert)
    {
        var session = Sessions.Of(Sessions.Set(prescription, 4));
        var over = Simulation.Run(SimulatedPatient.Compensating, Sessions.Rigid, session, 2).ExcursionsOver(kind, new(alert)).ToList();
        Assert.Equal(4, over.Count);
        Assert.All(over, one =>
        {
            Assert.Equal(kind, one.Kind);
            Assert.InRange((one.At - one.Start).Value, 0.5, 5);
            Assert.InRange(one.Peak.Value, alert, alert + 12);
        });
        Assert.Empty(Simulation.Run(SimulatedPatient.Healthy, Sessions.Rigid, session, 2).ExcursionsOver(kind, new(alert)));
    }

    [Theory]
    [InlineData("hip-abduction-extension:left")]
    [InlineData("standing-internal-rotation:left")]
    public void A_perfect_repetition_does_not_turn_the_pelvis_and_one_that_is_left_out_neither(string prescription)
    {
        SimulatedPatient[] still =
        [
            Steady,
            Steady with { Abduction = AbductionTraits.Weak with { Skips = 1 }, Rotation = RotationTraits.Weak with { Skips = 1 } },
        ];
        foreach (var patient in still)
        {
            var run = Simulation.Run(patient, Sessions.Rigid, Sessions.Of(Sessions.Set(prescription, 4)), 1);
            var paced = run.Events.OfType<TruePacedRepetition>().ToList();
            Assert.All(paced, one => Assert.Equal(Degrees.Zero, one.Swing));
            Assert.All(paced, one => Assert.Equal(patient == still[0], one.Made));
            foreach (var (sample, truth) in run.Samples.Where(s => s.Sample.Time > paced[0].At && s.Sample.Time < paced[^1].At))
            {
                Assert.InRange(sample.AngularRate.Length * 180 / Math.PI, 0, 1e-6);
                Assert.InRange(truth.Obliquity.Magnitude.Value, 0, 1e-6);
            }
        }
    }

    [Theory]
    [InlineData("hip-abduction-extension")]
    [InlineData("standing-internal-rotation")]
    [InlineData("side-plank-abduction")]
    [InlineData("trendelenburg-test")]
    public void Left_and_right_mirror_each_other(string exercise)
    {
        var patient = SimulatedPatient.Weak with
        {
            StandingSway = 0,
            StandingWobble = 0,
            OneLegSway = 0,
            ObliquityWobble = 0,
            TiltWobble = 0,
            TurnWobble = 0,
            Bridge = BridgeTraits.Weak with { SagTremble = 0, RollTremble = 0 },
        };
        var (left, right) = (Half("left"), Half("right"));
        Assert.Equal(left.Count, right.Count);
        Sessions.Each(left.Zip(right), pair =>
        {
            var (l, r) = (pair.First.Truth, pair.Second.Truth);
            Assert.Equal(l.Obliquity.Value, -r.Obliquity.Value, 9);
            Assert.Equal(l.Heading.Value, -r.Heading.Value, 9);
            Assert.Equal(l.Position.Y, -r.Position.Y, 9);
            Assert.Equal(l.Position.Z, r.Position.Z, 9);
            Assert.Equal(l.LongAxis.Value, r.LongAxis.Value, 6);
            Assert.Equal(l.Roll.Value, r.Roll.Value, 6);
        });

        List<SimulatedSample> Half(string side) =>
            Sessions.Samples(patient, Sessions.Rigid, Sessions.Of(Sessions.Set($"{exercise}:{side}", 2) with { Hold = Between.Always(15) }), 5);
    }

    [Fact]
    public void A_side_plank_lies_rises_and_sags_as_its_patient_does()
    {
        var session = Sessions.Of(Sessions.Set("side-plank-abduction:left", 2) with { Hold = Between.Always(14) });
        var run = Simulation.Run(SimulatedPatient.Weak, Sessions.Rigid, session, 1);
        var bridges = run.Events.OfType<TrueBridge>().ToList();
        Assert.Equal(2, bridges.Count);
        Assert.All(bridges, bridge =>
        {
            Assert.True(bridge.Start < bridge.Risen && bridge.Risen < bridge.Sinking && bridge.Sinking < bridge.At);
            Assert.Equal(14, (bridge.Sinking - bridge.Start).Value, 3);
            Assert.InRange((bridge.At - bridge.Sinking).Value, 0.6, 1.1);
            var floor = At(bridge.Start - new Seconds(0.6));
            Assert.InRange((At(bridge.Risen) - floor).Value - bridge.Lift.Value, -2.5, 2.5);
            Assert.InRange((At(bridge.At + new Seconds(0.5)) - floor).Value, -1.5, 1.5);
            Assert.Contains(run.ExcursionsOver(AlertKind.Sag, new(8)), sag => sag.Start > bridge.Risen && sag.At <= bridge.Sinking && (sag.At - sag.Start).Value > 1);
        });
        Assert.Empty(Simulation.Run(SimulatedPatient.Healthy, Sessions.Rigid, session, 1).ExcursionsOver(AlertKind.Sag, new(5.5)));
        Assert.NotEmpty(Simulation.Run(SimulatedPatient.Compensating, Sessions.Rigid, session, 1).ExcursionsOver(AlertKind.Roll, new(15)));

        Degrees At(SampleTime time) => run.Samples.First(s => s.Sample.Time >= time).Truth.LongAxis;
    }

    [Fact]
    public void The_test_is_held_or_ends_early_or_in_a_stumble()
    {
        var session = Sessions.Of(Sessions.Set("trendelenburg-test:right") with { Hold = Between.Always(30) });
        var held = Test(new() { Raise = Between.Always(6) }, out var samples);
        Assert.Equal(TrueTestEnd.Held, held.End);
        Assert.InRange((held.At - held.Start).Value, 30.2, 31.6);
        var raised = samples.Where(s => s.Sample.Time > held.Start + new Seconds(2) && s.Sample.Time < held.Start + new Seconds(5)).ToList();
        Assert.InRange(-raised.Average(s => s.Truth.Drop!.Value.Value), 5, 7);

        var falling = Test(TestTraits.Weak with { FootsDown = 0 }, out samples);
        Assert.InRange((falling.Falls!.Value - falling.Start).Value, 3, 12);
        Assert.True(samples.First(s => s.Sample.Time > falling.At - new Seconds(1)).Truth.Drop > new Degrees(3.5));

        var early = Test(TestTraits.Weak with { FootsDown = 1 }, out _);
        Assert.Equal(TrueTestEnd.FootDown, early.End);
        Assert.InRange((early.At - early.Start).Value, 5, 28);

        var stumbled = Test(new() { Stumbles = 1 }, out samples);
        Assert.Equal(TrueTestEnd.Stumble, stumbled.End);
        Assert.InRange(samples.Where(s => s.Sample.Time > stumbled.At).Take(20).Max(s => s.Sample.SpecificForce.Length) - 9.8, 2.5, 7);

        TrueTest Test(TestTraits traits, out List<SimulatedSample> samples)
        {
            var run = Simulation.Run(SimulatedPatient.Healthy with { Test = traits }, Sessions.Rigid with { Rate = 200 }, session, 1);
            samples = [.. run.Samples];
            Assert.Equal(traits.Stumbles, run.Events.OfType<TrueStumble>().Count());
            return run.Events.OfType<TrueTest>().Single();
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Steps_alternate_and_take_the_patient_along(int seed)
    {
        var patient = SimulatedPatient.Healthy with { Gait = new() { Breaks = 0 } };
        var run = Simulation.Run(patient, Sessions.Rigid, Sessions.Of(Sessions.Set("walking:both") with { Hold = Between.Always(20) }), seed);
        var steps = run.Events.OfType<TrueStep>().ToList();
        Assert.InRange(steps.Count, 28, 45);
        Assert.All(steps.Zip(steps.Skip(1)), pair =>
        {
            Assert.Equal(pair.First.StanceLeg.Other(), pair.Second.StanceLeg);
            Assert.Equal(pair.First.At, pair.Second.Contact);
            Assert.InRange((pair.First.At - pair.First.Contact).Value, 0.4, 0.8);
        });
        var samples = run.Samples.ToList();
        Assert.InRange(samples[^1].Truth.Position.X - steps.Sum(step => step.Length), -0.05, 0.05);
        var middle = samples.Where(s => s.Sample.Time > steps[4].Contact && s.Sample.Time < steps[^4].Contact).ToList();
        Assert.InRange(Spread(middle, s => s.Truth.Position.Z), 0.015, 0.07);
        Assert.InRange(Spread(middle, s => s.Truth.Position.Y), 0.02, 0.1);
        Assert.InRange(Spread(middle, s => s.Truth.Obliquity.Value), 4, 11);
        Assert.All(steps.Skip(2).SkipLast(2), step =>
        {
            Assert.InRange(step.PeakDrop.Value, 1.5, 5.5);
            Assert.InRange(step.KeptDrop.Value, step.PeakDrop.Value - 1.2, step.PeakDrop.Value);
        });

        static double Spread(List<SimulatedSample> samples, Func<SimulatedSample, double> of) => samples.Max(of) - samples.Min(of);
    }

    [Fact]
    public void A_weak_leg_lets_the_pelvis_down_with_its_own_steps_only()
    {
        var patient = SimulatedPatient.Weak with { AffectedLeg = Side.Right };
        var run = Simulation.Run(patient, Sessions.Rigid, Sessions.Of(Sessions.Set("walking:both") with { Hold = Between.Always(30) }), 1);
        var whole = run.Events.OfType<TrueStep>().Where(step => step.Length > 0.45).ToList();
        Assert.All(whole, step => Assert.Equal(step.StanceLeg == Side.Right, step.KeptDrop.Value >= 7));
    }

    [Fact]
    public void A_broken_bout_goes_on_turns_and_stands() =>
        Assert.All(Enumerable.Range(1, 6), seed =>
        {
            var patient = SimulatedPatient.Healthy with { Gait = new() { Breaks = 1 } };
            var run = Simulation.Run(patient, Sessions.Rigid, Sessions.Of(Sessions.Set("walking:both") with { Hold = Between.Always(40) }), seed);
            var steps = run.Events.OfType<TrueStep>().ToList();
            Assert.Contains(steps, step => step.Length < 0.4);
            Assert.All(steps.Zip(steps.Skip(1)), pair => Assert.True(pair.First.At <= pair.Second.Contact));
            foreach (var (sample, _) in run.Samples)
            {
                Assert.InRange(sample.SpecificForce.Length, 3, 20);
            }
        });

    [Fact]
    public void A_random_session_of_some_exercises_has_these_alone_and_is_the_same_for_a_seed()
    {
        var session = SimulatedSession.RandomOf(4, new(900), Exercise.Walking, Exercise.SidePlankAbduction);
        Assert.Equal([Exercise.Walking, Exercise.SidePlankAbduction], session.Sets.Select(set => set.Prescription.Exercise).Distinct().OrderBy(one => one));
        Assert.Equal(session.Sets, SimulatedSession.RandomOf(4, new(900), Exercise.Walking, Exercise.SidePlankAbduction).Sets);
        var run = Simulation.Run(SimulatedPatient.Random(4), Sessions.Rigid, session, 4);
        Assert.InRange(run.Samples.Last().Sample.Time.Seconds, 600, 1200);
        Assert.Equal(session.Sets.Count, run.Events.OfType<TrueSet>().Count());
    }
}
