using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Sensors.Simulated;

namespace PelvicFeedback.Benchmarks.Validation.Further;

/// <summary>Simulated sessions of one further exercise, four hours and more; the same seeds whenever it is played.</summary>
/// <param name="Name">What it is called in the report.</param>
/// <param name="Exercise">What is done.</param>
/// <param name="Session">Makes session number n, of about ten minutes.</param>
public sealed record FurtherScenario(string Name, Exercise Exercise, Func<int, SimulatedRun> Session)
{
    // Those before were looked at while the algorithms were made.
    private const int First = 200;
    private const int Sessions = 24;
    private static readonly Seconds Length = new(600);

    /// <summary>By every kind of patient.</summary>
    public static FurtherScenario Anybody(Exercise exercise) => Of(exercise, "every kind of patient", SimulatedPatient.Random, Sensor);

    /// <summary>By patients who stay within every default band.</summary>
    public static FurtherScenario Well(Exercise exercise) => Of(exercise, "done well", _ => SimulatedPatient.Healthy, Sensor);

    /// <summary>Nothing of the pelvis turns, and repetitions are left out: by patients who stand perfectly still, and by others who sway as usual.</summary>
    public static FurtherScenario Still(Exercise exercise) => Of(
        exercise, "motionless or left out", seed => seed % 2 == 0 ? SimulatedPatient.Perfect : LeavesOut(SimulatedPatient.Weak), Sensor);

    /// <summary>A gyroscope as bad as is allowed: its bias wanders off by about 0.2°/s between one stillness and two minutes later.</summary>
    public static FurtherScenario WanderingGyroscope(Exercise exercise) => Of(
        exercise, "wandering gyroscope", SimulatedPatient.Random, seed => Sensor(seed) with { GyroscopeBias = 1.35, GyroscopeWalk = 0.14 });

    /// <summary>All of them.</summary>
    public static IReadOnlyList<FurtherScenario> All { get; } =
    [
        Anybody(Exercise.HipAbductionExtension), Well(Exercise.HipAbductionExtension), Still(Exercise.HipAbductionExtension), WanderingGyroscope(Exercise.HipAbductionExtension),
        Anybody(Exercise.StandingInternalRotation), Well(Exercise.StandingInternalRotation), Still(Exercise.StandingInternalRotation), WanderingGyroscope(Exercise.StandingInternalRotation),
        Anybody(Exercise.SidePlankAbduction), Well(Exercise.SidePlankAbduction),
        Anybody(Exercise.TrendelenburgTest),
        Anybody(Exercise.Walking),
    ];

    /// <summary>Plays its sessions, on all processors.</summary>
    /// <param name="first">The first one's seed.</param>
    /// <param name="sessions">How many.</param>
    public FurtherScore Play(int first = First, int sessions = Sessions) => Enumerable.Range(first, sessions).AsParallel().AsOrdered()
        .Select(seed => FurtherScore.Of(Played.Of(Session(seed)))).AsEnumerable().Aggregate(new FurtherScore(), (sum, one) => sum.Add(one));

    private static FurtherScenario Of(Exercise exercise, string kind, Func<int, SimulatedPatient> patient, Func<int, SimulatedSensor> sensor) => new(
        $"{Prescription.NameOf(exercise)}, {kind}",
        exercise,
        seed => Simulation.Run(patient(seed), sensor(seed), SimulatedSession.RandomOf(seed, Length, exercise), seed));

    // As the other scenarios' noisy sensors, but for gaps: what a gap does is scored there.
    private static SimulatedSensor Sensor(int seed) => SimulatedSensor.Random(seed) with
    {
        Rate = seed % 3 == 0 ? 100 : 60,
        Content = MotionContent.Orientation | MotionContent.SpecificForce | MotionContent.AngularRate,
        GapsPerMinute = 0,
    };

    private static SimulatedPatient LeavesOut(SimulatedPatient patient) => patient with
    {
        Abduction = patient.Abduction with { Skips = 1 },
        Rotation = patient.Rotation with { Skips = 1 },
    };
}
