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

    /// <summary>The outcome with one more set.</summary>
    public ExerciseOutcome With(SetOutcome set) => this with { Sets = Sets.Add(set) };

    /// <summary>What was said since then is taken back.</summary>
    public ExerciseOutcome Without(SampleTime from) => IsSettled ? this : this with { Sets = [.. Sets.Select(set => set.Without(from))] };

    /// <summary>The outcome for good.</summary>
    public ExerciseOutcome Settle() => IsSettled ? this
        : this with { Sets = [.. Sets.Select(set => new SetOutcome(set.Level, set.NotLevel, set.NotJudged) { Peak = set.Peak })] };
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

    /// <summary>Whether less than half of what was judged is level.</summary>
    [JsonIgnore]
    public bool IsPoor => Level * 2 < Level + NotLevel;

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

/// <summary>What is proposed to the therapist, who decides.</summary>
public enum Proposal
{
    /// <summary>As it is.</summary>
    Keep,

    /// <summary>One variable harder.</summary>
    Harder,

    /// <summary>An easier version.</summary>
    Easier,
}

/// <summary>When an exercise may get harder, and when it should get easier. Our judgement; proposed only, never applied.</summary>
public static class Progression
{
    private const int SessionsNeeded = 3;
    private const double ShareNeeded = 0.8;
    private const int PainAllowed = 3;
    private const int PoorSetsAllowed = 1;

    /// <summary>What is proposed for an exercise.</summary>
    /// <param name="outcomes">Its outcomes, the last session's last.</param>
    /// <param name="limits">The plan's limits of pain.</param>
    public static Proposal Propose(ImmutableArray<ExerciseOutcome> outcomes, PainLimits limits)
    {
        if (outcomes.IsEmpty)
        {
            return Proposal.Keep;
        }

        var last = outcomes[^1];
        var red = last.WorstPain is { } worst && PainRule.Decide(worst, last.PainBefore, limits) == PainDecision.StopExercise;
        return red || last.PoorSets > PoorSetsAllowed ? Proposal.Easier
            : outcomes.Length >= SessionsNeeded && outcomes.TakeLast(SessionsNeeded).All(IsGood) ? Proposal.Harder
            : Proposal.Keep;
    }

    private static bool IsGood(ExerciseOutcome outcome)
    {
        var judged = outcome.Level + outcome.NotLevel;
        return judged > 0 && judged >= ShareNeeded * (judged + outcome.NotJudged) && outcome.Level >= ShareNeeded * judged
            && (outcome.WorstPain ?? outcome.PainBefore) <= PainAllowed && outcome.Settled == true && !outcome.Stopped;
    }
}
