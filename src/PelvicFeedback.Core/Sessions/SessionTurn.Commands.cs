using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Sessions;

/// <summary>The commands of a session: each is carried out, or refused with a reason that a person understands.</summary>
internal sealed partial class SessionTurn
{
    private const long StartExpiresWithin = 10_000;
    private const double WatchSeconds = 30;

    /// <summary>A command came.</summary>
    public void Hear(SessionInput.Commanded commanded)
    {
        var command = commanded.Command;
        var head = command.Head;
        if (_state.Replies.FirstOrDefault(reply => reply.CommandId == head.CommandId) is { } same)
        {
            _effects.Add(new SessionEffect.Reply(command.Role, same));
            return;
        }

        var session = _state.SessionId;
        var refused = command is SessionCommand.Stop stop ? Stop(stop.Reason) : Against(commanded) ?? CarryOut(command, commanded.FreshId);
        var reply = new ReplyMessage(at.Utc, _state.SessionId ?? session, head.CommandId, refused?.Item1, refused?.Item2);
        _state = _state with
        {
            Replies = [.. _state.Replies.TakeLast(SessionState.RepliesKept - 1), reply],
            Refused = _state.Refused + (refused is null ? 0 : 1),
        };
        _effects.Add(new SessionEffect.Reply(command.Role, reply));
    }

    private (Refusal, string)? Against(SessionInput.Commanded commanded)
    {
        var (command, head) = (commanded.Command, commanded.Command.Head);
        var left = head.ExpiresAt.UnixMilliseconds - at.Utc.UnixMilliseconds;
        return commanded.Retained ? (Refusal.Retained, "A command out of a broker's memory is not carried out: send it anew.")
            : left <= 0 ? (Refusal.Expired, "The command came too late.")
            : command is SessionCommand.StartSession or SessionCommand.StartExercise && left > StartExpiresWithin
                ? (Refusal.Expired, "What starts something has to expire within 10 s.")
            : head.SessionId != _state.SessionId && (command.Role == CommandRole.Coach || head.SessionId is not null)
                ? (Refusal.OtherSession, "The command is meant for another session.")
            : null;
    }

    private (Refusal, string)? CarryOut(SessionCommand command, Pseudonym freshId)
    {
        if (command.Role == CommandRole.Coach)
        {
            _state = _state with { PageThere = true, Touched = at.Elapsed };
        }

        return command switch
        {
            SessionCommand.StartSession => StartSession(freshId),
            SessionCommand.SetPlan plan => Adopt(plan.Plan),
            SessionCommand.SetBand band => Change(band),
            SessionCommand.Watch watch => Watch(watch),
            SessionCommand.ShowMessage message => Do(() => _state = _state with { Message = message.Text }),
            SessionCommand.SetSound sound => Do(() => _state = _state with { Sound = sound.Sound }),
            SessionCommand.TakeOver when !_state.Demonstration => NotNow("Nobody else is answering."),
            SessionCommand.TakeOver => Do(() => _state = _state with { Demonstration = false }),
            _ when _state.SessionId is null => NotNow("There is no session: begin one."),
            SessionCommand.Answer answer => Answer(answer),
            SessionCommand.Calibrate calibrate => Calibrate(calibrate.Kind),
            SessionCommand.StartExercise start => StartExercise(start.Prescription),
            SessionCommand.Next => Next(),
            SessionCommand.Pause when _state.Pause is not null => NotNow("The session stands by already."),
            SessionCommand.Pause => Do(() => StandBy(PauseReason.Asked)),
            SessionCommand.Resume => Resume(),
            SessionCommand.Redo => Redo(),
            SessionCommand.Pain pain => Pain(pain.Value),
            _ => NotNow("This command is not known here."),
        };
    }

    private (Refusal, string)? StartSession(Pseudonym freshId)
    {
        if (_state.SessionId is not null)
        {
            return NotNow("A session is under way.");
        }

        if (_state.Plan is not { } plan)
        {
            return (Refusal.NotInPlan, "There is no plan yet.");
        }

        if (plan.Screen is null)
        {
            return (Refusal.Unsafe, SafetyRule.Against(null, plan.Exercises[0])!);
        }

        if (CapIsReached)
        {
            return (Refusal.DailyCap, "Enough was done today.");
        }

        // Nobody knows where the belt was in the meantime: every session calibrates anew.
        _state = _state with { SessionId = freshId, Needs = CalibrationNeeds.All, Notice = null, BowIsFresh = false };
        Go(SessionStep.Questions, null);
        _state = _state with { Question = Question.PainNow };
        return null;
    }

