using System.Collections.Immutable;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Sessions;

/// <summary>Something that a session wants done, in this order.</summary>
public abstract record SessionEffect
{
    private SessionEffect()
    {
    }

    /// <summary>Answer a command.</summary>
    /// <param name="Role">On whose topic.</param>
    /// <param name="Message">The answer.</param>
    public sealed record Reply(CommandRole Role, ReplyMessage Message) : SessionEffect;

    /// <summary>Store and send a durable event.</summary>
    /// <param name="SessionId">Of this session, which may be over by now.</param>
    /// <param name="Event">What happened.</param>
    public sealed record Tell(Pseudonym SessionId, SessionEvent Event) : SessionEffect;

    /// <summary>Put a mark into the next sample that has none.</summary>
    /// <param name="Mark">The mark.</param>
    public sealed record PutMark(Mark Mark) : SessionEffect;

    /// <summary>From the next set on this band is in force.</summary>
    /// <param name="Band">The band; null for the exercise's default.</param>
    public sealed record PutBand(BandSetting? Band) : SessionEffect;

    /// <summary>Write down that the clinic watches, or no longer does.</summary>
    /// <param name="CommandId">The command that said so.</param>
    /// <param name="On">Whether it watches.</param>
    public sealed record Audit(string CommandId, bool On) : SessionEffect;
}

/// <summary>What came of a step.</summary>
/// <param name="State">The session now.</param>
/// <param name="Effects">What is to be done, in order.</param>
public readonly record struct SessionOutcome(SessionState State, ImmutableArray<SessionEffect> Effects);
