using System.Collections.Immutable;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Sessions;

/// <summary>What the therapist's safety screen rules out. Without one nothing is started.</summary>
public static class SafetyRule
{
    /// <summary>The exercises of a plan that must not be done, in its order; all of them without a screen.</summary>
    public static ImmutableArray<Prescription> RuledOut(Plan plan) =>
        [.. plan.Exercises.Where(planned => Against(plan.Screen, planned) is not null).Select(planned => planned.Prescription)];

    /// <summary>Why an exercise must not be done.</summary>
    /// <param name="screen">The screen; null when it was not done.</param>
    /// <param name="planned">The exercise.</param>
    /// <returns>For a person; null when nothing stands against it.</returns>
    public static string? Against(SafetyScreen? screen, PlannedExercise planned)
    {
        if (screen is null)
        {
            return "The therapist's safety screen is missing from the plan: no exercise is started without it.";
        }

        var exercise = planned.Prescription.Exercise;
        var onOneLeg = exercise is Exercise.SingleLegStance or Exercise.SingleLegSquat or Exercise.LateralStepUp or Exercise.TrendelenburgTest
            or Exercise.HipAbductionExtension;
        return screen.WeightBearing == WeightBearing.None && exercise != Exercise.SidePlankAbduction ? "The screen says: no weight on the leg."
            : screen.WeightBearing != WeightBearing.Full && onOneLeg ? "The screen says: not the whole weight on one leg."
            : Has(Restriction.NoActiveAbduction) && exercise is (Exercise.HipAbductionExtension or Exercise.SidePlankAbduction)
                ? "The screen says: no active abduction."
            : Has(Restriction.NoInternalRotation) && exercise == Exercise.StandingInternalRotation ? "The screen says: no internal rotation."
            : Has(Restriction.NoExtension) && exercise == Exercise.HipAbductionExtension ? "The screen says: no extension with external rotation."
            : PlannedExercise.IsLocked(exercise) && !planned.Unlocked ? "This exercise is locked: the therapist has to unlock it in the plan."
            : screen.Shoulder && exercise == Exercise.SidePlankAbduction ? "The screen says: do not lean on the shoulder."
            : (screen.FallsOrAid || screen.Dizziness) && onOneLeg && planned.Support == Support.None
                ? "The screen speaks of falls, a walking aid or dizziness: on one leg only with a support."
            : screen.FractureRisk && exercise is (Exercise.SingleLegSquat or Exercise.LateralStepUp)
                ? "The screen speaks of a fracture or osteoporosis: no squats or steps on one leg."
            : null;

        bool Has(Restriction restriction) => screen.Restrictions.Contains(restriction);
    }
}
