using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Messages;

/// <summary>Topic <c>test</c>: the 30 s one-leg test is over. A durable event; never positive or negative.</summary>
/// <param name="Envelope">When, and in which session.</param>
/// <param name="EventId">The durable event's name.</param>
/// <param name="Side">The stance leg.</param>
/// <param name="BestRaise">The best 1 s median rise of the free side within the first 5 s, −90–90°; null when nothing could be judged.</param>
/// <param name="LevelAt30">The free side's rise at 30 s, −90–90°; null when not held so long, or not judged.</param>
/// <param name="PelvisFallStart">When the pelvis began to fall, s from lift-off; null when it did not.</param>
/// <param name="EndReason">Why it ended.</param>
/// <param name="Support">What the patient held on to.</param>
public sealed record TestMessage(
    Envelope Envelope,
    EventId EventId,
    Side Side,
    Degrees? BestRaise,
    Degrees? LevelAt30,
    Seconds? PelvisFallStart,
    TestEnd EndReason,
    Support Support) : IMessage<TestMessage>
{
    /// <inheritdoc/>
    public static TestMessage? Read(FieldReader fields)
    {
        var envelope = Envelope.Read(fields);
        var eventId = fields.EventId();
        var side = fields.Word<Side>("side");
        var best = fields.AngleOrNull("bestRaiseDeg", 90);
        var level = fields.AngleOrNull("levelAt30Deg", 90);
        var fall = fields.DurationOrNull("pelvisFallStartS");
        var end = fields.Word<TestEnd>("endReason");
        var support = fields.Word<Support>("support");
        return eventId is null ? null : new(envelope, eventId, side, best, level, fall, end, support);
    }

    /// <inheritdoc/>
    public void Write(FieldWriter fields)
    {
        Envelope.Write(fields);
        fields.EventId(EventId);
        fields.Word<Side>("side"u8, Side);
        fields.Number("bestRaiseDeg"u8, BestRaise?.Value);
        fields.Number("levelAt30Deg"u8, LevelAt30?.Value);
        fields.Number("pelvisFallStartS"u8, PelvisFallStart?.Value);
        fields.Word<TestEnd>("endReason"u8, EndReason);
        fields.Word<Support>("support"u8, Support);
    }
}
