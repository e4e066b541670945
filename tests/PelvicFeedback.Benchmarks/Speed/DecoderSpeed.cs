using System.Buffers.Binary;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Core.Wire.Sensors;

namespace PelvicFeedback.Benchmarks.Speed;

/// <summary>What it costs to decode a notification of each sensor: this thread's own time, the median of runs; then what damaged ones do.</summary>
internal static class DecoderSpeed
{
    private const int Rounds = 21;
    private const int Frames = 100_000;

    public static int Run()
    {
        Console.WriteLine(Machine.Description());
        Console.WriteLine("ns a notification: this thread's own time on a core, medians of runs\n");
        foreach (var model in SensorModels.All)
        {
            var ask = new SensorAsk(model.Rates[0], model.Contents[0]);
            var (frame, samples) = Frame(ask.Content, model);
            Warm(model, ask, frame);
            var times = Enumerable.Range(0, Rounds).Select(_ => Timed(model.Start(ask).Decoder, frame, samples)).Order().ToList();
            Console.WriteLine(FormattableString.Invariant($"{model.Name}: {times[Rounds / 2]:0} ns ({frame.Length} bytes, samples: {samples})"));
        }

        Console.WriteLine();
        foreach (var (model, content) in SensorModels.All.SelectMany(model => model.Contents.Select(content => (model, content))))
        {
            DecoderAttack.Run($"{model.Name} {content}", () => model.Start(new(model.Rates[0], content)).Decoder, Frame(content, model).Frame);
        }

        foreach (var mode in new[] { DotMode.Extended, DotMode.Complete })
        {
            DecoderAttack.Run($"Movella DOT {mode}", () => new MovellaDot().Start(mode, 60).Decoder, Frame(MotionContent.Orientation, new MovellaDot()).Frame);
        }

        return 0;
    }

    private static void Warm(SensorModel model, SensorAsk ask, byte[] frame)
    {
        for (var round = 0; round < 5; round++)
        {
            Timed(model.Start(ask).Decoder, frame, 0);
        }
    }

    private static double Timed(SensorDecoder decoder, byte[] frame, int samples)
    {
        var into = new MotionSample[SensorDecoder.MostSamples];
        var decoded = 0L;
        var start = ThreadTime.Now();
        for (var i = 0; i < Frames; i++)
        {
            Advance(frame, i);
            decoded += decoder.Decode(frame, new(i * 0.01), into).Samples;
        }

        var time = (ThreadTime.Now() - start) / Frames;
        return samples == 0 || decoded == (long)samples * Frames ? time : throw new InvalidOperationException($"{decoded} samples were decoded.");
    }

    // A clock and a counter that stand still are refused, which is another path.
    private static void Advance(byte[] frame, int i)
    {
        if (frame.Length == 92)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(frame.AsSpan(2), (ushort)(4 * i));
            BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(4), (uint)i * 40_000);
        }
        else if (frame.Length == 44)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(frame, (uint)i * 16_667);
        }
    }

    private static (byte[] Frame, int Samples) Frame(MotionContent content, SensorModel model)
    {
        byte[] quaternion = [.. new[] { 0.5f, -0.5f, 0.5f, -0.5f }.SelectMany(BitConverter.GetBytes)];
        return model switch
        {
            MovellaDot => ([0, 0, 0, 0, .. quaternion, .. new byte[24]], 1),
            NordicThingy => ([0, 0, 0, 0x40, .. new byte[12]], 1),
            MetaMotion => ([0x19, 7, .. quaternion], 1),
            WitMotion => ([0x55, 0x61, .. new byte[18]], 1),
            _ => ([(byte)content, 4, 0, 0, 0, 0, 0, 0, 0x10, 0x27, 1, 0, .. Enumerable.Repeat<byte[]>([0, 0x40, .. new byte[PelvisBytes(content) - 2]], 4).SelectMany(one => one)], 4),
        };
    }

    private static int PelvisBytes(MotionContent content) =>
        8 + (content.HasFlag(MotionContent.SpecificForce) ? 6 : 0) + (content.HasFlag(MotionContent.AngularRate) ? 6 : 0);
}
