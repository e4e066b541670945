using System.Collections.Immutable;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Messages;

/// <summary>Topic <c>walk</c>: a bout of walking is over, with its steps and what came of them. A durable event.</summary>
/// <param name="Envelope">When, and in which session.</param>
/// <param name="EventId">The durable event's name.</param>
/// <param name="From">The bout's first sample.</param>
/// <param name="Duration">How long it lasted.</param>
/// <param name="Left">Counts of the steps on the left leg.</param>
/// <param name="Right">Counts of the steps on the right leg.</param>
/// <param name="Steps">The steps in order of time, the first <see cref="MaxSteps"/> of them; the counts hold all.</param>
public sealed record WalkMessage(
    Envelope Envelope,
    EventId EventId,
    SampleTime From,
    Seconds Duration,
    StepCounts Left,
    StepCounts Right,
    ImmutableArray<WalkStep> Steps) : IMessage<WalkMessage>
{
    /// <summary>Steps in one message at most.</summary>
    public const int MaxSteps = 400;

    /// <summary>The message of a bout.</summary>
    /// <param name="walk">The bout.</param>
    /// <param name="envelope">When it was decided, and in which session.</param>
    /// <param name="eventId">The durable event's name.</param>
    public static WalkMessage Of(WalkEnded walk, Envelope envelope, EventId eventId) => new(
        envelope,
        eventId,
        walk.Began,
        walk.Ended - walk.Began,
        StepCounts.Of(walk, Side.Left),
        StepCounts.Of(walk, Side.Right),
        [.. walk.Steps.Take(MaxSteps).Select(step => new WalkStep(step.Contact, step.Leg, step.PeakDrop, step.Verdict, step.Reason))]);

    /// <inheritdoc/>
    public static WalkMessage? Read(FieldReader fields)
    {
        var envelope = Envelope.Read(fields);
        var eventId = fields.EventId();
        var from = fields.SampleTime("fromT");
        var duration = fields.Duration("durationS");
        var left = StepCounts.Read(fields, "left");
        var right = StepCounts.Read(fields, "right");
        var steps = fields.Objects("steps", 0, MaxSteps, WalkStep.Read);
        return eventId is null || left is null || right is null ? null : new(envelope, eventId, from, duration, left, right, steps);
    }

    /// <inheritdoc/>
    public void Write(FieldWriter fields)
    {
        Envelope.Write(fields);
        fields.EventId(EventId);
        fields.SampleTime("fromT"u8, From);
        fields.Number("durationS"u8, Duration.Value);
        fields.Object("left"u8, Left, (inside, counts) => counts.Write(inside));
        fields.Object("right"u8, Right, (inside, counts) => counts.Write(inside));
        fields.Objects("steps"u8, Steps, (inside, step) => step.Write(inside));
    }
}

/// <summary>How many steps on one leg there were, by verdict.</summary>
/// <param name="Level">Level.</param>
/// <param name="NotLevel">Not level.</param>
/// <param name="NotJudged">Not judged.</param>
public sealed record StepCounts(int Level, int NotLevel, int NotJudged)
{
    /// <summary>With the counts of another bout.</summary>
    public StepCounts And(StepCounts more) => new(Level + more.Level, NotLevel + more.NotLevel, NotJudged + more.NotJudged);

    /// <summary>The same steps, of which nothing is said any more.</summary>
    public StepCounts Unjudged() => new(0, 0, Level + NotLevel + NotJudged);

    internal static StepCounts Of(WalkEnded walk, Side leg) => new(Number(walk, leg, Verdict.Level), Number(walk, leg, Verdict.NotLevel), Number(walk, leg, Verdict.NotJudged));

    private static int Number(WalkEnded walk, Side leg, Verdict verdict) => walk.Steps.Count(step => step.Leg == leg && step.Verdict == verdict);

    internal static StepCounts? Read(FieldReader fields, string name) => fields.Object(name) is { } inside
        ? new(inside.Count("level"), inside.Count("notLevel"), inside.Count("notJudged"))
        : null;

    internal void Write(FieldWriter fields)
    {
        fields.Count("level"u8, Level);
        fields.Count("notLevel"u8, NotLevel);
        fields.Count("notJudged"u8, NotJudged);
    }
}

/// <summary>One step.</summary>
/// <param name="Time">The sample it is counted at.</param>
/// <param name="Side">The stance leg.</param>
/// <param name="PeakDrop">The largest drop, −90–90°; null when nothing could be judged.</param>
/// <param name="Verdict">Level, not level, not judged.</param>
/// <param name="Reason">Why it is not judged; null otherwise.</param>
public sealed record WalkStep(SampleTime Time, Side Side, Degrees? PeakDrop, Verdict Verdict, NotJudgedReason? Reason)
{
    internal static WalkStep Read(FieldReader fields)
    {
        var time = fields.SampleTime("sensorT");
        var side = fields.Word<Side>("side");
        var peak = fields.AngleOrNull("peakDropDeg", 90);
        var (verdict, reason) = fields.Verdict();
        return new(time, side, peak, verdict, reason);
    }

    internal void Write(FieldWriter fields)
    {
        fields.SampleTime("sensorT"u8, Time);
        fields.Word<Side>("side"u8, Side);
        fields.Number("peakDropDeg"u8, PeakDrop?.Value);
        fields.Verdict(Verdict, Reason);
    }
}
