using PelvicFeedback.Sensors.Recordings;
using static PelvicFeedback.Tests.Recordings.Texts;

namespace PelvicFeedback.Tests.Recordings;

/// <summary>Bad lines are left out, counted by what is wrong, and never end a recording.</summary>
public class BadLineTests
{
    private const string Header = "t,qw,qx,qy,qz,ax,ay,az,gx,gy,gz\n";
    private const string Before = "0,1,0,0,0,0,0,9.8,0,0,0\n1,1,0,0,0,0,0,9.8,0,0,0\n1.01,1,0,0,0,0,0,9.8,0,0,0\n";
    private const string After = "1.03,1,0,0,0,0,0,9.8,0,0,0\n";

    [Theory]
    [InlineData("1.02,1,0,0", RecordingFaultKind.TooFewColumns)]
    [InlineData("garbage", RecordingFaultKind.NotANumber)]
    [InlineData("1.02,1,0,x0,0,0,0,9.8,0,0,0", RecordingFaultKind.NotANumber)]
    [InlineData("1.02,1,0,0x,0,0,0,9.8,0,0,0", RecordingFaultKind.NotANumber)]
    [InlineData("1.02,1,0,-,0,0,0,9.8,0,0,0", RecordingFaultKind.NotANumber)]
    [InlineData("1.02,1,0,1.2.3,0,0,0,9.8,0,0,0", RecordingFaultKind.NotANumber)]
    [InlineData("1.02,1,0,1 2,0,0,0,9.8,0,0,0", RecordingFaultKind.NotANumber)]
    [InlineData("1.02,1,0,NaN,0,0,0,9.8,0,0,0", RecordingFaultKind.NotFinite)]
    [InlineData("1.02,1,0,0,0,0,0,-Infinity,0,0,0", RecordingFaultKind.NotFinite)]
    [InlineData("1.02,1,0,1e999,0,0,0,9.8,0,0,0", RecordingFaultKind.NotFinite)]
    [InlineData("NaN,1,0,0,0,0,0,9.8,0,0,0", RecordingFaultKind.NotFinite)]
    [InlineData(",1,0,0,0,0,0,9.8,0,0,0", RecordingFaultKind.NoTime)]
    [InlineData("1.02,,,,,,,,,,", RecordingFaultKind.NoMotion)]
    [InlineData("1.02,,,,,0,0,9.8,,,", RecordingFaultKind.NoMotion)]
    [InlineData("1.02,1,0,0,,0,0,,0,0,0", RecordingFaultKind.NoMotion)]
    [InlineData("1.01,1,0,0,0,0,0,9.8,0,0,0", RecordingFaultKind.RepeatedTime)]
    [InlineData("1.00,1,0,0,0,0,0,9.8,0,0,0", RecordingFaultKind.TimeGoesBack)]
    [InlineData("0.01,1,0,0,0,0,0,9.8,0,0,0", RecordingFaultKind.TimeGoesBack)]
    [InlineData("1.02,1.11,0,0,0,0,0,9.8,0,0,0", RecordingFaultKind.QuaternionNorm)]
    [InlineData("1.02,0.89,0,0,0,0,0,9.8,0,0,0", RecordingFaultKind.QuaternionNorm)]
    [InlineData("1.02,0,0,0,0,0,0,9.8,0,0,0", RecordingFaultKind.QuaternionNorm)]
    [InlineData("1.02,1e200,0,0,0,0,0,9.8,0,0,0", RecordingFaultKind.QuaternionNorm)]
    [InlineData("1.02,1,0,0,0,0,0,1001,0,0,0", RecordingFaultKind.Absurd)]
    [InlineData("1.02,1,0,0,0,1e200,0,0,0,0,0", RecordingFaultKind.Absurd)]
    [InlineData("1.02,1,0,0,0,0,0,9.8,0,-101,0", RecordingFaultKind.Absurd)]
    [InlineData("1e11,1,0,0,0,0,0,9.8,0,0,0", RecordingFaultKind.Absurd)]
    public void A_bad_line_is_left_out_and_counted(string line, RecordingFaultKind kind)
    {
        using var reader = ReadThrough(Header + Before + line + "\n" + After);
        Assert.Equal(4, reader.Samples);
        Assert.Equal([KeyValuePair.Create(kind, 1L)], reader.Faults.Counts);
        Assert.Equal(1, reader.Faults.BadLines);
        Assert.Equal((5, kind), (reader.Faults.First[0].Line, reader.Faults.First[0].Kind));
        Assert.Equal(1, reader.Segments);
    }

