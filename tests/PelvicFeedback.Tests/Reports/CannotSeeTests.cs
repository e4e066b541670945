using System.Buffers;
using System.Text;
using System.Text.Json;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Reports;
using PelvicFeedback.Core.Reports.Html;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using static PelvicFeedback.Tests.Reports.Told;

namespace PelvicFeedback.Tests.Reports;

/// <summary>Whatever the exercise, what one pelvis sensor cannot see of it is said: in both reports, and in the data.</summary>
public sealed class CannotSeeTests
{
    [Theory]
    [InlineData(Exercise.SingleLegStance, "a trunk that leans", "a trunk that shifts")]
    [InlineData(Exercise.SingleLegSquat, "the knee going inward", "the foot", "a leaning trunk")]
    [InlineData(Exercise.Squat, "the knees", "the depth, as there is no acceleration")]
    [InlineData(Exercise.LateralStepUp, "the knee going inward", "a push from the other foot", "the height of the step")]
    [InlineData(Exercise.Walking, "stumbles", "what the trunk does")]
    [InlineData(Exercise.HipAbductionExtension, "the path and height of the moving leg", "the pull of the band", "what the trunk does", "which muscle works")]
    [InlineData(Exercise.SidePlankAbduction, "a lowering without rotation", "what the top leg does")]
    [InlineData(Exercise.StandingInternalRotation, "the rotation itself", "the thigh", "the pull of the band")]
    [InlineData(Exercise.TrendelenburgTest, "whether the free side was raised as far as it can go", "a trunk that leans")]
    public void It_is_in_the_reports_and_in_the_data_of_each_exercise(Exercise exercise, params string[] hidden)
    {
        var summary = Done(exercise);
        using var terminal = new StringWriter();
        TerminalReport.Write(terminal, summary);
        using var page = new MemoryStream();
        HtmlReport.Write(page, summary, Plots([Sample(1)]));
        var data = Data(summary);

        Assert.All(hidden, words =>
        {
            Assert.Contains(words, string.Join(' ', terminal.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
            Assert.Contains(words, Encoding.UTF8.GetString(page.ToArray()));
            Assert.Contains(data, one => one.StartsWith(words, StringComparison.Ordinal));
        });
    }

    [Fact]
    public void Every_exercise_has_something_hidden_and_acceleration_hides_nothing_more() => Assert.All(Enum.GetValues<Exercise>(), exercise =>
    {
        var with = CannotSee.In(exercise, MotionContent.Orientation | MotionContent.SpecificForce);

        Assert.NotEmpty(with);
        Assert.Equal(with, CannotSee.In(exercise, MotionContent.Orientation).Take(with.Count));
        Assert.DoesNotContain(with, words => words.Contains("acceleration", StringComparison.Ordinal));
    });

    [Fact]
    public void Without_acceleration_lift_off_is_hidden_wherever_one_leg_stands() => Assert.All(Enum.GetValues<Exercise>(), exercise => Assert.Equal(
        exercise is Exercise.SingleLegStance or Exercise.SingleLegSquat or Exercise.LateralStepUp or Exercise.HipAbductionExtension or Exercise.TrendelenburgTest,
        CannotSee.CodesIn(exercise, MotionContent.Orientation).Contains("lift-off")));

    // Walking and the test have no sets: the one is an exercise without a band here, the other a test.
    private static AnalysisSummary Done(Exercise exercise) => exercise switch
    {
        Exercise.Walking => Summary([Sample(1) with { Prescription = new(exercise, ExerciseSide.Both) }, Sample(2) with { Prescription = new(exercise, ExerciseSide.Both) }]),
        Exercise.TrendelenburgTest => Summary([
            Sample(1, events: new TestEnded(At(1), At(1), ExerciseSide.Left, new(30), new(4), new(4), null, TestEnd.Held, null)) with { Prescription = new(exercise, ExerciseSide.Left) }]),
        _ => Summary([Sample(1, events: new SetStarted(At(1), new(exercise, ExerciseSide.Left), OneLeg)), Sample(2, events: Rep(2, 1, Verdict.Level))]),
    };

    private static List<string> Data(AnalysisSummary summary)
    {
        var buffer = new ArrayBufferWriter<byte>();
        ResultLine.Write(buffer, summary);
        var result = JsonDocument.Parse(buffer.WrittenMemory).RootElement;
        return [.. new[] { "sets", "tests", "unjudged" }
            .SelectMany(list => result.GetProperty(list).EnumerateArray())
            .SelectMany(one => one.GetProperty("cannotSee").EnumerateArray())
            .Select(words => words.GetString()!)];
    }
}
