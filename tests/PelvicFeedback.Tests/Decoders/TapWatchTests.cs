using PelvicFeedback.Core.Wire;
using PelvicFeedback.Core.Wire.Sensors;

namespace PelvicFeedback.Tests.Decoders;

/// <summary>Two taps are found, and nothing else is taken for them.</summary>
public sealed class TapWatchTests
{
    private const double Rate = 100;

    [Theory]
    [InlineData(0.8, 1.1)]
    [InlineData(0.8, 0.95)]
    [InlineData(2.0, 2.75)]
    public void Two_taps_are_found_when_it_is_quiet_again(double first, double second)
    {
        var (outcome, at) = Watch(4, Jolts(first, second));
        Assert.Equal(TapOutcome.Tapped, outcome);
        Assert.Equal(second + 0.4, at, 0.1);
    }

    public static TheoryData<string, double[]> NotTwo => new()
    {
        { "once", [1.0] },
        { "too slowly", [1.0, 2.0] },
        { "three times", [1.0, 1.3, 1.6] },
        { "knocking", [1.0, 1.2, 1.4, 1.6, 1.8] },
        { "before it was quiet", [0.2, 0.5] },
    };

    [Theory]
    [MemberData(nameof(NotTwo))]
    public void Anything_else_is_not(string what, double[] taps)
    {
        Assert.True(Watch(4, Jolts(taps)).Outcome == TapOutcome.Waiting, what);
    }

    [Fact]
    public void Carrying_and_walking_are_no_taps()
    {
        // Swings of 0.3 g at 2 Hz with heel strikes of 1 g, as a belt in the hand of somebody who walks.
        Assert.Equal(TapOutcome.Waiting, Watch(20, t => Sample(t, 3 * Math.Sin(4 * Math.PI * t) + (t * 2 % 1 < 0.02 ? 10 : 0))).Outcome);

        // Turned over in the hand.
        Assert.Equal(TapOutcome.Waiting, Watch(5, t => Lying(t, Math.Clamp(t - 1, 0, 1) * Math.PI)).Outcome);
    }

    [Fact]
    public void After_knocking_it_listens_anew() =>
        Assert.Equal(TapOutcome.Tapped, Watch(6, Jolts(1.0, 1.3, 1.6, 3.0, 3.3)).Outcome);

    [Fact]
    public void After_half_a_minute_it_gives_up()
    {
        var (outcome, at) = Watch(40, t => Sample(t, 0));
        Assert.Equal(TapOutcome.GivenUp, outcome);
        Assert.Equal(TapWatch.PatienceSeconds, at, 0.1);
    }

    [Fact]
    public void What_is_missing_between_two_samples_joins_nothing() =>
        Assert.Equal(TapOutcome.Waiting, Watch(4, Jolts(1.0, 1.4), left: t => t is > 1.1 and < 1.3).Outcome);

    [Fact]
    public void A_sensor_without_force_is_twisted_briefly_twice()
    {
        static MotionSample Twisted(double t)
        {
            var angle = 0.06 * (Bump(t - 1.0) + Bump(t - 1.5));
            return new() { Time = new(t), SensorToEarth = new(Math.Cos(angle), Math.Sin(angle), 0, 0), Content = MotionContent.Orientation };
        }

        Assert.Equal(TapOutcome.Tapped, Watch(4, Twisted).Outcome);
        Assert.Equal(TapOutcome.Waiting, Watch(4, t => Twisted(t < 1.3 ? t : 0) with { Time = new(t) }).Outcome);
    }

    [Fact]
    public void It_goes_by_the_samples_time_at_any_rate()
    {
        foreach (var rate in new[] { 50, 60, 200, 400 })
        {
            Assert.Equal(TapOutcome.Tapped, Watch(4, t => Sample(t, t is >= 1.0 and < 1.03 or >= 1.4 and < 1.43 ? 15 : 0), rate: rate).Outcome);
        }
    }

    private static double Bump(double t) => t is > 0 and < 0.1 ? Math.Sin(10 * Math.PI * t) : 0;

    private static Func<double, MotionSample> Jolts(params double[] taps) =>
        t => Sample(t, taps.Any(tap => t >= tap - 1e-9 && t < tap + 0.02 - 1e-9) ? 15 : 0);

    private static MotionSample Sample(double t, double push) =>
        new() { Time = new(t), SpecificForce = new(push, 0, 9.81), Content = MotionContent.SpecificForce };

    private static MotionSample Lying(double t, double turned) =>
        new() { Time = new(t), SpecificForce = new(9.81 * Math.Sin(turned), 0, 9.81 * Math.Cos(turned)), Content = MotionContent.SpecificForce };

    // What came of it, and when, or at the end.
    private static (TapOutcome Outcome, double At) Watch(double seconds, Func<double, MotionSample> sample, Func<double, bool>? left = null, double rate = Rate)
    {
        var watch = default(TapWatch);
        for (var i = 0; i < seconds * rate; i++)
        {
            if (left?.Invoke(i / rate) == true)
            {
                continue;
            }

            watch = watch.Next(sample(i / rate));
            if (watch.Outcome != TapOutcome.Waiting)
            {
                return (watch.Outcome, i / rate);
            }
        }

        return (watch.Outcome, seconds);
    }
}
