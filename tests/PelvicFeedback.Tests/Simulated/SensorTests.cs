using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Sensors.Simulated;

namespace PelvicFeedback.Tests.Simulated;

/// <summary>Each disturbance does what it says, and nothing else.</summary>
public class SensorTests
{
    private static readonly SimulatedSession Session = Sessions.Everything;
    private static readonly SimulatedSession Standing = new() { QuietBefore = Between.Always(120), Calibration = SimulatedCalibration.None };

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_another_body()
    {
        var run = Simulation.Random(7, new(90));
        Sessions.Same(run.Samples, Simulation.Random(7, new(90)).Samples);
        Sessions.Same(run.Samples, run.Samples);
        Assert.Equal(run.Events, Simulation.Random(7, new(90)).Events);
        var sensor = new SimulatedSensor();
        Assert.NotEqual(
            Simulation.Run(SimulatedPatient.Healthy, sensor, Session, 1).Samples.ElementAt(500).Truth.Tilt,
            Simulation.Run(SimulatedPatient.Healthy, sensor, Session, 2).Samples.ElementAt(500).Truth.Tilt);
    }

    [Fact]
    public void Taking_them_in_pieces_or_twice_at_once_changes_nothing()
    {
        var run = Simulation.Run(SimulatedPatient.Weak, new() { LossProbability = 0.02, GapsPerMinute = 2 }, Session, 3);
        var whole = run.Samples.ToList();
        Sessions.Same(whole, run.Samples.Chunk(17).SelectMany(piece => piece));
        Sessions.Each(run.Samples.Zip(run.Samples), pair => Assert.True(pair.First == pair.Second));
    }

    [Fact]
    public void Loss_leaves_holes_and_nothing_else()
    {
        var sensor = new SimulatedSensor { LossProbability = 0.05, GapsPerMinute = 4 };
        var whole = Sessions.Samples(SimulatedPatient.Weak, sensor with { LossProbability = 0, GapsPerMinute = 0 }, Session);
        var run = Simulation.Run(SimulatedPatient.Weak, sensor, Session, 1);
        var holed = run.Samples.ToList();
        var arrived = whole.Join(holed, w => w.Sample.Time, h => h.Sample.Time, (w, h) => (Whole: w, Holed: h)).ToList();
        Assert.Equal(holed.Count, arrived.Count);
        Sessions.Same(arrived.Select(pair => Unmarked(pair.Whole)), arrived.Select(pair => Unmarked(pair.Holed)));
        Assert.InRange(1 - ((double)holed.Count / whole.Count), 0.05, 0.3);

        // Marks are said by people, not sent by the sensor: none is lost.
        Assert.Equal(Marks(whole), Marks(holed));

        // The truth knows every hole.
        var gaps = run.Events.OfType<TrueGap>().ToList();
        var holes = holed.Zip(holed.Skip(1)).Where(p => p.Second.Sample.Time.Seconds - p.First.Sample.Time.Seconds > 1.5 / sensor.Rate);
        Assert.Equal(holes.Select(p => (p.First.Sample.Time, p.Second.Sample.Time)), gaps.Select(g => (g.LastBefore, g.At)));
        Assert.Contains(gaps, gap => gap.Count > 10);
        var lost = gaps.Sum(g => g.Count);
        Assert.InRange(whole.Count - holed.Count - lost, 0, 20);

        static SimulatedSample Unmarked(SimulatedSample s) => s with { Sample = s.Sample with { Mark = null } };
        static IEnumerable<string> Marks(List<SimulatedSample> samples) =>
            samples.Where(s => s.Sample.Mark is not null).Select(s => s.Sample.Mark!.Text);
    }

