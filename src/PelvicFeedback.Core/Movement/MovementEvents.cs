using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Movement;

/// <summary>Whether something begins or is over.</summary>
public enum Phase
{
    /// <summary>It begins.</summary>
    Start,

    /// <summary>It is over.</summary>
    End,
}

/// <summary>The patient came to stand on one leg, or came off it.</summary>
/// <param name="At">The sample at which it was decided.</param>
/// <param name="Phase">Start or end.</param>
/// <param name="Leg">The stance leg.</param>
/// <param name="Exercise">The exercise under way; null for none.</param>
public sealed record StanceChanged(SampleTime At, Phase Phase, Side Leg, Exercise? Exercise) : PelvicEvent(At);

/// <summary>Where a repetition's boundaries come from.</summary>
public enum RepetitionSource
{
    /// <summary>From the patient's motion.</summary>
    Motion,

    /// <summary>From the pace that was given.</summary>
    Paced,
}
