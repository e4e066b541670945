using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Sensors.Simulated;

/// <summary>A session from its first instant to its last. Each value handed out is the time up to which everything is written.</summary>
internal static class SessionScript
{
    public static IEnumerable<double> Write(Score score)
    {
        var session = score.Session;
        score.Wait(score.Draw(session.QuietBefore));
        yield return score.Now;
        foreach (var written in CalibrationScript.Write(score))
        {
            yield return written;
        }

        foreach (var set in session.Sets)
        {
            var start = score.Now;
            var told = session.SidesUntold ? set.Prescription with { Side = ExerciseSide.Auto } : set.Prescription;
            score.Mark(new Mark.StartExercise(told));
            if (!IsPaced(set.Prescription.Exercise))
            {
                score.Wait(score.Draw(session.QuietBeforeSet));
                yield return score.Now;
            }

            foreach (var written in Exercise(score, set))
            {
                yield return written;
            }

            score.Tell(score.Now, new TrueSet(score.Clock(score.Now), score.Clock(start), set.Prescription));
            score.Mark(new Mark.Rest());
            Rest(score);
            yield return score.Now;
        }
    }

    /// <summary>Whether the simulated patient can do this on that side.</summary>
    public static bool Knows(Prescription prescription) =>
        prescription.Exercise is Core.Units.Exercise.Squat or Core.Units.Exercise.Walking || prescription.Side.AsSide() is not null;

    /// <summary>Whether its repetitions follow a pace that begins with its mark, so that nobody stands about first.</summary>
    public static bool IsPaced(Exercise exercise) => exercise is Core.Units.Exercise.HipAbductionExtension or Core.Units.Exercise.StandingInternalRotation;

    /// <summary>The movements of a set, without what comes before and after it.</summary>
    public static IEnumerable<double> Exercise(Score score, SimulatedSet set) => set.Prescription.Exercise switch
    {
        Core.Units.Exercise.SingleLegStance => SingleLegStanceScript.Write(score, set, Leg(set)),
        Core.Units.Exercise.SingleLegSquat => SquatScript.OnOneLeg(score, set, Leg(set)),
        Core.Units.Exercise.Squat => SquatScript.OnTwoLegs(score, set),
        Core.Units.Exercise.LateralStepUp => LateralStepUpScript.Write(score, set, Leg(set)),
        Core.Units.Exercise.TrendelenburgTest => HipRaiseTestScript.Write(score, set, Leg(set)),
        _ => GoingOn(score, set, number => number <= set.Repetitions),
    };

    /// <summary>The movements of an exercise that goes on for as long as there is to be another repetition, hold or step.</summary>
    /// <param name="score">What is written into.</param>
    /// <param name="set">What is done.</param>
    /// <param name="another">Whether there is to be one of that number; asked as it is due. Walking asks for the first only.</param>
    public static IEnumerable<double> GoingOn(Score score, SimulatedSet set, Func<int, bool> another) => set.Prescription.Exercise switch
    {
        Core.Units.Exercise.HipAbductionExtension => AbductionScript.Write(score, set, Leg(set), another),
        Core.Units.Exercise.StandingInternalRotation => RotationScript.Write(score, set, Leg(set), another),
        Core.Units.Exercise.SidePlankAbduction => BridgeScript.Write(score, set, Leg(set), another),
        Core.Units.Exercise.Walking => WalkingScript.Write(score, set, () => another(1)),
        _ => throw new ArgumentException($"The simulated patient does not do {set.Prescription}."),
    };

    private static Side Leg(SimulatedSet set) => set.Prescription.Side.AsSide()!.Value;

    private static void Rest(Score score)
    {
        var length = score.Draw(score.Session.Rest);
        if (score.Random.Chance(score.Session.TurnsAbout) && length > 4)
        {
            var angle = score.Random.Sign() * score.Draw(30, 180);
            score.Move(Channel.Facing, score.Planned(Channel.Facing) + angle, score.Now + 0.5, Math.Min(length - 1, score.Draw(2, 4)));
        }

        score.Wait(length);
    }
}
