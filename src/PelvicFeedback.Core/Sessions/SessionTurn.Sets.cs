using System.Collections.Immutable;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Movement;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Sessions;

/// <summary>The sets of a session: begun, counted as dose, ended, repeated.</summary>
internal sealed partial class SessionTurn
{
    private const double PacedRepetitionSeconds = PaceWatch.PeriodSeconds;
    private const double ToldSeconds = 2;
    private const double LyingDownSeconds = 30;
    private const double ResultAwaited = 2;

    private bool CapIsReached => _state.IsCapReached(at);

    private void StartSet()
    {
        var planned = _state.Planned!;
        TellClosing(null);
        SettleHistory();
        if (!_state.Resuming)
        {
            var sets = _state.DoseDay == at.Day ? _state.DoseSets : 0;
            _state = _state with { DoseDay = at.Day, DoseSets = sets + 1, Done = 0, NotLevelInARow = 0, Course = new(planned.Prescription) };
        }

        var band = _state.BandOf(planned);
        _effects.Add(new SessionEffect.PutBand(band));
        Put(new Mark.StartExercise(planned.Prescription));
        Tell(new() { Phase = SessionPhase.SetStart, Prescription = planned.Prescription, Set = _state.Set, Support = planned.Support, Band = band });
        Go(SessionStep.Set, LengthOf(planned));
        _state = _state with { Seen = at.Elapsed, Touched = at.Elapsed, BowIsFresh = false, Notice = null };
    }

    // The pace counts these. Should nothing be heard of it they end by themselves, a little later, for the last repetition is told when it is over.
    private static double? LengthOf(PlannedExercise planned) => planned.Prescription.Exercise switch
    {
        Exercise.Walking => planned.Hold?.Value,
        Exercise.SidePlankAbduction => LyingDownSeconds + (planned.Repetitions * ((planned.Hold?.Value ?? 0) + PacedRepetitionSeconds)),
        Exercise.HipAbductionExtension or Exercise.StandingInternalRotation => (planned.Repetitions * PacedRepetitionSeconds) + ToldSeconds,
        _ => null,
    };

    private void BreakOff(SessionReason reason)
    {
        var planned = _state.Planned!;
        Put(new Mark.Rest());
        if (IsLying(planned))
        {
            Need(needs => needs with { Bow = true });
        }

        _state = _state with
        {
            Closing = new(planned.Prescription, _state.Set, _state.Done, reason, at.Elapsed + new Seconds(ResultAwaited)),
            Resuming = true,
        };
    }

    private void EndSet(SessionReason reason)
    {
        BreakOff(reason);
        var planned = _state.Planned!;
        var done = _state.SetsDone + (_state.IsRedo ? 0 : 1);
        var over = done >= planned.Sets || reason == SessionReason.Pain;
        _state = _state with
        {
            SetsDone = done,
            Set = _state.Set + 1,
            Resuming = false,
            Over = over ? [.. _state.Over, _state.Current!.Value] : _state.Over,
        };
        if (Left.Any())
        {
            Go(SessionStep.Rest, planned.Rest.Value);
        }
        else
        {
            Go(SessionStep.Result, null);
        }
    }

    private void AfterRest()
    {
        _state = _state with { IsRedo = false };
        if (CapIsReached)
        {
            Enough();
        }
        else if (_state.Over.Contains(_state.Current!.Value))
        {
            _state = _state with { Current = null, Begun = false };
            Proceed();
        }
        else
        {
            _state = _state with { Done = 0 };
            Proceed();
        }
    }

    private void TellClosing(SetSummary? summary, ImmutableArray<Judged>? verdicts = null)
    {
        if (_state.Closing is not { } closing)
        {
            return;
        }

        var result = summary is null ? null : new SetResult(
            closing.Done, summary.Level, summary.NotLevel, summary.NotJudged, summary.Alerts, summary.InBandShare * 100, summary.Verdict, summary.Reason)
        {
            Judged = summary.Judged,
            Peak = summary.PeakDrop,
        };
        Tell(new() { Phase = SessionPhase.SetEnd, Prescription = closing.Prescription, Set = closing.Set, Reason = closing.Reason, Result = result, InForce = summary?.Band });
        _state = _state with { Closing = null, Course = _state.Course?.With(summary, verdicts ?? [], closing.Done) };
        Note(closing.Prescription, outcome =>
        {
            var with = summary is null ? outcome : outcome.With(new(summary.Level, summary.NotLevel, summary.NotJudged)
            {
                End = summary.End,
                Peak = summary.PeakDrop,
                Verdicts = verdicts ?? [],
            });
            return Stopped(with, closing.Reason);
        });
    }

    private static ExerciseOutcome Stopped(ExerciseOutcome outcome, SessionReason reason) => outcome with
    {
        Stopped = outcome.Stopped || reason is >= SessionReason.Pain and <= SessionReason.Other,
        TooPainful = outcome.TooPainful || reason == SessionReason.Pain,
    };

    private void Note(Prescription prescription, Func<ExerciseOutcome, ExerciseOutcome> change)
    {
        var before = _state.Outcomes.FirstOrDefault(outcome => outcome.Prescription == prescription)
            ?? new(prescription, [], null, _state.Answers.PainNow ?? 0, false, null);
        _state = _state with { Outcomes = [.. _state.Outcomes.Where(outcome => outcome.Prescription != prescription), change(before)] };
    }
}
