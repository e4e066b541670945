using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Sensors.Simulated;

/// <summary>
/// Abduction in extension, standing: the weight goes onto the stance leg, the free leg goes out and back to the pace, and between repetitions the
/// foot may touch the floor for a moment. What the pelvis shows of it is what the patient's traits give.
/// </summary>
internal static class AbductionScript
{
    private const double LeanPerDegree = 0.0015;

    /// <param name="score">What is written into.</param>
    /// <param name="set">What is done.</param>
    /// <param name="leg">The stance leg.</param>
    /// <param name="another">Whether there is to be a repetition of that number; asked as it is due.</param>
    public static IEnumerable<double> Write(Score score, SimulatedSet set, Side leg, Func<int, bool> another)
    {
        var start = score.Now;
        var fatigue = score.Draw(score.Patient.On(leg).Fatigue);
        var (lifted, up) = (double.NaN, false);
        for (var number = 1; ; number++)
        {
            var beat = PacedRepetition.Of(score, start, number);
            score.WaitUntil(beat.Out);
            yield return score.Now;
            if (!another(number))
            {
                break;
            }

            lifted = number == 1 ? OneLeg.Rise(score, leg) : up ? lifted : LiftAgain(score, leg, beat.Out);
            Repetition(score, set, leg, beat, number, Math.Max(beat.Out, lifted), fatigue * Math.Min(1, (double)number / set.Repetitions));
            up = !(set.FootDownBetween && another(number + 1));
            if (!up)
            {
                OneLeg.Land(score, leg, Math.Max(beat.End, lifted + 1), intended: true);
            }

            score.WaitUntil(beat.End);
            yield return score.Now;
        }

        if (up)
        {
            OneLeg.Return(score, leg, score.Now + 0.25);
        }
        else if (!double.IsNaN(lifted))
        {
            OneLeg.Settle(score, score.Now);
        }

        yield return score.Now;
    }

    // The weight stayed over the stance leg.
    private static double LiftAgain(Score score, Side leg, double lift)
    {
        OneLeg.LiftOff(score, leg, lift + 0.05);
        return lift + 0.05;
    }

    private static void Repetition(Score score, SimulatedSet set, Side leg, PacedRepetition beat, int number, double from, double fatigue)
    {
        var traits = score.Patient.On(leg).Abduction;
        var made = !score.Random.Chance(traits.Skips);
        var (drop, tilt, turn) = made ? (score.Draw(traits.Drop) + fatigue, score.Draw(traits.Tilt), score.Draw(traits.Turn)) : default;
        var swing = Math.Max(Math.Abs(drop), Math.Max(Math.Abs(tilt), Math.Abs(turn)));
        beat.Swing(score, Channel.Obliquity, leg.Sign() * drop, from);
        beat.Swing(score, Channel.Tilt, tilt, from);
        beat.Swing(score, Channel.Turn, -leg.Sign() * turn, from);
        beat.Swing(score, Channel.Left, leg.Sign() * swing * LeanPerDegree, from);
        var over = beat.Begin + PacedRepetition.Cycle;
        score.Tell(over, new TruePacedRepetition(score.Clock(over), score.Clock(beat.Begin), set.Prescription, number, made, new(swing)));
    }
}
