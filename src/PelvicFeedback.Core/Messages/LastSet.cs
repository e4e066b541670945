using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Messages;

/// <summary>What came of the set that was done last, all of its parts together: what a page shows after it, one that was opened since too.</summary>
/// <param name="Prescription">Of which exercise.</param>
/// <param name="Level">Repetitions, holds and steps that read level.</param>
/// <param name="NotLevel">How many read not level.</param>
/// <param name="NotJudged">How many could not be judged, were taken back, or were counted without anybody having judged them.</param>
public sealed record LastSet(Prescription Prescription, int Level, int NotLevel, int NotJudged)
{
    /// <summary>What went out of its band most often; null for nothing.</summary>
    public Fault? Fault { get; init; }

    /// <summary>Steps of walking; null for another exercise, and where no bout was seen.</summary>
    public WalkedSteps? Walked { get; init; }

    /// <summary>What the 30 s test measured; null for another exercise, and where none was seen.</summary>
    public TestFigures? Test { get; init; }

    internal static LastSet Read(FieldReader fields) => new(fields.Prescription(), fields.Count("level"), fields.Count("notLevel"), fields.Count("notJudged"))
    {
        Fault = fields.Has("fault") && fields.Object("fault") is { } fault ? Messages.Fault.Read(fault) : null,
        Walked = fields.Has("walked") && fields.Object("walked") is { } walked ? WalkedSteps.Read(walked) : null,
        Test = fields.Has("test") && fields.Object("test") is { } test ? TestFigures.Read(test) : null,
    };

    internal void Write(FieldWriter fields)
    {
        fields.PrescriptionOrNull(Prescription);
        fields.Count("level"u8, Level);
        fields.Count("notLevel"u8, NotLevel);
        fields.Count("notJudged"u8, NotJudged);
        if (Fault is { } fault)
        {
            fields.Object("fault"u8, fault, (inside, one) => one.Write(inside));
        }

        if (Walked is { } walked)
        {
            fields.Object("walked"u8, walked, (inside, steps) => steps.Write(inside));
        }

        if (Test is { } test)
        {
            fields.Object("test"u8, test, (inside, figures) => figures.Write(inside));
        }
    }
}

/// <summary>What went out of its band, and on which leg the patient stood.</summary>
/// <param name="Kind">The quantity.</param>
/// <param name="Stance">On which leg.</param>
public sealed record Fault(AlertKind Kind, Stance Stance)
{
    internal static Fault Read(FieldReader fields) => new(fields.Word<AlertKind>("kind"), fields.Word<Stance>("stance"));

    internal void Write(FieldWriter fields)
    {
        fields.Word<AlertKind>("kind"u8, Kind);
        fields.Word<Stance>("stance"u8, Stance);
    }
}

/// <summary>Steps of walking, by the leg that stood.</summary>
/// <param name="Left">On the left leg.</param>
/// <param name="Right">On the right leg.</param>
public sealed record WalkedSteps(StepCounts Left, StepCounts Right)
{
    /// <summary>The steps of a bout.</summary>
    public static WalkedSteps Of(WalkEnded walk) => new(StepCounts.Of(walk, Side.Left), StepCounts.Of(walk, Side.Right));

    /// <summary>With the bouts before.</summary>
    public WalkedSteps And(WalkedSteps? before) => before is null ? this : new(Left.And(before.Left), Right.And(before.Right));

    /// <summary>The same steps, of which nothing is said any more.</summary>
    public WalkedSteps Unjudged() => new(Left.Unjudged(), Right.Unjudged());

    internal static WalkedSteps? Read(FieldReader fields) =>
        (StepCounts.Read(fields, "left"), StepCounts.Read(fields, "right")) is ({ } left, { } right) ? new(left, right) : null;

    internal void Write(FieldWriter fields)
    {
        fields.Object("left"u8, Left, (inside, counts) => counts.Write(inside));
        fields.Object("right"u8, Right, (inside, counts) => counts.Write(inside));
    }
}

/// <summary>What the 30 s test measured; never a verdict.</summary>
/// <param name="BestRaise">The best 1 s median rise of the free side within the first 5 s, −90–90°; null when nothing could be said.</param>
/// <param name="LevelAt30">The free side's rise at 30 s, −90–90°; null when not held so long, or nothing could be said.</param>
/// <param name="PelvisFallStart">When the pelvis began to fall, s from lift-off; null when it did not, or nothing could be said.</param>
/// <param name="EndReason">Why it ended.</param>
public sealed record TestFigures(Degrees? BestRaise, Degrees? LevelAt30, Seconds? PelvisFallStart, TestEnd EndReason)
{
    /// <summary>The figures of a test.</summary>
    /// <param name="test">What was measured.</param>
    /// <param name="said">Why the set was over, as somebody said; null for nobody did.</param>
    public static TestFigures Of(TestEnded test, SessionReason? said) =>
        new(test.BestRaise, test.LevelAt30, test.PelvisFallStart, TestMessage.EndOf(test, said));

    /// <summary>The same test, with nothing measured.</summary>
    public TestFigures Unmeasured() => new(null, null, null, EndReason);

    internal static TestFigures Read(FieldReader fields) => new(
        fields.AngleOrNull("bestRaiseDeg", 90), fields.AngleOrNull("levelAt30Deg", 90), fields.DurationOrNull("pelvisFallStartS"), fields.Word<TestEnd>("endReason"));

    internal void Write(FieldWriter fields)
    {
        fields.Number("bestRaiseDeg"u8, BestRaise?.Value);
        fields.Number("levelAt30Deg"u8, LevelAt30?.Value);
        fields.Number("pelvisFallStartS"u8, PelvisFallStart?.Value);
        fields.Word<TestEnd>("endReason"u8, EndReason);
    }
}
