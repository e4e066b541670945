using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Sensors.Simulated;

/// <summary>The 30 s test: onto one leg, the free side up as far as it goes, and held there; or falling, the foot down early, or a stumble.</summary>
internal static class HipRaiseTestScript
{
    private static readonly Between StumbleImpact = new(3, 5);

    public static IEnumerable<double> Write(Score score, SimulatedSet set, Side leg)
    {
        var patient = score.Patient.On(leg);
        var traits = patient.Test;
        var stumbles = score.Random.Chance(traits.Stumbles);
        var early = score.Random.Chance(traits.FootsDown);
        var length = score.Draw(set.Hold);
        var lift = OneLeg.Rise(score, leg);
        var raise = score.Draw(traits.Raise);
        score.Move(Channel.Tilt, score.Draw(patient.ThighLiftTilt), lift, score.Draw(0.4, 0.9));
        score.Move(Channel.Obliquity, -leg.Sign() * raise, lift, score.Draw(0.7, 1.5));
        var end = stumbles || early ? lift + (length * score.Draw(0.2, 0.9)) : lift + length + score.Draw(0.3, 1.5);
        SampleTime? falls = null;
        if (score.Random.Chance(traits.Falls) && score.Draw(traits.FallsAfter) is var after && lift + after + 2 < end)
        {
            falls = score.Clock(lift + after);
            score.Move(Channel.Obliquity, leg.Sign() * (score.Draw(traits.Fall) - raise), lift + after, Math.Min(end - lift - after, score.Draw(traits.FallLasts)));
        }

        score.WaitUntil(end - 0.6);
        yield return score.Now;
        var how = stumbles ? TrueTestEnd.Stumble : early ? TrueTestEnd.FootDown : TrueTestEnd.Held;
        score.Tell(end, new TrueTest(score.Clock(end), score.Clock(lift), leg, new(raise), falls, how));
        if (stumbles)
        {
            Stumble(score, leg, end);
        }
        else
        {
            OneLeg.Return(score, leg, end);
        }

        score.Wait(1);
        yield return score.Now;
    }

    // The trunk pitches, the pelvis goes off the stance leg, and the foot is thrown down to catch it.
    private static void Stumble(Score score, Side leg, double contact)
    {
        var from = contact - score.Draw(0.35, 0.5);
        score.Move(Channel.Left, score.Planned(Channel.Left) - (leg.Sign() * score.Draw(0.05, 0.09)), from, contact - from);
        score.Move(Channel.Tilt, score.Planned(Channel.Tilt) + score.Draw(5, 10), from, contact - from);
        score.Move(Channel.Obliquity, leg.Sign() * score.Draw(3, 7), from, contact - from);
        score.Move(Channel.Turn, score.Draw(-6, 6), from, contact - from);
        var impact = score.Draw(StumbleImpact);
        score.Fall(contact, 0.2, score.Draw(0.06, 0.09), impact);
        score.Stand(Stance.Both, contact);
        score.Tell(contact, new TrueStumble(score.Clock(contact), leg));
        score.Tell(contact, new TrueFootDown(score.Clock(contact), leg, impact, false));
        OneLeg.Settle(score, contact);
    }
}