    private (Refusal, string)? Answer(SessionCommand.Answer answer)
    {
        if (_state.Question != answer.Question)
        {
            return NotNow("This question is not asked now.");
        }

        _state = _state with { Since = at.Elapsed };
        if (answer.Question == Question.AllRight)
        {
            AnswerAllRight(answer.Yes == true);
            return null;
        }

        var answers = _state.Answers;
        _state = _state with
        {
            Notice = null,
            Answers = answer.Question switch
            {
                Question.PainNow => answers with { PainNow = answer.Score },
                Question.PainNight => answers with { PainNight = answer.Score },
                Question.PainMorning => answers with { PainMorning = answer.Score },
                Question.Unwell => answers with { Unwell = answer.Yes },
                Question.DoNotStart => answers with { DoNotStart = answer.Yes },
                _ => answers with { SupportReady = answer.Yes },
            },
        };
        if (_state.Answers is { Unwell: true } or { DoNotStart: true } || _state.Answers.PainNow > _state.Plan!.Pain.StopOver)
        {
            TellStart();
            _state = _state with { Question = null, Notice = Notice.NotToday };
            End(SessionReason.NotToday);
        }
        else if (_state.Answers.SupportReady == false)
        {
            _state = _state with { Notice = Notice.TryAgain };
        }
        else if (NextQuestion(answer.Question) is { } next)
        {
            _state = _state with { Question = next };
        }
        else
        {
            TellStart();
            _state = _state with { Question = null };
            Proceed();
        }

        return null;
    }

    private Question? NextQuestion(Question answered) => answered switch
    {
        Question.PainNow => _state.LastSession > 0 ? Question.PainNight : Question.Unwell,
        Question.SupportReady => null,
        _ => answered + 1,
    };

    private void TellStart()
    {
        Tell(new() { Phase = SessionPhase.Start, Answers = _state.Answers });

        // What was answered about the night and the morning is about the session before.
        var kept = _state.History.Length - _state.LastSession;
        _state = _state with
        {
            History = [.. _state.History.Select((outcome, i) => i < kept ? outcome : outcome with
            {
                Settled = PainRule.Settled(outcome.PainBefore, _state.Answers.PainNight, _state.Answers.PainMorning) ?? outcome.Settled,
            })],
        };
    }

    // Lying and not all right: the clinic hears of a fall, and nobody is promised that anyone comes.
    private void AnswerAllRight(bool yes)
    {
        _state = _state with { Question = null };
        if (yes)
        {
            _state = _state with { Notice = null };
        }
        else
        {
            Stop(StopReason.Fell);
        }
    }

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
        : _state.Question is not null ? NotNow("A question waits for an answer.")
        : Do(GoOn);

    private (Refusal, string)? Redo()
    {
        if (_state.Step is not (SessionStep.Rest or SessionStep.Result) || _state.Pause is not null || _state.Current is null)
        {
            return NotNow("A set can be done again right after it.");
        }

        if (_state.IsRedo)
        {
            return NotNow("A set can be done again once.");
        }

        if (_state.Notice == Notice.PainStop
            || _state.Outcomes.Any(outcome => outcome.Stopped && outcome.Prescription == _state.Planned!.Prescription))
        {
            return (Refusal.Unsafe, "It hurt too much: this exercise is over for today.");
        }

        if (CapIsReached)
        {
            return (Refusal.DailyCap, "Enough was done today.");
        }

        _state = _state with { IsRedo = true, Begun = true, Done = 0, Resuming = false, Notice = null };
        Proceed();
        return null;
    }

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

    private (Refusal, string)? Stop(StopReason reason)
    {
        _state = _state with { Touched = at.Elapsed };
        if (_state.SessionId is null)
        {
            return null;
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
        _state = _state with
        {
            Question = null,
            Notice = reason is StopReason.Unwell or StopReason.NearlyFell or StopReason.Fell ? Notice.Emergency : null,
        };
        var doing = _state.Planned?.Prescription;
        if (_state.Step == SessionStep.Set)
        {
            BreakOff(why);
            Go(SessionStep.Ready, null);
        }

        TellClosing(null);
        Tell(new() { Phase = SessionPhase.Stop, Reason = why, Prescription = doing });
        End(why);
        return null;
    }

    private (Refusal, string)? Adopt(Plan plan)
    {
        _state = _state.SessionId is null
            ? _state with { Plan = plan, NextPlan = null, Bands = [], Current = null }
            : _state with { NextPlan = plan };
        return null;
    }

    // Kept until the next set begins: never in the middle of one.
    private (Refusal, string)? Change(SessionCommand.SetBand band) => (_state.NextPlan ?? _state.Plan)?.Find(band.Prescription) is null
        ? (Refusal.NotInPlan, "This exercise on this side is not in the plan.")
        : Do(() => _state = _state with
        {
            Bands = [.. _state.Bands.Where(change => change.Prescription != band.Prescription), new(band.Prescription, band.Band)],
        });

    private (Refusal, string)? Watch(SessionCommand.Watch watch)
    {
        if (watch.On && !_state.PageThere)
        {
            return (Refusal.NobodyThere, "Nobody is at the page: nobody is watched without knowing.");
        }

        _state = _state with { WatchUntil = watch.On ? at.Elapsed + new Seconds(WatchSeconds) : null };
        _effects.Add(new SessionEffect.Audit(watch.Head.CommandId, watch.On));
        return null;
    }

    private static (Refusal, string)? NotNow(string why) => (Refusal.NotNow, why);

    private static (Refusal, string)? Do(Action act)
    {
        act();
        return null;
    }
}
