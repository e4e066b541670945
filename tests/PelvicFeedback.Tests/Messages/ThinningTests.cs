using System.Reactive.Linq;
using System.Reactive.Subjects;
using FsCheck;
using FsCheck.Fluent;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Tests.Messages;

public class ThinningTests
{
    private static readonly Gen<double[]> Noise = Gen.Choose(0, int.MaxValue).Select(seed =>
    {
        var random = new Random(seed);
        return Enumerable.Range(0, 3000).Select(_ => (random.NextDouble() * 2) - 1).ToArray();
    });

    [Fact]
    public void At_60_Hz_every_sample_passes_with_its_time_off_by_a_tenth_of_a_period() =>
        Prop.ForAll(Noise.ToArbitrary(), noise => Thinned(Times(60, noise, 0.1)).Length == noise.Length).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(60.5)]
    [InlineData(75)]
    [InlineData(100)]
    [InlineData(104)]
    [InlineData(119)]
    [InlineData(200)]
    [InlineData(400)]
    public void A_faster_input_comes_out_at_60_a_second_on_average_whatever_the_jitter(double rate) =>
        Prop.ForAll(Noise.ToArbitrary(), noise =>
        {
            var thinned = Thinned(Times(rate, noise, 0.1));
            return Math.Abs(thinned.Length - (noise.Length / rate * 60)) <= 2;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(60)]
    [InlineData(100)]
    [InlineData(400)]
    public void Between_any_two_samples_there_are_never_more_than_60_a_second_and_a_period_and_a_quarter(double rate) =>
        Prop.ForAll(Noise.ToArbitrary(), noise =>
        {
            var thinned = Thinned(Times(rate, noise, 0.4));
            return Enumerable.Range(0, thinned.Length - 60).All(i => thinned[i + 60] - thinned[i] >= 1 - (1.2501 / 60));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(20)]
    [InlineData(50)]
    [InlineData(59.9)]
    public void A_slower_input_passes_whole(double rate) => Assert.Equal(3000, Thinned(Times(rate, new double[3000], 0)).Length);

    [Fact]
    public void A_pause_saves_up_for_no_burst()
    {
        var burst = Enumerable.Range(0, 100).Select(i => 10 + (i * 0.001));
        Assert.InRange(Thinned([0, .. burst]).Count(time => time >= 10), 6, 8);
    }

    [Fact]
    public void A_clock_that_begins_anew_begins_the_schedule_anew() =>
        Assert.Equal([1000, 0.0, 0.02], Thinned([1000, 0, 0.005, 0.02]));

    [Fact]
    public void A_sample_that_passes_does_so_at_once_and_as_it_came()
    {
        using var source = new Subject<Feedback>();
        var seen = new List<Feedback>();
        using var subscription = source.AtMostPerSecond(60).Subscribe(seen.Add);
        foreach (var (time, count) in new[] { (0.0, 1), (0.01, 1), (0.02, 2), (0.03, 3), (0.04, 3) })
        {
            var feedback = new Feedback { Time = new(time), Repetitions = (int)(time * 1000) };
            source.OnNext(feedback);
            Assert.Equal(count, seen.Count);
        }

        Assert.Equal([0, 20, 30], seen.Select(feedback => feedback.Repetitions));
    }

    [Fact]
    public void The_ends_of_the_source_pass()
    {
        Assert.Empty(Observable.Empty<Feedback>().AtMostPerSecond(60).ToEnumerable());
        Assert.Throws<InvalidDataException>(() => Observable.Throw<Feedback>(new InvalidDataException()).AtMostPerSecond(60).Wait());
        Assert.Throws<ArgumentOutOfRangeException>(() => Observable.Never<Feedback>().AtMostPerSecond(0));
    }

    [Fact]
    public void Disposing_lets_go_of_the_source()
    {
        using var source = new Subject<Feedback>();
        source.AtMostPerSecond(60).Subscribe(_ => { }).Dispose();
        Assert.False(source.HasObservers);
    }

    private static double[] Times(double rate, double[] noise, double periods) =>
        [.. noise.Select((n, i) => (i + (n * periods)) / rate)];

    private static double[] Thinned(double[] times) =>
        [.. times.ToObservable().AtMostPerSecond(60, time => new SampleTime(time)).ToEnumerable()];
}