    [Theory]
    [InlineData(SlipAxis.Forward, 6)]
    [InlineData(SlipAxis.Left, -8)]
    [InlineData(SlipAxis.Up, 10)]
    public void A_slip_turns_the_sensor_and_leaves_the_body_alone(SlipAxis axis, double angle)
    {
        var slip = new BeltSlip(new(20), axis, new(angle), new(3));
        var sensor = Sessions.Rigid with { SensorToPelvis = SensorMounting.Random(5) };
        var firm = Sessions.Samples(SimulatedPatient.Weak, sensor, Session);
        var run = Simulation.Run(SimulatedPatient.Weak, sensor with { Slips = [slip] }, Session, 1);
        var slipped = run.Samples.ToList();
        Sessions.Same(firm.Select(s => s.Truth), slipped.Select(s => s.Truth));
        Sessions.Same(firm.TakeWhile(s => s.Sample.Time.Seconds <= 20), slipped.TakeWhile(s => s.Sample.Time.Seconds <= 20));
        var direction = axis switch
        {
            SlipAxis.Forward => new Vector3D(1, 0, 0),
            SlipAxis.Left => new Vector3D(0, 1, 0),
            _ => new Vector3D(0, 0, 1),
        };
        var turn = Rotation.About(direction, angle * Math.PI / 180);
        Sessions.Each(firm.Zip(slipped).Where(p => p.First.Sample.Time.Seconds >= 23), pair =>
        {
            var expected = turn.Inverse.Apply(Pelvis(pair.First));
            Assert.InRange((Pelvis(pair.Second) - expected).Length, 0, 1e-9);
        });
        Assert.Equal(slip, run.Events.OfType<TrueSlip>().Single().Slip);
        Assert.Equal(23, run.Events.OfType<TrueSlip>().Single().At.Seconds, 9);

        // Up, as seen in the pelvis axes that an unslipped sensor would give.
        Vector3D Pelvis(SimulatedSample s) => sensor.SensorToPelvis.Apply(s.Sample.SensorToEarth.UpInSource);
    }

    [Fact]
    public void Orientation_noise_has_the_size_asked_for()
    {
        var errors = Errors(Sessions.Rigid with { OrientationNoise = 0.1, OrientationWander = 0.15 }, (noisy, clean) =>
        {
            var error = clean.SensorToEarth.Inverse * noisy.SensorToEarth;
            return new Vector3D(error.X, error.Y, error.Z) * (2 * 180 / Math.PI);
        });
        Assert.All(new Func<Vector3D, double>[] { e => e.X, e => e.Y, e => e.Z }, axis => Assert.InRange(Rms(errors.Select(axis)), 0.16, 0.2));
    }

    [Fact]
    public void Slow_orientation_noise_is_slow()
    {
        var errors = Errors(Sessions.Rigid with { OrientationWander = 0.15, Rate = 100 }, (noisy, clean) =>
        {
            var error = clean.SensorToEarth.Inverse * noisy.SensorToEarth;
            return new Vector3D(error.X, error.Y, error.Z) * (2 * 180 / Math.PI);
        });
        var steps = errors.Zip(errors.Skip(1)).Select(p => p.Second.X - p.First.X);
        Assert.InRange(Rms(errors.Select(e => e.X)), 0.12, 0.18);
        Assert.InRange(Rms(steps) / Rms(errors.Select(e => e.X)), 0.05, 0.3);
    }

    [Fact]
    public void Accelerometer_and_gyroscope_err_as_asked()
    {
        var acceleration = Errors(Sessions.Rigid with { AccelerometerNoise = 0.03, AccelerometerBias = 0.05 }, (noisy, clean) => noisy.SpecificForce - clean.SpecificForce);
        Assert.InRange(Mean(acceleration).Length, 0.047, 0.053);
        Assert.InRange(Spread(acceleration.Select(e => e.X)), 0.028, 0.032);
        var rate = Errors(Sessions.Rigid with { GyroscopeNoise = 0.1, GyroscopeBias = 1.35 }, (noisy, clean) => (noisy.AngularRate - clean.AngularRate) * (180 / Math.PI));
        Assert.InRange(Mean(rate).Length, 1.34, 1.36);
        Assert.InRange(Spread(rate.Select(e => e.Z)), 0.095, 0.105);
        var walk = Errors(Sessions.Rigid with { GyroscopeWalk = 0.5 }, (noisy, clean) => (noisy.AngularRate - clean.AngularRate) * (180 / Math.PI));
        Assert.InRange(walk[^1].Length, 0.1, 4);
    }

    [Fact]
    public void Soft_tissue_turns_the_sensor_by_up_to_a_degree_and_shakes_it_by_a_third_of_a_metre_per_second_squared()
    {
        var patient = SimulatedPatient.Weak with { FootDownImpact = Between.Always(3), SoftLandings = 0 };
        var session = Sessions.Of(Sessions.Set("single-leg-stance:left", 5));
        var sensor = Sessions.Rigid with { Rate = 200 };
        var rigid = Sessions.Samples(patient, sensor, session);
        var soft = Sessions.Samples(patient, sensor with { SoftTissue = new SoftTissue() }, session);
        var turned = rigid.Zip(soft).Select(p => p.First.Sample.SensorToEarth.UpInSource.AngleTo(p.Second.Sample.SensorToEarth.UpInSource).Value).ToList();
        var shaken = rigid.Zip(soft).Select(p => Math.Abs(p.First.Sample.SpecificForce.Length - p.Second.Sample.SpecificForce.Length)).ToList();
        Assert.InRange(turned.Max(), 0.5, 1.6);
        Assert.InRange(shaken.Max(), 0.15, 0.45);
    }

