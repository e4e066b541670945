using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Sessions;

/// <summary>It hurts, or something else makes the patient stop.</summary>
internal sealed partial class SessionTurn
{
    private (Refusal, string)? Pain(int value)
    {
        if (_state.Step == SessionStep.Questions)
        {
            return NotNow("The questions ask for it.");
        }

        Tell(new() { Phase = SessionPhase.Pain, Pain = value, Prescription = _state.Planned?.Prescription });
        foreach (var done in _state.Step == SessionStep.Result ? _state.Outcomes.Select(outcome => outcome.Prescription) : Doing)
        {
            Note(done, outcome => outcome with { WorstPain = Math.Max(value, outcome.WorstPain ?? 0) });
        }

        if (_state.Step == SessionStep.Result)
        {
            End(SessionReason.Done);
            return null;
        }

        switch (PainRule.Decide(value, _state.Answers.PainNow, _state.Plan!.Pain))
        {
            case PainDecision.StopExercise:
                StopForPain();
                break;
            case PainDecision.FinishSet:
                _state = _state with { Notice = Notice.PainHold };
                break;
        }

        return null;
    }

    private IEnumerable<Prescription> Doing => _state is { Planned: { } planned, Begun: true } ? [planned.Prescription] : [];

    private void StopForPain()
    {
        if (_state.Step == SessionStep.Set)
        {
            EndSet(SessionReason.Pain);
        }
        else if (_state.Current is not { } current)
        {
            // Too much pain before anything was begun: as if it had been answered.
            _state = _state with { Notice = Notice.NotToday };
            End(SessionReason.NotToday);
            return;
        }
        else
        {
            Note(_state.Planned!.Prescription, outcome => outcome with { Stopped = true });
            _state = _state with { Over = [.. _state.Over.Append(current).Distinct()], Begun = false, Resuming = false };
            if (_state.Step is not SessionStep.Rest)
            {
                if (StepOf(_state.Step) is not null)
                {
                    Put(new Mark.CalibrateEnd());
                }

                _state = _state with { Current = null };
                if (_state.Pause is null)
                {
                    Proceed();
                }
                else
                {
                    Offer();
                }
            }
        }

        _state = _state with { Notice = Notice.PainStop };
    }

    // Accepted whatever else is the matter with it: who says stop is never argued with.
    private (Refusal?, string?) Stop(StopReason reason)
    {
        _state = _state with { Touched = at.Elapsed };
        if (_state.SessionId is null)
        {
            return (null, "There was nothing to stop.");
        }

        var why = reason switch
        {
            StopReason.Pain => SessionReason.Pain,
            StopReason.Unwell => SessionReason.Unwell,
            StopReason.NearlyFell => SessionReason.NearlyFell,
            StopReason.Fell => SessionReason.Fell,
            StopReason.Tired => SessionReason.Tired,
            StopReason.Sensor => SessionReason.Sensor,
            _ => SessionReason.Other,
        };

        // Whatever made the patient stop, the number to call is said, and that nothing here calls it.
        _state = _state with { Question = null, Notice = Notice.Emergency };
        foreach (var begun in Doing)
        {
            Note(begun, outcome => Stopped(outcome, why));
        }

        var doing = _state.Planned?.Prescription;
        if (_state.Step == SessionStep.Set)
        {
            BreakOff(why);
            Go(SessionStep.Ready, null);
        }

        TellClosing(null);
        Tell(new() { Phase = SessionPhase.Stop, Reason = why, Prescription = doing });
        End(why);
        return (null, null);
    }
}
