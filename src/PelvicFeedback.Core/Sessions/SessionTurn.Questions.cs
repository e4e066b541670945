using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Streams;

namespace PelvicFeedback.Core.Sessions;

/// <summary>How a session begins: with questions, and with answers that may stand against it.</summary>
internal sealed partial class SessionTurn
{
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

        if (answer.Question == Question.Effort)
        {
            _state = _state with { Question = null, Effort = answer.Score };
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
        Tell(new() { Phase = SessionPhase.Start, Answers = _state.Answers, Demonstration = _state.Simulated, PlanId = _state.Plan?.PlanId, Algorithm = Algorithm.Version });

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
}
