using System.Text.Json;
using PelvicFeedback.Benchmarks.Speed;
using PelvicFeedback.Core.Orientation;
using PelvicFeedback.Core.Units;
using static PelvicFeedback.Tests.Orientation.Filtered;
using static PelvicFeedback.Tests.Orientation.Simulated;

namespace PelvicFeedback.Tests.Orientation;

/// <summary>The state is a value: saved, put back, without allocation; and what is out of range is refused.</summary>
public class OrientationStateTests
{
    [Fact]
    public void A_run_saved_and_taken_up_again_is_the_run_that_never_stopped()
    {
        var random = new Random(7);
        var bias = new Vector3D(0.5, -0.4, 0.3) * Degree;
        var samples = Samples(Times(40), Tumbling, bias, _ => new(random.NextDouble(), random.NextDouble(), 0))
            .Where(sample => sample.Time.Seconds is not (> 20 and < 23)).ToList();
        var continuous = States(samples);

        foreach (var split in new[] { 0, 1, 2, 49, 50, 299, 300, 301, 1999, 2000, 2001, 3000 })
        {
            var saved = split == 0 ? default : continuous[split - 1];
            var resumed = JsonSerializer.Deserialize<OrientationState>(JsonSerializer.Serialize(saved));

            Assert.Equal(saved, resumed);
            Assert.Equal(continuous[^1], Filter.After(samples.Skip(split), resumed));
        }
    }

    [Fact]
    public void What_is_not_a_saved_state_is_refused()
    {
        var json = JsonSerializer.Serialize(Filter.After(Samples(Times(1), Tumbling)));

        foreach (var mean in new[] { "[1,", "[\"a\",", "3,[" })
        {
            var spoilt = json.Replace("\"Mean\":[", "\"Mean\":" + mean, StringComparison.Ordinal);
            Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<OrientationState>(spoilt));
        }
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        var samples = Samples(Times(10).Where(time => time is not (> 5 and < 7)), Tumbling).ToArray();
        var state = Filter.After(samples);

        Assert.Equal(0, Allocated.Steadily(() =>
        {
            state = default;
            foreach (ref readonly var sample in samples.AsSpan())
            {
                state = Filter.Next(state, sample);
            }
        }));
        Assert.True(state.HasOrientation);
    }

    [Theory]
    [InlineData(0.002)]
    [InlineData(0.06)]
    [InlineData(0)]
    [InlineData(-0.01)]
    public void A_sample_rate_outside_20_to_400_Hz_is_refused(double period) =>
        Assert.Equal("samplePeriod", Assert.Throws<ArgumentOutOfRangeException>(() => new OrientationFilter(new Seconds(period))).ParamName);

    [Fact]
    public void A_parameter_out_of_range_is_refused_by_name()
    {
        void Refused(OrientationParameters parameters, string name)
        {
            var refusal = Assert.Throws<ArgumentOutOfRangeException>(() => new OrientationFilter(new Seconds(0.01), parameters));
            Assert.Equal(name, refusal.ParamName);
        }

        Refused(new() { GravityTime = new(0) }, nameof(OrientationParameters.GravityTime));
        Refused(new() { InitialBiasSigma = 0 }, nameof(OrientationParameters.InitialBiasSigma));
        Refused(new() { BiasForgettingTime = new(0) }, nameof(OrientationParameters.BiasForgettingTime));
        Refused(new() { LargestBias = 51 }, nameof(OrientationParameters.LargestBias));
        Refused(new() { MotionBiasSigma = double.NaN }, nameof(OrientationParameters.MotionBiasSigma));
        Refused(new() { VerticalForgetting = -1 }, nameof(OrientationParameters.VerticalForgetting));
        Refused(new() { RestBiasSigma = double.PositiveInfinity }, nameof(OrientationParameters.RestBiasSigma));
        Refused(new() { RestDuration = new(-1) }, nameof(OrientationParameters.RestDuration));
        Refused(new() { RestReferenceTime = new(0.01) }, nameof(OrientationParameters.RestReferenceTime));
        Refused(new() { RestRate = 0 }, nameof(OrientationParameters.RestRate));
        Refused(new() { RestForce = 0 }, nameof(OrientationParameters.RestForce));
        Refused(new() { LongestStep = new(11) }, nameof(OrientationParameters.LongestStep));
    }
}
