using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Reports;

/// <summary>
/// What one pelvis sensor cannot see in each exercise, said wherever the exercise is reported: in sentences to people, and as a list in the data.
/// </summary>
public static class CannotSee
{
    private static readonly string[] Depth = ["the depth, as there is no acceleration"];

    // What an exercise always hides, and what it hides besides where there is no acceleration.
    private static readonly Dictionary<Exercise, (string[] Always, string[] WithoutAcceleration)> Table = new()
    {
        [Exercise.SingleLegStance] = (["a trunk that leans, which can hide a drop", "a trunk that shifts over the standing leg"], ["when the foot left the floor, as there is no acceleration"]),
        [Exercise.SingleLegSquat] = (["the knee going inward", "the foot", "a leaning trunk"], [.. Depth, "squats done upright, as there is no acceleration"]),
        [Exercise.Squat] = (["the knees"], [.. Depth, "squats done upright, as there is no acceleration"]),
        [Exercise.LateralStepUp] = (["the knee going inward", "a push from the other foot", "the height of the step"], Depth),
        [Exercise.Walking] = (["stumbles", "what the trunk does"], []),
        [Exercise.HipAbductionExtension] = (
            ["the path and height of the moving leg", "the pull of the band", "what the trunk does", "which muscle works", "a lift that hardly moves the pelvis: the pace counts it"],
            ["when the foot left the floor, as there is no acceleration"]),
        [Exercise.SidePlankAbduction] = (["a lowering without rotation", "what the top leg does"], []),
        [Exercise.StandingInternalRotation] = (["the rotation itself: the pace counts it", "the thigh", "the pull of the band"], []),
        [Exercise.TrendelenburgTest] = (
            ["whether the free side was raised as far as it can go", "a trunk that leans over the hip"], ["when the foot left the floor, as there is no acceleration"]),
    };

    /// <summary>In that exercise.</summary>
    /// <param name="exercise">The exercise.</param>
    /// <param name="content">What the recording has.</param>
    /// <returns>A few words each; never empty.</returns>
    public static IReadOnlyList<string> In(Exercise exercise, MotionContent content)
    {
        var (always, without) = Table[exercise];
        return (content & MotionContent.SpecificForce) != 0 ? always : [.. always, .. without];
    }
}
