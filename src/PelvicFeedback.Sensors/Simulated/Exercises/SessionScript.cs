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
            score.Wait(score.Draw(session.QuietBeforeSet));
            yield return score.Now;
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

    /// <summary>Whether the simulator can do this; the other exercises take their places here and in <see cref="Exercise"/>.</summary>
    public static bool Knows(Prescription prescription) => prescription switch
    {
        { Exercise: Core.Units.Exercise.Squat } => true,
        { Exercise: Core.Units.Exercise.SingleLegStance or Core.Units.Exercise.SingleLegSquat or Core.Units.Exercise.LateralStepUp } =>
            prescription.Side.AsSide() is not null,
        _ => false,
    };

    /// <summary>The movements of a set, without what comes before and after it.</summary>
    public static IEnumerable<double> Exercise(Score score, SimulatedSet set) => set.Prescription.Exercise switch
    {
        Core.Units.Exercise.SingleLegStance => SingleLegStanceScript.Write(score, set, Leg(set)),
        Core.Units.Exercise.SingleLegSquat => SquatScript.OnOneLeg(score, set, Leg(set)),
        Core.Units.Exercise.Squat => SquatScript.OnTwoLegs(score, set),
        Core.Units.Exercise.LateralStepUp => LateralStepUpScript.Write(score, set, Leg(set)),
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