    [Theory]
    [InlineData("1.02,1.099,0,0,0,0,0,9.8,0,0,0")]
    [InlineData("1.02,0.901,0,0,0,0,0,9.8,0,0,0")]
    [InlineData("1.02,1,0,0,0,0,0,999,0,0,0")]
    [InlineData("1.02,1,0,0,0,0,0,9.8,0,0,99")]
    public void Unusual_is_not_yet_bad(string line)
    {
        using var reader = ReadThrough(Header + Before + line + "\n" + After);
        Assert.Equal((5, 0), (reader.Samples, reader.Faults.BadLines));
    }

    [Theory]
    [InlineData(64 * 1024, 0)]
    [InlineData((64 * 1024) + 1, 1)]
    [InlineData(128 * 1024, 1)]
    [InlineData(3_000_000, 1)]
    public void A_line_longer_than_64_KiB_is_left_out(int length, int bad)
    {
        foreach (var end in new[] { "\n", "\r\n" })
        {
            var line = "0.01,1,0,0,0,".PadRight(length, 'x');
            using var reader = ReadThrough($"t,qw,qx,qy,qz,comment{end}0,1,0,0,0,{end}{line}{end}0.02,1,0,0,0,{end}");
            Assert.Equal((3 - bad, bad), (reader.Samples, reader.Faults.Count(RecordingFaultKind.TooLong)));
            Assert.Equal(4, reader.Lines);
        }
    }

    [Theory]
    [InlineData("4.02", 1, 1)]
    [InlineData("4.019", 0, 2)]
    public void Going_back_by_a_second_is_a_bad_line_and_by_more_a_new_segment(string time, int bad, int segments)
    {
        using var reader = ReadThrough("t,qw,qx,qy,qz\n" + Level(3, 5) + time + ",1,0,0,0\n");
        Assert.Equal((bad, segments), (reader.Faults.Count(RecordingFaultKind.TimeGoesBack), reader.Segments));
    }

    [Fact]
    public void A_segment_begins_where_the_clock_is_set_back_and_nowhere_else()
    {
        using var reader = Open("t,qw,qx,qy,qz\n" + Level(3, 5) + Level(3, 3.9) + Level(2, 700) + Level(2, 0));
        var samples = reader.All();
        Assert.Equal([3, 8], Enumerable.Range(0, samples.Count).Where(i => samples[i].StartsSegment));
        Assert.Equal((3, 0), (reader.Segments, reader.Faults.BadLines));
    }

    [Fact]
    public void A_bad_line_does_not_move_the_clock()
    {
        using var reader = ReadThrough("t,qw,qx,qy,qz\n0,1,0,0,0\n0.01,1,0,0,0\n900,9,9,9,9\n0.02,1,0,0,0\n");
        Assert.Equal((3, 1, 1), (reader.Samples, reader.Faults.BadLines, reader.Segments));
    }

    [Fact]
    public void Only_the_first_three_of_a_kind_are_kept_and_all_are_counted()
    {
        var bad = string.Concat(Enumerable.Range(0, 5000).Select(i => i % 2 == 0 ? "x,1,0,0,0\n" : "1\n"));
        using var reader = ReadThrough("t,qw,qx,qy,qz\n" + Level(3) + bad);
        Assert.Equal((2500, 2500), (reader.Faults.Count(RecordingFaultKind.NotANumber), reader.Faults.Count(RecordingFaultKind.TooFewColumns)));
        Assert.Equal([5L, 6L, 7L, 8L, 9L, 10L], reader.Faults.First.Select(fault => fault.Line));
    }

    [Fact]
    public void A_fault_reads_as_a_sentence_and_holds_no_control_characters()
    {
        using var reader = ReadThrough("t,qw,qx,qy,qz\n" + Level(2) + "5,1,\u001b[31mred\u0007,0,0\n");
        Assert.Equal("line 4: not a number: qx \" [31mred \"", reader.Faults.First[0].ToString());
    }
}
