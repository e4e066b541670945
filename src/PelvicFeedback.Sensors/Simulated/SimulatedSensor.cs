using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Sensors.Simulated;

/// <summary>
/// The sensor on the belt: where and how it is strapped, what it reports, and everything that is wrong with it. Each disturbance is
/// switched off by 0, null or an empty list; the defaults are a sensor of today in fair condition.
/// </summary>
public sealed record SimulatedSensor
{
    /// <summary>No noise, no bias, no drift, no loss, rigid on the skin: only the physics remain. The lever arm stays.</summary>
    public static SimulatedSensor Ideal => new()
    {
        HeadingOrigin = Degrees.Zero,
        OrientationNoise = 0,
        OrientationWander = 0,
        AccelerometerNoise = 0,
        AccelerometerBias = 0,
        GyroscopeNoise = 0,
        GyroscopeBias = 0,
        GyroscopeWalk = 0,
        SoftTissue = null,
    };

    /// <summary>Samples per second, 20–400.</summary>
    public double Rate { get; init; } = 60;

    /// <summary>Which quantities it reports.</summary>
    public MotionContent Content { get; init; } = MotionContent.Orientation | MotionContent.SpecificForce | MotionContent.AngularRate;

    /// <summary>
    /// How it is strapped: sensor axes to the pelvis' (X forward, Y left, Z up). Any rotation of norm 1; see <see cref="SensorMounting"/>.
    /// </summary>
    public Rotation SensorToPelvis { get; init; } = Rotation.Identity;

    /// <summary>From the middle between the hip joints to the sensor in pelvis axes (forward, left, up); m. The default is the sacrum.</summary>
    public Vector3D LeverArm { get; init; } = SensorMounting.Sacrum;

    /// <summary>What its clock shows at the session's first instant; s.</summary>
    public Seconds ClockStart { get; init; }

    /// <summary>Heading of its earth frame against the patient's forward at the start; null draws one from the seed.</summary>
    public Degrees? HeadingOrigin { get; init; }

    /// <summary>How fast its heading wanders off, left positive; ° per minute.</summary>
    public double HeadingDrift { get; init; }

    /// <summary>White error of the orientation, about each sensor axis; ° rms.</summary>
    public double OrientationNoise { get; init; } = 0.1;

    /// <summary>Slow error of the orientation, below 3 Hz, about each sensor axis; ° rms.</summary>
    public double OrientationWander { get; init; } = 0.15;

    /// <summary>White noise of each accelerometer axis; m/s² rms.</summary>
    public double AccelerometerNoise { get; init; } = 0.03;

    /// <summary>Length of the constant accelerometer error, its direction drawn from the seed; m/s², at most about 0.05 in fair sensors.</summary>
    public double AccelerometerBias { get; init; } = 0.03;

    /// <summary>White noise of each gyroscope axis; °/s rms.</summary>
    public double GyroscopeNoise { get; init; } = 0.1;

    /// <summary>
    /// Length of the constant gyroscope error, its direction drawn from the seed; °/s. Up to 0.5 is usual; 1.35 was measured as the
    /// uncorrected mean while standing still.
    /// </summary>
    public double GyroscopeBias { get; init; } = 0.3;

    /// <summary>Random walk of each gyroscope axis; °/s after one minute, growing with the square root of time.</summary>
    public double GyroscopeWalk { get; init; } = 0.02;

    /// <summary>The give of skin and fat under the belt; null for a sensor rigid on the bone.</summary>
    public SoftTissue? SoftTissue { get; init; } = new();

    /// <summary>Probability of a single sample being lost, 0–1.</summary>
    public double LossProbability { get; init; }

    /// <summary>How often the link breaks; gaps per minute on average, 0 for never.</summary>
    public double GapsPerMinute { get; init; }

    /// <summary>How long such a gap lasts; s.</summary>
    public Between GapLength { get; init; } = new(0.1, 2);

    /// <summary>When and how the belt slips, in order of time and without overlap.</summary>
    public IReadOnlyList<BeltSlip> Slips { get; init; } = [];

    /// <summary>Probability at each sample that the quaternion changes its sign (the same rotation), 0–1.</summary>
    public double SignFlips { get; init; }

    /// <summary>Some sensor: any mounting, usual rates, contents, errors and losses, drawn from the seed; no slips.</summary>
    public static SimulatedSensor Random(int seed)
    {
        var random = Seeded.For(seed, "sensor");
        const MotionContent Full = MotionContent.Orientation | MotionContent.SpecificForce | MotionContent.AngularRate;
        return new()
        {
            Rate = random.OneOf<double>(20, 30, 50, 60, 60, 60, 100, 120, 200),
            Content = random.OneOf(Full, Full, Full, MotionContent.Orientation, MotionContent.Orientation | MotionContent.SpecificForce, MotionContent.SpecificForce | MotionContent.AngularRate),
            SensorToPelvis = random.Chance(0.5) ? SensorMounting.AxisAligned[random.OneOf(24)] : SensorMounting.Random(seed),
            LeverArm = random.Chance(0.2) ? SensorMounting.Front : SensorMounting.Sacrum,
            ClockStart = new(Math.Round(random.Draw(0, 1000), 3)),
            HeadingDrift = random.Draw(-3, 3),
            AccelerometerBias = random.Draw(0, 0.05),
            GyroscopeBias = random.Draw(0, 0.5),
            SoftTissue = new() { Frequency = random.Draw(4, 8) },
            LossProbability = random.Chance(0.5) ? random.Draw(0, 0.02) : 0,
            GapsPerMinute = random.Chance(0.3) ? random.Draw(0.1, 1) : 0,
            SignFlips = random.Chance(0.2) ? 0.01 : 0,
        };
    }

    /// <summary>Refuses what no sensor can be.</summary>
    /// <exception cref="ArgumentException">A value is out of its range; the message names it.</exception>
    internal void Check()
    {
        Demand(Rate is >= 20 and <= 400, nameof(Rate), "20–400 samples a second");
        Demand(Content != MotionContent.None, nameof(Content), "at least one quantity");
        Demand(Math.Abs(SensorToPelvis.Norm - 1) < 1e-6, nameof(SensorToPelvis), "a quaternion of norm 1");
        Demand(LossProbability is >= 0 and < 1, nameof(LossProbability), "at least 0 and under 1");
        Demand(GapsPerMinute is >= 0 and <= 60, nameof(GapsPerMinute), "0–60 a minute");
        Demand(GapLength.IsUsable && GapLength.Least > 0, nameof(GapLength), "two positive lengths, the shorter first");
        Demand(SignFlips is >= 0 and <= 1, nameof(SignFlips), "a probability");
        for (var i = 1; i < Slips.Count; i++)
        {
            Demand(Slips[i].At.Value >= Slips[i - 1].End, nameof(Slips), "slips in order of time, one after another");
        }
    }

    private static void Demand(bool met, string what, string range)
    {
        if (!met)
        {
            throw new ArgumentException($"{what} of the simulated sensor has to be {range}.");
        }
    }
}
