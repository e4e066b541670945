using System.Text.Json;
using PelvicFeedback.Core.Reports;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Tests.Analysis;

/// <summary>The paced exercises, the side plank and the 30 s test, from a recording to what is said of it.</summary>
public sealed class FurtherExercisesTests : IDisposable
{
    private readonly Command _command = new();

    public void Dispose() => _command.Dispose();

    [Fact]
    public void One_recording_with_all_of_them_becomes_lines_and_a_report()
    {
        var posed = new Posed().Calibrated().Stand(2)
            .Mark("exercise:standing-internal-rotation:right").Stand(12.5)
            .Mark("exercise:hip-abduction-extension:left").Shift(0.09).Stand(2).Stand(1, 7).Stand(9).Shift(-0.09).Stand(3)
            .Mark("exercise:trendelenburg-test:left").Stand(2).Shift(0.09).Stand(33, -5).Shift(-0.09).Stand(3)
            .Mark("exercise:side-plank-abduction:left").Lie(6, Side.Left, _ => -8).Lie(1, Side.Left, Posed.Glide(-8, 5, 1)).Lie(7, Side.Left, _ => 5)
            .Lie(1, Side.Left, Posed.Glide(5, -8, 1)).Lie(3, Side.Left, _ => -8).Mark("rest").Stand(2);
        var file = Written("further.csv", posed);

        var (exit, output, error) = _command.Run("analyze", file, "--json");
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        var result = lines[^1];

        Assert.Equal((0, ""), (exit, error));
        Assert.Equal(
            ["standing-internal-rotation paced False level", "standing-internal-rotation paced False level", "hip-abduction-extension paced False not-level",
                "hip-abduction-extension paced False level", "side-plank-abduction paced False level"],
            Of("rep").Select(rep => $"{Text(rep, "exercise")} {Text(rep, "source")} {rep.GetProperty("seen")} {Text(rep, "verdict")}"));
        Assert.Equal("held", Text(Assert.Single(Of("test")), "endReason"));
        Assert.Equal("side-plank-abduction level", Of("hold").Select(hold => $"{Text(hold, "exercise")} {Text(hold, "verdict")}").Single());
        Assert.Equal(["level", "not-level", "level"], result.GetProperty("sets").EnumerateArray().Select(set => Text(set, "verdict")));
        Assert.Equal([2, 3, 1], result.GetProperty("sets").EnumerateArray().Select(set => set.GetProperty("further").GetArrayLength()));
        Assert.Empty(result.GetProperty("unjudged").EnumerateArray());
        Assert.All(Of("tilt").Where(tilt => tilt.TryGetProperty("longAxisDeg", out _)), tilt => Assert.Equal(JsonValueKind.Null, tilt.GetProperty("dropDeg").ValueKind));

        var (_, report, _) = _command.Run("analyze", file);
        Assert.Contains("30 S ONE-LEG TESTS", report);
        Assert.Contains("best raise of the free side", report);
        Assert.Contains("the set: not level", report);
        Assert.All(["positive", "negative", "good", "correct"], word => Assert.DoesNotContain(word, report, StringComparison.OrdinalIgnoreCase));
        Assert.All(report.Split('\n'), line => Assert.InRange(line.Length, 0, 80));

        IEnumerable<JsonElement> Of(string type) => lines.Where(line => Text(line, "type") == type);
    }

    private static string? Text(JsonElement of, string name) => of.GetProperty(name).GetString();

    private string Written(string name, Posed posed)
    {
        using var stream = new MemoryStream();
        using (var writer = new RecordingWriter(stream, MotionContent.Orientation | MotionContent.SpecificForce, leaveOpen: true))
        {
            foreach (var sample in posed.Samples)
            {
                writer.Write(sample);
            }
        }

        return _command.Write(name, stream.ToArray());
    }
}
