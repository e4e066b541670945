using PelvicFeedback.Core.Wire;
using PelvicFeedback.Core.Wire.Sensors;
using PelvicFeedback.Tests.Habits;

namespace PelvicFeedback.Tests.Decoders;

/// <summary>What docs/sensors.md says of the sensors is what the program has.</summary>
public class SensorsPageTests
{
    private static readonly string Page = File.ReadAllText(Repository.Path("docs", "sensors.md"));

    [Fact]
    public void The_example_of_the_page_is_the_one_that_is_compiled_here()
    {
        var file = File.ReadAllText(Repository.Path("tests", "PelvicFeedback.Tests", "Decoders", "ExampleTilt.cs"));
        Assert.Contains("```csharp\n" + file[file.IndexOf("/// <summary>", StringComparison.Ordinal)..] + "```\n", Page);
    }

    [Fact]
    public void The_example_decodes()
    {
        var into = new MotionSample[SensorDecoder.MostSamples];
        byte[] quaternion = [.. new[] { 0f, 0f, 1f, 0f }.SelectMany(BitConverter.GetBytes)];
        Assert.Equal(1, new ExampleTilt().Start(new(50, MotionContent.Orientation)).Decoder.Decode(quaternion, new(1), into).Samples);
        Assert.Equal(new(0, 0, 1, 0), into[0].SensorToEarth);
    }

    [Fact]
    public void Every_sensor_is_on_the_page_with_its_rates()
    {
        foreach (var model in SensorModels.All.Where(model => model is not Core.Wire.Sensors.Pelvis.PelvisSensor))
        {
            var row = Page.Split('\n').Single(line => line.StartsWith("| " + model.Name.Split(' ')[0], StringComparison.Ordinal));
            Assert.Contains($"| {string.Join(", ", model.Rates.Order())} |", row);
        }
    }
}
