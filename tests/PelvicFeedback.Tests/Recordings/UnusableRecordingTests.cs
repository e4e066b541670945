using System.Text;
using PelvicFeedback.Sensors.Recordings;
using static PelvicFeedback.Tests.Recordings.Texts;

namespace PelvicFeedback.Tests.Recordings;

/// <summary>A file that gives nothing is refused with one line: which file, what is wrong, what to do.</summary>
public class UnusableRecordingTests
{
    [Theory]
    [InlineData("", "is empty: record again")]
    [InlineData("\n\n", "is empty")]
    [InlineData("Dear Sir,\nthank you; for\nyour letter.\n", "names no column of a recording: its header line should read t,qw,qx,qy,qz")]
    [InlineData("0,1,0,0,0\n0.01,1,0,0,0\n", "names no column")]
    [InlineData("t,qw,qx,qz\n0,1,0,0\n", "lacks qy: a recording needs qw, qx, qy, qz, or all of")]
    [InlineData("t,ax,ay,gx,gy,gz\n0,1,0,0,0,0\n", "lacks az")]
    [InlineData("t,ax,ay,az\n0,1,0,0\n", "lacks angular rates")]
    [InlineData("t,gx,gy,gz\n0,1,0,0\n", "lacks accelerations")]
    [InlineData("t,event\n0,rest\n", "lacks quaternions and without accelerations")]
    [InlineData("qw,qx,qy,qz\n1,0,0,0\n", "has no column \"t\"")]
    [InlineData("t,qw,qx,qy,qz,qw\n0,1,0,0,0,1\n", "names the column \"qw\" twice")]
    [InlineData("t,qw,qx,qy,qz\n", "has a header but no samples")]
    [InlineData("t,qw,qx,qy,qz", "has a header but no samples")]
    [InlineData("t,qw,qx,qy,qz\n1,2\nx,1,0,0,0\n", "no usable line (1× too few columns, 1× not a number; line 2: too few columns: \"1,2\")")]
    [InlineData("t,qw,qx,qy,qz\n0,1,0,0,0\n", "has but one usable line")]
    [InlineData("PK\u0003\u0004whatever", "is a ZIP file or a workbook")]
    public void The_line_says_what_is_wrong_and_what_to_do(string text, string says)
    {
        var refusal = Refusal(text);
        Assert.StartsWith("test.csv: ", refusal, StringComparison.Ordinal);
        Assert.Contains(says, refusal, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal);
    }

    [Fact]
    public void Utf_16_is_named() => Assert.Contains("UTF-16", Refusal([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("t,qw,qx,qy,qz\n0,1,0,0,0\n")]), StringComparison.Ordinal);

    [Theory]
    [InlineData(10)]
    [InlineData(14)]
    [InlineData(480)]
    [InlineData(1000)]
    [InlineData(0.1)]
    public void A_rate_that_no_sensor_has_is_refused(double rate)
    {
        var lines = string.Concat(Enumerable.Range(0, 100).Select(i => FormattableString.Invariant($"{i / rate},1,0,0,0\n")));
        Assert.Contains("samples a second, where 20 to 400 are expected", Refusal("t,qw,qx,qy,qz\n" + lines), StringComparison.Ordinal);
    }

    [Fact]
    public void An_incomplete_quantity_beside_a_whole_one_is_left_out_and_named()
    {
        using var reader = Open("t,qw,qx,qy,qz,ax,ay\n0,1,0,0,0,1,1\n0.01,1,0,0,0,1,1\n");
        Assert.Equal(["az"], reader.IncompleteColumns);
        Assert.Equal(Core.Wire.MotionContent.Orientation, reader.Content);
    }

    [Fact]
    public void A_missing_file_a_folder_and_an_impossible_name_are_told_apart()
    {
        var folder = Path.GetTempPath();
        Assert.Contains("there is no such file", Assert.Throws<RecordingException>(() => RecordingReader.Open(Path.Combine(folder, "no", "such.csv"))).Message, StringComparison.Ordinal);
        Assert.Contains("is a folder", Assert.Throws<RecordingException>(() => RecordingReader.Open(folder)).Message, StringComparison.Ordinal);
        Assert.Throws<RecordingException>(() => RecordingReader.Open(""));
        Assert.DoesNotContain('\0', Assert.Throws<RecordingException>(() => RecordingReader.Open("a\0b\nc")).Message);
    }

    [Fact]
    public void A_device_without_end_is_refused_at_once()
    {
        var zeros = new byte[4096];
        using var endless = new MadeStream([], long.MaxValue, _ => zeros);
        Assert.Contains("names no column", Assert.Throws<RecordingException>(() => RecordingReader.Over(endless, "zero")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disk_that_fails_is_said_in_one_line_and_closed()
    {
        using var atOnce = new BreakingStream([]);
        Assert.Contains("The device is gone", Assert.Throws<RecordingException>(() => RecordingReader.Over(atOnce, "x")).Message, StringComparison.Ordinal);
        Assert.True(atOnce.IsClosed);

        using var later = new BreakingStream(Encoding.UTF8.GetBytes("t,qw,qx,qy,qz\n" + Level(50_000)));
        using var reader = RecordingReader.Over(later, "x");
        Assert.Contains("any further", Assert.Throws<RecordingException>(() => reader.All()).Message, StringComparison.Ordinal);
        Assert.True(reader.Samples > 40_000);
    }
}
