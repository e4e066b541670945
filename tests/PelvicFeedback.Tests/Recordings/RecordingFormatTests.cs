using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Sensors.Recordings;
using static PelvicFeedback.Tests.Recordings.Texts;

namespace PelvicFeedback.Tests.Recordings;

/// <summary>Each sentence of the recording format, as a test.</summary>
public class RecordingFormatTests
{
    [Fact]
    public void All_columns_are_read_in_their_units_and_frames()
    {
        var sample = Read("t,qw,qx,qy,qz,ax,ay,az,gx,gy,gz,event\n12.5,0.8,0.6,0,0,1.5,-2.5,9.81,0.1,-0.2,0.3,rest\n12.51,1,0,0,0,0,0,9.8,0,0,0,\n")[0];
        Assert.Equal(12.5, sample.Time.Seconds);
        Assert.Equal(new Rotation(0.8, 0.6, 0, 0), sample.SensorToEarth);
        Assert.Equal(new Vector3D(1.5, -2.5, 9.81), sample.SpecificForce);
        Assert.Equal(new Vector3D(0.1, -0.2, 0.3), sample.AngularRate);
        Assert.Equal(new Mark.Rest(), sample.Mark);
        Assert.Equal(MotionContent.Orientation | MotionContent.SpecificForce | MotionContent.AngularRate, sample.Content);
        Assert.False(sample.StartsSegment);
    }

    [Theory]
    [InlineData("T,QW,qX,Qy,qz")]
    [InlineData(" t , qw,qx ,\tqy,qz ")]
    [InlineData("\"t\",\"qw\",\"qx\",\"qy\",\"qz\"")]
    [InlineData("\uFEFFt,qw,qx,qy,qz")]
    [InlineData("t,qw,qx,qy,qz,")]
    [InlineData("t,qw,qx,qy,qz\r")]
    public void A_header_may_differ_in_case_spaces_quotes_byte_order_mark_and_line_end(string header) =>
        Assert.Equal(5, Read(header + "\n" + Level(5)).Count);

    [Fact]
    public void Columns_may_stand_in_any_order() =>
        Assert.Equal(new Rotation(0.8, 0, 0.6, 0), Read("qz,qy,event,t,qx,qw\n0,0.6,,1,0,0.8\n0,0.6,,1.01,0,0.8\n")[0].SensorToEarth);

    [Fact]
    public void Unknown_columns_are_ignored_whatever_they_hold()
    {
        using var reader = ReadThrough("ref_qw,t,qw,battery,qx,qy,qz,moving\nabc,0,1,\"a,b\",0,0,0,1\n,0.01,1,,0,0,0,NaN\n");
        Assert.Equal((2, 0), (reader.Samples, reader.Faults.BadLines));
        Assert.Equal(["t", "qw", "qx", "qy", "qz"], reader.Columns);
    }

    [Fact]
    public void An_empty_value_is_missing_and_takes_its_quantity_with_it()
    {
        var samples = Read("t,qw,qx,qy,qz,ax,ay,az,gx,gy,gz\n0,1,0,0,0,,,,,,\n0.01,,,,,0,0,9.8,0,0,0\n0.02,1,0,0,,0,0,9.8,0,0,0\n0.03,1,0,0,0,0,0,9.8,,,\n");
        Assert.Equal(
            [
                MotionContent.Orientation,
                MotionContent.SpecificForce | MotionContent.AngularRate,
                MotionContent.SpecificForce | MotionContent.AngularRate,
                MotionContent.Orientation | MotionContent.SpecificForce,
            ],
            samples.Select(sample => sample.Content));
    }

    [Fact]
    public void Acceleration_and_rate_alone_make_a_recording()
    {
        using var reader = Open("t,ax,ay,az,gx,gy,gz\n0,0,0,9.8,0,0,0\n0.01,0,0,9.8,0,0,0\n");
        Assert.Equal(MotionContent.SpecificForce | MotionContent.AngularRate, reader.Content);
    }

    [Fact]
    public void A_quaternion_is_scaled_to_norm_1()
    {
        var sample = Read("t,qw,qx,qy,qz\n0,1.05,0,0,0\n0.01,0.7071,0.7071,0,0\n")[1];
        Assert.Equal(1, sample.SensorToEarth.Norm, 15);
        Assert.Equal(Math.Sqrt(0.5), sample.SensorToEarth.X, 15);
    }

    [Theory]
    [InlineData("calibrate:static")]
    [InlineData("calibrate:bow")]
    [InlineData("calibrate:side:left")]
    [InlineData("calibrate:side:right")]
    [InlineData("calibrate:end")]
    [InlineData("exercise:single-leg-stance:left")]
    [InlineData("exercise:trendelenburg-test:auto")]
    [InlineData("rest")]
    [InlineData("note:knee hurts")]
    public void Each_event_travels_with_its_sample(string word)
    {
        var samples = Read($"t,event,qw,qx,qy,qz\n0,,1,0,0,0\n0.01,{word},1,0,0,0\n0.02,,1,0,0,0\n");
        Assert.Equal([null, word, null], samples.Select(sample => sample.Mark?.Text));
    }

