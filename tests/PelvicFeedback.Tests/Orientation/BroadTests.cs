using PelvicFeedback.Benchmarks.Validation;

namespace PelvicFeedback.Tests.Orientation;

public class BroadTests
{
    private static readonly Lazy<IReadOnlyList<TrialScore>> Scores = new(() => OrientationValidation.Run(PublicRecordings.Under("orientation")));

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

    [RecordingFact("orientation")]
    public void At_a_third_of_the_rate_it_is_nearly_as_good() =>
        Assert.True(Scores.Value.Average(score => score.RmseOfThirds.Value) <= 0.65, string.Join("; ", Scores.Value));

    [Fact]
    public void The_report_has_a_row_for_each_trial_and_one_for_the_mean()
    {
        using var writer = new StringWriter();

        OrientationValidation.Write(writer, [new("03", new(0.4), new(0.5), new(0.42), 10), new("07", new(0.6), new(0.7), new(1.02), 20)]);

        var text = writer.ToString();
        Assert.Contains("| 03 | 10 | 0.400° | 0.500° | 0.420° |", text, StringComparison.Ordinal);
        Assert.Contains("| mean | | 0.500° | 0.600° | 0.720° |", text, StringComparison.Ordinal);
    }
}
