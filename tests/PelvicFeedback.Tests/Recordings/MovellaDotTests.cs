using System.Globalization;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Sensors.Recordings;
using static PelvicFeedback.Tests.Recordings.Texts;

namespace PelvicFeedback.Tests.Recordings;

/// <summary>Movella DOT exports as the app writes them, settings before the header and all.</summary>
public class MovellaDotTests
{
    private const string Settings =
        "sep=,\nDeviceTag:,t,,,,\nFirmwareVersion:,3.0.0\nSyncStatus:,Synced\nOutputRate:,60Hz\nFilterProfile:,General\n"
        + "Measurement Mode:,Sensor fusion Mode - Extended(Quaternion)\nStartTime: ,2025-07-11_20:06:00_086 WEST\n\u00a9 Movella Technologies B. V. 2005-2025\n\n";

    private const string Custom5 = "PacketCounter,SampleTimeFine,Quat_W,Quat_X,Quat_Y,Quat_Z,Acc_X,Acc_Y,Acc_Z,Gyr_X,Gyr_Y,Gyr_Z\n";

    [Fact]
    public void An_export_is_read_as_it_is_with_rates_from_degrees()
    {
        using var reader = Open(Settings + Custom5 + "1,2268972329,0.8,0.6,0,0,1,2,9,180,-90,0\n2,2268988996,0.8,0.6,0,0,1,2,9,180,-90,0\n");
        var sample = reader.All()[0];
        Assert.Equal(RecordingFormat.MovellaDot, reader.Format);
        Assert.Equal(2268.972329, sample.Time.Seconds);
        Assert.Equal(new Rotation(0.8, 0.6, 0, 0), sample.SensorToEarth);
        Assert.Equal(new Vector3D(1, 2, 9), sample.SpecificForce);
        Assert.Equal(Math.PI, sample.AngularRate.X, 15);
        Assert.Equal(-Math.PI / 2, sample.AngularRate.Y, 15);
        Assert.Equal(60, 1 / reader.SamplePeriod.Value, 2);
        Assert.Equal(11, reader.Columns.Count);
    }

    [Fact]
    public void Semicolons_and_a_spreadsheet_s_decimal_commas_are_read()
    {
        var text = (Custom5 + "1,1000,8E-1,\"0.6\",0,0,1,2,9,180,-90,0\n2,17667,0.8,0.6,0,0,1,2,9,180,-90,0\n").Replace(',', ';').Replace('.', ',');
        Assert.Equal(new Rotation(0.8, 0.6, 0, 0), Read("sep=;\n" + text)[0].SensorToEarth);
    }

    [Fact]
    public void Free_acceleration_and_euler_angles_and_increments_are_never_taken_for_something_else()
    {
        using var reader = Open(
            "PacketCounter,SampleTimeFine,dq_W,dq_X,dq_Y,dq_Z,Quat_W,Quat_X,Quat_Y,Quat_Z,Euler_X,Euler_Y,Euler_Z,FreeAcc_X,FreeAcc_Y,FreeAcc_Z,Status\n"
            + "1,0,9,9,9,9,1,0,0,0,5,5,5,7,7,7,0\n2,16667,9,9,9,9,1,0,0,0,5,5,5,7,7,7,0\n");
        Assert.Equal(MotionContent.Orientation, reader.All()[1].Content);
    }

    [Theory]
    [InlineData("PacketCounter,SampleTimeFine,Euler_X,Euler_Y,Euler_Z,FreeAcc_X,FreeAcc_Y,FreeAcc_Z,Status\n1,2,3,4,5,6,7,8,0\n")]
    [InlineData("PacketCounter,SampleTimeFine,FreeAcc_X,FreeAcc_Y,FreeAcc_Z,Gyr_X,Gyr_Y,Gyr_Z\n1,2,3,4,5,6,7,8\n")]
    [InlineData("PacketCounter,SampleTimeFine,Acc_X,Acc_Y,Acc_Z\n1,2,3,4,5\n")]
    public void An_export_without_orientation_is_refused_naming_the_setting(string text)
    {
        var refusal = Refusal(Settings + text);
        Assert.Contains("Movella DOT", refusal, StringComparison.Ordinal);
        Assert.Contains("Extended (Quaternion)", refusal, StringComparison.Ordinal);
        Assert.Contains("tick Quaternion, or both Acceleration and Angular velocity", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void The_count_wraps_at_32_bits_any_number_of_times()
    {
        const long start = (1L << 32) - 50_000;
        var micros = Enumerable.Range(0, 1_600).Select(i => start + (i * 10_000_000L / 1000)).Concat(
            Enumerable.Range(0, 1_100).Select(i => start + 16_000_000 + (i * 10_000_000L)));
        using var reader = Open(Dot(micros.Select(micro => micro % (1L << 32))));
        var samples = reader.All();
        Assert.Equal(2_700, samples.Count);
        Assert.Equal((1, 0), (reader.Segments, reader.Faults.BadLines));
        Assert.Equal(micros.Select(micro => micro / 1e6), samples.Select(sample => sample.Time.Seconds));
    }

    [Fact]
    public void A_late_line_from_before_the_wrap_is_a_bad_line()
    {
        using var reader = ReadThrough(Dot([4294960000, 4294965000, 4294967000, 2704, 4294967290, 12704]));
        Assert.Equal((5, 1), (reader.Samples, reader.Faults.Count(RecordingFaultKind.TimeGoesBack)));
    }

    [Fact]
    public void A_sensor_that_was_switched_off_and_on_opens_a_segment_on_its_new_clock()
    {
        using var reader = Open(Dot([3_000_000_000, 3_000_010_000, 500_000, 510_000]));
        var samples = reader.All();
        Assert.Equal([false, false, true, false], samples.Select(sample => sample.StartsSegment));
        Assert.Equal(0.5, samples[2].Time.Seconds);
    }

    [Fact]
    public void A_restart_after_a_wrap_forgets_the_wrap()
    {
        using var reader = Open(Dot([4294960000, 2704, 12704, 2_000_000_000, 10_000, 20_000]));
        Assert.Equal(0.02, reader.All()[^1].Time.Seconds);
    }

    [Theory]
    [InlineData("-5")]
    [InlineData("4294967296")]
    [InlineData("20000.5")]
    public void A_count_that_32_bits_cannot_hold_is_a_bad_line(string count)
    {
        using var reader = ReadThrough("SampleTimeFine,Quat_W,Quat_X,Quat_Y,Quat_Z\n0,1,0,0,0\n10000,1,0,0,0\n" + count + ",1,0,0,0\n");
        Assert.Equal((2, 1), (reader.Samples, reader.Faults.Count(RecordingFaultKind.Absurd)));
    }

    [Fact]
    public void Another_Xsens_sensor_that_counts_in_tenths_of_a_millisecond_is_refused_by_its_rate() =>
        Assert.Contains("SampleTimeFine must be in µs", Refusal(Dot(Enumerable.Range(0, 50).Select(i => i * 100L))), StringComparison.Ordinal);

    private static string Dot(IEnumerable<long> counts) => "PacketCounter,SampleTimeFine,Quat_W,Quat_X,Quat_Y,Quat_Z\n"
        + string.Concat(counts.Select(count => string.Create(CultureInfo.InvariantCulture, $"1,{count},1,0,0,0\n")));
}
