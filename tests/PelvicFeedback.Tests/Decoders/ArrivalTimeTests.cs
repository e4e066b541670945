using PelvicFeedback.Core.Wire;
using PelvicFeedback.Core.Wire.Sensors;

namespace PelvicFeedback.Tests.Decoders;

/// <summary>Time and loss of sensors that send neither, here a Thingy at 100 Hz: what can be known from when samples arrive, and no more.</summary>
public class ArrivalTimeTests
{
    private static readonly byte[] Sample = Convert.FromHexString("00000040000000000000000000000000");

    [Theory]
    [InlineData(0.010)]
    [InlineData(0.0097)] // The sensor's own oscillator is 3 % fast,
    [InlineData(0.0103)] // or slow.
    public void Bursts_are_drawn_apart_and_the_sensors_own_rate_is_followed(double period)
    {
        // Three at a time every 30 ms, as a slow connection delivers them.
        var taken = Enumerable.Range(0, 6000).Select(i => i * period).ToList();
        var (times, lost) = Timed(taken.Select((_, i) => taken[Math.Min(i / 3 * 3 + 2, taken.Count - 1)]));
        var errors = times.Zip(taken, (time, real) => time - real).Skip(1000).ToList();
        Assert.Equal(0, lost);
        Assert.InRange(errors.Max() - errors.Min(), 0, 0.012);
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 0.004, 0.02));
    }

    [Fact]
    public void A_silence_is_left_as_long_as_it_was()
    {
        var (times, _) = Timed([0, 0.01, 0.02, 0.52, 0.53]);
        Assert.Equal(0.5, times[3] - times[2], 6);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.3)]
    public void What_is_missing_is_estimated_from_the_rate(double share)
    {
        var random = new Random(5);
        var arrived = Enumerable.Range(0, 60_000).Where(_ => random.NextDouble() >= share).Select(i => i * 0.01).ToList();
        var (_, lost) = Timed(arrived);
        Assert.InRange(lost, 0.8 * (60_000 - arrived.Count), 1.05 * (60_000 - arrived.Count));
    }

    [Fact]
    public void An_arrival_that_goes_back_moves_no_time_back()
    {
        var (times, _) = Timed([1, 1.01, 0.5, 0.51, 1.02]);
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.True(pair.Second > pair.First));
    }

    private static (List<double> Times, long Lost) Timed(IEnumerable<double> arrivals)
    {
        var decoder = new NordicThingy().Start(new(100, MotionContent.Orientation)).Decoder;
        var (into, times, lost) = (new MotionSample[SensorDecoder.MostSamples], new List<double>(), 0L);
        foreach (var arrived in arrivals)
        {
            lost += decoder.Decode(Sample, new(arrived), into).Lost;
            times.Add(into[0].Time.Seconds);
        }

        return (times, lost);
    }
}
