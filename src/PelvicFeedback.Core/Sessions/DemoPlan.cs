using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Sessions;

/// <summary>The plan of the demonstration: a few short sets, done by nobody real. It asks for raw motion, so that a clinic can be shown what another band would have meant.</summary>
public static class DemoPlan
{
    /// <summary>One-leg standing on either side, squats, and squats on one leg; about five minutes.</summary>
    public static Plan Plan { get; } = new()
    {
        PlanId = Pseudonym.Parse("demo-plan"),
        Screen = new(Pseudonym.Parse("nobody"), new(0), WeightBearing.Full, [], false, false, false, false),
        Exercises =
        [
            Planned(Exercise.SingleLegStance, ExerciseSide.Left, 2, 8),
            Planned(Exercise.SingleLegStance, ExerciseSide.Right, 2, 8),
            Planned(Exercise.Squat, ExerciseSide.Both, 4, null),
            Planned(Exercise.SingleLegSquat, ExerciseSide.Left, 3, null),
        ],
        Pain = PainLimits.Usual,
        DailySets = 100,
        RawMotion = true,
    };

    private static PlannedExercise Planned(Exercise exercise, ExerciseSide side, int repetitions, double? hold) => new()
    {
        Prescription = new(exercise, side),
        Support = Support.Fingertips,
        Sets = 1,
        Repetitions = repetitions,
        Hold = hold is { } seconds ? new Seconds(seconds) : null,
        Band = null,
        Rest = new(8),
        FeedbackPercent = 100,
        Sound = Sound.Cues,
    };
}
