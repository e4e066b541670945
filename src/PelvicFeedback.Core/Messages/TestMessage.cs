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
    /// <summary>From lift-off to the end, at most 30 s; null in messages of before it was told.</summary>
    public Seconds? Duration { get; init; }

    /// <summary>Why nothing was measured; null where something was, or before it was told.</summary>
    public NotJudgedReason? Reason { get; init; }

    /// <summary>What is told of a test. Motion shows that a foot came down; why, and what the hand held on to, people have said.</summary>
    /// <param name="envelope">When, and in which session.</param>
    /// <param name="eventId">The durable event's name.</param>
    /// <param name="test">What was measured.</param>
    /// <param name="said">Why the set was over, as somebody said; null for nobody did.</param>
    /// <param name="support">What the patient was to hold on to.</param>
    public static TestMessage Of(Envelope envelope, EventId eventId, TestEnded test, SessionReason? said, Support support) => new(
        envelope,
        eventId,
        test.Side.AsSide() ?? Units.Side.Left,
        test.BestRaise,
        test.LevelAt30,
        test.PelvisFallStart,
        EndOf(test, said),
        support)
    {
        Duration = test.Duration,
        Reason = test.Reason,
    };

    /// <summary>Why a test ended, by motion and by what somebody said.</summary>
    /// <param name="test">What was measured.</param>
    /// <param name="said">Why the set was over, as somebody said; null for nobody did.</param>
    public static TestEnd EndOf(TestEnded test, SessionReason? said) => test.EndReason == TestEnd.Held ? TestEnd.Held : said switch
    {
        SessionReason.Pain => TestEnd.Pain,
        SessionReason.NearlyFell or SessionReason.Fell => TestEnd.Stumble,
        SessionReason.Sensor => TestEnd.Sensor,
        _ => test.EndReason,
    };

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
        Seconds? duration = fields.Has("durationS") ? fields.Duration("durationS") : null;
        var reason = fields.WordIfThere<NotJudgedReason>("reason");
        return eventId is null ? null : new(envelope, eventId, side, best, level, fall, end, support) { Duration = duration, Reason = reason };
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
        if (Duration is { } duration)
        {
            fields.Number("durationS"u8, duration.Value);
        }

        if (Reason is { } reason)
        {
            fields.Word<NotJudgedReason>("reason"u8, reason);
        }
    }
}
