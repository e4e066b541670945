using System.Text.Json;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Tests.Habits;

namespace PelvicFeedback.Tests.Coach;

/// <summary>The lane that the display draws is made of the limits by which is judged: a beam in it must not be called not level.</summary>
public sealed class LaneTests
{
    [Theory]
    [InlineData(Exercise.SingleLegStance)]
    [InlineData(Exercise.SingleLegSquat)]
    [InlineData(Exercise.Squat)]
    [InlineData(Exercise.LateralStepUp)]
    [InlineData(Exercise.HipAbductionExtension)]
    public void The_display_draws_the_default_limits(Exercise exercise)
    {
        if (Bands.For(exercise, default) is not { } band)
        {
            return;
        }

        using var drawn = JsonDocument.Parse(File.ReadAllText(Repository.Path("src", "displays", "coach", "src", "model", "bands.json")));
        var name = Prescription.ExerciseNames[(int)exercise];
        var lane = drawn.RootElement.GetProperty(name);
        Assert.Equal(band.First.Kind == AlertKind.PelvicDrop ? "drop" : "unlevel", lane.GetProperty("quantity").GetString());
        Assert.Equal((band.First.Warn!.Value.Value, band.First.Alert.Value), (lane.GetProperty("warnDeg").GetDouble(), lane.GetProperty("alertDeg").GetDouble()));
        var hike = band.Second is { Kind: AlertKind.Hike } second ? second.Alert.Value : (double?)null;
        Assert.Equal(hike, lane.GetProperty("hikeDeg").ValueKind == JsonValueKind.Null ? null : lane.GetProperty("hikeDeg").GetDouble());
    }
}
