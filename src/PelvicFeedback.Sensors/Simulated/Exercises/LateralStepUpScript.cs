using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Sensors.Simulated;

/// <summary>
/// Sideways onto a step: the foot nearest the step waits on it and lifts its own side; then weight over, push-off, up, lowering, and
/// the other foot touches the floor again. Single support, and with it D, is from push-off to touch-down only.
/// </summary>
internal static class LateralStepUpScript
{
    public static IEnumerable<double> Write(Score score, SimulatedSet set, Side lead)
    {
        var patient = score.Patient.On(lead);
        var waiting = lead.Sign() * score.Draw(patient.WaitingLift);
        var reach = score.Draw(0.10, 0.14);
        var fatigue = score.Draw(patient.Fatigue);
        MoveLeadFoot(score, lead, waiting, lead.Sign() * 0.02);
        score.Wait(score.Draw(0.8, 2));
        yield return score.Now;
        for (var number = 1; number <= set.Repetitions; number++)
        {
            var drop = score.Draw(patient.StepUpDrop) + (fatigue * number / set.Repetitions);
            Repetition(score, lead, waiting, reach, set.StepHeight, drop, number);
            score.Wait(score.Draw(patient.PauseBetween));
            yield return score.Now;
        }

        MoveLeadFoot(score, lead, 0, 0);
        score.Wait(0.5);
        yield return score.Now;
    }

    // The lead foot goes onto the step, or off it: for that moment the other leg carries, and the lead side is hiked.
    private static void MoveLeadFoot(Score score, Side lead, double obliquityAfter, double leftAfter)
    {
        var trailing = lead.Other();
        var start = score.Now;
        var shift = score.Draw(0.6, 0.9);
        var lift = start + shift - score.Draw(0, 0.1);
        var contact = lift + score.Draw(0.5, 0.9);
        score.Move(Channel.Left, trailing.Sign() * score.Draw(0.06, 0.09), start, shift);
        OneLeg.Balance(score, trailing, start, lift);
        OneLeg.LiftOff(score, trailing, lift);
        score.Move(Channel.Obliquity, lead.Sign() * score.Draw(2, 4), lift - 0.1, 0.45);
        score.Move(Channel.Obliquity, obliquityAfter, contact - 0.1, 0.45);
        OneLeg.Land(score, trailing, contact, intended: true);
        BackOnBothFeet(score, contact, leftAfter);
    }

    private static void Repetition(Score score, Side lead, double waiting, double reach, double height, double drop, int number)
    {
        var patient = score.Patient.On(lead);
        var sign = lead.Sign();
        var shift = score.Draw(0.5, 0.8);
        var start = score.Now;
        var lift = start + shift - score.Draw(0, 0.1);

        // Over the lead leg; the trailing heel comes up and takes most of the waiting lift away before there is single support.
        score.Move(Channel.Left, sign * reach, start, shift);
        score.Move(Channel.Forward, score.Draw(0, 0.03), start, shift);
        score.Move(Channel.Tilt, score.Draw(patient.StepUpLean), start, shift + 0.2);
        score.Move(Channel.Obliquity, sign * Math.Min(score.Draw(0.3, 1.5), Math.Abs(waiting)), start + 0.05, lift - start - 0.05);
        OneLeg.Balance(score, lead, start, lift);
        OneLeg.LiftOff(score, lead, lift);

        var duration = score.Draw(patient.RepetitionDuration);
        var rise = Math.Max(0.8, duration * score.Draw(0.38, 0.48));
        var top = lift + rise;
        var lower = top + score.Draw(patient.RepetitionPause);
        var lowering = Math.Max(1, duration - rise);
        var contact = lower + lowering;
        score.Move(Channel.Up, height, lift - 0.15, rise + 0.15);
        score.Move(Channel.Tilt, score.Draw(-1, 1), lift + (rise * 0.3), rise * 0.7);
        score.Move(Channel.Obliquity, sign * drop * score.Draw(0.2, 0.5), lift, rise);
        score.Move(Channel.Up, 0.005, lower, lowering);
        score.Move(Channel.Tilt, score.Draw(patient.StepUpLean) * 0.7, lower, lowering);
        score.Move(Channel.Obliquity, sign * drop, lower + (lowering * 0.35), lowering * 0.55);
        score.Move(Channel.Turn, -sign * score.Draw(patient.SquatTurn) * 0.5, lower, lowering);

        OneLeg.Land(score, lead, contact, intended: true);
        score.Tell(contact, new TrueRepetition(
            score.Clock(contact), score.Clock(lift), score.Clock(top), Exercise.LateralStepUp, lead, number, 0, null));
        score.Move(Channel.Obliquity, waiting, contact, score.Draw(0.35, 0.6));
        BackOnBothFeet(score, contact, sign * 0.02);
    }

    private static void BackOnBothFeet(Score score, double contact, double left)
    {
        var back = contact + score.Draw(0, 0.15);
        var duration = score.Draw(0.5, 0.9);
        score.Move(Channel.Left, left, back, duration);
        score.Move(Channel.Forward, 0, back, duration);
        score.Move(Channel.Tilt, 0, back, duration);
        score.Move(Channel.Turn, 0, back, duration);
        score.Move(Channel.Up, 0, contact + 0.1, 1);
        score.Move(Channel.StandingSway, 1, contact, 0.6);
        score.Move(Channel.OneLegSway, 0, contact, 0.6);
        score.Move(Channel.Pivot, 0, contact, 0.4);
        score.WaitUntil(contact + 1.15);
    }
}
