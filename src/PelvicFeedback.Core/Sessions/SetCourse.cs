using System.Collections.Immutable;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Sessions;

/// <summary>What went out of its band in a set, and how often.</summary>
/// <param name="Fault">What.</param>
/// <param name="Times">Alerts of it.</param>
public sealed record FaultCount(Fault Fault, int Times);

/// <summary>What a set has come to. One that was broken off goes on in it: what is told after it is of the whole set.</summary>
/// <param name="Prescription">Of which exercise.</param>
public sealed record SetCourse(Prescription Prescription)
{
    /// <summary>Repetitions, holds and steps by verdict, of those parts that are over.</summary>
    public SetOutcome Came { get; init; } = new(0, 0, 0);

    /// <summary>Its alerts.</summary>
    public ImmutableArray<FaultCount> Faults { get; init; } = [];

    /// <summary>Steps of its bouts of walking, by leg; null before the first is over.</summary>
    public WalkedSteps? Walked { get; init; }

    /// <summary>What the 30 s test has measured; null before it is over.</summary>
    public TestFigures? Test { get; init; }

    /// <summary>When the newest bout or test was decided; null for none, or when it can't be taken back any more.</summary>
    public SampleTime? Measured { get; init; }

    /// <summary>After something that the pipeline decided.</summary>
    /// <param name="decided">Anything; what is of another exercise changes nothing.</param>
    /// <param name="said">Why the set is over, where it is.</param>
    public SetCourse With(PelvicEvent decided, SessionReason? said) => decided switch
    {
        AlertStarted alert when alert.Exercise == Prescription.Exercise => this with { Faults = Counted(new(alert.Kind, alert.Stance)) },
        WalkEnded walk when Prescription.Exercise == Exercise.Walking => this with { Walked = WalkedSteps.Of(walk).And(Walked), Measured = walk.At },
        TestEnded test when Prescription.Exercise == Exercise.TrendelenburgTest => this with { Test = TestFigures.Of(test, said), Measured = test.At },
        _ => this,
    };

    /// <summary>After a part of it that is over.</summary>
    /// <param name="summary">What the pipeline said of that part; null when it said nothing.</param>
    /// <param name="verdicts">What was said of each repetition and hold in it.</param>
    /// <param name="done">Repetitions or holds done in all parts so far: what nobody judged is not judged.</param>
    public SetCourse With(SetSummary? summary, ImmutableArray<Judged> verdicts, int done)
    {
        var (level, notLevel, notJudged) = (Came.Level + (summary?.Level ?? 0), Came.NotLevel + (summary?.NotLevel ?? 0), Came.NotJudged + (summary?.NotJudged ?? 0));
        return this with
        {
            Came = new(level, notLevel, notJudged + Math.Max(0, done - level - notLevel - notJudged))
            {
                End = summary?.End ?? Came.End,
                Verdicts = Came.Verdicts.AddRange(verdicts),
            },
        };
    }

    /// <summary>What was said since then is taken back: a bout or a test that was under way then, whole.</summary>
    public SetCourse Without(SampleTime from)
    {
        var left = this with { Came = Came.Without(from) };
        return Measured is { } at && at >= from ? left with { Walked = Walked?.Unjudged(), Test = Test?.Unmeasured() } : left;
    }

    /// <summary>Nothing of it can be taken back any more.</summary>
    public SetCourse Settle() => this with { Came = Came.Settle(), Measured = null };

    /// <summary>As a page is told of it.</summary>
    public LastSet Told() => new(Prescription, Came.Level, Came.NotLevel, Came.NotJudged)
    {
        // Where two were as often, the first that was seen.
        Fault = Faults.MaxBy(one => one.Times)?.Fault,
        Walked = Walked,
        Test = Test,
    };

    private ImmutableArray<FaultCount> Counted(Fault fault)
    {
        var before = Faults.FirstOrDefault(one => one.Fault == fault);
        return before is null ? Faults.Add(new(fault, 1)) : Faults.Replace(before, before with { Times = before.Times + 1 });
    }
}
