using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Sessions;

/// <summary>What a session does when the service comes back.</summary>
internal sealed partial class SessionTurn
{
    /// <summary>
    /// The service was started with a session kept from before. A set that was under way is over; it goes on from a countdown after a new
    /// calibration, when somebody says so. Timers begin anew, with the clock that they go by.
    /// </summary>
    public void Restart()
    {
        var (step, paused) = (_state.Step, _state.Pause);
        _state = _state with
        {
            Needs = CalibrationNeeds.All,
            BowIsFresh = false,
            Since = at.Elapsed,
            Touched = at.Elapsed,
            Seen = at.Elapsed,
            Due = null,
            WatchUntil = null,
            Sensor = SensorLink.None,
            SensorGone = null,
            PageSeen = null,
            Closing = _state.Closing is { } closing ? closing with { Due = Seconds.Zero } : null,
        };
        Settle();
        if (_state.SessionId is null)
        {
            return;
        }

        TellClosing(null);
        if (step == SessionStep.Set)
        {
            BreakOff(SessionReason.Interrupted);
            TellClosing(null);
        }

        if (step is SessionStep.Set or SessionStep.Countdown)
        {
            Go(SessionStep.Ready, null);
        }

        if (step is not (SessionStep.Questions or SessionStep.Result))
        {
            _state = _state with { Pause = paused == PauseReason.Down ? paused : PauseReason.Restarted, Due = null };
        }
    }
}