    [Fact]
    public void Every_exercise_and_side_is_read()
    {
        foreach (var name in Prescription.ExerciseNames)
        {
            foreach (var side in new[] { "left", "right", "both", "auto" })
            {
                Assert.Equal($"exercise:{name}:{side}", Read($"t,qw,qx,qy,qz,event\n0,1,0,0,0,EXERCISE:{name}:{side}\n0.01,1,0,0,0,\n")[0].Mark!.Text);
            }
        }
    }

    [Fact]
    public void A_quoted_note_keeps_its_commas_and_quotes() => Assert.Equal(
        new Mark.Note("left, then \"right\""),
        Read("t,event,qw,qx,qy,qz\n0,\"note:left, then \"\"right\"\"\",1,0,0,0\n0.01,,1,0,0,0\n")[0].Mark);

    [Fact]
    public void An_unknown_event_is_counted_and_its_sample_kept()
    {
        using var reader = ReadThrough("t,qw,qx,qy,qz,event\n0,1,0,0,0,\n0.01,1,0,0,0,dance\n");
        Assert.Equal((2, 0), (reader.Samples, reader.Faults.BadLines));
        Assert.Equal([new RecordingFault(3, RecordingFaultKind.UnknownEvent, "dance")], reader.Faults.First);
    }

    [Fact]
    public void An_event_on_a_bad_line_goes_to_the_next_good_one()
    {
        var samples = Read("t,qw,qx,qy,qz,event\n0,1,0,0,0,\n0.01,,,,,calibrate:bow\n0.02,1,0,0,0,\n0.03,1,0,0,0,\n");
        Assert.Equal([null, new Mark.CalibrateBow(), null], samples.Select(sample => sample.Mark));
    }

    [Fact]
    public void An_event_that_no_line_can_take_over_is_counted_as_lost()
    {
        using var reader = ReadThrough("t,qw,qx,qy,qz,event\n0,1,0,0,0,\n0.01,,,,,calibrate:bow\n0.02,1,0,0,0,rest\n0.03,1,0,0,0,\n0.04,,,,,note:end\n");
        Assert.Equal(2, reader.Faults.Count(RecordingFaultKind.LostEvent));
        Assert.Contains(new RecordingFault(3, RecordingFaultKind.LostEvent, "calibrate:bow"), reader.Faults.First);
    }

    [Fact]
    public void Semicolons_separate_as_well_and_then_a_comma_is_a_decimal_point() =>
        Assert.Equal([0, 0.01], Read("t;qw;qx;qy;qz\n0,00;0,8;0,6;0;0\n0,01;0.8;6e-1;0;0\n").Select(sample => sample.Time.Seconds));

    [Fact]
    public void Values_may_be_quoted_padded_signed_and_have_exponents() =>
        Assert.Equal(new Rotation(0.8, -0.6, 0, 0), Read("t,qw,qx,qy,qz\n \"0\" ,+0.8, -6E-1 ,0e0,-0\n0.01,1,0,0,0\n")[0].SensorToEarth);

    [Fact]
    public void The_last_line_needs_no_line_end() => Assert.Equal(2, Read("t,qw,qx,qy,qz\n0,1,0,0,0\n0.01,1,0,0,0").Count);

    [Fact]
    public void Empty_lines_say_nothing()
    {
        using var reader = ReadThrough("\n\nt,qw,qx,qy,qz\r\n\r\n0,1,0,0,0\r\n   \r\n0.01,1,0,0,0\r\n\r\n");
        Assert.Equal((2, 0), (reader.Samples, reader.Faults.BadLines));
    }

    [Fact]
    public void What_stands_behind_the_last_named_column_is_ignored() =>
        Assert.Equal(2, Read("t,qw,qx,qy,qz\n0,1,0,0,0,7,x\n0.01,1,0,0,0,\n").Count);

    [Theory]
    [InlineData(20)]
    [InlineData(60)]
    [InlineData(100)]
    [InlineData(285.714)]
    [InlineData(400)]
    public void The_sample_period_is_known_on_opening_although_times_are_rounded_and_some_are_missing(double rate)
    {
        var times = Enumerable.Range(0, 300).Where(i => i is not (40 or 41 or 90)).Select(i => Math.Round(i / rate, 3));
        using var reader = Open("t,qw,qx,qy,qz\n" + string.Concat(times.Select(t => FormattableString.Invariant($"{t},1,0,0,0\n"))));
        Assert.Equal(1 / rate, reader.SamplePeriod.Value, 0.0002);
        Assert.Equal(297, reader.All().Count);
    }

    [Fact]
    public void Looking_ahead_on_opening_loses_and_reorders_nothing()
    {
        using var reader = Open("t,qw,qx,qy,qz\n" + Level(1000));
        Assert.Equal(0, reader.Samples);
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => Math.Round(i * 0.01, 6)), reader.All().Select(sample => sample.Time.Seconds));
        Assert.Equal((1000, 1001, 1), (reader.Samples, reader.Lines, reader.Segments));
        Assert.False(reader.TryRead(out _));
        Assert.False(reader.TryRead(out _));
    }
}
