using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Sessions;

/// <summary>The patient goes on: calibrates, begins an exercise, cuts a rest short, does a set again.</summary>
internal sealed partial class SessionTurn
{
    private (Refusal, string)? Calibrate(CalibrationStep kind)
    {
        if (_state.Step is SessionStep.Questions or SessionStep.Set or SessionStep.Result)
        {
            return NotNow(_state.Step == SessionStep.Set ? "The set is under way: stand by first."
                : _state.Step == SessionStep.Result ? "All exercises are done."
                : "The questions come first.");
        }

        if (_state.Question is not null)
        {
            return NotNow("A question waits for an answer.");
        }

        Need(needs => kind switch
        {
            CalibrationStep.Static => CalibrationNeeds.All,
            CalibrationStep.Bow => needs with { Bow = true },
            _ => needs with { Side = true },
        });
        var asked = StepOf(_state.Step) is not null;
        _state = _state with { Pause = null, Notice = null, Tries = 0 };
        if (asked)
        {
            Put(new Mark.CalibrateEnd());
        }

        if (_state.Step == SessionStep.Rest)
        {
            AfterRest();
        }
        else
        {
            Proceed();
        }

        return null;
    }

    private (Refusal, string)? StartExercise(Prescription prescription)
    {
        if (_state.Step is not (SessionStep.Ready or SessionStep.Rest) || _state.Pause is not null)
        {
            return NotNow(_state.Pause is not null ? "The session stands by: go on first."
                : _state.Step is SessionStep.Set or SessionStep.Countdown ? "A set is under way."
                : _state.Step == SessionStep.Result ? "All exercises are done."
                : "Questions and calibration come first.");
        }

        if (_state.Plan!.Find(prescription) is not { } planned)
        {
            return (Refusal.NotInPlan, "This exercise on this side is not in the plan.");
        }

        var index = _state.Plan.Exercises.IndexOf(planned);
        return _state.Over.Contains(index) ? NotNow("This exercise is over for today.")
            : SafetyRule.Against(_state.Plan.Screen, planned) is { } against ? (Refusal.Unsafe, against)
            : CapIsReached ? (Refusal.DailyCap, "Enough was done today.")
            : Do(() => Begin(index));
    }

    private void Begin(int index)
    {
        if (_state.Current != index || !_state.Begun)
        {
            Choose(index);
        }

        _state = _state with { Begun = true, Notice = null, IsRedo = false, Done = _state.Resuming ? _state.Done : 0 };
        Proceed();
    }

    private (Refusal, string)? Next()
    {
        if (_state.Pause is not null)
        {
            return NotNow("The session stands by: go on first.");
        }

        switch (_state.Step)
        {
            case SessionStep.Ready:
                return StartExercise(_state.Planned!.Prescription);
            case SessionStep.Countdown when _state.Sensor != SensorLink.Live:
                return NotNow("The sensor is silent.");
            case SessionStep.Countdown:
                StartSet();
                return null;
            case SessionStep.Set:
                EndSet(SessionReason.Skipped);
                return null;
            case SessionStep.Rest:
                AfterRest();
                return null;
            case SessionStep.Result:
                End(SessionReason.Done);
                return null;
            default:
                return NotNow(_state.Step == SessionStep.Questions ? "The question has to be answered." : "The calibration comes first.");
        }
    }

    private (Refusal, string)? Resume() => _state.Pause is null ? NotNow("The session does not stand by.")
        : _state.Question is not null and not Question.Effort ? NotNow("A question waits for an answer.")
        : Do(GoOn);

    private (Refusal, string)? Redo()
    {
        if (RedoRule.Against(_state, at) is { } against)
        {
            return against;
        }

        _state = _state with { IsRedo = true, Begun = true, Done = 0, Resuming = false, Notice = null, Question = null };
        Proceed();
        return null;
    }
}
