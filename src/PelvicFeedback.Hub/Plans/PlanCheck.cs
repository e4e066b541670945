using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Sessions;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Hub.Plans;

/// <summary>What stands against what was sent, but for how it is written.</summary>
public enum PlanFlaw
{
    /// <summary>Without the safety screen no exercise is started.</summary>
    ScreenMissing,

    /// <summary>The safety screen rules an exercise out.</summary>
    Unsafe,

    /// <summary>An exercise is there twice on the same side.</summary>
    Twice,

    /// <summary>A broker that is somebody else's has no login for the home.</summary>
    NoLogin,
}

/// <summary>Why something cannot be saved.</summary>
/// <param name="Path">The field, such as <c>exercises[1].reps</c>.</param>
/// <param name="Code">A word of <see cref="PlanFlaw"/> or <see cref="MessageFaultKind"/>, for the page's own words.</param>
/// <param name="Message">For a person who reads English.</param>
public sealed record PlanError(string Path, string Code, string Message)
{
    internal PlanError(string path, PlanFlaw flaw, string message)
        : this(path, Words.Of(flaw), message)
    {
    }
}

/// <summary>
/// Holds a plan that came from a page against what a home takes: the same reader, the same safety rule. Who screened, when, and what the plan is
/// called the hub says itself.
/// </summary>
internal static class PlanCheck
{
    /// <summary>Reads a plan.</summary>
    /// <param name="asked">As it came.</param>
    /// <param name="before">The plan it takes the place of; null for none.</param>
    /// <param name="revision">The new one's number.</param>
    /// <param name="by">Who saves it, a pseudonym.</param>
    /// <param name="now">Wall time.</param>
    /// <returns>The plan without errors, or no plan.</returns>
    public static (Plan? Plan, IReadOnlyList<PlanError> Errors) Read(JsonObject asked, Plan? before, long revision, Pseudonym by, UtcInstant now)
    {
        var plan = (JsonObject)asked.DeepClone();
        plan["v"] = Envelope.Version;
        plan["planId"] = NewName(revision).ToString();
        if (plan["screen"] is not JsonObject screen)
        {
            return (null, [new("screen", PlanFlaw.ScreenMissing, "The safety screen comes first: without it no exercise is started.")]);
        }

        var when = screen["at"] is JsonValue at && at.TryGetValue<string>(out var text) ? text : null;
        (screen["by"], screen["at"]) = (by.ToString(), now.ToString());
        if (MessageReader.TryRead(Encoding.UTF8.GetBytes(plan.ToJsonString()), out Plan? read) is { } fault)
        {
            return (null, [new(fault.Field, Words.Of(fault.Kind), $"The field is {Words.Of(fault.Kind)}.")]);
        }

        // A screen that the page only hands back stays that of whoever did it.
        if (before?.Screen is { } done && done.At.ToString() == when && IsSame(done, read!.Screen!))
        {
            read = read with { Screen = done };
        }

        var errors = Against(read!).ToList();
        return errors.Count == 0 ? (read, []) : (null, errors);
    }

    /// <summary>A name for a plan: no other has it.</summary>
    public static Pseudonym NewName(long revision) => Pseudonym.Parse($"r{revision}-{RandomNumberGenerator.GetHexString(12, lowercase: true)}");

    /// <summary>What stands against a plan that can be read.</summary>
    public static IEnumerable<PlanError> Against(Plan plan)
    {
        foreach (var (index, planned) in plan.Exercises.Index())
        {
            var path = $"exercises[{index}]";
            if (plan.Exercises.Take(index).Any(other => other.Prescription == planned.Prescription))
            {
                yield return new(path, PlanFlaw.Twice, "The exercise is in the plan twice on the same side.");
            }

            if (SafetyRule.Against(plan.Screen, planned) is { } why)
            {
                yield return new(path, plan.Screen is null ? PlanFlaw.ScreenMissing : PlanFlaw.Unsafe, why);
            }
        }
    }

    private static bool IsSame(SafetyScreen one, SafetyScreen other) =>
        one with { By = other.By, At = other.At, Restrictions = other.Restrictions } == other && one.Restrictions.Order().SequenceEqual(other.Restrictions.Order());
}
