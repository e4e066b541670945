using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Reports;

/// <summary>
/// What one pelvis sensor cannot see in each exercise, said wherever the exercise is reported: in sentences to people, as a list in the data, and as
/// codes to pages that have words of their own.
/// </summary>
public static class CannotSee
{
    private static readonly Hidden Depth = new("depth", "the depth, as there is no acceleration");
    private static readonly Hidden Upright = new("upright-squat", "squats done upright, as there is no acceleration");
    private static readonly Hidden LiftOff = new("lift-off", "when the foot left the floor, as there is no acceleration");
    private static readonly Hidden KneeInward = new("knee-inward", "the knee going inward");
    private static readonly Hidden Trunk = new("trunk", "what the trunk does");
    private static readonly Hidden Pull = new("band", "the pull of the band");

    // What an exercise always hides, and what it hides besides where there is no acceleration.
    private static readonly Dictionary<Exercise, (Hidden[] Always, Hidden[] WithoutAcceleration)> Table = new()
    {
        [Exercise.SingleLegStance] = ([new("trunk-lean", "a trunk that leans, which can hide a drop"), new("trunk-shift", "a trunk that shifts over the standing leg")], [LiftOff]),
        [Exercise.SingleLegSquat] = ([KneeInward, new("foot", "the foot"), new("trunk-lean", "a leaning trunk")], [Depth, Upright, LiftOff]),
        [Exercise.Squat] = ([new("knees", "the knees")], [Depth, Upright]),
        [Exercise.LateralStepUp] = ([KneeInward, new("push-off", "a push from the other foot"), new("step-height", "the height of the step")], [Depth, LiftOff]),
        [Exercise.Walking] = ([new("stumbles", "stumbles"), Trunk], []),
        [Exercise.HipAbductionExtension] = (
            [
                new("leg-path", "the path and height of the moving leg"), Pull, Trunk, new("which-muscle", "which muscle works"),
                new("small-lift", "a lift that hardly moves the pelvis: the pace counts it"),
            ],
            [LiftOff]),
        [Exercise.SidePlankAbduction] = ([new("lowering", "a lowering without rotation"), new("top-leg", "what the top leg does")], []),
        [Exercise.StandingInternalRotation] = ([new("rotation", "the rotation itself: the pace counts it"), new("thigh", "the thigh"), Pull], []),
        [Exercise.TrendelenburgTest] = ([new("maximal", "whether the free side was raised as far as it can go"), new("trunk-lean", "a trunk that leans over the hip")], [LiftOff]),
    };

    /// <summary>In that exercise.</summary>
    /// <param name="exercise">The exercise.</param>
    /// <param name="content">What the recording has.</param>
    /// <returns>A few words each; never empty.</returns>
    public static IReadOnlyList<string> In(Exercise exercise, MotionContent content) => [.. Of(exercise, content).Select(hidden => hidden.Words)];

    /// <summary>The same as codes.</summary>
    /// <param name="exercise">The exercise.</param>
    /// <param name="content">What the recording has.</param>
    public static IReadOnlyList<string> CodesIn(Exercise exercise, MotionContent content) => [.. Of(exercise, content).Select(hidden => hidden.Code)];

    private static IEnumerable<Hidden> Of(Exercise exercise, MotionContent content)
    {
        var (always, without) = Table[exercise];
        return (content & MotionContent.SpecificForce) != 0 ? always : always.Concat(without);
    }

    private sealed record Hidden(string Code, string Words);
}
