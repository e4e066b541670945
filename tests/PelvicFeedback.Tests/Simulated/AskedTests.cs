using System.Reactive.Concurrency;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Sensors.Simulated;

namespace PelvicFeedback.Tests.Simulated;

/// <summary>A simulated patient who is asked for the further exercises does them at once, in their pace, for as long as they are asked for.</summary>
public class AskedTests
{
    [Theory]
    [InlineData(Exercise.HipAbductionExtension)]
    [InlineData(Exercise.StandingInternalRotation)]
    public void A_pace_is_taken_up_within_a_moment_and_kept(Exercise exercise)
    {
        var patient = SimulatedPatient.Compensating with { StandingSway = 0, StandingWobble = 0, OneLegSway = 0, ObliquityWobble = 0, TiltWobble = 0, TurnWobble = 0 };
        var samples = Asked(patient, second => second is >= 5 and < 29 ? new SimulatedTask.Exercising(new(exercise, ExerciseSide.Left), new(10)) : SimulatedTask.Stand, 45);
        var moving = samples.Where(s => s.SpecificForce.Length is < 9.8 or > 9.812 || s.AngularRate.Length > 0.002).Select(s => s.Time.Seconds).ToList();
        Assert.InRange(moving[0], 5.2, 6.1);
        Assert.InRange(moving[^1], 27, 32);

        // Four repetitions: the tilt is away at each half of the cycle and back at each end.
        for (var number = 1; number <= 4; number++)
        {
            Assert.True(Tilt(5.1 + (6 * number) - 2.9) - Tilt(5.1 + (6 * number)) > 4, $"repetition {number}");
        }

        double Tilt(double time) => Math.Asin(-samples.First(s => s.Time.Seconds >= time).SensorToEarth.Apply(new(1, 0, 0)).Z) * 180 / Math.PI;
    }

    [Fact]
    public void A_side_plank_is_lain_down_for_and_got_up_from()
    {
        var samples = Asked(
            SimulatedPatient.Healthy, second => second is >= 3 and < 40 ? new SimulatedTask.Exercising(new(Exercise.SidePlankAbduction, ExerciseSide.Right), new(8)) : SimulatedTask.Stand, 70);
        Assert.InRange(samples[0].SpecificForce.Z, 9.7, 9.9);
        Assert.InRange(samples.First(s => s.Time.Seconds >= 14).SpecificForce.Y, 9, 9.9);
        Assert.InRange(samples[^1].SpecificForce.Z, 9.7, 9.9);
        Assert.True(samples.Count(s => s.SpecificForce.Y > 9) > 20 * 100);
    }

    [Fact]
    public void Walking_goes_on_until_something_else_is_asked_for()
    {
        var samples = Asked(
            SimulatedPatient.Healthy, second => second is >= 2 and < 32 ? new SimulatedTask.Exercising(new(Exercise.Walking, ExerciseSide.Both), new(10)) : SimulatedTask.Stand, 45);
        Assert.True(samples.Where(s => s.Time.Seconds is > 8 and < 30).Max(s => s.SpecificForce.Length) > 11.5);
        Assert.All(samples.Where(s => s.Time.Seconds > 40), s => Assert.InRange(s.SpecificForce.Length, 9.6, 10));
    }

    [Fact]
    public void The_test_is_done_once_however_long_it_is_asked_for()
    {
        var asked = new SimulatedTask.Exercising(new(Exercise.TrendelenburgTest, ExerciseSide.Left), new(30));
        var samples = Asked(SimulatedPatient.Healthy with { Test = new() { Raise = Between.Always(6) } }, second => second < 80 ? asked : SimulatedTask.Stand, 90);
        var raised = samples.ConvertAll(s => (s.Time.Seconds, Up: s.SensorToEarth.Apply(new(0, 1, 0)).Z < -0.06));
        Assert.InRange(raised.Count(one => one.Up) / 100.0, 27, 33);
        Assert.DoesNotContain(raised, one => one.Up && one.Seconds > 40);
    }

    private static List<MotionSample> Asked(SimulatedPatient patient, Func<double, SimulatedTask> asked, double seconds)
    {
        var scheduler = new HistoricalScheduler(DateTimeOffset.UnixEpoch);
        var samples = new List<MotionSample>();
        using var subscription = LiveSimulation.Asked(
            patient, SimulatedSensor.Ideal with { Rate = 100 }, 3, () => asked((scheduler.Clock - DateTimeOffset.UnixEpoch).TotalSeconds), 1, scheduler).Subscribe(samples.Add);
        scheduler.AdvanceBy(TimeSpan.FromSeconds(seconds));
        return samples;
    }
}
