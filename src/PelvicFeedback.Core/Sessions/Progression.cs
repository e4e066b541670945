using System.Collections.Immutable;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Sessions;

/// <summary>What came of one exercise in one session.</summary>
/// <param name="Prescription">What, and on which side.</param>
/// <param name="Level">Read level.</param>
/// <param name="NotLevel">Read not level.</param>
/// <param name="NotJudged">Could not be judged.</param>
/// <param name="PoorSets">Sets with less than half of what was judged level.</param>
/// <param name="WorstPain">The worst pain told, 0–10; null when none was.</param>
/// <param name="PainBefore">Before the session, 0–10.</param>
/// <param name="Stopped">Whether pain, or a person, stopped it.</param>
/// <param name="Settled">Whether pain had settled after it; null until somebody answers.</param>
public sealed record ExerciseOutcome(
    Prescription Prescription,
    int Level,
    int NotLevel,
    int NotJudged,
    int PoorSets,
    int? WorstPain,
    int PainBefore,
    bool Stopped,
    bool? Settled)
{
    /// <summary>The outcome with one more set.</summary>
    public ExerciseOutcome With(SetResult set) => this with
    {
        Level = Level + set.Level,
        NotLevel = NotLevel + set.NotLevel,
        NotJudged = NotJudged + set.NotJudged,
        PoorSets = PoorSets + (set.Level * 2 < set.Level + set.NotLevel ? 1 : 0),
    };
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
