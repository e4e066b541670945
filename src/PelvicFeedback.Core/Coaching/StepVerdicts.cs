using PelvicFeedback.Core.Movement.Walking;

namespace PelvicFeedback.Core.Coaching;

/// <summary>What is said of the steps of a bout. Never while the patient walks, and never as an alert: who looks at a screen may stumble.</summary>
internal static class StepVerdicts
{
    /// <summary>The bout with a verdict for each step: not level where the alert limit was passed for 100 ms.</summary>
    /// <param name="walk">The bout.</param>
    /// <param name="at">The sample at which it is told.</param>
    /// <param name="limit">The limit of the drop.</param>
    /// <param name="against">Why nothing can be said of any of them; null for no such reason.</param>
    public static WalkEnded Judge(WalkDone walk, Units.SampleTime at, in Limit limit, NotJudgedReason? against)
    {
        var (warn, alert) = (limit.Warn ?? limit.Alert, limit.Alert);
        return new(at, [.. walk.Steps.Select(step => Judge(step, warn.Value, alert.Value))]);

        StepJudged Judge(StepDone step, double warn, double alert)
        {
            var reason = against
                ?? (walk.SidesInDoubt ? NotJudgedReason.StanceUnknown
                    : step.Duration is null ? walk.CutShort ? NotJudgedReason.Gap : NotJudgedReason.StanceUnknown
                    : step.Drop is null ? NotJudgedReason.NoCalibration
                    : default(NotJudgedReason?));
            return new(
                at,
                step.At,
                step.Leg,
                step.Duration,
                reason is null ? step.Drop?.Peak : null,
                reason is null && step.Drop!.Value.Peak.Value >= warn,
                reason is not null ? Verdict.NotJudged : step.Drop!.Value.Held.Value >= alert ? Verdict.NotLevel : Verdict.Level,
                reason);
        }
    }
}
