using PelvicFeedback.Core.Wire;
using PelvicFeedback.Sensors.Bluetooth;

namespace PelvicFeedback.Tests.Bluetooth;

public sealed class SensorTimelineTests
{
    private const double Wrap = 4294.967296;

    [Fact]
    public void One_connection_is_left_as_it_is()
    {
        var line = new SensorTimeline();
        foreach (var clock in new[] { 7.0, 7.01, 7.02, 9.5 })
        {
            line = line.Next(At(clock), new(clock + 100), out var placed);
            Assert.Equal((clock, false), (placed.Time.Seconds, placed.StartsSegment));
        }
    }

    [Theory]
    [InlineData(500, 512, 12.02)] // a little late on its way
    [InlineData(4290, 4302 - Wrap, 12.1)] // wrapped meanwhile
    [InlineData(100, 100, Wrap)] // exactly once round
    [InlineData(100, 50, (2 * Wrap) - 50)] // more than once
    [InlineData(100, 3700.1, 3600)] // 30 ppm fast
    public void A_clock_that_ran_on_tells_the_length_of_the_gap(double before, double after, double away)
    {
        var placed = Reconnected(before, after, away);
        Assert.Equal(before + away, placed.Time.Seconds, 0.15);
        Assert.Equal(0, Math.IEEERemainder(placed.Time.Seconds - after, Wrap), 5);
        Assert.False(placed.StartsSegment);
    }

    [Theory]
    [InlineData(500, 1.2, 12)]
    [InlineData(3, 4, 12)] // later than before, but not by as much as went by
    [InlineData(500, 530, 12)]
    [InlineData(500, 500, 0.3)] // the same instant again
    public void A_clock_that_began_anew_starts_a_segment_as_far_on_as_the_host_says(double before, double after, double away)
    {
        var placed = Reconnected(before, after, away);
        Assert.Equal(before + away, placed.Time.Seconds, 6);
        Assert.True(placed.StartsSegment);
    }

    [Fact]
    public void After_a_restart_it_goes_on_from_there()
    {
        var line = new SensorTimeline().Next(At(500), new(1000), out _).Reconnected().Next(At(1), new(1010), out _);
        line.Next(At(1.01), new(1010.02), out var next);
        Assert.Equal((510.01, false), (Math.Round(next.Time.Seconds, 6), next.StartsSegment));
    }

    [Fact]
    public void A_restart_within_a_connection_is_placed_too()
    {
        new SensorTimeline().Next(At(500), new(1000), out _).Next(At(0.5) with { StartsSegment = true }, new(1002), out var placed);
        Assert.Equal((502.0, true), (placed.Time.Seconds, placed.StartsSegment));
    }

    private static MotionSample Reconnected(double before, double after, double away)
    {
        new SensorTimeline().Next(At(before), new(1000), out _).Reconnected().Next(At(after), new(1000 + away), out var placed);
        return placed;
    }

    private static MotionSample At(double clock) => new() { Time = new(clock), Content = MotionContent.Orientation };
}
