using PelvicFeedback.Sensors.Recordings;
using static PelvicFeedback.Tests.Recordings.Texts;

namespace PelvicFeedback.Tests.Recordings;

/// <summary>Compressed recordings: known by their content; damaged ones give what can be had and say so.</summary>
public class GzipRecordingTests
{
    private static readonly string Text = "t,qw,qx,qy,qz\n" + Level(20_000);

    [Theory]
    [InlineData("a.csv.gz")]
    [InlineData("a.csv")]
    public void Gzip_is_known_by_its_first_bytes_not_its_name(string name)
    {
        using var reader = Open(Gzip(Text), name);
        Assert.True(reader.IsCompressed);
        Assert.Equal((20_000, 0), (reader.All().Count, reader.Faults.BadLines));
    }

    [Fact]
    public void A_gz_that_is_none_is_refused() => Assert.Contains("is named .gz but is not gzip", Refusal(Text, "a.csv.GZ"), StringComparison.Ordinal);

    [Fact]
    public void An_empty_gz_is_refused() => Assert.Contains("not gzip", Refusal("", "a.csv.gz"), StringComparison.Ordinal);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8)]
    public void Garbage_behind_the_first_bytes_is_refused(int zeros)
    {
        byte[] garbage = [0x1F, 0x8B, .. new byte[zeros], .. Enumerable.Repeat((byte)0xC7, 500)];
        Assert.Contains("damaged or cut-off gzip", Refusal(garbage, "a.csv.gz"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_cut_off_anywhere_gives_the_whole_lines_before_and_says_so()
    {
        var packed = Gzip(Text);
        for (var cut = 1; cut < packed.Length - 1000; cut += 7919)
        {
            using var reader = Open(packed[..^cut], "a.csv.gz");
            var samples = reader.All();
            Assert.Equal(1, reader.Faults.Count(RecordingFaultKind.Damaged));
            Assert.Equal(1, reader.Faults.BadLines);
            Assert.Equal(Enumerable.Range(0, samples.Count).Select(i => Math.Round(i * 0.01, 6)), samples.Select(sample => sample.Time.Seconds));
        }
    }

    [Fact]
    public void A_file_cut_off_before_any_line_is_refused() => Assert.Contains("damaged or cut-off gzip", Refusal(Gzip(Text)[..15]), StringComparison.Ordinal);

    [Fact]
    public void A_wrong_checksum_is_reported()
    {
        var packed = Gzip(Text);
        packed[^6] ^= 0x55;
        using var reader = Open(packed);
        Assert.NotEmpty(reader.All());
        Assert.Equal(1, reader.Faults.Count(RecordingFaultKind.Damaged));
    }

    [Fact]
    public void Members_one_after_another_are_one_recording()
    {
        byte[] packed = [.. Gzip(Text), .. Gzip(Level(100, 300)), .. Gzip(Level(20_000, 400))];
        for (var most = 1; most < 100_000; most = (most * 7) + 1)
        {
            using var reader = RecordingReader.Over(new PieceStream(packed, most, 1), "a.csv.gz");
            Assert.Equal((40_100, 0), (reader.All().Count, reader.Faults.BadLines));
        }
    }
}
