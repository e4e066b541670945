using System.Collections.Immutable;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Sessions;

/// <summary>One step of a session being worked out: the state so far, and the effects so far. Here: where the session goes.</summary>
internal sealed partial class SessionTurn(SessionState state, SessionTime at)
{
    private const double CountdownSeconds = 5;
    private const double WearSeconds = 30;
    private const double StaticSeconds = 20;
    private const double BowSeconds = 60;
    private const double SideSeconds = 25;
    private const int TriesAllowed = 3;
    private const double LeftAloneSeconds = 1800;

    private readonly ImmutableArray<SessionEffect>.Builder _effects = ImmutableArray.CreateBuilder<SessionEffect>();
    private SessionState _state = state;

    public SessionOutcome Outcome => new(_state, _effects.ToImmutable());

    /// <summary>Time has passed.</summary>
    public void Tick()
    {
        if (_state.Closing is { } closing && at.Elapsed >= closing.Due)
        {
            TellClosing(null);
        }

        if (_state.WatchUntil is not null && !_state.IsWatched(at))
        {
            _state = _state with { WatchUntil = null };
        }

        if (_state.SessionId is null)
        {
            return;
        }

        if ((at.Elapsed - _state.Touched).Value >= LeftAloneSeconds && _state is not { Step: SessionStep.Set, Due: not null })
        {
            End(SessionReason.LeftAlone);
            return;
        }

        if (_state is { Step: SessionStep.Set, Notice: not Notice.NothingCounted } && (at.Elapsed - _state.Seen).Value >= 60)
        {
            _state = _state with { Notice = Notice.NothingCounted };
        }

        if (_state.Pause is null && _state.Due is { } due && at.Elapsed >= due)
        {
            RunOut();
        }
    }

    private void RunOut()
    {
        switch (_state.Step)
        {
            case SessionStep.WearCheck or SessionStep.Static or SessionStep.Bow or SessionStep.SideCheck:
                TryAgain(Notice.TryAgain);
                break;
            case SessionStep.Countdown when !_state.IsSomebodyThere(at):
                StandBy(PauseReason.NobodyThere);
                break;
            case SessionStep.Countdown when _state.Sensor != SensorLink.Live:
                StandBy(PauseReason.Sensor);
                break;
            case SessionStep.Countdown:
                StartSet();
                break;
            case SessionStep.Set:
                EndSet(SessionReason.Done);
                break;
            case SessionStep.Rest:
                AfterRest();
                break;
        }
    }

    // Whatever is missing comes first: the sensor, the belt, the calibration, then the set.
    private void Proceed()
    {
        var needs = _state.Needs;
        if (_state.Sensor != SensorLink.Live)
        {
            Go(SessionStep.Connect, null);
        }
        else if (needs.Wear)
        {
            Go(SessionStep.WearCheck, WearSeconds);
        }
        else if (needs.Static)
        {
            Ask(SessionStep.Static);
        }
        else if (needs.Bow || (_state.Begun && !_state.BowIsFresh && BeginsSquats))
        {
            Ask(SessionStep.Bow);
        }
        else if (needs.Side)
        {
            Ask(SessionStep.SideCheck);
        }
        else if (_state.Begun)
        {
            Go(SessionStep.Countdown, CountdownSeconds);
        }
        else
        {
            Offer();
        }
    }

    // A deep tilt turns a small axis error into a false drop: before the first set of squats the axis is made sure of.
    private bool BeginsSquats => _state is { SetsDone: 0, Resuming: false, IsRedo: false }
        && _state.Planned?.Prescription.Exercise is Exercise.Squat or Exercise.SingleLegSquat;

    // What would be refused is not offered: nobody is led before a START that does nothing.
    private IEnumerable<int> Left => Enumerable.Range(0, _state.Plan!.Exercises.Length)
        .Where(i => !_state.Over.Contains(i) && SafetyRule.Against(_state.Plan.Screen, _state.Plan.Exercises[i]) is null);

    // The next exercise; when none is left, or enough was done, the end.
    private void Offer()
    {
        if (_state.Current is { } current && Left.Contains(current))
        {
            Go(SessionStep.Ready, null);
        }
        else if (Left.Cast<int?>().FirstOrDefault() is not { } next)
        {
            _state = _state with { Current = null };
            Go(SessionStep.Result, null);
        }
        else if (CapIsReached)
        {
            Enough();
        }
        else
        {
            Choose(next);
            Go(SessionStep.Ready, null);
        }
    }

    private void Enough()
    {
        _state = _state with { Notice = Notice.DailyCap, Current = null, Begun = false };
        Go(SessionStep.Result, null);
    }

    private void Choose(int index) => _state = _state with
    {
        Current = index,
        Begun = false,
        SetsDone = 0,
        Set = 1,
        Done = 0,
        Resuming = false,
        IsRedo = false,
        NotLevelInARow = 0,
    };

    private void Go(SessionStep step, double? lasts) => _state = _state with
    {
        Step = step,
        Since = at.Elapsed,
        Due = lasts is { } seconds ? at.Elapsed + new Seconds(seconds) : null,
        Question = step == SessionStep.Result ? Question.Effort : _state.Question,
        Tries = step == _state.Step ? _state.Tries : 0,
    };

    private void Ask(SessionStep step)
    {
        Mark mark = step switch
        {
            SessionStep.Static => new Mark.CalibrateStatic(),
            SessionStep.Bow => new Mark.CalibrateBow(),
            _ => new Mark.CalibrateSide(Side.Left),
        };
        Put(mark);
        Go(step, step switch { SessionStep.Static => StaticSeconds, SessionStep.Bow => BowSeconds, _ => SideSeconds });
    }

    private void TryAgain(Notice notice)
    {
        _state = _state with { Tries = _state.Tries + 1, Notice = notice };
        if (_state.Tries >= TriesAllowed)
        {
            StandBy(PauseReason.Calibration);
        }
        else
        {
            Proceed();
        }
    }

    private void Put(Mark mark) => _effects.Add(new SessionEffect.PutMark(mark));

    private void Tell(SessionEvent happened)
    {
        if (_state.SessionId is { } session)
        {
            _effects.Add(new SessionEffect.Tell(session, happened));
        }
    }

    private void Need(Func<CalibrationNeeds, CalibrationNeeds> change) => _state = _state with { Needs = change(_state.Needs) };

    private static bool IsLying(PlannedExercise? planned) => planned?.Prescription.Exercise == Exercise.SidePlankAbduction;

    private static CalibrationStep? StepOf(SessionStep step) => step switch
    {
        SessionStep.Static => CalibrationStep.Static,
        SessionStep.Bow => CalibrationStep.Bow,
        SessionStep.SideCheck => CalibrationStep.Side,
        _ => null,
    };
}
