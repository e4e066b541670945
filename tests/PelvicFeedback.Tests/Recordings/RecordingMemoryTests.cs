using System.Globalization;
using System.IO.Compression;
using System.Text;
using PelvicFeedback.Sensors.Recordings;

namespace PelvicFeedback.Tests.Recordings;

/// <summary>A long file and a long line take the memory of a short one.</summary>
public class RecordingMemoryTests
{
    private const int PartLines = 1000;
    private const int Fixed = 1_000_000;

    [Fact]
    public void A_file_allocates_nothing_a_line() => Reads(60, Recorded(60));

    [Fact]
    public void A_compressed_file_allocates_nothing_a_line()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            Recorded(40).CopyTo(gzip);
        }

        packed.Position = 0;
        Reads(40, packed);
    }

    [Fact]
    public void Bad_lines_allocate_nothing_either()
    {
        var head = Encoding.UTF8.GetBytes("t,qw,qx,qy,qz\n0,1,0,0,0\n0.01,1,0,0,0\n");
        var bad = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("x,1,0,0,0\n1,2\n0.01,1,0,0,0\n9,9,9,9,9\n9,,,,\n", 200)));
        using var reader = RecordingReader.Over(new MadeStream(head, 200, _ => bad), "bad");
        Assert.InRange(Allocated(() => reader.All()), 0, Fixed);
        Assert.Equal(200 * 1000, reader.Faults.BadLines);
    }

    [Fact]
    public void A_line_of_64_MB_is_skipped_in_fixed_memory() => SkipsLine(64);

    [Fact]
    [Trait("runs", "edges")]
    public void A_line_of_1_GB_is_skipped_in_fixed_memory() => SkipsLine(1024);

    [Fact]
    [Trait("runs", "edges")]
    public void Ten_hours_at_100_Hz_take_no_more_than_ten_seconds() => Reads(3600, Recorded(3600));

    private static MadeStream Recorded(long parts) => new(Encoding.UTF8.GetBytes("t,qw,qx,qy,qz,ax,ay,az,gx,gy,gz,event\n"), parts, number => Part(number));

    private static byte[] Part(long number)
    {
        var text = new StringBuilder();
        for (var i = 0; i < PartLines; i++)
        {
            var t = ((number * PartLines) + i) * 0.01;
            text.Append(CultureInfo.InvariantCulture, $"{t:0.00},{Math.Cos(t)},{Math.Sin(t)},0,0,0.123456,-0.5,9.81,0.001,{Math.Sin(t * 3)},-0.25,\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Reads(long parts, Stream stream)
    {
        using var counted = new CountedStream(stream);
        using var reader = RecordingReader.Over(counted, "long");
        var samples = 0L;
        counted.Made = 0;
        var allocated = Allocated(() =>
        {
            while (reader.TryRead(out _))
            {
                samples++;
            }
        });
        Assert.Equal(parts * PartLines, samples);
        Assert.Equal(0, reader.Faults.BadLines);
        Assert.InRange(allocated - counted.Made, 0, Fixed);
    }

    private static void SkipsLine(int megabytes)
    {
        var head = Encoding.UTF8.GetBytes("t,qw,qx,qy,qz\n0,1,0,0,0\n0.01,1,0,0,0\n");
        var filler = new byte[1024 * 1024];
        Array.Fill(filler, (byte)'7');
        var tail = Encoding.UTF8.GetBytes("\n0.02,1,0,0,0\n");
        using var stream = new MadeStream(head, megabytes + 1, i => i == megabytes ? tail : filler);
        Assert.InRange(
            Allocated(() =>
            {
                using var reader = RecordingReader.Over(stream, "line");
                Assert.Equal(3, reader.All().Count);
                Assert.Equal(1, reader.Faults.Count(RecordingFaultKind.TooLong));
            }),
            0,
            Fixed);
    }

    private static long Allocated(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>Counts what the stream below allocates to make its text, so that it can be told from what the reader does.</summary>
    private sealed class CountedStream(Stream below) : MemoryStream
    {
        public long Made { get; set; }

        public override int Read(Span<byte> buffer)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var count = below.Read(buffer);
            Made += GC.GetAllocatedBytesForCurrentThread() - before;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    }
}
