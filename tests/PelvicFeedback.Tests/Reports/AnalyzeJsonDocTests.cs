using System.Text.Json;
using static PelvicFeedback.Tests.Reports.Told;

namespace PelvicFeedback.Tests.Reports;

/// <summary>The lines shown in docs/analyze-json.md have the fields of the lines that are written, in their order.</summary>
public sealed class AnalyzeJsonDocTests
{
    private static readonly string[] Shown =
        [.. File.ReadLines(Path.Combine(Root(), "docs", "analyze-json.md")).Where(line => line.StartsWith("{\"type\"", StringComparison.Ordinal))];

    public static TheoryData<string> Lines => new(Shown);

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_line_shown_is_a_line_written(string shown)
    {
        var written = AnalysisLinesTests.Golden.Select(row => (string)row[1])
            .Concat(Told.Lines(Sample(1)))
            .Select(Fields)
            .ToHashSet();

        Assert.Contains(Fields(shown), written);
    }

    [Fact]
    public void Every_type_is_shown() => Assert.Equal(
        ["alert", "calibration", "hold", "rep", "sensor", "stance", "step", "test", "tilt", "withdrawn"],
        Shown.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("type").GetString()).Distinct().Order(StringComparer.Ordinal));

    private static string Fields(string line) =>
        string.Join(' ', JsonDocument.Parse(line).RootElement.EnumerateObject().Select(field => field.Name));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "PelvicFeedback.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("PelvicFeedback.sln is nowhere above the tests.");
        }

        return folder.FullName;
    }
}
