using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Sessions;

/// <summary>What was said of repetitions and holds, for as long as it may have to be taken back: a slip is found only when the patient rests.</summary>
internal sealed partial class SessionTurn
{
    private void KeepVerdict(PelvicEvent decided)
    {
        Judged? verdict = decided switch
        {
            RepetitionJudged repetition => new(repetition.At, repetition.Verdict, repetition.Reason),
            HoldJudged hold => new(hold.At, hold.Verdict, hold.Reason),
            _ => null,
        };
        if (verdict is { } one && _state.SessionId is not null)
        {
            _state = _state with { Judged = _state.Judged.Add(one) };
        }

        if (_state.Course is { } course && course.With(decided, _state.Closing?.Reason) is var now && now != course)
        {
            _state = _state with { Course = now };
        }
    }

    private void Take(SetEnded ended)
    {
        var verdicts = _state.Judged;
        _state = _state with { Judged = [] };
        if (_state.Closing is { } closing && closing.Prescription == ended.Summary.Prescription)
        {
            TellClosing(ended.Summary, verdicts);
        }
    }

    // The session before too: its belt is found to have slipped while the patient stands about, or by the next bow.
    private void TakeBack(SampleTime from) => _state = _state with
    {
        Judged = [.. _state.Judged.Select(one => one.At >= from ? one with { Verdict = Verdict.NotJudged } : one)],
        Outcomes = [.. _state.Outcomes.Select(outcome => outcome.Without(from))],
        History = [.. _state.History.Select(outcome => outcome.Without(from))],
        Course = _state.Course?.Without(from),
        NotLevelInARow = 0,
        Notice = _state.Notice == Notice.Easier ? null : _state.Notice,
    };

    // Nothing that comes can take it back any more: the sensor's clock, and what the pipeline knew, have begun anew.
    private void Settle()
    {
        _state = _state with { Judged = [], Outcomes = [.. _state.Outcomes.Select(outcome => outcome.Settle())], Course = _state.Course?.Settle() };
        SettleHistory();
    }

    // Before every set there was a bow in this session, and nothing is taken back from before the last bow.
    private void SettleHistory()
    {
        if (_state.History.Any(outcome => !outcome.IsSettled))
        {
            _state = _state with { History = [.. _state.History.Select(outcome => outcome.Settle())] };
        }
    }
}
