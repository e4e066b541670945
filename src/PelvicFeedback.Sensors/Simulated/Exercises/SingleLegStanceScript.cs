using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Sensors.Simulated;

/// <summary>Holds on one leg, with the drop that the patient's traits give, as they give it.</summary>
internal static class SingleLegStanceScript
{
    public static IEnumerable<double> Write(Score score, SimulatedSet set, Side leg)
    {
        var patient = score.Patient.On(leg);
        var fatigue = score.Draw(patient.Fatigue);
        for (var i = 0; i < set.Repetitions; i++)
        {
            var tiredness = fatigue * (i + 1) / set.Repetitions;
            Hold(score, patient, leg, score.Draw(set.Hold), score.Draw(patient.OneLegDrop) + tiredness);
            score.Wait(score.Draw(1.5, 3));
            yield return score.Now;
        }
    }

    private static void Hold(Score score, SimulatedPatient patient, Side leg, double length, double drop)
    {
        var lift = OneLeg.Rise(score, leg);
        var down = Math.Max(lift + length, score.Now + 0.3);
        score.Move(Channel.Tilt, score.Draw(patient.ThighLiftTilt), lift, score.Draw(0.4, 0.9));
        var split = score.Random.Chance(patient.TouchDowns) && length > 5 ? lift + (length * score.Draw(0.3, 0.7)) : double.NaN;
        Drop(score, patient.Onset, leg, drop, lift, double.IsNaN(split) ? down : split);
        if (!double.IsNaN(split))
        {
            var again = TouchDown(score, leg, split);
            Drop(score, DropOnset.AtLiftOff, leg, drop, again, down);
        }

        OneLeg.Return(score, leg, down);
    }

    // The foot comes down for a moment and is lifted again; the weight hardly leaves the stance leg.
    private static double TouchDown(Score score, Side leg, double contact)
    {
        OneLeg.Land(score, leg, contact, intended: false);
        score.Move(Channel.Obliquity, 0, contact - 0.1, 0.35);
        var over = score.Planned(Channel.Left);
        var again = contact + score.Draw(0.4, 1.1);
        score.Move(Channel.Left, over * 0.7, contact + 0.03, (again - contact) * 0.5);
        score.Move(Channel.Left, over, contact + 0.03 + ((again - contact) * 0.5), (again - contact) * 0.5);
        OneLeg.LiftOff(score, leg, again);
        return again;
    }

    private static void Drop(Score score, DropOnset onset, Side leg, double drop, double lift, double until)
    {
        var length = until - lift;
        switch (onset == DropOnset.Varied ? score.Random.OneOf(DropOnset.AtLiftOff, DropOnset.Creeping, DropOnset.Episodic) : onset)
        {
            case DropOnset.Creeping:
                score.Move(Channel.Obliquity, leg.Sign() * drop, lift, Math.Max(0.5, length - 0.3));
                break;

            case DropOnset.Episodic when length > 4:
                var level = leg.Sign() * score.Draw(-1, 1);
                score.Move(Channel.Obliquity, level, lift, 0.6);
                for (var at = lift + score.Draw(0.6, 1.5); at + 2.5 < until - 0.5; at += score.Draw(1, 3))
                {
                    var fall = score.Draw(0.4, 0.8);
                    var stay = score.Draw(0.5, Math.Min(3, until - at - 1.9));
                    score.Move(Channel.Obliquity, leg.Sign() * drop, at, fall);
                    score.Move(Channel.Obliquity, level, at + fall + stay, 0.6);
                    at += fall + stay + 0.6;
                }

                break;

            default:
                score.Move(Channel.Obliquity, leg.Sign() * drop, lift, score.Draw(0.3, 0.7));
                break;
        }
    }
}
