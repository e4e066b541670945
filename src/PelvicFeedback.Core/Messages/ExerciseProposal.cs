using System.Collections.Immutable;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Messages;

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

/// <summary>Why something else than keeping an exercise as it is.</summary>
public enum ProposalReason
{
    /// <summary>Three sessions in which it went well, and pain settled after each.</summary>
    WentWell,

    /// <summary>It hurt too much.</summary>
    TooPainful,

    /// <summary>Pain was worse in the night after it, or not back to where it had been by the morning.</summary>
    NotSettled,

    /// <summary>Two sets in the last session with less than half of what was judged level.</summary>
    MostlyNotLevel,
}

/// <summary>What is proposed for one exercise of the plan. Nothing follows from it by itself.</summary>
/// <param name="Prescription">Which.</param>
/// <param name="Proposal">What.</param>
/// <param name="Reason">Why; null with <see cref="Proposal.Keep"/>.</param>
public sealed record ExerciseProposal(Prescription Prescription, Proposal Proposal, ProposalReason? Reason)
{
    private const int Most = 50;

    internal static ImmutableArray<ExerciseProposal> ReadAll(FieldReader fields, string name) => fields.Objects(name, 0, Most, one =>
    {
        var (prescription, proposal) = (one.Prescription(), one.Word<Proposal>("proposal"));
        var reason = one.WordOrNull<ProposalReason>("reason");
        one.Refuse((proposal == Proposal.Keep) != (reason is null), "reason");
        return new ExerciseProposal(prescription, proposal, reason);
    });

    internal void Write(FieldWriter fields)
    {
        fields.PrescriptionOrNull(Prescription);
        fields.Word<Proposal>("proposal"u8, Proposal);
        fields.Word("reason"u8, Reason);
    }
}
