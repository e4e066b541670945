using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Sessions;

/// <summary>The session stands by, goes on, or ends.</summary>
internal sealed partial class SessionTurn
{
    // A set that is broken off goes on from a countdown, never blindly.
    private void StandBy(PauseReason reason)
    {
        if (_state.Step == SessionStep.Set)
        {
            BreakOff(reason == PauseReason.Sensor ? SessionReason.Sensor : SessionReason.Paused);
            Go(SessionStep.Ready, null);
        }
        else if (_state.Step is SessionStep.Static or SessionStep.Bow or SessionStep.SideCheck)
        {
            Put(new Mark.CalibrateEnd());
        }
        else if (_state.Step == SessionStep.Countdown)
        {
            Go(SessionStep.Ready, null);
        }

        _state = _state with { Pause = reason, Due = null, Tries = 0 };
    }

    private void GoOn()
    {
        _state = _state with { Pause = null, Notice = null, Since = at.Elapsed };
        switch (_state.Step)
        {
            case SessionStep.Questions or SessionStep.Result:
                break;
            case SessionStep.Rest:
                AfterRest();
                break;
            default:
                Proceed();
                break;
        }
    }

    private void End(SessionReason reason)
    {
        if (_state.Step == SessionStep.Set)
        {
            BreakOff(reason);
        }
        else if (_state.Step is SessionStep.Static or SessionStep.Bow or SessionStep.SideCheck)
        {
            Put(new Mark.CalibrateEnd());
        }

        TellClosing(null);
        var outcomes = _state.Outcomes;
        var difference = LastTime.Against(_state.History, outcomes);
        Tell(new() { Phase = SessionPhase.End, Reason = reason, Effort = _state.Effort, Difference = difference, Proposals = _state.Proposals });
        _state = new()
        {
            Ended = _state.SessionId is { } session ? new(at.Utc, session, reason, difference) : null,
            Plan = _state.NextPlan ?? _state.Plan,
            Notice = _state.Notice,
            Since = at.Elapsed,
            Touched = at.Elapsed,
            Needs = _state.Needs,
            History = [.. _state.History.Concat(outcomes).TakeLast(SessionState.HistoryKept)],
            Judged = _state.Judged,
            LastSession = outcomes.Length > 0 ? outcomes.Length : _state.LastSession,
            Bands = _state.NextPlan is null ? _state.Bands : _state.NextBands,
            DoseDay = _state.DoseDay,
            DoseSets = _state.DoseSets,
            Sensor = _state.Sensor,
            SensorGone = _state.SensorGone,
            PageSeen = _state.PageSeen,
            Demonstration = _state.Demonstration,
            Simulated = _state.Simulated,
            Sound = _state.Sound,
            Message = _state.Message,
            WatchUntil = _state.WatchUntil,
            Replies = _state.Replies,
            Refused = _state.Refused,
        };
    }
}