    [Fact]
    public void Sign_flips_change_no_rotation()
    {
        var plain = Sessions.Samples(SimulatedPatient.Healthy, Sessions.Rigid, Standing);
        var flipped = Sessions.Samples(SimulatedPatient.Healthy, Sessions.Rigid with { SignFlips = 0.1 }, Standing);
        Sessions.Each(plain.Zip(flipped), p => Assert.InRange((p.First.Sample.SensorToEarth.UpInSource - p.Second.Sample.SensorToEarth.UpInSource).Length, 0, 1e-12));
        Assert.Equal(0, Flips(plain));
        Assert.InRange((double)Flips(flipped) / flipped.Count, 0.08, 0.12);

        static int Flips(List<SimulatedSample> s) => s.Zip(s.Skip(1)).Count(p => p.First.Sample.SensorToEarth is var a && p.Second.Sample.SensorToEarth is var b
            && (a.W * b.W) + (a.X * b.X) + (a.Y * b.Y) + (a.Z * b.Z) < 0);
    }

    [Theory]
    [InlineData(MotionContent.Orientation)]
    [InlineData(MotionContent.Orientation | MotionContent.SpecificForce)]
    [InlineData(MotionContent.SpecificForce | MotionContent.AngularRate)]
    public void Only_what_was_asked_for_is_reported_and_it_is_the_same(MotionContent content)
    {
        var all = Sessions.Samples(SimulatedPatient.Weak, new(), Session);
        var some = Sessions.Samples(SimulatedPatient.Weak, new() { Content = content }, Session);
        Sessions.Each(all.Zip(some), pair =>
        {
            var (full, part) = (pair.First.Sample, pair.Second.Sample);
            Assert.Equal(content, part.Content);
            Assert.True(part.SensorToEarth == (part.Has(MotionContent.Orientation) ? full.SensorToEarth : default));
            Assert.True(part.SpecificForce == (part.Has(MotionContent.SpecificForce) ? full.SpecificForce : default));
            Assert.True(part.AngularRate == (part.Has(MotionContent.AngularRate) ? full.AngularRate : default));
        });
    }

    [Fact]
    public void What_no_sensor_can_be_is_refused()
    {
        SimulatedSensor[] impossible =
        [
            new() { Rate = 10 },
            new() { Content = MotionContent.None },
            new() { SensorToPelvis = default },
            new() { LossProbability = 1 },
            new() { Slips = [new(new(20), SlipAxis.Up, new(5), new(3)), new(new(21), SlipAxis.Up, new(5), new(3))] },
        ];
        Assert.All(impossible, sensor => Assert.Throws<ArgumentException>(() => Simulation.Run(SimulatedPatient.Healthy, sensor, Session, 1)));
        var onBothLegs = new SimulatedSession { Sets = [new(new(Exercise.SingleLegStance, ExerciseSide.Both))] };
        Assert.Throws<ArgumentException>(() => Simulation.Run(SimulatedPatient.Healthy, new(), onBothLegs, 1));
    }

    private static List<Vector3D> Errors(SimulatedSensor sensor, Func<MotionSample, MotionSample, Vector3D> error)
    {
        var clean = Sessions.Samples(SimulatedPatient.Healthy, Sessions.Rigid with { Rate = sensor.Rate }, Standing);
        return [.. Sessions.Samples(SimulatedPatient.Healthy, sensor, Standing).Zip(clean, (a, b) => error(a.Sample, b.Sample))];
    }

    private static double Rms(IEnumerable<double> values) => Math.Sqrt(values.Average(v => v * v));

    private static double Spread(IEnumerable<double> values) => Math.Sqrt((Rms(values) * Rms(values)) - (values.Average() * values.Average()));

    private static Vector3D Mean(List<Vector3D> values) => values.Aggregate(Vector3D.Zero, (sum, v) => sum + v) * (1.0 / values.Count);
}
