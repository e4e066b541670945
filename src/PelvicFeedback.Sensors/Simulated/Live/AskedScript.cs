namespace PelvicFeedback.Sensors.Simulated;

/// <summary>
/// Writes what is asked for, a movement at a time, for as long as anybody plays it. A movement that has begun is finished, as people do; what
/// is asked next comes after it, and after a moment in which it is understood.
/// </summary>
internal static class AskedScript
{
    private const double Glance = 0.2;
    private const double LeanDegrees = 15;
    private const double LongestWalk = 3600;
    private static readonly Between Understanding = new(0.6, 1.2);

    /// <param name="score">What is written into.</param>
    /// <param name="asked">What is asked for now; called on the thread that the samples come on.</param>
    public static IEnumerable<double> Write(Score score, Func<SimulatedTask> asked)
    {
        SimulatedTask last = SimulatedTask.Stand;
        while (true)
        {
            var task = asked();
            if (task != last)
            {
                // A pace that is given is not waited for: its first reaction is part of the exercise.
                score.Wait(task is SimulatedTask.Exercising(var asking, _)
                    ? SessionScript.IsPaced(asking.Exercise) ? 0 : score.Draw(score.Session.QuietBeforeSet)
                    : score.Draw(Understanding));
                last = task;
                yield return score.Now;
                continue;
            }

            foreach (var written in Movement(score, task, () => asked() == task))
            {
                yield return written;
            }
        }
    }

    private static IEnumerable<double> Movement(Score score, SimulatedTask task, Func<bool> stillAsked)
    {
        switch (task)
        {
            case SimulatedTask.Leaning:
                CalibrationScript.Bow(score, LeanDegrees);
                score.Wait(score.Draw(Understanding));
                break;
            case SimulatedTask.Bowing:
                CalibrationScript.Bow(score);
                score.Wait(score.Draw(0.6, 1.2));
                break;
            case SimulatedTask.BendingKnee bend:
                CalibrationScript.KneeBend(score, bend.Knee);
                break;
            case SimulatedTask.Exercising exercising when SessionScript.Knows(exercising.Prescription):
                var set = new SimulatedSet(exercising.Prescription)
                {
                    Repetitions = 1,
                    Hold = Between.Always(Math.Max(1, exercising.Hold.Value)),
                    FootDownBetween = true,
                };
                foreach (var written in Exercise(score, set, stillAsked))
                {
                    yield return written;
                }

                break;
            default:
                score.Wait(Glance);
                break;
        }

        yield return score.Now;
    }

    private static IEnumerable<double> Exercise(Score score, SimulatedSet set, Func<bool> stillAsked)
    {
        switch (set.Prescription.Exercise)
        {
            case Core.Units.Exercise.Walking:
                return SessionScript.GoingOn(score, set with { Hold = Between.Always(LongestWalk) }, _ => stillAsked());
            case Core.Units.Exercise.HipAbductionExtension or Core.Units.Exercise.StandingInternalRotation or Core.Units.Exercise.SidePlankAbduction:
                return SessionScript.GoingOn(score, set, _ => stillAsked());
            case Core.Units.Exercise.TrendelenburgTest:
                return SessionScript.Exercise(score, set).Concat(Standing(score, stillAsked));
            default:
                return SessionScript.Exercise(score, set).Concat(Pause(score));
        }
    }

    private static IEnumerable<double> Pause(Score score)
    {
        score.Wait(score.Draw(score.Patient.PauseBetween));
        yield return score.Now;
    }

    // A test is done once, however long it is asked for.
    private static IEnumerable<double> Standing(Score score, Func<bool> stillAsked)
    {
        while (stillAsked())
        {
            score.Wait(Glance);
            yield return score.Now;
        }
    }
}
