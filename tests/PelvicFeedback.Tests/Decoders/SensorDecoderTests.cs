using System.Buffers.Binary;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Core.Wire.Sensors;

namespace PelvicFeedback.Tests.Decoders;

/// <summary>Bytes of the sensors that one can buy, and what they mean.</summary>
public class SensorDecoderTests
{
    private static readonly MotionContent Inertial = MotionContent.SpecificForce | MotionContent.AngularRate;

    [Fact]
    public void A_quaternion_of_MetaMotion_is_the_one_in_its_makers_tests()
    {
        var sample = One(new MetaMotion().Start(new(100, MotionContent.Orientation)).Decoder, "19071b9b703f8c5e4dbd077f1dbe78029abe");
        AssertClose(new(0.940, -0.050, -0.154, -0.301), sample.SensorToEarth, 0.002);
        Assert.Equal(MotionContent.Orientation, sample.Content);
    }

    [Theory]
    [InlineData(DotMode.Orientation, 20)]
    [InlineData(DotMode.Complete, 32)]
    [InlineData(DotMode.Extended, 36)]
    [InlineData(DotMode.QuaternionAndRate, 32)]
    [InlineData(DotMode.Everything, 44)]
    public void Each_mode_of_a_dot_is_read(DotMode mode, int length)
    {
        var bytes = Dot(mode, 123_456);
        Assert.Equal(length, bytes.Length);
        foreach (var padding in new[] { 0, 1, 19 })
        {
            var sample = One(new MovellaDot().Start(mode, 60).Decoder, Convert.ToHexString([.. bytes, .. new byte[padding]]));
            Assert.Equal(0.123456, sample.Time.Seconds);
            AssertClose(new(0.5, -0.5, 0.5, -0.5), sample.SensorToEarth, 0);
            Assert.Equal(mode == DotMode.Everything, sample.Has(MotionContent.SpecificForce));
            Assert.Equal(mode is DotMode.Everything or DotMode.QuaternionAndRate, sample.Has(MotionContent.AngularRate));
            if (mode == DotMode.Everything)
            {
                Assert.Equal(new(1, 2, 9.5), sample.SpecificForce);
            }

            if (sample.Has(MotionContent.AngularRate))
            {
                Assert.Equal(Math.PI, sample.AngularRate.X, 12);
                Assert.Equal(-Math.PI / 2, sample.AngularRate.Y, 12);
            }
        }

        Assert.Equal(DecodeFault.TooShort, Decode(new MovellaDot().Start(mode, 60).Decoder, bytes[..^1]).Fault);
    }

    [Fact]
    public void A_dot_that_clips_says_so()
    {
        var bytes = Dot(DotMode.Extended, 0);
        Assert.Equal(0, Decode(new MovellaDot().Start(DotMode.Extended, 60).Decoder, bytes).Clipped);
        bytes[32] = 0x12;
        Assert.Equal(1, Decode(new MovellaDot().Start(DotMode.Extended, 60).Decoder, bytes).Clipped);
        (bytes[32], bytes[33]) = (0xC0, 0x03); // the magnetometer, which is not used
        Assert.Equal(0, Decode(new MovellaDot().Start(DotMode.Extended, 60).Decoder, bytes).Clipped);
        bytes[35] = 1;
        Assert.Equal(1, Decode(new MovellaDot().Start(DotMode.Extended, 60).Decoder, bytes).Clipped);
    }

    [Fact]
    public void The_clock_of_a_dot_is_unwrapped_and_its_jumps_are_lost_samples()
    {
        var decoder = new MovellaDot().Start(DotMode.Orientation, 60).Decoder;
        const uint NearWrap = uint.MaxValue - 20_000;
        var counts = new[] { NearWrap, NearWrap + 16_667, unchecked(NearWrap + 33_333), unchecked(NearWrap + 100_000) };
        var (samples, tally) = PelvisVectors.Decode(decoder, counts.Select(count => Dot(DotMode.Orientation, count)));
        Assert.Equal([0, 0.016667, 0.033333, 0.1], samples.Select(sample => Math.Round(sample.Time.Seconds - samples[0].Time.Seconds, 6)));
        Assert.Equal(3, tally.Lost);
        Assert.Equal(LossEvidence.FromTime, decoder.Loss);
        Assert.DoesNotContain(samples, sample => sample.StartsSegment);
    }

    [Fact]
    public void A_dot_that_restarts_begins_a_segment_and_loses_nothing()
    {
        var counts = new uint[] { 3_000_000_000, 3_000_016_667, 5_000, 21_667 };
        var (samples, tally) = PelvisVectors.Decode(new MovellaDot().Start(DotMode.Orientation, 60).Decoder, counts.Select(count => Dot(DotMode.Orientation, count)));
        Assert.Equal([false, false, true, false], samples.Select(sample => sample.StartsSegment));
        Assert.Equal(0.005, samples[2].Time.Seconds);
        Assert.Equal(0, tally.Lost);
    }

    [Fact]
    public void A_sample_of_a_dot_that_comes_twice_or_late_is_left_out()
    {
        var counts = new uint[] { 16_667, 33_333, 33_333, 16_667, 50_000 };
        var (samples, tally) = PelvisVectors.Decode(new MovellaDot().Start(DotMode.Orientation, 60).Decoder, counts.Select(count => Dot(DotMode.Orientation, count)));
        Assert.Equal(3, samples.Count);
        Assert.Equal(2, tally.Count(DecodeFault.OutOfOrder));
    }

