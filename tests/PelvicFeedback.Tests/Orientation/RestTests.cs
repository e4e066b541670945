using PelvicFeedback.Core.Units;
using static PelvicFeedback.Tests.Orientation.Filtered;
using static PelvicFeedback.Tests.Orientation.Simulated;

namespace PelvicFeedback.Tests.Orientation;

/// <summary>When the sensor is at rest, and when it no longer is.</summary>
public class RestTests
{
    [Fact]
    public void Rest_is_found_after_a_second_and_a_half_of_quiet_and_not_before()
    {
        var states = States(Samples(Times(3), _ => Rotation.Identity, new Vector3D(1, 1, 1) * Degree));

        var found = states.First(state => state.AtRest).TimeSeconds;
        Assert.InRange(found, 1.5, 1.52);
    }

    [Fact]
    public void The_first_turn_ends_rest()
    {
        var states = States(Samples(Times(4), time => Rotation.About(X, Math.Max(0, time - 3) * 10 * Degree)));

        Assert.True(states[300].AtRest);
        Assert.False(states[301].AtRest);
    }

    [Fact]
    public void The_first_push_ends_rest()
    {
        var states = States(Samples(Times(4), _ => Rotation.Identity, acceleration: time => new(time > 3.005 ? 1 : 0, 0, 0)));

        Assert.True(states[300].AtRest);
        Assert.False(states[301].AtRest);
    }

    [Fact]
    public void A_tremor_is_not_rest() =>
        Assert.DoesNotContain(
            States(Samples(Times(10), time => Rotation.About(X, 0.2 * Degree * Math.Sin(2 * Math.PI * 5 * time)))), state => state.AtRest);

    [Fact]
    public void A_steady_turn_faster_than_any_bias_is_not_rest() =>
        Assert.DoesNotContain(States(Samples(Times(10), time => Rotation.About(Z, 3 * Degree * time))), state => state.AtRest);
}
