using PelvicFeedback.Core.Units;
using PelvicFeedback.Sensors.Simulated;

namespace PelvicFeedback.Tests.Simulated;

/// <summary>The simulated motion obeys mechanics: every quantity is the derivative, or the integral, of the other.</summary>
public class BodyPhysicsTests
{
    private const double Gravity = 9.80665;
    private static readonly SimulatedSensor AtTheCentre = Sessions.Rigid with { LeverArm = Vector3D.Zero, Rate = 400 };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Its_acceleration_integrated_twice_is_its_position(int seed)
    {
        var samples = Sessions.Samples(SimulatedPatient.Weak, AtTheCentre, Sessions.Everything, seed);
        var dt = 1 / AtTheCentre.Rate;
        var accelerations = samples.ConvertAll(s => s.Sample.SensorToEarth.Apply(s.Sample.SpecificForce) - new Vector3D(0, 0, Gravity));

        // The unknown initial velocity is what makes the end fit; everything between is then a test.
        var free = Integrate(accelerations, Vector3D.Zero, samples[0].Truth.Position, dt);
        var length = (samples.Count - 1) * dt;
        var velocity = (samples[^1].Truth.Position - free[^1]) * (1 / length);
        var way = Integrate(accelerations, velocity, samples[0].Truth.Position, dt);
        Sessions.Each(way.Zip(samples).Where((_, i) => i % 100 == 0), pair => Assert.InRange((pair.First - pair.Second.Truth.Position).Length, 0, 0.002));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Its_rate_integrated_is_its_orientation(int seed)
    {
        var sensor = Sessions.Rigid with
        {
            Rate = 400,
            SensorToPelvis = SensorMounting.Random(seed),
            Slips = [new(new(20), SlipAxis.Forward, new(5), new(2)), new(new(30), SlipAxis.Up, new(-12), Seconds.Zero)],
        };
        var samples = Sessions.Samples(SimulatedPatient.Weak, sensor, Sessions.Everything, seed);
        var orientation = samples[0].Sample.SensorToEarth;
        for (var i = 1; i < samples.Count; i++)
        {
            var rate = (samples[i - 1].Sample.AngularRate + samples[i].Sample.AngularRate) * 0.5;
            orientation = (orientation * Rotation.About(rate.Normalized, rate.Length / sensor.Rate)).Normalized;
            var error = orientation.Inverse * samples[i].Sample.SensorToEarth;
            Assert.InRange(new Vector3D(error.X, error.Y, error.Z).Length * 2 * 180 / Math.PI, 0, 0.05);
        }
    }

    [Fact]
    public void The_sensor_on_its_lever_arm_accelerates_as_its_own_place_does()
    {
        var sensor = Sessions.Rigid with { Rate = 400, Slips = [new(new(10), SlipAxis.Up, new(15), new(0.6))] };
        var lever = sensor.LeverArm;
        var samples = Sessions.Samples(SimulatedPatient.Weak, sensor, Sessions.Everything);
        var places = samples.ConvertAll(s => s.Truth.Position + s.Sample.SensorToEarth.Apply(lever));
        for (var i = 1; i < samples.Count - 1; i++)
        {
            var differenced = (places[i - 1] - (places[i] * 2) + places[i + 1]) * (sensor.Rate * sensor.Rate);
            var measured = samples[i].Sample.SensorToEarth.Apply(samples[i].Sample.SpecificForce) - new Vector3D(0, 0, Gravity);

            // Differencing cannot follow the millisecond flank of a landing; it has to everywhere else, and there within a few hundredths.
            Assert.InRange((differenced - measured).Length, 0, 0.04);
        }
    }

    [Fact]
    public void The_specific_force_in_quiet_standing_is_gravity()
    {
        var still = SimulatedPatient.Healthy with { StandingSway = 0, StandingWobble = 0 };
        var session = new SimulatedSession { QuietBefore = Between.Always(5), Calibration = SimulatedCalibration.None };
        var sensor = Sessions.Rigid with { SensorToPelvis = SensorMounting.Random(3) };
        Sessions.Each(Sessions.Samples(still, sensor, session), s => Assert.Equal(9.80665, s.Sample.SpecificForce.Length, 9));
    }

    [Fact]
    public void Obliquity_is_how_far_the_left_axis_points_up_and_tilt_how_far_the_forward_axis_points_down()
    {
        foreach (var (sample, truth) in Sessions.Samples(SimulatedPatient.Weak, Sessions.Rigid, Sessions.Everything))
        {
            var left = sample.SensorToEarth.Apply(new(0, 1, 0));
            var forward = sample.SensorToEarth.Apply(new(1, 0, 0));
            Assert.Equal(Math.Sin(truth.Obliquity.Radians), left.Z, 9);
            Assert.Equal(-Math.Sin(truth.Tilt.Radians) * Math.Cos(truth.Obliquity.Radians), forward.Z, 9);
        }
    }

    [Fact]
    public void Any_mounting_measures_the_same_body()
    {
        var sensor = Sessions.Rigid with { Rate = 20 };
        var plain = Sessions.Samples(SimulatedPatient.Weak, sensor, Sessions.Everything);
        Assert.Equal(24, SensorMounting.AxisAligned.Distinct().Count());
        Rotation[] mountings = [.. SensorMounting.AxisAligned, SensorMounting.Random(1), SensorMounting.Random(2)];
        Sessions.Each(mountings, mounting =>
        {
            var mounted = Sessions.Samples(SimulatedPatient.Weak, sensor with { SensorToPelvis = mounting }, Sessions.Everything);
            Assert.Equal(plain.Count, mounted.Count);
            for (var i = 0; i < plain.Count; i += 7)
            {
                Assert.True(plain[i].Truth == mounted[i].Truth);
                Near(plain[i].Sample.SpecificForce, mounting.Apply(mounted[i].Sample.SpecificForce));
                Near(plain[i].Sample.AngularRate, mounting.Apply(mounted[i].Sample.AngularRate));
                Near(plain[i].Sample.SensorToEarth.UpInSource, mounting.Apply(mounted[i].Sample.SensorToEarth.UpInSource));
            }
        });

        static void Near(Vector3D a, Vector3D b) => Assert.InRange((a - b).Length, 0, 1e-9);
    }

    [Fact]
    public void The_body_is_the_same_at_any_rate()
    {
        var slow = Sessions.Samples(SimulatedPatient.Tiring, Sessions.Rigid with { Rate = 50 }, Sessions.Everything);
        var fast = Sessions.Samples(SimulatedPatient.Tiring, Sessions.Rigid with { Rate = 200 }, Sessions.Everything);
        for (var i = 0; i < slow.Count; i++)
        {
            Assert.Equal(slow[i].Truth.Obliquity.Value, fast[4 * i].Truth.Obliquity.Value, 9);
            Assert.Equal(slow[i].Truth.Stance, fast[4 * i].Truth.Stance);
        }
    }

    [Fact]
    public void A_heading_that_drifts_changes_the_quaternion_and_nothing_that_gravity_shows()
    {
        var steady = Sessions.Samples(SimulatedPatient.Weak, Sessions.Rigid, Sessions.Everything);
        var drifting = Sessions.Samples(SimulatedPatient.Weak, Sessions.Rigid with { HeadingDrift = 90, HeadingOrigin = new(123) }, Sessions.Everything);
        Sessions.Each(steady.Zip(drifting), pair =>
            Assert.InRange((pair.First.Sample.SensorToEarth.UpInSource - pair.Second.Sample.SensorToEarth.UpInSource).Length, 0, 1e-9));
        var forward = drifting[0].Sample.SensorToEarth.Apply(new(1, 0, 0));
        Assert.Equal(123 + steady[0].Truth.Heading.Value, Math.Atan2(forward.Y, forward.X) * 180 / Math.PI, 3);
    }

    // Trapezoid for the velocity, and the matching third-order step for the position.
    private static List<Vector3D> Integrate(List<Vector3D> accelerations, Vector3D velocity, Vector3D position, double dt)
    {
        var way = new List<Vector3D> { position };
        for (var i = 1; i < accelerations.Count; i++)
        {
            position += (velocity * dt) + (((accelerations[i - 1] * 2) + accelerations[i]) * (dt * dt / 6));
            velocity += (accelerations[i - 1] + accelerations[i]) * (dt / 2);
            way.Add(position);
        }

        return way;
    }
}
