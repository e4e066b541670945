using PelvicFeedback.Core.Units;
using PelvicFeedback.Sensors.Simulated;

namespace PelvicFeedback.Tests.Simulated;

/// <summary>Each kind of patient moves as the clinic knows that kind.</summary>
public class PatientTests
{
    [Fact]
    public void Drop_is_obliquity_on_the_left_leg_and_its_opposite_on_the_right()
    {
        var weak = SimulatedPatient.Weak with { Onset = DropOnset.AtLiftOff, ObliquityWobble = 0.3 };
        Assert.InRange(MiddleOfHold(weak, "single-leg-stance:left").Obliquity.Value, 2, 14);
        Assert.InRange(MiddleOfHold(weak, "single-leg-stance:right").Obliquity.Value, -14, -2);
        Assert.All(["left", "right"], side => Assert.True(MiddleOfHold(weak, "single-leg-stance:" + side).Drop > new Degrees(2)));
    }

    [Theory]
    [InlineData("single-leg-stance:left")]
    [InlineData("single-leg-stance:right")]
    public void Healthy_people_raise_the_free_side(string prescription) =>
        Assert.InRange(MeanDrop(SimulatedPatient.Healthy, prescription), -3.2, -0.6);

    [Fact]
    public void A_compensating_patient_stays_level_and_goes_further_out() =>
        Assert.All(Enumerable.Range(1, 10), seed =>
        {
            var hold = Held(SimulatedPatient.Compensating, "single-leg-stance:left", seed);
            Assert.InRange(hold.Average(truth => truth.Drop!.Value.Value), -5.5, 0.5);
            Assert.InRange(hold.Average(truth => truth.Position.Y), 0.10, 0.17);
        });

    [Fact]
    public void A_tiring_patient_drops_further_with_every_hold()
    {
        var drops = Sessions.Samples(SimulatedPatient.Tiring, Sessions.Rigid, Sessions.Of(Sessions.Set("single-leg-stance:left", 4)))
            .Select(s => s.Truth)
            .Aggregate(new List<List<double>> { new() }, (holds, truth) =>
            {
                if (truth.Drop is { } drop)
                {
                    holds[^1].Add(drop.Value);
                }
                else if (holds[^1].Count > 0)
                {
                    holds.Add([]);
                }

                return holds;
            })
            .Where(hold => hold.Count > 0)
            .Select(hold => hold.Max())
            .ToList();
        Assert.Equal(4, drops.Count);
        Assert.True(drops[3] > drops[0] + 3, string.Join(' ', drops));
    }

    [Theory]
    [InlineData("single-leg-stance:left")]
    [InlineData("single-leg-stance:right")]
    public void A_perfect_pelvis_does_not_turn_once_the_foot_is_off(string prescription)
    {
        var session = Sessions.Of(Sessions.Set(prescription));
        var sensor = Sessions.Rigid with { Rate = 200 };
        var off = Sessions.Samples(SimulatedPatient.Perfect, sensor, session).Where(s => s.Truth.Stance != Stance.Both).ToList();
        var level = off[..^40];
        Sessions.Each(level, s => Assert.Equal(0, s.Truth.Obliquity.Value, 9));
        Sessions.Each(level, s => Assert.InRange(s.Sample.AngularRate.Length, 0, 1e-9));
    }

    [Fact]
    public void Only_the_affected_leg_drops()
    {
        var onTheRight = SimulatedPatient.Weak with { AffectedLeg = Side.Right };
        Assert.InRange(MeanDrop(onTheRight, "single-leg-stance:left"), -3.5, 0);
        Assert.InRange(MeanDrop(onTheRight, "single-leg-stance:right"), 2, 13);
    }

    [Theory]
    [InlineData(DropOnset.AtLiftOff, 0.9, 3)]
    [InlineData(DropOnset.Creeping, 5, 10)]
    public void The_drop_comes_about_as_asked(DropOnset onset, double earliest, double latest)
    {
        var patient = SimulatedPatient.Weak with { Onset = onset, OneLegDrop = Between.Always(8), ObliquityWobble = 0.1 };
        var session = Sessions.Of(Sessions.Set("single-leg-stance:left") with { Hold = Between.Always(10) });
        var run = Simulation.Run(patient, Sessions.Rigid, session, 5);
        var lift = run.Events.OfType<TrueLiftOff>().Single().At;
        var reached = run.DropsOver(new(7)).First().Start - lift;
        Assert.InRange(reached.Value, onset == DropOnset.AtLiftOff ? 0.1 : earliest, onset == DropOnset.AtLiftOff ? 0.9 : latest);
    }

