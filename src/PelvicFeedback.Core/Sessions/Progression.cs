using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Sessions;

/// <summary>What came of one exercise in one session.</summary>
/// <param name="Prescription">What, and on which side.</param>
/// <param name="Sets">Its sets, those repeated included.</param>
/// <param name="WorstPain">The worst pain told, 0–10; null when none was.</param>
/// <param name="PainBefore">Before the session, 0–10.</param>
/// <param name="Stopped">Whether pain, or a person, stopped it.</param>
/// <param name="Settled">Whether pain had settled after it; null until somebody answers.</param>
public sealed record ExerciseOutcome(
    Prescription Prescription,
    ImmutableArray<SetOutcome> Sets,
    int? WorstPain,
    int PainBefore,
    bool Stopped,
    bool? Settled)
{
    /// <summary>How many repetitions and holds read level.</summary>
    [JsonIgnore]
    public int Level => Sets.Sum(set => set.Level);

    /// <summary>How many read not level.</summary>
    [JsonIgnore]
    public int NotLevel => Sets.Sum(set => set.NotLevel);

    /// <summary>How many could not be judged, or were taken back.</summary>
    [JsonIgnore]
    public int NotJudged => Sets.Sum(set => set.NotJudged);

    /// <summary>Sets with less than half of what was judged level.</summary>
    [JsonIgnore]
    public int PoorSets => Sets.Count(set => set.IsPoor);

    /// <summary>Whether nothing of it can be taken back any more.</summary>
    [JsonIgnore]
    public bool IsSettled => Sets.All(set => set.End is null);

    /// <summary>Whether the patient stopped because it was too painful, without a number.</summary>
    public bool TooPainful { get; init; }

    /// <summary>Whether it hurt more than the plan allows.</summary>
    public bool IsRed(PainLimits limits) =>
        TooPainful || (WorstPain is { } worst && PainRule.Decide(worst, PainBefore, limits) == PainDecision.StopExercise);

    /// <summary>The outcome with one more set.</summary>
    public ExerciseOutcome With(SetOutcome set) => this with { Sets = Sets.Add(set) };

    /// <summary>What was said since then is taken back.</summary>
    public ExerciseOutcome Without(SampleTime from) => IsSettled ? this : this with { Sets = [.. Sets.Select(set => set.Without(from))] };

    /// <summary>The outcome for good.</summary>
    public ExerciseOutcome Settle() => IsSettled ? this
        : this with { Sets = [.. Sets.Select(set => set.Settle())] };
}

/// <summary>What came of one set.</summary>
/// <param name="Level">Repetitions and holds that read level.</param>
/// <param name="NotLevel">How many read not level.</param>
/// <param name="NotJudged">How many could not be judged, or were taken back.</param>
public sealed record SetOutcome(int Level, int NotLevel, int NotJudged)
{
    /// <summary>Its last sample; null when nothing of it can be taken back any more.</summary>
    public SampleTime? End { get; init; }

    /// <summary>Largest value of the exercise's first quantity in judged time, degrees; null when it is not known, or was taken back.</summary>
    public Degrees? Peak { get; init; }

    /// <summary>What was said of each, while it can be taken back.</summary>
    public ImmutableArray<Judged> Verdicts { get; init; } = [];

    /// <summary>Whether less than half of what was judged is level. Of a set that was mostly not judged nobody knows: what an alert was raised in is judged always, and what had none may not be.</summary>
    [JsonIgnore]
    public bool IsPoor => Level * 2 < Level + NotLevel && NotJudged <= Level + NotLevel;

    /// <summary>The outcome for good.</summary>
    public SetOutcome Settle() => new(Level, NotLevel, NotJudged) { Peak = Peak };

    /// <summary>What was said since then is taken back, and so is whatever nobody knows the time of.</summary>
    public SetOutcome Without(SampleTime from)
    {
        if (End is not { } end || end < from)
        {
            return this;
        }

        var before = Verdicts.RemoveAll(one => one.At >= from);
        var level = Math.Min(Level, before.Count(one => one.Verdict == Verdict.Level));
        var notLevel = Math.Min(NotLevel, before.Count(one => one.Verdict == Verdict.NotLevel));
        return this with { Level = level, NotLevel = notLevel, NotJudged = Level + NotLevel + NotJudged - level - notLevel, Peak = null, Verdicts = before };
    }
}

/// <summary>When an exercise may get harder, and when it should get easier. Our judgement; proposed only, never applied.</summary>
public static class Progression
{
    private const int SessionsNeeded = 3;
    private const double ShareNeeded = 0.8;
    private const int PainAllowed = 3;
    private const int PoorSetsAllowed = 1;

    /// <summary>What is proposed for an exercise, and why; no reason to keep it.</summary>
    /// <param name="outcomes">Its outcomes, the last session's last.</param>
    /// <param name="limits">The plan's limits of pain.</param>
    public static (Proposal Proposal, ProposalReason? Reason) Propose(ImmutableArray<ExerciseOutcome> outcomes, PainLimits limits)
    {
        if (outcomes.IsEmpty)
        {
            return (Proposal.Keep, null);
        }

        // Right after a session nobody knows yet how the night will be: the sessions before it answer for that, and it must have been as good otherwise.
        var last = outcomes[^1];
        var told = last.Settled is null ? outcomes[..^1] : outcomes;
        return last.IsRed(limits) ? (Proposal.Easier, ProposalReason.TooPainful)
            : last.PoorSets > PoorSetsAllowed ? (Proposal.Easier, ProposalReason.MostlyNotLevel)
            : told is [.., { Settled: false }] ? (Proposal.Easier, ProposalReason.NotSettled)
            : told.Length >= SessionsNeeded && IsGood(last) && told.TakeLast(SessionsNeeded).All(outcome => IsGood(outcome) && outcome.Settled == true)
                ? (Proposal.Harder, ProposalReason.WentWell)
            : (Proposal.Keep, null);
    }

    private static bool IsGood(ExerciseOutcome outcome)
    {
        var judged = outcome.Level + outcome.NotLevel;
        return judged > 0 && judged >= ShareNeeded * (judged + outcome.NotJudged) && outcome.Level >= ShareNeeded * judged
            && (outcome.WorstPain ?? outcome.PainBefore) <= PainAllowed && !outcome.Stopped;
    }
}
