using PelvicFeedback.Core.Wire;
using PelvicFeedback.Core.Wire.Sensors;

namespace PelvicFeedback.Benchmarks.Speed;

/// <summary>Ten million frames for every decoder, each random or a good one with random damage: none throws, and none takes long.</summary>
internal static class DecoderAttack
{
    private const int Frames = 10_000_000;
    private const int Seed = 20261122;

    public static void Run(string name, Func<SensorDecoder> begin, byte[] good)
    {
        var (random, decoder, into, buffer) = (new Random(Seed), begin(), new MotionSample[SensorDecoder.MostSamples], new byte[SensorDecoder.LongestNotification]);
        var (samples, refused, longest, whole, arrived) = (0L, 0L, 0.0, 0.0, 0.0);
        var slow = new double[Frames / 1_000_000];
        for (var i = 0; i < Frames; i++)
        {
            var length = Damaged(good, buffer, random);
            arrived += random.Next(20) == 0 ? random.NextDouble() * 3 : 0.01;
            var start = ThreadTime.Now();
            var decoded = decoder.Decode(buffer.AsSpan(0, length), new(arrived), into);
            var time = ThreadTime.Now() - start;
            (samples, refused, whole) = (samples + decoded.Samples, refused + (decoded.Fault == DecodeFault.None ? 0 : 1), whole + time);
            slow[i / 1_000_000] = Math.Max(slow[i / 1_000_000], time);
            longest = Math.Max(longest, time);
        }

        // An interrupt of the machine's falls into one million or another; what the decoder takes is in each of them.
        Console.WriteLine(FormattableString.Invariant(
            $"{name}: {Frames / 1e6:0} million, {samples} samples, {refused} frames with a fault, no exception; mean {whole / Frames:0} ns with the clock's own, longest {longest / 1000:0.0} µs, median of the longest of each million {slow.Order().ElementAt(slow.Length / 2) / 1000:0.0} µs"));
    }

    private static int Damaged(byte[] good, byte[] buffer, Random random)
    {
        good.CopyTo(buffer, 0);
        var kind = random.Next(5);
        if (kind == 0)
        {
            var any = random.Next(buffer.Length + 1);
            random.NextBytes(buffer.AsSpan(0, any));
            return any;
        }

        var length = kind == 1 ? random.Next(good.Length + 1) : kind == 2 ? Math.Min(buffer.Length, good.Length * (1 + random.Next(4))) : good.Length;
        for (var at = good.Length; at < length; at++)
        {
            buffer[at] = good[at % good.Length];
        }

        for (var damage = random.Next(4); damage > 0 && length > 0; damage--)
        {
            buffer[random.Next(length)] = (byte)random.Next(256);
        }

        return length;
    }
}
