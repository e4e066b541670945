using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Text;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Sensors.Recordings;

namespace PelvicFeedback.Tests.Recordings;

/// <summary>Recordings as streams: each subscription opens and closes the file; paced ones keep the recording's own time.</summary>
public sealed class RecordingStreamTests : IDisposable
{
    private static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string _path = Path.GetTempFileName();
    private readonly HistoricalScheduler _scheduler = new(Epoch);

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void As_fast_as_it_goes_gives_everything_before_subscribe_returns_and_again_for_the_next()
    {
        Save(Texts.Level(500));
        var recording = Recording.AsFastAsItGoes(_path);
        for (var round = 0; round < 2; round++)
        {
            var heard = new List<Notification<MotionSample>>();
            recording.Materialize().Subscribe(heard.Add);
            Assert.Equal(501, heard.Count);
            Assert.Equal(NotificationKind.OnCompleted, heard[^1].Kind);
            AssertClosed();
        }
    }

    [Fact]
    public void A_take_below_ends_the_reading_and_closes_the_file()
    {
        Save(Texts.Level(500));
        using var reader = RecordingReader.Open(_path);
        Assert.Equal(5, reader.AsFastAsItGoes().Take(5).ToEnumerable().Count());
        Assert.Equal(5, reader.Samples);
        Assert.Equal(3, Recording.AsFastAsItGoes(_path).Take(3).ToEnumerable().Count());
        reader.Dispose();
        AssertClosed();
    }

    [Fact]
    public void A_file_that_gives_nothing_is_an_error_of_the_stream()
    {
        Save("");
        Exception? heard = null;
        Recording.AsFastAsItGoes(_path).Subscribe(_ => { }, error => heard = error);
        Assert.IsType<RecordingException>(heard);

        heard = null;
        Recording.AtItsOwnPace(_path + ".none", 1, _scheduler).Subscribe(_ => { }, error => heard = error);
        _scheduler.Start();
        Assert.IsType<RecordingException>(heard);
    }

    [Fact]
    public void A_consumer_that_throws_leaves_the_file_closed()
    {
        Save(Texts.Level(50));
        Assert.Throws<InvalidOperationException>(() => Recording.AsFastAsItGoes(_path).Subscribe(_ => throw new InvalidOperationException()));
        AssertClosed();
    }

    [Theory]
    [InlineData(1, 100)]
    [InlineData(10, 100)]
    [InlineData(0.5, 100)]
    [InlineData(1, 400)]
    [InlineData(10, 400)]
    [InlineData(7, 60)]
    public void Each_sample_comes_when_it_is_due_never_early_and_at_most_a_millisecond_late(double speed, double rate)
    {
        Save(string.Concat(Enumerable.Range(0, 400).Select(i => FormattableString.Invariant($"{5 + (i / rate):0.######},1,0,0,0\n"))));
        var heard = Paced(speed);
        Assert.Equal(400, heard.Count);
        Assert.All(heard, sample => Assert.InRange(sample.At - ((sample.Value.Time.Seconds - 5) / speed), -1e-5, 0.001 + 1e-5));
    }

    [Fact]
    public void At_400_Hz_times_10_one_tick_carries_several_samples()
    {
        Save(string.Concat(Enumerable.Range(0, 4000).Select(i => FormattableString.Invariant($"{i * 0.0025},1,0,0,0\n"))));
        Assert.InRange(Paced(10).Select(sample => sample.At).Distinct().Count(), 900, 1001);
    }

    [Fact]
    public void Silence_is_kept_but_at_most_a_minute_of_it()
    {
        Save(Texts.Level(10) + Texts.Level(10, 20) + Texts.Level(10, 9_000_000));
        var at = Paced(2).Select(sample => sample.At).ToArray();
        Assert.Equal((20 - 0.09) / 2, at[10] - at[9], 0.002);
        Assert.Equal(60.0 / 2, at[20] - at[19], 0.002);
    }

    [Fact]
    public void A_new_segment_goes_on_at_once()
    {
        Save(Texts.Level(10, 500) + Texts.Level(10));
        var heard = Paced(1);
        Assert.True(heard[10].Value.StartsSegment);
        Assert.Equal(0.01, heard[10].At - heard[9].At, 0.0011);
    }

    [Fact]
    public void After_disposing_nothing_comes_and_the_file_is_closed()
    {
        Save(Texts.Level(1000));
        var count = 0;
        var subscription = Recording.AtItsOwnPace(_path, 1, _scheduler).Subscribe(_ => count++);
        _scheduler.AdvanceBy(TimeSpan.FromSeconds(1));
        Assert.Equal(101, count);
        subscription.Dispose();
        AssertClosed();
        _scheduler.AdvanceBy(TimeSpan.FromSeconds(5));
        Assert.Equal(101, count);
    }

    [Fact]
    public void A_consumer_may_dispose_of_the_stream_while_it_is_given_a_sample()
    {
        Save(Texts.Level(1000));
        Assert.Equal(7, Paced(1, recording => recording.Take(7)).Count);
        AssertClosed();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1001)]
    [InlineData(double.NaN)]
    public void A_senseless_speed_is_refused(double speed) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Recording.AtItsOwnPace(_path, speed, _scheduler));

    private List<(double At, MotionSample Value)> Paced(
        double speed, Func<IObservable<MotionSample>, IObservable<MotionSample>>? shaped = null)
    {
        var heard = new List<(double, MotionSample)>();
        var completed = false;
        var recording = Recording.AtItsOwnPace(_path, speed, _scheduler);
        (shaped?.Invoke(recording) ?? recording).Subscribe(
            sample => heard.Add(((_scheduler.Now - Epoch).TotalSeconds, sample)), () => completed = true);
        _scheduler.Start();
        Assert.True(completed);
        return heard;
    }

    private void Save(string lines) => File.WriteAllText(_path, lines.Length == 0 ? "" : "t,qw,qx,qy,qz\n" + lines, new UTF8Encoding(false));

    /// <summary>A file that is still open would refuse to be opened for itself alone.</summary>
    private void AssertClosed() => new FileStream(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
}
