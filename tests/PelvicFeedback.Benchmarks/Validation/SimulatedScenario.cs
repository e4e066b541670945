using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Sensors.Simulated;

namespace PelvicFeedback.Benchmarks.Validation;

/// <summary>Many simulated sessions of one kind; the same seeds whenever it is played.</summary>
/// <param name="Name">What it is called in the report.</param>
/// <param name="About">What is varied in it.</param>
/// <param name="Session">Makes session number n.</param>
public sealed record SimulatedScenario(string Name, string About, Func<int, SimulatedRun> Session)
{
    private const MotionContent Everything = MotionContent.Orientation | MotionContent.SpecificForce | MotionContent.AngularRate;
    private static readonly Seconds Length = new(600);

    /// <summary>Nothing wrong with the sensor: only the physics, in each of the 24 axis-aligned mountings.</summary>
    public static SimulatedScenario Clean { get; } = new(
        "clean",
        "no sensor error at all, 100 Hz, the 24 axis-aligned mountings in turn, every kind of patient",
        seed => Simulation.Run(
            SimulatedPatient.Random(seed),
            SimulatedSensor.Ideal with { SensorToPelvis = SensorMounting.AxisAligned[seed % 24], Rate = 100 },
            Bowed(seed),
            seed));

    /// <summary>A sensor of today: noise, bias, drift, soft tissue, loss, any mounting, any rate.</summary>
    public static SimulatedScenario Noisy { get; } = new(
        "noisy",
        "orientation noise 0.1° white and 0.15° below 3 Hz an axis, heading drift, bias, soft tissue, packet loss and gaps, any mounting, 20–200 Hz",
        seed => Simulation.Run(SimulatedPatient.Random(seed), Sensor(seed, Everything), Bowed(seed), seed));

    /// <summary>The same from acceleration and rate alone, through the orientation filter.</summary>
    public static SimulatedScenario Raw { get; } = new(
        "acceleration and rate",
        "as noisy, but without quaternions: the orientation filter makes them",
        seed => Simulation.Run(
            SimulatedPatient.Random(seed), Sensor(seed, MotionContent.SpecificForce | MotionContent.AngularRate), Bowed(seed), seed));

    /// <summary>The same from quaternions alone.</summary>
    public static SimulatedScenario Quaternions { get; } = new(
        "quaternions only",
        "as noisy, but without acceleration: no lift-off, no depth; stance is trusted from the prescription, level is never said of what is done on one leg",
        seed => Simulation.Run(SimulatedPatient.Random(seed), Sensor(seed, MotionContent.Orientation), Bowed(seed), seed));

    /// <summary>The leg is not told.</summary>
    public static SimulatedScenario Auto { get; } = new(
        "auto",
        "as noisy, one-leg standing only, the marks say auto instead of the leg",
        seed => Simulation.Run(SimulatedPatient.Random(seed), Sensor(seed, Everything), Holds(seed) with { SidesUntold = true }, seed));

    /// <summary>Nobody drops.</summary>
    public static SimulatedScenario Healthy { get; } = new(
        "healthy",
        "as noisy, by patients whose pelvis stays within every default band",
        seed => Simulation.Run(SimulatedPatient.Healthy, Sensor(seed, Everything), Bowed(seed), seed));

    /// <summary>The belt slips by 3–8° against gravity.</summary>
    public static SimulatedScenario Slips { get; } = new(
        "slips",
        "as noisy, and the belt slips once by 3–8° against gravity, at once or over up to 5 s, anywhere in the sets",
        seed => Simulation.Run(SimulatedPatient.Random(seed), Sensor(seed, Everything) with { Slips = [Slip(seed)] }, Bowed(seed), seed));

    /// <summary>All of them.</summary>
    public static IReadOnlyList<(SimulatedScenario Scenario, int Sessions)> All { get; } =
        [(Clean, 48), (Noisy, 72), (Raw, 24), (Quaternions, 24), (Auto, 36), (Healthy, 24), (Slips, 36)];

    /// <summary>Plays the first so many sessions.</summary>
    public MovementScore Play(int sessions) => MovementValidation.PlayAll(Enumerable.Range(0, sessions).Select(Session));

    private static SimulatedSensor Sensor(int seed, MotionContent content) => SimulatedSensor.Random(seed) with { Content = content };

    private static SimulatedSession Bowed(int seed) =>
        SimulatedSession.Random(seed, Length) with { Calibration = seed % 4 == 0 ? SimulatedCalibration.Full : SimulatedCalibration.StaticAndBow };

    private static SimulatedSession Holds(int seed)
    {
        var session = Bowed(seed);
        return session with { Sets = [.. session.Sets.Where(set => set.Prescription.Exercise == Exercise.SingleLegStance)] };
    }

    private static BeltSlip Slip(int seed)
    {
        var random = new Random(seed);
        var angle = (random.Next(2) == 0 ? -1 : 1) * (3 + (5 * random.NextDouble()));
        return new(
            new(80 + (300 * random.NextDouble())), random.Next(2) == 0 ? SlipAxis.Forward : SlipAxis.Left, new(angle), new(random.Next(2) * 5 * random.NextDouble()));
    }
}
