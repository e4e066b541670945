using PelvicFeedback.Core.Orientation;
using PelvicFeedback.Core.Units;
using static PelvicFeedback.Tests.Orientation.Filtered;
using static PelvicFeedback.Tests.Orientation.Simulated;

namespace PelvicFeedback.Tests.Orientation;

/// <summary>Which way is up, and where the heading goes.</summary>
public class OrientationFilterTests
{
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

    [Theory]
    [InlineData(0.0025)]
    [InlineData(0.05)]
    public void Every_sample_rate_from_20_to_400_Hz_finds_the_same_up(double period)
    {
        Rotation Truth(double time) => Rotation.About(X, 0.5 * Math.Sin(time)) * Rotation.About(Y, 0.4);

        var state = new OrientationFilter(new Seconds(period)).After(Samples(Times(20, period), Truth));

        Assert.True(Error(state, Truth(state.TimeSeconds)) < 0.05);
    }
}
