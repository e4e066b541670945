using PelvicFeedback.Core.Orientation;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using static PelvicFeedback.Tests.Orientation.Filtered;
using static PelvicFeedback.Tests.Orientation.Simulated;

namespace PelvicFeedback.Tests.Orientation;

/// <summary>Gaps, lost samples, restarts and samples that say nothing.</summary>
public class InterruptedOrientationTests
{
    [Fact]
    public void After_a_gap_up_is_right_at_once_and_the_bias_is_still_known()
    {
        var bias = new Vector3D(0.5, -0.4, 0.3) * Degree;
        var before = Filter.After(Samples(Times(20), _ => Rotation.Identity, bias));
        var turned = Rotation.About(X, 1);

        var after = Filter.After(Samples([25.0], _ => turned, bias), before);

        Assert.True(Error(after, turned) < 1e-6);
        Assert.Equal(1, after.Samples);
        Assert.False(after.AtRest);
        Assert.True((after.Bias.Value - bias).Length < 0.1 * Degree, $"{after}");
        Assert.True(after.Bias.Sigma > before.Bias.Sigma);
    }

    [Fact]
    public void After_a_gap_the_heading_is_the_one_before_it()
    {
        var left = Rotation.About(Z, Math.PI / 2);
        var before = Filter.After(Samples(Times(2), time => Rotation.About(Z, Math.Min(time, 1) * Math.PI / 2)));

        var after = Filter.After(Samples([10.0], _ => left), before);

        Assert.True(after.SensorToEarth.Apply(X).AngleTo(Y).Value < 0.1, $"{after}");
    }

    [Fact]
    public void Lost_samples_do_not_lose_the_turn_they_would_have_shown()
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var random = new Random(seed);
            Rotation Truth(double time) => Rotation.About(X, 0.5 * Math.Sin(time)) * Rotation.About(Y, 0.4 * Math.Cos(0.7 * time));
            var state = default(OrientationState);

            foreach (var sample in Samples(Times(30).Where(_ => random.NextDouble() > 0.3), Truth))
            {
                state = Filter.Next(state, sample);
                Assert.True(Error(state, Truth(sample.Time.Seconds)) < 0.1, $"seed {seed}, {sample.Time}");
            }
        }
    }

    [Fact]
    public void A_new_segment_begins_anew_on_its_own_clock_and_keeps_the_bias()
    {
        var bias = new Vector3D(0.5, -0.4, 0.3) * Degree;
        var before = Filter.After(Samples(Times(20), _ => Rotation.Identity, bias));
        var turned = Rotation.About(Y, -0.6);

        var after = Filter.Next(before, Samples([0.0], _ => turned, bias).Single() with { StartsSegment = true });

        Assert.Equal(0, after.TimeSeconds);
        Assert.True(Error(after, turned) < 1e-6);
        Assert.True((after.Bias.Value - before.Bias.Value).Length < 0.01 * Degree);
    }

    [Fact]
    public void A_sample_that_is_not_later_or_lacks_a_quantity_changes_nothing()
    {
        var before = Filter.After(Samples(Times(5), Tumbling));
        var sample = Samples([before.TimeSeconds + 0.01], _ => Rotation.Identity).Single();

        Assert.NotEqual(before, Filter.Next(before, sample));
        Assert.Equal(before, Filter.Next(before, sample with { Time = new(before.TimeSeconds) }));
        Assert.Equal(before, Filter.Next(before, sample with { Time = new(before.TimeSeconds - 0.5) }));
        Assert.Equal(before, Filter.Next(before, sample with { Content = MotionContent.AngularRate }));
        Assert.Equal(before, Filter.Next(before, sample with { Content = MotionContent.SpecificForce | MotionContent.Orientation }));
    }
}
