using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Coaching;

/// <summary>What a patient holds on to.</summary>
public enum Support
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Fingertips on a counter or rail.</summary>
    Fingertips,

    /// <summary>A hand.</summary>
    Hand,

    /// <summary>Nobody said.</summary>
    Unknown,
}

/// <summary>Why the 30 s one-leg test ended.</summary>
public enum TestEnd
{
    /// <summary>Held for 30 s.</summary>
    Held,

    /// <summary>The foot came down.</summary>
    FootDown,

    /// <summary>The patient stumbled; only a person can say so.</summary>
    Stumble,

    /// <summary>It hurt; only a person can say so.</summary>
    Pain,

    /// <summary>The sensor was lost, or the recording ended.</summary>
    Sensor,
}

/// <summary>
/// A 30 s one-leg test is over (Hardcastle and Nade 1985: raise the free side as high as possible and hold). What was measured, never a verdict: whether the
/// raise was the highest possible, and what the trunk did, the sensor cannot see.
/// </summary>
/// <param name="At">The sample at which it was certain.</param>
/// <param name="Ended">When it ended, as reckoned afterwards; not after <paramref name="At"/>.</param>
/// <param name="Side">The stance leg; where another than the prescribed one was seen, the prescribed one.</param>
/// <param name="Duration">From lift-off to its end, at most 30 s.</param>
/// <param name="BestRaise">The best 1 s median of −D within 5 s of lift-off, −90–90°; null when none was seen.</param>
/// <param name="LevelAt30">The 1 s median of −D up to 30 s, −90–90°; null when not held so long, or not known.</param>
/// <param name="PelvisFallStart">From lift-off to when the free side began to be 4° and more under its best for at least 1 s; null when it did not, or is not known.</param>
/// <param name="EndReason">Why it ended, as far as motion shows it.</param>
/// <param name="Reason">Why nothing was measured; null otherwise.</param>
public sealed record TestEnded(
    SampleTime At,
    SampleTime Ended,
    ExerciseSide Side,
    Seconds Duration,
    Degrees? BestRaise,
    Degrees? LevelAt30,
    Seconds? PelvisFallStart,
    TestEnd EndReason,
    NotJudgedReason? Reason) : PelvicEvent(At);
