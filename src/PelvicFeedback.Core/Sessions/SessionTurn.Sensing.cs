using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Movement;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Sessions;

/// <summary>What the sensor, the pipeline and the body tell a session.</summary>
internal sealed partial class SessionTurn
{
    private const double BeltMayBeOffSeconds = 30;

    // By then it is as likely off as on, and one that is put back by chance as it was passes for one that never moved.
    private const double BeltIsOffSeconds = 600;

    // As between quiet standing and the calibration at any other time.
    private const double MostUpTurn = 2;

    /// <summary>The pipeline decided something.</summary>
    public void Take(PelvicEvent decided)
    {
        KeepVerdict(decided);
        switch (decided)
        {
            case Calibrated calibrated:
                Take(calibrated);
                break;
            case RepetitionJudged repetition when IsUnderWay(repetition.Exercise) && !CountsHolds(repetition.Exercise):
                Count(repetition.Verdict);
                break;
            case HoldJudged hold when IsUnderWay(hold.Exercise):
                Take(hold);
                break;
            case TestEnded test when IsUnderWay(Exercise.TrendelenburgTest):
                Take(test);
                break;
            case StanceChanged { Phase: Phase.Start } stance when _state.Step == SessionStep.Set && IsOtherLeg(stance.Leg):
                _state = _state with { Notice = Notice.OtherLeg };
                break;
            case SetEnded ended:
                Take(ended);
                break;
            case Withdrawn withdrawn:
                TakeBack(withdrawn.From);
                break;
            case BeltSlipped:
                Need(_ => CalibrationNeeds.AfterSlip);
                StandByInMotion(PauseReason.Slip);
                break;
            case SensorRestarted:
                Settle();
                Need(_ => CalibrationNeeds.All);
                StandByInMotion(PauseReason.Sensor);
                break;
        }
    }

    /// <summary>The body did something.</summary>
    public void Feel(BodySign sign)
    {
        if (sign == BodySign.Moved && _state is { Step: SessionStep.WearCheck, Pause: null })
        {
            Need(needs => needs with { Wear = false });
            _state = _state with { Notice = null };
            Proceed();
        }
        else if (sign == BodySign.Down && _state.Step != SessionStep.Bow)
        {
            Need(needs => needs with { Bow = true });
            if (_state.Pause is null && _state.Step is SessionStep.Set or SessionStep.Countdown && !IsLying(_state.Planned))
            {
                StandBy(PauseReason.Down);
                _state = _state with { Question = Question.AllRight, Notice = Notice.Emergency, Since = at.Elapsed };
            }
        }
    }

    /// <summary>The link to the sensor changed.</summary>
    public void Link(SensorLink link)
    {
        Seconds? gone = link == SensorLink.Live ? null : _state.SensorGone ?? at.Elapsed;
        if (link == SensorLink.Live && _state.SensorGone is { } since)
        {
            Return((at.Elapsed - since).Value);
        }

        _state = _state with { Sensor = link, SensorGone = gone };
        if (_state.SessionId is null || _state.Pause is not null)
        {
            return;
        }

        if (link == SensorLink.Live && _state.Step == SessionStep.Connect)
        {
            Proceed();
        }
        else if (link is SensorLink.Lost or SensorLink.None or SensorLink.Searching)
        {
            StandByInMotion(PauseReason.Sensor);
            if (_state.Step is SessionStep.WearCheck or SessionStep.Static or SessionStep.Bow or SessionStep.SideCheck)
            {
                Go(SessionStep.Connect, null);
            }
        }
    }

    // The side check stays: a sensor put on with its back to the front stands as upright as before.
    private void Return(double away)
    {
        if (away > BeltIsOffSeconds)
        {
            Need(_ => CalibrationNeeds.All);
        }
        else if (away > BeltMayBeOffSeconds)
        {
            Need(needs => needs with { Wear = true, Static = true, Side = true });
            _state = _state with { Compares = true };
        }
    }

    private void StandByInMotion(PauseReason reason)
    {
        if (_state.Pause is null && _state.Step is SessionStep.Set or SessionStep.Countdown)
        {
            StandBy(reason);
        }
    }

