using PelvicFeedback.Core.Messages;

namespace PelvicFeedback.Core.Sessions;

/// <summary>When the last set may be done again: right after it, once, within the day's dose, and never where it hurt too much.</summary>
public static class RedoRule
{
    /// <summary>What stands against doing the last set again now.</summary>
    /// <param name="state">The session.</param>
    /// <param name="at">When.</param>
    /// <returns>The refusal and its sentence for a person; null when nothing stands against it.</returns>
    public static (Refusal Refusal, string Reason)? Against(SessionState state, SessionTime at) =>
        state.Step is not (SessionStep.Rest or SessionStep.Result) || state.Pause is not null || state.Planned is not { } planned
            ? (Refusal.NotNow, "A set can be done again right after it.")
        : state.IsRedo ? (Refusal.NotNow, "A set can be done again once.")
        : state.Notice == Notice.PainStop || state.Outcomes.Any(outcome => outcome.Stopped && outcome.Prescription == planned.Prescription)
            ? (Refusal.Unsafe, "It hurt too much: this exercise is over for today.")
        : state.IsCapReached(at) ? (Refusal.DailyCap, "Enough was done today.")
        : null;
}
