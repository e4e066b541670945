using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Sensors.Simulated;

/// <summary>
/// The side plank: down to lie on one side, the trunk on the elbow; the pelvis up into line and held while the upper leg is lifted to the pace;
/// down again; and in the end up to stand. The pelvis goes through a quarter turn about its forward axis: its long axis then lies along the floor.
/// </summary>
internal static class BridgeScript
{
    private const double LyingHeight = -0.82;
    private const double MostSag = 0.75;

    /// <param name="score">What is written into.</param>
    /// <param name="set">What is done.</param>
    /// <param name="lower">The side that is lain on.</param>
    /// <param name="another">Whether there is to be a hold of that number; asked as it is due.</param>
    public static IEnumerable<double> Write(Score score, SimulatedSet set, Side lower, Func<int, bool> another)
    {
        var patient = score.Patient.On(lower);
        var floor = score.Draw(patient.Bridge.Floor);
        LieDown(score, lower, floor);
        yield return score.Now;
        score.Wait(score.Draw(3, 4.5));
        yield return score.Now;
        for (var number = 1; another(number); number++)
        {
            Hold(score, patient, set, lower, floor);
            yield return score.Now;
            score.Wait(score.Draw(3, 5));
            yield return score.Now;
        }

        GetUp(score);
        yield return score.Now;
    }

    /// <summary>Obliquity at which the long axis is that far up at the head's end.</summary>
    private static double Lying(Side lower, double longAxis) => -lower.Sign() * (90 - longAxis);

    // Kneeling down forward, and over onto the side.
    private static void LieDown(Score score, Side lower, double floor)
    {
        var (start, kneel, over) = (score.Now, score.Draw(1.8, 2.6), score.Draw(2.2, 3));
        score.Move(Channel.StandingSway, 0, start, 1);
        score.Move(Channel.Tilt, score.Draw(15, 30), start, kneel);
        score.Move(Channel.Up, LyingHeight * 0.5, start, kneel);
        score.Move(Channel.Tilt, 0, start + kneel, over);
        score.Move(Channel.Up, LyingHeight, start + kneel - 0.3, over);
        score.Move(Channel.Left, lower.Sign() * score.Draw(0.2, 0.35), start + kneel - 0.2, over);
        score.Move(Channel.Obliquity, Lying(lower, floor), start + kneel - 0.3, over + 0.3);
        score.WaitUntil(start + kneel + over);
    }

    private static void GetUp(Score score)
    {
        var (start, up, rise) = (score.Now, score.Draw(2.2, 3), score.Draw(1.8, 2.6));
        score.Move(Channel.Obliquity, 0, start, up);
        score.Move(Channel.Up, LyingHeight * 0.5, start, up);
        score.Move(Channel.Tilt, score.Draw(15, 30), start, up);
        score.Move(Channel.Left, 0, start, up + rise);
        score.Move(Channel.Tilt, 0, start + up, rise);
        score.Move(Channel.Up, 0, start + up, rise);
        score.Move(Channel.StandingSway, 1, start + up, rise);
        score.WaitUntil(start + up + rise);
    }

    private static void Hold(Score score, SimulatedPatient patient, SimulatedSet set, Side lower, double floor)
    {
        var traits = patient.Bridge;
        var (start, rising, sinking) = (score.Now, score.Draw(0.7, 1.3), score.Draw(0.6, 1.1));
        var lift = score.Draw(traits.Lift);
        var risen = start + rising;
        var down = Math.Max(risen + 2, start + score.Draw(set.Hold));
        var bridge = floor + lift;
        var height = score.Draw(traits.Height);
        InTwo(score, Lying(lower, bridge), start, rising);
        score.Move(Channel.Up, LyingHeight + height, start, rising);
        score.Move(Channel.BridgeSway, 1, start, rising);

        // Sagging and rolling leave the first two seconds alone: they begin from a bridge that stood.
        var sag = Math.Min(score.Draw(traits.Sag), MostSag * lift);
        var from = traits.SagsLate ? risen + ((down - risen) * 0.65) : risen + 2 + score.Draw(0, 1.5);
        var until = traits.SagsLate ? down : from + score.Draw(3, 4.5);
        if (until <= down && until - from > 2)
        {
            score.Move(Channel.Obliquity, Lying(lower, bridge - sag), from, 0.8);
            score.Move(Channel.Up, LyingHeight + (height * (1 - (sag / lift))), from, 0.8);
            score.Move(Channel.Roll, -lower.Sign() * score.Random.Sign() * score.Draw(traits.Roll), from, 0.9);
            if (!traits.SagsLate)
            {
                score.Move(Channel.Obliquity, Lying(lower, bridge), until - 0.8, 0.8);
                score.Move(Channel.Up, LyingHeight + height, until - 0.8, 0.8);
                score.Move(Channel.Roll, 0, until - 0.8, 0.8);
            }
        }

        // The upper leg goes up and down, and the pelvis gives a little each time.
        for (var lifts = start + PacedRepetition.Cycle; lifts <= down; lifts += PacedRepetition.Cycle)
        {
            score.Swell(Channel.Obliquity, lower.Sign() * traits.LegLift, lifts - 3, 2.8);
            score.Swell(Channel.Roll, lower.Sign() * traits.LegLift / 2, lifts - 3, 2.8);
        }

        InTwo(score, Lying(lower, floor + score.Draw(traits.FloorAgain)), down, sinking);
        score.Move(Channel.Roll, 0, down, sinking);
        score.Move(Channel.Up, LyingHeight, down, sinking);
        score.Move(Channel.BridgeSway, 0, down, sinking);

        // The pelvis is off the floor as long as it is above where it lies: from the first of its rise to the last of its way down.
        var floorAgain = down + sinking;
        score.Tell(floorAgain, new TrueBridge(score.Clock(floorAgain), score.Clock(start), score.Clock(risen), score.Clock(down), lower, new(lift)));
        score.WaitUntil(floorAgain);
    }

    // Nobody turns in one stroke: the first takes most of the way, and a second that begins within it the rest (Flash and Henis 1991).
    private static void InTwo(Score score, double to, double start, double duration)
    {
        var from = score.Planned(Channel.Obliquity);
        score.Move(Channel.Obliquity, from + ((to - from) * score.Draw(0.65, 0.95)), start, duration * score.Draw(0.6, 0.9));
        var second = duration * score.Draw(0.3, 0.5);
        score.Move(Channel.Obliquity, to, start + second, duration - second);
    }
}
