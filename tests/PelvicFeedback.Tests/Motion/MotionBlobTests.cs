using FsCheck;
using FsCheck.Fluent;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Core.Wire.Motion;
using PelvicFeedback.Tests.Streams;

namespace PelvicFeedback.Tests.Motion;

/// <summary>A blob gives back what was put in, to the last bit, and is refused when anything happened to it.</summary>
public class MotionBlobTests
{
    [Theory]
    [MemberData(nameof(Session.Contents), MemberType = typeof(Session))]
    public void A_session_in_seconds_is_read_back_to_the_last_bit(MotionContent content)
    {
        var samples = Session.Of(content);
        var (seconds, second) = (new List<MotionSample[]>(), new MotionSecond());
        foreach (var sample in samples)
        {
            if (second.Add(sample) is { } over)
            {
                seconds.Add(over);
            }
        }

        seconds.Add(second.Take()!);
        Assert.Null(second.Take());
        Assert.All(seconds, one => Assert.InRange(one[^1].Time.Seconds - one[0].Time.Seconds, 0, 1));
        Assert.Equal(samples.Select(Bits), seconds.SelectMany(one => Read(MotionBlob.Encode(one))).Select(Bits));
    }

    [Theory]
    [InlineData(4, 30)] // As a recording's text has them.
    [InlineData(-1, 40)] // As most sensors give them.
    public void What_a_sensor_gives_takes_few_bytes(int decimals, int most)
    {
        var samples = Session.Of(MotionContent.Orientation | Session.Inertial)[..60].Select(sample => sample with
        {
            Time = new(Math.Round(sample.Time.Seconds, 4)),
            SensorToEarth = new(Rough(sample.SensorToEarth.W), Rough(sample.SensorToEarth.X), Rough(sample.SensorToEarth.Y), Rough(sample.SensorToEarth.Z)),
            SpecificForce = Coarse(sample.SpecificForce),
            AngularRate = Coarse(sample.AngularRate),
        }).ToArray();

        Assert.InRange(MotionBlob.Encode(samples).Length / 60.0, 5, most);

        double Rough(double value) => decimals < 0 ? (float)value : Math.Round(value, decimals);
        Vector3D Coarse(Vector3D v) => new(Rough(v.X), Rough(v.Y), Rough(v.Z));
    }

    [Fact]
    public void Numbers_of_every_kind_survive()
    {
        double[] kinds =
        [
            0, -0.0, 1, -1, 0.1, -123.456789, 1e-9, 1e-10, 1.0 / 3, 5e-324, double.MaxValue, double.MinValue, double.NaN,
            double.PositiveInfinity, double.NegativeInfinity, 9007199254740991, 9007199254740992, 1e300, (float)0.1,
        ];
        var random = new Random(1);
        for (var round = 0; round < 2000; round++)
        {
            var samples = Enumerable.Range(0, random.Next(1, 6)).Select(_ => new MotionSample
            {
                Time = new(Finite()),
                Content = (MotionContent)random.Next(8),
                StartsSegment = random.Next(4) == 0,
                Mark = random.Next(4) == 0 ? new Mark.Note("ä;,\"") : null,
                SensorToEarth = new(Any(), Any(), Any(), Any()),
                SpecificForce = new(Any(), Any(), Any()),
                AngularRate = new(Any(), Any(), Any()),
            }).ToArray();

            Assert.Equal(samples.Select(Bits), Read(MotionBlob.Encode(samples)).Select(Bits));
        }

        double Any() => random.Next(3) == 0 ? BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)) : kinds[random.Next(kinds.Length)];
        double Finite() => Any() is var value && double.IsFinite(value) ? value : 0;
    }

    [Fact]
    public void A_changed_byte_or_a_missing_end_is_refused()
    {
        var blob = MotionBlob.Encode(Session.Of(MotionContent.Orientation).AsSpan(0, 60));
        for (var at = 0; at < blob.Length; at++)
        {
            var changed = (byte[])blob.Clone();
            changed[at] ^= (byte)(1 << (at % 8));
            Assert.False(MotionBlob.TryDecode(changed, out _));
            Assert.False(MotionBlob.TryDecode(blob.AsSpan(0, at), out _));
        }
    }

    [Fact]
    public void Anything_under_a_right_checksum_is_read_or_refused() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(5000),
            Prop.ForAll<byte[]>(bytes =>
            {
                var blob = new BlobWriter();
                blob.Byte(MotionBlob.Version);
                blob.Bytes(bytes);
                return !MotionBlob.TryDecode(blob.Sealed(), out var samples) || samples.Length is > 0 and <= MotionBlob.MaxSamples;
            }));

    [Fact]
    public void A_clock_that_goes_back_and_a_restart_begin_a_new_second()
    {
        var second = new MotionSecond();
        Assert.Null(second.Add(At(10)));
        Assert.Null(second.Add(At(10.5)));
        Assert.Null(second.Add(At(10.2))); // Out of order: still the same second, as it came.
        Assert.Equal([10, 10.5, 10.2], second.Add(At(2))!.Select(sample => sample.Time.Seconds));
        Assert.Single(second.Add(At(2.1) with { StartsSegment = true })!);
        Assert.Single(second.Add(At(3.1))!);
    }

    private static MotionSample At(double seconds) => new() { Time = new(seconds), Content = MotionContent.Orientation, SensorToEarth = Rotation.Identity };

    private static MotionSample[] Read(byte[] blob)
    {
        Assert.True(MotionBlob.TryDecode(blob, out var samples));
        return samples;
    }

    // NaN and −0 too: a quantity that a sample does not have is not kept.
    private static string Bits(MotionSample sample)
    {
        var numbers = new List<double> { sample.Time.Seconds };
        if (sample.Has(MotionContent.Orientation))
        {
            numbers.AddRange([sample.SensorToEarth.W, sample.SensorToEarth.X, sample.SensorToEarth.Y, sample.SensorToEarth.Z]);
        }

        if (sample.Has(MotionContent.SpecificForce))
        {
            numbers.AddRange([sample.SpecificForce.X, sample.SpecificForce.Y, sample.SpecificForce.Z]);
        }

        if (sample.Has(MotionContent.AngularRate))
        {
            numbers.AddRange([sample.AngularRate.X, sample.AngularRate.Y, sample.AngularRate.Z]);
        }

        return $"{sample.Content} {sample.StartsSegment} {sample.Mark?.Text} {string.Join(' ', numbers.Select(BitConverter.DoubleToInt64Bits))}";
    }
}
