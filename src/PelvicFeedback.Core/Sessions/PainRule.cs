using PelvicFeedback.Core.Messages;

namespace PelvicFeedback.Core.Sessions;

/// <summary>What pain decides.</summary>
public enum PainDecision
{
    /// <summary>Go on.</summary>
    GoOn,

    /// <summary>Finish the set; nothing gets harder.</summary>
    FinishSet,

    /// <summary>Stop this exercise.</summary>
    StopExercise,
}

/// <summary>
/// Pain 0–10 before, during and after. The limits are our judgement after the pain-monitoring model, which was made for the Achilles tendon; a
/// therapist can change them.
/// </summary>
public static class PainRule
{
    /// <summary>What pain in an exercise decides.</summary>
    /// <param name="pain">Now, 0–10.</param>
    /// <param name="before">Before the session, 0–10; null when it was not asked.</param>
    /// <param name="limits">The plan's.</param>
    public static PainDecision Decide(int pain, int? before, PainLimits limits) =>
        pain > limits.StopOver || pain - (before ?? pain) >= limits.StopRise ? PainDecision.StopExercise
        : pain >= limits.HoldFrom ? PainDecision.FinishSet
        : PainDecision.GoOn;

    /// <summary>Whether pain had settled after the last session: no worse in the night, and back to where it was by the next day.</summary>
    /// <param name="before">Before the last session, 0–10.</param>
    /// <param name="night">In the night after it; null when not answered.</param>
    /// <param name="morning">In the morning after it; null when not answered.</param>
    /// <returns>Null when nobody answered.</returns>
    public static bool? Settled(int before, int? night, int? morning) =>
        night is null && morning is null ? null : (night ?? 0) <= before && (morning ?? 0) <= before;
}