    [Fact]
    public void A_quaternion_of_a_Thingy_is_in_2_to_the_30th()
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(0), 759_250_125);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), -759_250_125);
        var decoder = new NordicThingy().Start(new(100, MotionContent.Orientation)).Decoder;
        AssertClose(new(Math.Sqrt(0.5), 0, 0, -Math.Sqrt(0.5)), One(decoder, Convert.ToHexString(bytes)).SensorToEarth, 1e-9);
        Assert.Equal(DecodeFault.TooShort, Decode(decoder, bytes[..15]).Fault);
        Assert.Equal(DecodeFault.WrongLength, Decode(decoder, [.. bytes, 0]).Fault);
        Assert.Equal(DecodeFault.QuaternionNorm, Decode(decoder, new byte[16]).Fault);
        Assert.Equal(LossEvidence.Estimated, decoder.Loss);
    }

    [Fact]
    public void A_frame_of_WitMotion_has_force_and_rate()
    {
        // 1 g up, 500 °/s and −1000 °/s; the angles behind are not used.
        var sample = One(Wit(), "5561000000000008002000C00000111122223333");
        Assert.Equal(Inertial, sample.Content);
        Assert.Equal(9.80665, sample.SpecificForce.Z, 9);
        Assert.Equal(500 * Math.PI / 180, sample.AngularRate.X, 9);
        Assert.Equal(-1000 * Math.PI / 180, sample.AngularRate.Y, 9);
    }

    [Fact]
    public void WitMotion_is_found_again_after_noise()
    {
        const string Frame = "5561000000000008002000C00000111122223333";
        const string Register = "5571510001000200030004000500060007000800";
        foreach (var (bytes, samples, faults) in new[]
        {
            (Frame + Frame, 2, 0),
            ("00" + Frame, 1, 1),
            ("55" + Frame, 1, 1),
            ("555555" + Frame, 1, 1),
            (Register + Frame, 1, 0),
            ("5562" + Frame, 1, 1),
            (Frame[..30], 0, 0),
        })
        {
            var decoded = Decode(Wit(), Convert.FromHexString(bytes));
            Assert.Equal((bytes, samples, faults), (bytes, decoded.Samples, decoded.Faults));
        }
    }

    [Fact]
    public void WitMotion_at_the_end_of_its_range_is_clipped() =>
        Assert.Equal(1, Decode(Wit(), Convert.FromHexString("5561FF7F0000000800200000000011112222" + "3333")).Clipped);

    [Theory]
    [InlineData(float.NaN, DecodeFault.NotFinite)]
    [InlineData(float.PositiveInfinity, DecodeFault.NotFinite)]
    [InlineData(3f, DecodeFault.QuaternionNorm)]
    public void A_quaternion_that_is_none_is_refused(float w, DecodeFault fault)
    {
        var dot = Dot(DotMode.Orientation, 1);
        BinaryPrimitives.WriteSingleLittleEndian(dot.AsSpan(4), w);
        Assert.Equal(fault, Decode(new MovellaDot().Start(DotMode.Orientation, 60).Decoder, dot).Fault);
        byte[] meta = [0x19, 7, .. dot[4..20]];
        Assert.Equal(fault, Decode(new MetaMotion().Start(new(100, MotionContent.Orientation)).Decoder, meta).Fault);
    }

    [Theory]
    [InlineData(20, 1001f, DecodeFault.Absurd)]
    [InlineData(32, 6000f, DecodeFault.Absurd)]
    [InlineData(40, float.NaN, DecodeFault.NotFinite)]
    public void Motion_that_no_patient_makes_is_refused(int offset, float value, DecodeFault fault)
    {
        var dot = Dot(DotMode.Everything, 1);
        BinaryPrimitives.WriteSingleLittleEndian(dot.AsSpan(offset), value);
        Assert.Equal(fault, Decode(new MovellaDot().Start(DotMode.Everything, 60).Decoder, dot).Fault);
    }

    internal static byte[] Dot(DotMode mode, uint time)
    {
        float[] rate = [180, -90, 0];
        float[] force = [1, 2, 9.5f];
        float[] rest = mode switch
        {
            DotMode.Orientation => [],
            DotMode.QuaternionAndRate => rate,
            DotMode.Everything => [.. force, .. rate],
            _ => force,
        };
        var bytes = new byte[20 + (4 * rest.Length) + (mode == DotMode.Extended ? 4 : 0)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, time);
        foreach (var (i, value) in new[] { 0.5f, -0.5f, 0.5f, -0.5f }.Concat(rest).Index())
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 + (4 * i)), value);
        }

        return bytes;
    }

    private static SensorDecoder Wit() => new WitMotion().Start(new(100, Inertial)).Decoder;

    private static Decoded Decode(SensorDecoder decoder, byte[] bytes) => decoder.Decode(bytes, Seconds.Zero, new MotionSample[SensorDecoder.MostSamples]);

    private static MotionSample One(SensorDecoder decoder, string hex)
    {
        var into = new MotionSample[SensorDecoder.MostSamples];
        var decoded = decoder.Decode(Convert.FromHexString(hex), Seconds.Zero, into);
        Assert.Equal((1, DecodeFault.None), (decoded.Samples, decoded.Fault));
        return into[0];
    }

    private static void AssertClose(Rotation expected, Rotation actual, double tolerance)
    {
        Assert.Equal(1, actual.Norm, 12);
        Assert.True(
            new[] { expected.W - actual.W, expected.X - actual.X, expected.Y - actual.Y, expected.Z - actual.Z }.All(difference => Math.Abs(difference) <= tolerance),
            actual.ToString());
    }
}
