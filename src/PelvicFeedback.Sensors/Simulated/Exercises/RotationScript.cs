using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Sensors.Simulated;

/// <summary>Internal rotation, standing on both feet: one thigh turns inward against a band and back, to the pace. The pelvis shows only what goes with it.</summary>
internal static class RotationScript
{
    /// <param name="score">What is written into.</param>
    /// <param name="set">What is done.</param>
    /// <param name="leg">The working leg.</param>
    /// <param name="another">Whether there is to be a repetition of that number; asked as it is due.</param>
    public static IEnumerable<double> Write(Score score, SimulatedSet set, Side leg, Func<int, bool> another)
    {
        var start = score.Now;
        for (var number = 1; ; number++)
        {
            var beat = PacedRepetition.Of(score, start, number);
            score.WaitUntil(beat.Out);
            yield return score.Now;
            if (!another(number))
            {
                yield break;
            }

            Repetition(score, set, leg, beat, number);
            score.WaitUntil(beat.End);
            yield return score.Now;
        }
    }

    private static void Repetition(Score score, SimulatedSet set, Side leg, PacedRepetition beat, int number)
    {
        var traits = score.Patient.On(leg).Rotation;
        var made = !score.Random.Chance(traits.Skips);
        var (turn, rise, tilt) = made ? (score.Draw(traits.Turn), score.Draw(traits.Rise), score.Draw(traits.Tilt)) : default;
        var swing = Math.Max(Math.Abs(turn), Math.Max(Math.Abs(rise), Math.Abs(tilt)));
        beat.Swing(score, Channel.Turn, -leg.Sign() * turn, beat.Out);
        beat.Swing(score, Channel.Obliquity, leg.Sign() * rise, beat.Out);
        beat.Swing(score, Channel.Tilt, tilt, beat.Out);
        beat.Swing(score, Channel.Left, -leg.Sign() * 0.001 * swing, beat.Out);
        var over = beat.Begin + PacedRepetition.Cycle;
        score.Tell(over, new TruePacedRepetition(score.Clock(over), score.Clock(beat.Begin), set.Prescription, number, made, new(swing)));
    }
}
