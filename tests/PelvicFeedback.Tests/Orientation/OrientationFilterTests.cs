using System.Text.Json;
using PelvicFeedback.Core.Orientation;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using static PelvicFeedback.Tests.Orientation.Simulated;

namespace PelvicFeedback.Tests.Orientation;

public class OrientationFilterTests
{
    private static readonly OrientationFilter Filter = new(new Seconds(0.01));

    [Fact]
    public void The_first_sample_shows_which_way_is_up()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var truth = AnyRotation(new Random(seed));

            var state = Filter.After(Samples([0.0], _ => truth));

            Assert.True(state.HasOrientation);
            Assert.Equal(1, state.SensorToEarth.Norm, 12);
            Assert.True(Error(state, truth) < 1e-6, $"seed {seed}");
        }
    }

    [Fact]
    public void A_sensor_upside_down_from_the_start_is_upside_down() =>
        Assert.True(Error(Filter.After(Samples(Times(1), _ => Rotation.About(X, Math.PI))), Rotation.About(X, Math.PI)) < 1e-6);

    [Fact]
    public void Free_fall_from_the_start_changes_nothing_until_there_is_weight()
    {
        var falling = Filter.After(Samples(Times(0.1), _ => Rotation.Identity, acceleration: _ => new(0, 0, -Gravity)));

        Assert.Equal(1, falling.SensorToEarth.Norm, 12);
        Assert.True(falling.SensorToEarth.UpInSource.IsFinite);
    }

    [Fact]
    public void A_quarter_turn_about_x_brings_the_sensors_y_up()
    {
        var state = Filter.After(Samples(Times(1.001), time => Rotation.About(X, time * 90 * Degree)));

        Assert.True(state.SensorToEarth.UpInSource.AngleTo(Y).Value < 1.5, $"{state}");
        Assert.True(state.SensorToEarth.UpInSource.Y > 0.99);
    }

    [Fact]
    public void A_turn_to_the_left_turns_the_heading_to_the_left()
    {
        var state = Filter.After(Samples(Times(1.01), time => Rotation.About(Z, time * 90 * Degree)));

        Assert.True(state.SensorToEarth.Apply(X).AngleTo(Y).Value < 0.05, $"{state}");
    }

    [Fact]
    public void A_constant_turn_about_the_vertical_changes_nothing_of_up()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var mounting = AnyRotation(random);
            var turn = random.NextDouble() * 300 * Degree;
            var state = default(OrientationState);

            foreach (var sample in Samples(Times(20), time => Rotation.About(Z, time * turn) * mounting))
            {
                state = Filter.Next(state, sample);
                Assert.True(Error(state, mounting) < 1e-5, $"seed {seed}, {sample.Time}");
            }
        }
    }

    [Fact]
    public void Inclination_follows_the_tilt_whatever_the_heading_does()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var (turn, tilt, pace) = ((random.NextDouble() - 0.5) * 4, 0.2 + random.NextDouble(), 1 + (random.NextDouble() * 3));
            Rotation Truth(double time) =>
                Rotation.About(Z, turn * time) * Rotation.About(X, tilt * Math.Sin(pace * time)) * Rotation.About(Y, 0.3 * Math.Cos(time));
            var state = default(OrientationState);

            foreach (var sample in Samples(Times(30), Truth))
            {
                state = Filter.Next(state, sample);
                Assert.True(Error(state, Truth(sample.Time.Seconds)) < 0.05, $"seed {seed}, {sample.Time}");
            }
        }
    }

    [Fact]
    public void Accelerations_that_take_the_body_nowhere_hardly_tilt_it()
    {
        // A walking pelvis: ±2 m/s² to the side, once a second. The force alone points up to 11.5° off.
        var samples = Samples(Times(60), _ => Rotation.Identity, acceleration: time => new(0, 2 * Math.Sin(2 * Math.PI * time), 0)).ToList();
        var state = Filter.After(samples.Take(1000));

        foreach (var sample in samples.Skip(1000))
        {
            state = Filter.Next(state, sample);
            Assert.True(Error(state, Rotation.Identity) < 0.5, $"{sample.Time}");
        }
    }

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

    [Fact]
    public void A_run_saved_and_taken_up_again_is_the_run_that_never_stopped()
    {
        var random = new Random(7);
        var samples = Samples(Times(40), Tumbling, new Vector3D(0.5, -0.4, 0.3) * Degree, _ => new(random.NextDouble(), random.NextDouble(), 0))
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

        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<OrientationState>(json.Replace("\"Mean\":[", "\"Mean\":[1,", StringComparison.Ordinal)));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<OrientationState>(json.Replace("\"Mean\":[", "\"Mean\":[\"a\",", StringComparison.Ordinal)));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<OrientationState>("{\"Bias\":{\"Mean\":3}}"));
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        var samples = Samples(Times(10).Where(time => time is not (> 5 and < 7)), Tumbling).ToArray();
        var state = Filter.After(samples);

        var before = GC.GetAllocatedBytesForCurrentThread();
        state = default;
        foreach (ref readonly var sample in samples.AsSpan())
        {
            state = Filter.Next(state, sample);
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
        Assert.True(state.HasOrientation);
    }

    [Theory]
    [InlineData(0.002)]
    [InlineData(0.06)]
    [InlineData(0)]
    [InlineData(-0.01)]
    public void A_sample_rate_outside_20_to_400_Hz_is_refused(double period) =>
        Assert.Equal("samplePeriod", Assert.Throws<ArgumentOutOfRangeException>(() => new OrientationFilter(new Seconds(period))).ParamName);

    [Theory]
    [InlineData(0.0025)]
    [InlineData(0.05)]
    public void Every_sample_rate_from_20_to_400_Hz_finds_the_same_up(double period)
    {
        Rotation Truth(double time) => Rotation.About(X, 0.5 * Math.Sin(time)) * Rotation.About(Y, 0.4);

        var state = new OrientationFilter(new Seconds(period)).After(Samples(Times(20, period), Truth));

        Assert.True(Error(state, Truth(state.TimeSeconds)) < 0.05);
    }

    [Fact]
    public void A_parameter_out_of_range_is_refused_by_name()
    {
        void Refused(OrientationParameters parameters, string name) =>
            Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(() => new OrientationFilter(new Seconds(0.01), parameters)).ParamName);

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

    private static Rotation Tumbling(double time) =>
        Rotation.About(Z, 0.9 * time) * Rotation.About(X, 0.7 * time) * Rotation.About(Y, 0.8 * Math.Sin(1.1 * time));

    private static List<OrientationState> States(IEnumerable<MotionSample> samples)
    {
        var state = default(OrientationState);
        return [.. samples.Select(sample => state = Filter.Next(state, sample))];
    }

    /// <summary>Degrees between the true and the estimated direction up.</summary>
    private static double Error(OrientationState state, Rotation truth) => state.SensorToEarth.UpInSource.AngleTo(truth.UpInSource).Value;
}
