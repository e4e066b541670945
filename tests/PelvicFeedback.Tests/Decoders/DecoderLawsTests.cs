using PelvicFeedback.Benchmarks.Speed;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Core.Wire.Sensors;
using PelvicFeedback.Core.Wire.Sensors.Pelvis;

namespace PelvicFeedback.Tests.Decoders;

/// <summary>What holds for every decoder, whatever bytes come.</summary>
public class DecoderLawsTests
{
    /// <summary>Every decoder there is, each with bytes that it takes.</summary>
    private static readonly (string Name, Func<SensorDecoder> New, byte[][] Good)[] Decoders =
    [
        .. SensorModels.All.SelectMany(model => model.Contents.Select(content => (model, content))).Select(one => (
            $"{one.model.Name} {one.content}",
            new Func<SensorDecoder>(() => one.model.Start(new(one.model.Rates[0], one.content)).Decoder),
            Good(one.model, one.content))),
        ("Movella DOT extended", () => new MovellaDot().Start(DotMode.Extended, 60).Decoder, [SensorDecoderTests.Dot(DotMode.Extended, 5)]),
        ("Movella DOT complete", () => new MovellaDot().Start(DotMode.Complete, 60).Decoder, [SensorDecoderTests.Dot(DotMode.Complete, 5)]),
    ];

