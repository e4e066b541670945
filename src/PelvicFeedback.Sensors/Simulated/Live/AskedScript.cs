namespace PelvicFeedback.Sensors.Simulated;

/// <summary>
/// Writes what is asked for, a movement at a time, for as long as anybody plays it. A movement that has begun is finished, as people do; what
/// is asked next comes after it, and after a moment in which it is understood.
/// </summary>
internal static class AskedScript
{
    private const double Glance = 0.2;
    private const double LeanDegrees = 15;
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
                score.Wait(score.Draw(task is SimulatedTask.Exercising ? score.Session.QuietBeforeSet : Understanding));
                last = task;
                yield return score.Now;
                continue;
            }

            foreach (var written in Movement(score, task))
            {
                yield return written;
            }
        }
    }

    private static IEnumerable<double> Movement(Score score, SimulatedTask task)
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
                foreach (var written in SessionScript.Exercise(score, set))
                {
                    yield return written;
                }

                score.Wait(score.Draw(score.Patient.PauseBetween));
                break;
            default:
                score.Wait(Glance);
                break;
        }

        yield return score.Now;
    }
}
