using System.Text;
using PelvicFeedback.Benchmarks.Speed;
using PelvicFeedback.Core.Reports;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Tests.Recordings;

public class RecordingWriterTests
{
    private static readonly MotionSample Sample = new()
    {
        Time = new(0.1),
        SensorToEarth = Rotation.Identity,
        AngularRate = new(0.25, -1e-9, 3),
        Content = MotionContent.Orientation | MotionContent.AngularRate,
        Mark = new Mark.Note("a,\r\nb"),
    };

    [Fact]
    public void Columns_are_those_asked_for_and_what_a_sample_lacks_stays_empty() => Assert.Equal(
        "t,qw,qx,qy,qz,ax,ay,az,event\n0.1,1,0,0,0,,,,\"note:a, b\"\n",
        Written(Sample, MotionContent.Orientation | MotionContent.SpecificForce));

    [Fact]
    public void Numbers_are_written_in_full() => Assert.Equal(
        "t,qw,qx,qy,qz,gx,gy,gz,event\n0.1,1,0,0,0,0.25,-1E-09,3,\n",
        Written(Sample with { Mark = null }, MotionContent.Orientation | MotionContent.AngularRate));

    [Theory]
    [InlineData(MotionContent.None)]
    [InlineData(MotionContent.AngularRate)]
    [InlineData(MotionContent.SpecificForce)]
    public void Columns_that_nothing_could_read_again_are_refused(MotionContent columns) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RecordingWriter(Stream.Null, columns));

    [Fact]
    public void A_note_longer_than_the_buffer_is_written_whole()
    {
        var words = new string('x', 100_000);
        Assert.Contains("note:" + words + "\n", Written(Sample with { Mark = new Mark.Note(words) }, MotionContent.Orientation), StringComparison.Ordinal);
    }

    [Fact]
    public void A_flush_brings_everything_to_the_stream_and_the_stream_stays_open_when_asked()
    {
        using var stream = new MemoryStream();
        using (var writer = new RecordingWriter(stream, MotionContent.Orientation, leaveOpen: true))
        {
            writer.Write(Sample);
            writer.Flush();
            Assert.EndsWith("b\"\n", Encoding.UTF8.GetString(stream.ToArray()), StringComparison.Ordinal);
            Assert.Equal(1, writer.Samples);
        }

        Assert.True(stream.CanWrite);
    }

    [Fact]
    public void Writing_allocates_nothing_a_sample()
    {
        using var writer = new RecordingWriter(Stream.Null, MotionContent.Orientation | MotionContent.AngularRate);
        var sample = Sample with { Mark = null };
        Assert.InRange(Allocated.Steadily(() => Write(100_000)), 0, 10_000);

        void Write(int count)
        {
            for (var i = 0; i < count; i++)
            {
                writer.Write(sample);
            }
        }
    }

    [Theory]
    [InlineData(100.5, 130.25, 0.25)]
    [InlineData(100.5, 100.515625, 0.515625)]
    [InlineData(0.5, 7.75, -2.25)]
    [InlineData(100.5, 3.25, 3.25)]
    [InlineData(100.5, 99.75, 0.75)]
    public void A_sensor_that_restarted_is_read_again_as_one(double before, double after, double written)
    {
        var restarted = Sample with { Time = new(after), StartsSegment = true };
        var next = Sample with { Time = new(after + (1.0 / 64)) };
        var again = Texts.Read(Written([Sample with { Time = new(before) }, restarted, next], MotionContent.Orientation));
        Assert.Equal([before, written, written + (1.0 / 64)], again.Select(one => one.Time.Seconds));
        Assert.Equal([false, true, false], again.Select(one => one.StartsSegment));
    }

    private static string Written(MotionSample sample, MotionContent columns) => Written([sample], columns);

    private static string Written(IEnumerable<MotionSample> samples, MotionContent columns)
    {
        using var stream = new MemoryStream();
        using (var writer = new RecordingWriter(stream, columns))
        {
            foreach (var sample in samples)
            {
                writer.Write(sample);
            }
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
