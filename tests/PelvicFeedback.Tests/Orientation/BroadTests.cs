using PelvicFeedback.Benchmarks.Validation;

namespace PelvicFeedback.Tests.Orientation;

public class BroadTests
{
    private static readonly Lazy<IReadOnlyList<TrialScore>> Scores = new(() => OrientationValidation.Run(Recordings.Folder("orientation")));

    [RecordingFact("orientation")]
    public void Inclination_on_BROAD_is_on_average_as_good_as_the_published_filters() =>
        Assert.True(Scores.Value.Average(score => score.Rmse.Value) <= 0.597, string.Join("; ", Scores.Value));

    [RecordingTheory("orientation")]
    [InlineData("03")]
    [InlineData("07")]
    [InlineData("11")]
    [InlineData("15")]
    [InlineData("27")]
    [InlineData("36")]
    public void No_trial_is_worse_than_the_published_filter_by_more_than_a_tenth(string trial)
    {
        var score = Scores.Value.Single(score => score.Trial == trial);

        Assert.True(score.Samples > 10_000);
        Assert.True(score.Rmse.Value <= 1.1 * score.Published.Value, $"{score}");
    }

    [Fact]
    public void The_report_is_a_section_with_a_row_for_each_trial_or_says_that_it_was_skipped()
    {
        using var writer = new StringWriter();

        OrientationValidation.WriteMarkdown(writer);

        var text = writer.ToString();
        Assert.StartsWith("## Orientation", text, StringComparison.Ordinal);
        Assert.True(
            text.Contains(Recordings.Absent, StringComparison.Ordinal)
            || OrientationValidation.Names.All(name => text.Contains($"| {name} |", StringComparison.Ordinal)));
    }
}