    public static TheoryData<string> Names => new(Decoders.Select(one => one.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Random_and_mutated_bytes_are_read_or_refused(string name) => Attack(name, 200_000 / Decoders.Length);

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("runs", "edges")]
    public void Ten_million_of_them_are_too(string name) => Attack(name, 10_000_000 / Decoders.Length);

    [Theory]
    [MemberData(nameof(Names))]
    public void Decoding_allocates_nothing(string name)
    {
        var (_, begin, good) = Decoders.Single(one => one.Name == name);
        var (decoder, into) = (begin(), new MotionSample[SensorDecoder.MostSamples]);
        byte[] bad = [0x55, 0x61, 1, 2, 3, 0x55, 0xFF];
        Assert.Equal(0, Allocated.Steadily(() =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                decoder.Decode(i % 3 == 0 ? bad : good[i % good.Length], new(i * 0.01), into);
            }
        }));
    }

    [Fact]
    public void How_bytes_are_cut_into_notifications_does_not_change_the_samples_of_WitMotion()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var stream = Enumerable.Range(0, 60).SelectMany(_ => random.Next(4) == 0 ? Noise(random) : WitFrame(random)).ToArray();
            var whole = Motions(stream.Chunk(400));
            Assert.NotEmpty(whole);
            Assert.Equal(whole, Motions(stream.Chunk(1)));
            Assert.Equal(whole, Motions(Cut(stream, random)));
        }
    }

    [Fact]
    public void How_samples_are_put_into_notifications_does_not_change_them()
    {
        var together = PelvisVectors.Named("stream-all-185").List("notifications").Single();
        var alone = Enumerable.Range(0, 4).Select(i => (byte[])
        [
            together[0], 1, (byte)(together[2] + i), together[3],
            .. BitConverter.GetBytes(BitConverter.ToUInt32(together, 4) + (uint)(10_000 * i)),
            .. together[8..12], .. together[(12 + (20 * i))..(32 + (20 * i))],
        ]);
        Assert.Equal(PelvisVectors.Decode(new PelvisStream(), [together]).Samples, PelvisVectors.Decode(new PelvisStream(), alone).Samples);
    }

    [Fact]
    public void A_buffer_that_is_too_small_is_an_error_of_the_caller() =>
        Assert.Throws<ArgumentException>(() => new PelvisStream().Decode([], default, new MotionSample[SensorDecoder.MostSamples - 1]));

    private static void Attack(string name, int rounds)
    {
        var (_, begin, good) = Decoders.Single(one => one.Name == name);
        var (random, decoder, into) = (new Random(20261122), begin(), new MotionSample[SensorDecoder.MostSamples]);
        var (arrived, last, taken) = (0.0, double.NegativeInfinity, 0);
        var buffer = new byte[600];
        for (var round = 0; round < rounds; round++)
        {
            var length = Mutated(good[random.Next(good.Length)], buffer, random);
            arrived += random.Next(20) == 0 ? random.NextDouble() * 3 : 0.01;
            var decoded = decoder.Decode(buffer.AsSpan(0, length), new(arrived), into);
            if (decoded.Samples is < 0 or > SensorDecoder.MostSamples || decoded.Lost < 0 || decoded.Clipped > decoded.Samples
                || (decoded.Fault == DecodeFault.None) != (decoded.Faults == 0))
            {
                Assert.Fail($"{name}: {decoded} of {Convert.ToHexString(buffer, 0, length)}");
            }

            var clipped = 0;
            for (var i = 0; i < decoded.Samples; i++)
            {
                ref readonly var sample = ref into[i];
                clipped += sample.Clipped ? 1 : 0;
                if (!IsUsable(sample) || (!sample.StartsSegment && sample.Time.Seconds <= last))
                {
                    Assert.Fail($"{name}: {sample} after {last} s of {Convert.ToHexString(buffer, 0, length)}");
                }

                last = sample.Time.Seconds;
            }

            if (clipped != decoded.Clipped)
            {
                Assert.Fail($"{name}: {clipped} marked, {decoded.Clipped} counted, of {Convert.ToHexString(buffer, 0, length)}");
            }

            taken += decoded.Samples;
        }

        // Else the mutations only ever broke it at once, and little was tried.
        Assert.InRange(taken, 1, int.MaxValue);
    }

    private static bool IsUsable(in MotionSample sample) =>
        (!sample.Has(MotionContent.Orientation) || Math.Abs(sample.SensorToEarth.Norm - 1) < 1e-9)
        && sample.SpecificForce.Length <= 1000 && sample.AngularRate.Length <= 100;

    private static int Mutated(byte[] from, byte[] buffer, Random random)
    {
        var length = Math.Min(from.Length, buffer.Length);
        from.AsSpan(0, length).CopyTo(buffer);
        switch (random.Next(6))
        {
            case 0:
                length = random.Next(buffer.Length + 1);
                random.NextBytes(buffer.AsSpan(0, length));
                break;
            case 1:
                length = random.Next(length + 1);
                break;
            case 2:
                var more = random.Next(40);
                random.NextBytes(buffer.AsSpan(length, more));
                length += more;
                break;
            default:
                for (var i = random.Next(4); i >= 0; i--)
                {
                    buffer[random.Next(length)] = (byte)random.Next(256);
                }

                break;
        }

        return length;
    }

    private static byte[][] Good(SensorModel model, MotionContent content) => model switch
    {
        PelvisSensor => [.. PelvisVectors.Of("stream").SelectMany(vector => vector.List("notifications"))],
        MovellaDot => [SensorDecoderTests.Dot(content switch
        {
            MotionContent.Orientation => DotMode.Orientation,
            MotionContent.Orientation | MotionContent.AngularRate => DotMode.QuaternionAndRate,
            _ => DotMode.Everything,
        }, 77)],
        NordicThingy => [Convert.FromHexString("00000040000000000000000000000000")],
        MetaMotion => [Convert.FromHexString("19071b9b703f8c5e4dbd077f1dbe78029abe")],
        _ => [Convert.FromHexString("5561000000000008002000C00000111122223333"), WitFrame(new Random(1)), [.. WitFrame(new Random(2)), .. WitFrame(new Random(3))]],
    };

    private static List<MotionSample> Motions(IEnumerable<byte[]> notifications) =>
        [.. PelvisVectors.Decode(new WitMotion().Start(new(100, MotionContent.SpecificForce | MotionContent.AngularRate)).Decoder, notifications)
            .Samples.Select(sample => sample with { Time = default })];

    private static byte[] WitFrame(Random random)
    {
        var frame = new byte[20];
        random.NextBytes(frame);
        (frame[0], frame[1]) = (0x55, random.Next(8) == 0 ? (byte)0x71 : (byte)0x61);
        return frame;
    }

    private static byte[] Noise(Random random)
    {
        var noise = new byte[random.Next(1, 12)];
        random.NextBytes(noise);
        if (random.Next(2) == 0)
        {
            noise[^1] = 0x55;
        }

        return noise;
    }

    private static List<byte[]> Cut(byte[] stream, Random random)
    {
        var (pieces, at) = (new List<byte[]>(), 0);
        while (at < stream.Length)
        {
            var length = Math.Min(random.Next(0, 50), stream.Length - at);
            pieces.Add(stream[at..(at + length)]);
            at += length;
        }

        return pieces;
    }
}
