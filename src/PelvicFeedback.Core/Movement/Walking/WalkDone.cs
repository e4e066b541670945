using System.Collections.Immutable;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Movement.Walking;

/// <summary>A step, from the contact of its foot to that of the other one.</summary>
/// <param name="At">When the foot came to the floor.</param>
/// <param name="Leg">Its side: the stance leg of the step.</param>
/// <param name="Duration">To the next contact, s; null for the last one of a bout, of which nobody knows when it ended.</param>
/// <param name="Drop">How far the free side was down meanwhile; null where the obliquity is not known, and for the last one.</param>
public readonly record struct StepDone(SampleTime At, Side Leg, Seconds? Duration, HeldDrop? Drop);

/// <summary>A bout of walking that is over, or of which two minutes are.</summary>
/// <param name="Steps">At least four, left and right in turn.</param>
/// <param name="CutShort">Whether missing samples ended it.</param>
public sealed record WalkDone(ImmutableArray<StepDone> Steps, bool CutShort)
{
    /// <summary>Whether the set's walking so far would be more probable with the left axis the other way round.</summary>
    public bool SidesInDoubt { get; init; }
}
