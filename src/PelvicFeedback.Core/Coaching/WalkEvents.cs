using System.Collections.Immutable;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Coaching;

/// <summary>A step of a bout that is over, with what is said of it.</summary>
/// <param name="At">The sample at which it was decided: after the bout.</param>
/// <param name="Contact">When the foot came to the floor; before <paramref name="At"/>.</param>
/// <param name="Leg">Its side: the stance leg from there to the contact of the other foot.</param>
/// <param name="Duration">To that contact, s; null for the last step of a bout.</param>
/// <param name="PeakDrop">The largest drop of the free side in it, signed; null where it is not known.</param>
/// <param name="OverWarn">Whether that was at or over warn; false where it is not judged.</param>
/// <param name="Verdict">Level, not level, not judged.</param>
/// <param name="Reason">Why it is not judged; null otherwise.</param>
public sealed record StepJudged(
    SampleTime At, SampleTime Contact, Side Leg, Seconds? Duration, Degrees? PeakDrop, bool OverWarn, Verdict Verdict, NotJudgedReason? Reason) : PelvicEvent(At);

/// <summary>A bout of walking is over; its steps were told just before.</summary>
/// <param name="At">The sample at which that was certain.</param>
/// <param name="Steps">The steps in order of time; at least four.</param>
public sealed record WalkEnded(SampleTime At, ImmutableArray<StepJudged> Steps) : PelvicEvent(At)
{
    /// <summary>The first contact.</summary>
    public SampleTime Began => Steps[0].Contact;

    /// <summary>The last contact.</summary>
    public SampleTime Ended => Steps[^1].Contact;
}