    private void Take(Calibrated calibrated)
    {
        if (calibrated.Accepted)
        {
            Accept(calibrated);
        }
        else if (_state.Pause is not null || StepOf(_state.Step) != calibrated.Step)
        {
            // Not what is asked for now: the pipeline closes a step that the session has already given up.
        }
        else if (calibrated.Refusal == CalibrationRefusal.WrongSide)
        {
            MismatchedSide();
        }
        else if (calibrated.Refusal == CalibrationRefusal.NoStatic)
        {
            Need(needs => needs with { Static = true });
            Proceed();
        }
        else if (calibrated.Refusal is CalibrationRefusal.BowsDisagree or CalibrationRefusal.NotInOnePlane)
        {
            TryAgain(Notice.TryAgain);
        }
    }

    private void Accept(Calibrated calibrated)
    {
        var step = calibrated.Step;
        if (step == CalibrationStep.Static && _state.Compares)
        {
            var stands = calibrated.UpTurn is { Value: <= MostUpTurn };
            Need(needs => needs with { Bow = needs.Bow || !stands });
            _state = _state with { Compares = false };
        }

        Need(needs => step switch
        {
            CalibrationStep.Static => needs with { Static = false },
            CalibrationStep.Bow => needs with { Bow = false },
            _ => needs with { Side = false },
        });
        _state = _state with
        {
            BowIsFresh = _state.BowIsFresh || step == CalibrationStep.Bow,
            Mismatches = step == CalibrationStep.Side ? 0 : _state.Mismatches,
        };
        if (_state.Pause is null && StepOf(_state.Step) == step)
        {
            _state = _state with { Notice = null };
            Proceed();
        }
    }

    // Once may be the wrong knee. Twice is a sensor whose left is not the patient's: nobody is told to lift a side that may be the other.
    private void MismatchedSide()
    {
        _state = _state with { Mismatches = _state.Mismatches + 1 };
        if (_state.Mismatches > 1)
        {
            Need(_ => CalibrationNeeds.All);
            _state = _state with { Notice = Notice.WrongSide };
            End(SessionReason.WrongSide);
        }
        else
        {
            _state = _state with { Notice = Notice.OtherSide };
            Proceed();
        }
    }

    private bool IsUnderWay(Exercise exercise) => _state.Step == SessionStep.Set && _state.Planned?.Prescription.Exercise == exercise;

    private bool IsOtherLeg(Side leg) => _state.Planned?.Prescription is { Exercise: Exercise.SingleLegStance or Exercise.SingleLegSquat or Exercise.TrendelenburgTest } on
        && on.Side.AsSide() is { } prescribed && prescribed != leg;

    // A side plank for so many seconds is dosed by its holds; one without by the leg lifts in it.
    private bool CountsHolds(Exercise exercise) => exercise == Exercise.SidePlankAbduction && _state.Planned?.Hold is not null;

    // The test has no verdict, and its end is its result, however early.
    private void Take(TestEnded test)
    {
        if (test.Reason == NotJudgedReason.OtherLeg)
        {
            _state = _state with { Notice = Notice.OtherLeg };
        }
        else
        {
            Count(Verdict.NotJudged);
        }
    }

    // A hold on the other leg or side, or one of a moment, is no hold of this exercise.
    private void Take(HoldJudged hold)
    {
        if (hold.Reason == NotJudgedReason.OtherSide || (hold.Exercise == Exercise.SidePlankAbduction && !CountsHolds(hold.Exercise)))
        {
            return;
        }

        if (hold.Reason == NotJudgedReason.OtherLeg)
        {
            _state = _state with { Notice = Notice.OtherLeg };
        }
        else if (hold.Duration.Value >= (_state.Planned!.Hold?.Value ?? 1) / 2)
        {
            Count(hold.Verdict);
        }
    }

    private void Count(Verdict verdict)
    {
        var row = verdict == Verdict.NotLevel ? _state.NotLevelInARow + 1 : verdict == Verdict.Level ? 0 : _state.NotLevelInARow;
        _state = _state with
        {
            Done = _state.Done + 1,
            Seen = at.Elapsed,
            Touched = at.Elapsed,
            NotLevelInARow = row,
            Notice = row >= 3 ? Notice.Easier : _state.Notice is Notice.PainHold ? _state.Notice : null,
        };
        if (_state.Done >= _state.Planned!.Repetitions)
        {
            EndSet(SessionReason.Done);
        }
    }
}
