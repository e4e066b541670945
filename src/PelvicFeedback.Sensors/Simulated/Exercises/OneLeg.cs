using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Sensors.Simulated;

/// <summary>Getting onto one leg and off it again: the weight goes over first, the foot leaves at the end of that, and comes back with a small thud.</summary>
internal static class OneLeg
{
    /// <summary>Writes the shift of weight from now on; returns when the foot leaves the floor, and waits until the shift is over.</summary>
    public static double Rise(Score score, Side leg)
    {
        var patient = score.Patient;
        var start = score.Now;
        var duration = score.Draw(patient.ShiftDuration);
        var lift = start + duration - score.Draw(0, 0.1);
        score.Move(Channel.Left, leg.Sign() * score.Draw(patient.WeightShift), start, duration);
        score.Move(Channel.Forward, score.Draw(-0.015, 0.02), start, duration);
        Balance(score, leg, start, lift);

        // The free foot pushes off: its side rises a little and so does the whole pelvis, before there is any single support.
        score.Move(Channel.Obliquity, -leg.Sign() * score.Draw(patient.UnloadingHike), Math.Max(start, lift - 0.35), Math.Min(duration, 0.35));
        score.Move(Channel.Up, score.Planned(Channel.Up) + score.Draw(0.002, 0.006), Math.Max(start, lift - 0.4), 0.4);
        LiftOff(score, leg, lift);
        score.WaitUntil(start + duration);
        return lift;
    }

    /// <summary>Sway and pivot of standing on that leg, complete as the foot leaves.</summary>
    public static void Balance(Score score, Side leg, double from, double lift)
    {
        score.Move(Channel.StandingSway, 0, from, lift - from);
        score.Move(Channel.OneLegSway, 1, from, lift - from);
        score.Move(Channel.Pivot, leg.Sign(), from, lift - from);
    }

    /// <summary>The foot leaves the floor.</summary>
    public static void LiftOff(Score score, Side leg, double lift)
    {
        score.Stand(leg.AsStance(), lift);
        score.Tell(lift, new TrueLiftOff(score.Clock(lift), leg));
    }

    /// <summary>The foot touches the floor: the pelvis falls a little in the last moment, and is stopped.</summary>
    public static void Land(Score score, Side leg, double contact, bool intended)
    {
        var patient = score.Patient;
        var soft = score.Random.Chance(patient.SoftLandings);
        var impact = soft ? score.Draw(0.05, 0.3) : score.Draw(patient.FootDownImpact);
        score.Fall(contact, score.Draw(0.12, 0.20), score.Draw(0.04, 0.08), impact);
        score.Stand(Stance.Both, contact);
        score.Tell(contact, new TrueFootDown(score.Clock(contact), leg, impact, intended));
    }

    /// <summary>The foot comes down at <paramref name="contact"/>, the pelvis goes back to the middle and level; waits until all is over.</summary>
    public static void Return(Score score, Side leg, double contact)
    {
        Land(score, leg, contact, intended: true);
        Settle(score, contact);
    }

    /// <summary>After the foot came down: back to the middle and level; waits until all is over.</summary>
    public static void Settle(Score score, double contact)
    {
        var levelling = contact - score.Draw(0.05, 0.2);
        score.Move(Channel.Obliquity, 0, levelling, score.Draw(0.4, 0.7));
        score.Move(Channel.Tilt, 0, levelling, score.Draw(0.4, 0.7));
        score.Move(Channel.Turn, 0, levelling, score.Draw(0.4, 0.7));
        var back = contact + score.Draw(0, 0.15);
        var duration = score.Draw(0.5, 1.0);
        score.Move(Channel.Left, 0, back, duration);
        score.Move(Channel.Forward, 0, back, duration);
        score.Move(Channel.Up, 0, contact + 0.1, 1);
        score.Move(Channel.StandingSway, 1, contact, 0.6);
        score.Move(Channel.OneLegSway, 0, contact, 0.6);
        score.Move(Channel.Pivot, 0, contact, 0.4);
        score.WaitUntil(Math.Max(back + duration, contact + 1.1));
    }
}
