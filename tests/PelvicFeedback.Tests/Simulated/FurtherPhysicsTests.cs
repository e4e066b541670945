using PelvicFeedback.Core.Units;
using PelvicFeedback.Sensors.Simulated;

namespace PelvicFeedback.Tests.Simulated;

/// <summary>Mechanics hold as well for a pelvis that lies, walks and keeps a pace.</summary>
public class FurtherPhysicsTests
{
    private const double Gravity = 9.80665;
    private static readonly SimulatedSensor AtTheCentre = Sessions.Rigid with { LeverArm = Vector3D.Zero, Rate = 400 };
    private static readonly SimulatedPatient Unsteady = SimulatedPatient.Weak with { Test = new() { Stumbles = 1 }, Bridge = BridgeTraits.Weak with { Roll = new(15, 20) } };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Its_acceleration_integrated_twice_is_its_position(int seed)
    {
        var samples = Sessions.Samples(Unsteady, AtTheCentre, Sessions.Further, seed);
        var dt = 1 / AtTheCentre.Rate;
        var (position, velocity) = (samples[0].Truth.Position, (samples[1].Truth.Position - samples[0].Truth.Position) * (1 / dt));
        var before = Acceleration(samples[0]);
        var restart = 0;
        for (var i = 1; i < samples.Count; i++)
        {
            var now = Acceleration(samples[i]);
            position += (velocity * dt) + (((before * 2) + now) * (dt * dt / 6));
            velocity += (before + now) * (dt / 2);
            before = now;

            // Errors grow with time, so every two seconds it sets out anew from two true places.
            if (i - restart == 800)
            {
                Assert.InRange((position - samples[i].Truth.Position).Length, 0, 0.01);
                restart = i;
                (position, velocity) = (samples[i].Truth.Position, (samples[i + 1].Truth.Position - samples[i - 1].Truth.Position) * (1 / (2 * dt)));
            }
        }

        Assert.True(restart > 10_000);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Its_rate_integrated_is_its_orientation(int seed)
    {
        var sensor = Sessions.Rigid with { Rate = 400, SensorToPelvis = SensorMounting.Random(seed) };
        var samples = Sessions.Samples(Unsteady, sensor, Sessions.Further, seed);
        var orientation = samples[0].Sample.SensorToEarth;
        for (var i = 1; i < samples.Count; i++)
        {
            var rate = (samples[i - 1].Sample.AngularRate + samples[i].Sample.AngularRate) * 0.5;
            orientation = (orientation * Rotation.About(rate.Normalized, rate.Length / sensor.Rate)).Normalized;
            var error = orientation.Inverse * samples[i].Sample.SensorToEarth;
            Assert.InRange(new Vector3D(error.X, error.Y, error.Z).Length * 2 * 180 / Math.PI, 0, 0.1);
        }
    }

    [Fact]
    public void The_sensor_on_its_lever_arm_accelerates_as_its_own_place_does()
    {
        var samples = Sessions.Samples(Unsteady, Sessions.Rigid with { Rate = 400 }, Sessions.Further);
        var places = samples.ConvertAll(s => s.Truth.Position + s.Sample.SensorToEarth.Apply(Sessions.Rigid.LeverArm));
        for (var i = 1; i < samples.Count - 1; i++)
        {
            var differenced = (places[i - 1] - (places[i] * 2) + places[i + 1]) * (400 * 400);
            Assert.InRange((differenced - Acceleration(samples[i])).Length, 0, 0.08);
        }
    }

    [Fact]
    public void The_truth_of_its_angles_is_what_gravity_shows_of_the_pelvis_lying_too()
    {
        var lowest = double.PositiveInfinity;
        foreach (var (sample, truth) in Sessions.Samples(Unsteady, Sessions.Rigid, Sessions.Further))
        {
            var (forward, left, up) = (sample.SensorToEarth.Apply(new(1, 0, 0)), sample.SensorToEarth.Apply(new(0, 1, 0)), sample.SensorToEarth.Apply(new(0, 0, 1)));
            Assert.Equal(Math.Sin(truth.Obliquity.Radians), left.Z, 9);
            Assert.Equal(Math.Atan2(-forward.Z, up.Z), truth.Tilt.Radians, 6);
            Assert.Equal(Math.Atan2(up.Z, Math.Abs(left.Z)), truth.LongAxis.Radians, 6);
            Assert.Equal(Math.Atan2(forward.Z, Math.Abs(left.Z)), truth.Roll.Radians, 6);
            lowest = Math.Min(lowest, truth.LongAxis.Value);
        }

        Assert.InRange(lowest, -6, 10);
    }

    [Theory]
    [InlineData("left", -1)]
    [InlineData("right", 1)]
    public void Lying_still_the_specific_force_is_gravity_along_the_side_that_is_up(string lower, int up)
    {
        var set = Sessions.Set($"side-plank-abduction:{lower}") with { Hold = Between.Always(8) };
        var run = Simulation.Run(SimulatedPatient.Healthy, Sessions.Rigid, Sessions.Of(set), 4);
        var bridge = run.Events.OfType<TrueBridge>().Single();
        var before = run.Samples.Where(s => s.Sample.Time > bridge.Start - new Seconds(2) && s.Sample.Time < bridge.Start - new Seconds(0.6)).ToList();
        Assert.True(before.Count > 80);
        Assert.All(before, s =>
        {
            Assert.Equal(Gravity, s.Sample.SpecificForce.Length, 6);
            Assert.InRange(s.Sample.SpecificForce.Y * up / Gravity, 0.98, 1);
        });
    }

    [Fact]
    public void The_further_sessions_are_the_same_for_a_seed_and_at_any_rate()
    {
        var once = Sessions.Samples(Unsteady, new() { LossProbability = 0.01 }, Sessions.Further, 3);
        Sessions.Same(once, Sessions.Samples(Unsteady, new() { LossProbability = 0.01 }, Sessions.Further, 3));
        Sessions.Same(Simulation.Run(Unsteady, new(), Sessions.Further, 3).Events, Simulation.Run(Unsteady, new(), Sessions.Further, 3).Events);
        var slow = Sessions.Samples(Unsteady, Sessions.Rigid with { Rate = 50 }, Sessions.Further);
        var fast = Sessions.Samples(Unsteady, Sessions.Rigid with { Rate = 200 }, Sessions.Further);
        for (var i = 0; i < slow.Count; i++)
        {
            Assert.InRange((slow[i].Truth.Position - fast[4 * i].Truth.Position).Length, 0, 1e-9);
            Assert.Equal(slow[i].Truth.LongAxis.Value, fast[4 * i].Truth.LongAxis.Value, 9);
            Assert.Equal(slow[i].Truth.Stance, fast[4 * i].Truth.Stance);
        }
    }

    private static Vector3D Acceleration(SimulatedSample s) => s.Sample.SensorToEarth.Apply(s.Sample.SpecificForce) - new Vector3D(0, 0, Gravity);
}
