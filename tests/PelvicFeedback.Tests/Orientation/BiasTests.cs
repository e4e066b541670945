using PelvicFeedback.Core.Orientation;
using PelvicFeedback.Core.Units;
using static PelvicFeedback.Tests.Orientation.Filtered;
using static PelvicFeedback.Tests.Orientation.Simulated;

namespace PelvicFeedback.Tests.Orientation;

/// <summary>What the gyroscope says of a sensor that does not turn is learnt, from rest and from gravity.</summary>
public class BiasTests
{
    [Fact]
    public void At_rest_the_bias_is_learnt_about_every_axis()
    {
        var bias = new Vector3D(0.6, -1.1, 0.9) * Degree;

        var state = Filter.After(Samples(Times(30), _ => Rotation.About(Y, 0.7), bias));

        Assert.True((state.Bias.Value - bias).Length < 0.05 * Degree, $"{state}");
        Assert.True(state.Bias.Sigma < 0.1 * Degree, $"{state}");
    }

    [Fact]
    public void While_it_turns_about_the_vertical_the_bias_about_the_other_axes_is_learnt_from_gravity()
    {
        var bias = new Vector3D(0.5, -0.4, 0.3) * Degree;
        Rotation Truth(double time) => Rotation.About(Z, 5 * Degree * time) * Rotation.About(X, 0.8);

        var state = Filter.After(Samples(Times(120), Truth, bias));

        // About the vertical gravity shows nothing; across it, it shows all.
        var wrong = state.Bias.Value - bias;
        var up = Truth(0).UpInSource;
        Assert.False(state.AtRest);
        Assert.True((wrong - (up * wrong.Dot(up))).Length < 0.05 * Degree, $"{state}");
    }

    [Fact]
    public void While_it_tumbles_the_whole_bias_is_learnt_from_gravity()
    {
        var bias = new Vector3D(0.5, -0.4, 0.3) * Degree;

        // Slower than gravity's low-pass: of what turns round faster, gravity sees only the mean.
        var state = Filter.After(Samples(Times(300), time => Tumbling(0.2 * time), bias));

        Assert.False(state.AtRest);
        Assert.True((state.Bias.Value - bias).Length < 0.05 * Degree, $"{state}");
        Assert.True(state.Bias.Sigma < 0.2 * Degree, $"{state}");
    }

    [Fact]
    public void The_uncertainty_of_the_bias_begins_at_its_parameter_and_never_passes_it_by_much()
    {
        var state = default(OrientationState);
        foreach (var sample in Samples(Times(60), Tumbling))
        {
            state = Filter.Next(state, sample);
            Assert.InRange(state.Bias.Sigma, 1e-6, 0.9 * Degree);
        }

        Assert.Equal(0.5, Filter.After(Samples([0.0], _ => Rotation.Identity)).Bias.Sigma / Degree, 3);
    }

    [Fact]
    public void A_bias_beyond_what_there_may_be_is_held_at_the_limit()
    {
        var state = Filter.After(Samples(Times(200), Tumbling, new Vector3D(5, 0, 0) * Degree));

        Assert.Equal(2, state.Bias.Value.X / Degree, 6);
    }
}
