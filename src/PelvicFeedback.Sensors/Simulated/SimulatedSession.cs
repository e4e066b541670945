using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Sensors.Simulated;

/// <summary>How a simulated session calibrates.</summary>
public enum SimulatedCalibration
{
    /// <summary>Not at all, beyond the quiet standing before the first set.</summary>
    None,

    /// <summary>Quiet standing only.</summary>
    Static,

    /// <summary>Quiet standing and three bows (or sit-to-stand).</summary>
    StaticAndBow,

    /// <summary>Quiet standing, three bows, and a bend of either knee.</summary>
    Full,
}

/// <summary>One set of an exercise.</summary>
/// <param name="Prescription">What is done, on which side; <see cref="ExerciseSide.Both"/> for a squat on two legs, else left or right.</param>
public sealed record SimulatedSet(Prescription Prescription)
{
    /// <summary>How many repetitions, or holds on one leg; at least 1.</summary>
    public int Repetitions { get; init; } = 5;

    /// <summary>How long one leg is held up in a hold, from foot off to foot down; s.</summary>
    public Between Hold { get; init; } = Between.Always(10);

    /// <summary>Whether single-leg squats put the foot down between repetitions.</summary>
    public bool FootDownBetween { get; init; }

    /// <summary>Height of the step; m, 0.05–0.30.</summary>
    public double StepHeight { get; init; } = 0.10;
}

/// <summary>What a simulated session consists of, in order.</summary>
public sealed record SimulatedSession
{
    /// <summary>How it calibrates.</summary>
    public SimulatedCalibration Calibration { get; init; } = SimulatedCalibration.StaticAndBow;

    /// <summary>The sets, in order.</summary>
    public IReadOnlyList<SimulatedSet> Sets { get; init; } = [];

    /// <summary>Quiet standing before anything else; s.</summary>
    public Between QuietBefore { get; init; } = new(1.5, 3);

    /// <summary>Quiet two-feet standing between a set's mark and its first movement; s, at least 2.</summary>
    public Between QuietBeforeSet { get; init; } = new(2, 3.5);

    /// <summary>Quiet standing after each set, from its <c>rest</c> mark; s.</summary>
    public Between Rest { get; init; } = new(5, 10);

    /// <summary>Whether samples carry marks. Without them nothing tells what is done.</summary>
    public bool Marks { get; init; } = true;

    /// <summary>Whether the marks say <c>auto</c> instead of the side.</summary>
    public bool SidesUntold { get; init; }

    /// <summary>How often the patient turns about, on the spot, in a rest; probability 0–1.</summary>
    public double TurnsAbout { get; init; }

    /// <summary>
    /// A session with everything varied: sets of every simulated exercise on either side, until the length is reached.
    /// </summary>
    /// <param name="seed">The same seed gives the same session.</param>
    /// <param name="length">Roughly how long it lasts, 1 min or more; the last set is finished. Ten hours are about a thousand sets.</param>
    public static SimulatedSession Random(int seed, Seconds length)
    {
        var random = Seeded.For(seed, "session");
        var sets = new List<SimulatedSet>();
        for (var filled = 25.0; filled < length.Value || sets.Count == 0;)
        {
            var exercise = random.OneOf(Exercise.SingleLegStance, Exercise.SingleLegStance, Exercise.SingleLegSquat, Exercise.Squat, Exercise.LateralStepUp);
            var side = exercise == Exercise.Squat ? ExerciseSide.Both : random.OneOf(ExerciseSide.Left, ExerciseSide.Right);
            var set = new SimulatedSet(new(exercise, side))
            {
                Repetitions = exercise == Exercise.SingleLegStance ? 1 + random.OneOf(4) : 3 + random.OneOf(8),
                Hold = new(random.Draw(3, 8), random.Draw(8, 30)),
                FootDownBetween = random.Chance(0.5),
                StepHeight = random.OneOf(0.05, 0.10, 0.10, 0.15, 0.20, 0.30),
            };
            sets.Add(set);
            filled += 12 + (set.Repetitions * (exercise == Exercise.SingleLegStance ? 4 + ((set.Hold.Least + set.Hold.Most) / 2) : 5.5));
        }

        return new()
        {
            Calibration = random.OneOf(SimulatedCalibration.StaticAndBow, SimulatedCalibration.StaticAndBow, SimulatedCalibration.Full, SimulatedCalibration.Static),
            Sets = sets,
            TurnsAbout = random.Chance(0.3) ? 0.5 : 0,
        };
    }

    /// <summary>Refuses what nobody can do.</summary>
    /// <exception cref="ArgumentException">The message names the set.</exception>
    internal void Check()
    {
        foreach (var set in Sets)
        {
            if (!SessionScript.Knows(set.Prescription) || set.Repetitions < 1 || set.Hold is not { IsUsable: true, Least: >= 1 }
                || set.StepHeight is not (>= 0.05 and <= 0.30))
            {
                throw new ArgumentException($"The simulated patient cannot do the set {set}.");
            }
        }
    }
}
