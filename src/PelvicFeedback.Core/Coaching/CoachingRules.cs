using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Coaching;

/// <summary>What a person may set about alerts.</summary>
/// <param name="Threshold">Replaces the alert limit of the exercise's first quantity, positive; null keeps the default.</param>
/// <param name="Dwell">Replaces its dwell, s, not negative; null keeps the default.</param>
/// <param name="Hysteresis">How far under its limit a quantity must come for an alert to end; not negative.</param>
public sealed record CoachingRules(Degrees? Threshold, Seconds? Dwell, Degrees Hysteresis)
{
    /// <summary>The whole band as it was in force when the motion was recorded, whatever it came from then; null to work it out.</summary>
    public Band? InForce { get; init; }
}
