using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Sensors.Simulated;

/// <summary>Quiet standing, three bows from the hips (or sit-to-stand), a bend of either knee; as much of it as the session asks for.</summary>
internal static class CalibrationScript
{
    public static IEnumerable<double> Write(Score score)
    {
        var calibration = score.Session.Calibration;
        if (calibration == SimulatedCalibration.None)
        {
            yield break;
        }

        yield return Step(score, new Mark.CalibrateStatic(), () => score.Wait(score.Draw(4.5, 6)));
        if (calibration >= SimulatedCalibration.StaticAndBow)
        {
            yield return Step(score, new Mark.CalibrateBow(), () => ThreeBends(score));
        }

        if (calibration == SimulatedCalibration.Full)
        {
            yield return Step(score, new Mark.CalibrateSide(Side.Left), () => KneeBend(score, Side.Left));
            yield return Step(score, new Mark.CalibrateSide(Side.Right), () => KneeBend(score, Side.Right));
        }

        score.Mark(new Mark.CalibrateEnd());
        score.Wait(score.Draw(1, 2));
        yield return score.Now;
    }

    private static double Step(Score score, Mark mark, Action write)
    {
        var start = score.Now;
        score.Mark(mark);
        write();
        score.Tell(score.Now, new TrueCalibration(score.Clock(score.Now), score.Clock(start), mark));
        return score.Now;
    }

    private static void ThreeBends(Score score)
    {
        score.Wait(score.Draw(0.8, 1.5));
        for (var i = 0; i < 3; i++)
        {
            if (score.Patient.SitsToStand)
            {
                SitAndStand(score);
            }
            else
            {
                Bow(score);
            }

            score.Wait(score.Draw(0.6, 1.2));
        }
    }

    /// <summary>One bow from the hips: the pelvis tilts over the thighs and goes back to keep the balance.</summary>
    public static void Bow(Score score) => Bow(score, score.Draw(score.Patient.BowAngle));

    /// <summary>One bow by that angle, °.</summary>
    public static void Bow(Score score, double angle)
    {
        var (down, pause, up) = (score.Draw(1.1, 1.7), score.Draw(0.1, 0.5), score.Draw(1.1, 1.7));
        var start = score.Now;
        var again = start + down + pause;
        Bend(Channel.Tilt, angle);
        Bend(Channel.Forward, -0.003 * angle);
        Bend(Channel.Up, -0.0006 * angle);
        Bend(Channel.Obliquity, score.Draw(-0.5, 0.5));
        Bend(Channel.Turn, score.Draw(-1, 1));
        score.WaitUntil(again + up);

        void Bend(Channel channel, double to)
        {
            score.Move(channel, to, start, down);
            score.Move(channel, 0, again, up);
        }
    }

    // Down with a forward lean that is taken back on the seat, and up with the same lean again.
    private static void SitAndStand(Score score)
    {
        var angle = score.Draw(score.Patient.BowAngle);
        var (down, seated, up) = (score.Draw(1.6, 2.2), score.Draw(0.5, 1.2), score.Draw(1.6, 2.2));
        var start = score.Now;
        var rise = start + down + seated;
        score.Move(Channel.Up, -0.38, start + 0.1, down - 0.1);
        score.Move(Channel.Forward, -0.28, start, down);
        score.Move(Channel.Tilt, angle, start, down * 0.55);
        score.Move(Channel.Tilt, score.Draw(-8, 2), start + (down * 0.55), (down * 0.45) + 0.3);
        score.Move(Channel.Tilt, angle, rise, up * 0.45);
        score.Move(Channel.Tilt, 0, rise + (up * 0.45), up * 0.55);
        score.Move(Channel.Up, 0, rise + (up * 0.2), up * 0.8);
        score.Move(Channel.Forward, 0, rise + (up * 0.1), up * 0.9);
        score.WaitUntil(rise + up);
    }

    /// <summary>Both feet flat: the bent side comes down, and the weight goes a little to the other leg.</summary>
    public static void KneeBend(Score score, Side knee)
    {
        score.Wait(score.Draw(1, 1.6));
        var (down, pause, up) = (score.Draw(0.8, 1.3), score.Draw(0.5, 1), score.Draw(0.8, 1.3));
        var start = score.Now;
        var again = start + down + pause;
        var angle = score.Draw(score.Patient.KneeBend);
        Bend(Channel.Obliquity, -knee.Sign() * angle);
        Bend(Channel.Left, -knee.Sign() * score.Draw(0.01, 0.03));
        Bend(Channel.Up, -0.0015 * angle);
        Bend(Channel.Turn, knee.Sign() * score.Draw(0, 3));
        Bend(Channel.Tilt, score.Draw(0, 2));
        score.WaitUntil(again + up + score.Draw(1, 1.5));

        void Bend(Channel channel, double to)
        {
            score.Move(channel, to, start, down);
            score.Move(channel, 0, again, up);
        }
    }
}