    [Fact]
    public void Episodes_of_drop_come_and_go_within_a_hold()
    {
        var patient = SimulatedPatient.Weak with { Onset = DropOnset.Episodic, OneLegDrop = Between.Always(8), ObliquityWobble = 0.1 };
        var session = Sessions.Of(Sessions.Set("single-leg-stance:left") with { Hold = Between.Always(20) });
        var run = Simulation.Run(patient, Sessions.Rigid, session, 5);
        var down = run.Events.OfType<TrueFootDown>().Single().At;
        var drops = run.Events.OfType<TrueDrop>().ToList();
        Assert.InRange(drops.Count, 2, 8);
        Assert.All(drops, drop => Assert.True(drop.At < down));
    }

    [Fact]
    public void Quiet_standing_is_as_quiet_as_the_calibration_asks_for()
    {
        Assert.All(Enumerable.Range(1, 5), seed =>
        {
            var samples = Sessions.Samples(SimulatedPatient.Weak, Sessions.Rigid, new() { QuietBefore = Between.Always(60), Calibration = SimulatedCalibration.None }, seed);
            var obliquity = samples.ConvertAll(s => s.Truth.Obliquity.Value);
            var mean = obliquity.Average();
            Assert.InRange(Math.Sqrt(obliquity.Average(o => (o - mean) * (o - mean))), 0.05, 0.2);
            Sessions.Each(samples, s => Assert.InRange(s.Sample.AngularRate.Length * 180 / Math.PI, 0, 2));
            Sessions.Each(samples, s => Assert.InRange((s.Truth.Position with { Z = 0 }).Length, 0, 0.03));
        });
    }

    [Fact]
    public void A_deep_squat_tucks_the_pelvis_under_before_the_bottom()
    {
        var patient = SimulatedPatient.Healthy with { SquatDepth = Between.Always(0.4), SquatTilt = Between.Always(20), DeepSquatTuck = Between.Always(15) };
        var run = Simulation.Run(patient, Sessions.Rigid, Sessions.Of(Sessions.Set("squat:both", 3)), 1);
        Assert.All(run.Events.OfType<TrueRepetition>(), r =>
        {
            var descent = run.Samples.Where(s => s.Sample.Time >= r.Start && s.Sample.Time <= r.Turn).Select(s => s.Truth.Tilt.Value).ToList();
            Assert.InRange(descent[^1], 3, 7);
            Assert.True(descent.Max() > descent[^1] + 4);
        });
    }

    [Fact]
    public void An_asymmetric_patient_is_uneven_on_two_feet_only_and_at_the_bottom()
    {
        var run = Simulation.Run(SimulatedPatient.Asymmetric, Sessions.Rigid, Sessions.Of(Sessions.Set("squat:both", 3)), 1);
        Assert.All(run.Events.OfType<TrueRepetition>(), r =>
            Assert.InRange(run.Samples.First(s => s.Sample.Time >= r.Turn).Truth.Obliquity.Value, 3.5, 8.5));
        Assert.Empty(run.Events.OfType<TrueDrop>());
    }

    private static Truth MiddleOfHold(SimulatedPatient patient, string prescription)
    {
        var hold = Held(patient, prescription, 1);
        return hold[hold.Count / 2];
    }

    private static double MeanDrop(SimulatedPatient patient, string prescription) =>
        Held(patient, prescription, 3).Average(truth => truth.Drop!.Value.Value);

    // From one second after lift-off to half a second before the foot comes down.
    private static List<Truth> Held(SimulatedPatient patient, string prescription, int seed) =>
        Sessions.Samples(patient, Sessions.Rigid, Sessions.Of(Sessions.Set(prescription)), seed)
            .Where(s => s.Truth.Stance != Stance.Both)
            .Select(s => s.Truth)
            .ToList()[60..^30];
}
