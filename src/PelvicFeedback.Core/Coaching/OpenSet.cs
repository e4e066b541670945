using System.Collections.Immutable;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Coaching;

/// <summary>A repetition or hold that was judged in a set.</summary>
/// <param name="At">Its end.</param>
/// <param name="Verdict">What was said of it.</param>
/// <param name="Reason">Why it is not judged; null otherwise.</param>
public readonly record struct Judged(SampleTime At, Verdict Verdict, NotJudgedReason? Reason);

/// <summary>The set under way: what it is held against, and what has come of it so far.</summary>
public sealed record OpenSet
{
    /// <summary>Counts sets from 1 over the input.</summary>
    public required int Number { get; init; }

    /// <summary>What is done on which side.</summary>
    public required Prescription Prescription { get; init; }

    /// <summary>The limits for the whole set; null for an exercise that has none.</summary>
    public required Band? Band { get; init; }

    /// <summary>Its first sample.</summary>
    public required SampleTime Start { get; init; }

    /// <summary>Repetitions and holds judged so far.</summary>
    public ImmutableArray<Judged> Verdicts { get; init; } = [];

    /// <summary>Repetitions counted.</summary>
    public int Repetitions { get; init; }

    /// <summary>Holds counted.</summary>
    public int Holds { get; init; }

    /// <summary>Steps counted.</summary>
    public int Steps { get; init; }

    /// <summary>Sum of the holds, s.</summary>
    public double HoldTime { get; init; }

    /// <summary>Alerts begun.</summary>
    public int Alerts { get; init; }

    /// <summary>Why something of it was taken back; null while all stands.</summary>
    public WithdrawalReason? TakenBack { get; init; }

    /// <summary>What was said since a time is taken back; nobody can tell any more what part of the time was in band.</summary>
    public OpenSet Without(Withdrawn withdrawn) => this with
    {
        TakenBack = withdrawn.Reason,
        Verdicts = [.. Verdicts.Select(one => one.At >= withdrawn.From ? one with { Verdict = Verdict.NotJudged } : one)],
    };

    /// <summary>The set's counts and times, and what is said of it.</summary>
    /// <param name="end">Its last sample.</param>
    /// <param name="judgement">What was seen over the whole set.</param>
    public SetSummary Summary(SampleTime end, in Judgement judgement)
    {
        var summary = new SetSummary(
            Prescription,
            Start,
            end,
            Repetitions,
            Verdicts.Count(one => one.Verdict == Verdict.Level),
            Verdicts.Count(one => one.Verdict == Verdict.NotLevel),
            Verdicts.Count(one => one.Verdict == Verdict.NotJudged),
            Holds,
            new(HoldTime),
            new(judgement.Judged),
            new(judgement.Judged - judgement.OverWarn),
            Alerts,
            judgement.PeakOrNull);
        var (verdict, reason) = SetVerdict.Of(TakenBack, Alerts, summary.InBandShare, [.. Verdicts.Select(one => (one.Verdict, one.Reason))]);
        return summary with { Steps = Steps, Band = Band, Verdict = verdict, Reason = reason };
    }
}
