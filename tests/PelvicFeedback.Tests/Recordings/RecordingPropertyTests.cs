using System.Globalization;
using System.Text;
using PelvicFeedback.Core.Reports;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Sensors.Recordings;
using static PelvicFeedback.Tests.Recordings.Texts;

namespace PelvicFeedback.Tests.Recordings;

/// <summary>What must hold whatever the numbers: pieces, column order and copying change nothing.</summary>
public class RecordingPropertyTests
{
    private static readonly Mark[] Marks =
    [
        new Mark.CalibrateStatic(), new Mark.CalibrateBow(), new Mark.CalibrateSide(Side.Right), new Mark.CalibrateEnd(), new Mark.Rest(),
        new Mark.StartExercise(new(Exercise.LateralStepUp, ExerciseSide.Auto)), new Mark.Note(" a \"quote\", a; b"), new Mark.Note("Hüfte ✓"),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(61)]
    [InlineData(4096)]
    public void The_pieces_a_file_comes_in_never_change_the_samples(int most)
    {
        var lines = Written(400, seed: 3).Split('\n');
        var random = new Random(5);
        for (var i = 1; i < lines.Length - 1; i += 7)
        {
            lines[i] = random.Next(4) switch { 0 => "bad", 1 => "", 2 => lines[i] + "\r", _ => lines[i][..(lines[i].Length / 2)] };
        }

        var bytes = Encoding.UTF8.GetBytes(string.Join('\n', lines));
        using var whole = Open(bytes);
        var expected = whole.All();
        for (var seed = 0; seed < 5; seed++)
        {
            using var reader = RecordingReader.Over(new PieceStream(bytes, most, seed), "pieces");
            Assert.Equal(expected, reader.All());
            Assert.Equal(whole.Faults.Counts, reader.Faults.Counts);
            Assert.Equal(whole.Faults.First, reader.Faults.First);
        }
    }

    [Fact]
    public void The_order_of_columns_never_matters()
    {
        string[][] rows = [.. Written(50, seed: 4, withNotes: false).TrimEnd('\n').Split('\n').Select(line => line.Split(','))];
        var expected = Read(string.Join('\n', rows.Select(row => string.Join(',', row))));
        var random = new Random(6);
        for (var round = 0; round < 50; round++)
        {
            int[] order = [.. Enumerable.Range(0, 13)];
            random.Shuffle(order);
            var text = string.Join('\n', rows.Select((row, i) => string.Join(',', order.Select(column => column < 12 ? row[column] : i == 0 ? "extra" : "#"))));
            Assert.Equal(expected, Read(text));
        }
    }

    [Theory]
    [InlineData(MotionContent.Orientation)]
    [InlineData(MotionContent.SpecificForce | MotionContent.AngularRate)]
    [InlineData(MotionContent.Orientation | MotionContent.SpecificForce | MotionContent.AngularRate)]
    public void What_was_written_reads_back_to_the_last_bit(MotionContent columns)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var samples = Samples(500, seed, columns);
            using var reader = Open(Write(samples, columns));
            Assert.Equal(samples, reader.All());
            Assert.Equal(0, reader.Faults.BadLines);
        }
    }

    [Fact]
    public void A_recording_that_is_read_and_written_again_stays_the_same()
    {
        const MotionContent all = MotionContent.Orientation | MotionContent.SpecificForce | MotionContent.AngularRate;
        using var rounded = Open("t,qw,qx,qy,qz\n" + string.Concat(Enumerable.Range(0, 300).Select(i => Rounded(i))));
        var once = Write(rounded.All(), all);
        using var again = Open(once);
        Assert.Equal(once, Write(again.All(), all));

        static string Rounded(int i) => string.Create(CultureInfo.InvariantCulture, $"{i * 0.01:0.00},{Math.Cos(i):0.0000},{Math.Sin(i):0.0000},0,0\n");
    }

    [Fact]
    public void A_number_is_read_to_the_nearest_double_however_many_digits_it_has()
    {
        var random = new Random(7);
        for (var i = 0; i < 300_000; i++)
        {
            var text = (i % 5) switch
            {
                0 => BitConverter.Int64BitsToDouble(random.NextInt64()).ToString("R", CultureInfo.InvariantCulture),
                1 => (random.NextDouble() * Math.Pow(10, random.Next(-6, 7))).ToString("R", CultureInfo.InvariantCulture),
                2 => ((float)random.NextDouble()).ToString("R", CultureInfo.InvariantCulture),
                3 => "-00." + new string('0', random.Next(0, 6)) + $"{random.NextInt64(1_000_000_000_000_000_000):D18}{random.Next(100)}"[..random.Next(0, 20)],
                _ => $"{random.NextInt64(1_000_000_000_000_000_000)}"[..random.Next(1, 3)] + "." + $"{random.NextInt64(1_000_000_000_000_000_000):D18}"[..random.Next(0, 18)],
            };
            var bytes = Encoding.UTF8.GetBytes(text);
            var used = DecimalText.ReadPlain(bytes, (byte)'.', out var value);
            if (used < bytes.Length)
            {
                Assert.True(DecimalText.TryReadAny(bytes, (byte)'.', out value));
            }

            Assert.Equal(BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)), BitConverter.DoubleToInt64Bits(value));
        }
    }

    [Theory]
    [InlineData("9007199254740993")]
    [InlineData("9007199254740995.0")]
    [InlineData("1.00000000000000011102230246251565")]
    [InlineData("0.500000000000000055")]
    [InlineData("9999999999999999999")]
    [InlineData("-0.0")]
    [InlineData("-0")]
    [InlineData("0.0000000000000000001")]
    [InlineData("0.0011338371520157064")]
    [InlineData("0.0009007199254740993")]
    [InlineData("0.0000000000000000000009")]
    [InlineData("0.00000000000000000000009")]
    [InlineData("000000000000000000000000012345678.5")]
    [InlineData("18446744073709551616")]
    [InlineData("0.00018446744073709551617")]
    public void Numbers_between_two_doubles_round_as_the_framework_rounds_them(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (DecimalText.ReadPlain(bytes, (byte)'.', out var value) < bytes.Length)
        {
            Assert.True(DecimalText.TryReadAny(bytes, (byte)'.', out value));
        }

        Assert.Equal(BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)), BitConverter.DoubleToInt64Bits(value));
    }

    private static string Written(int count, int seed, bool withNotes = true)
    {
        const MotionContent all = MotionContent.Orientation | MotionContent.SpecificForce | MotionContent.AngularRate;
        var samples = Samples(count, seed, all).Select(sample => withNotes || sample.Mark is not Mark.Note ? sample : sample with { Mark = null });
        return Encoding.UTF8.GetString(Write(samples, all));
    }

    private static byte[] Write(IEnumerable<MotionSample> samples, MotionContent columns)
    {
        using var stream = new MemoryStream();
        using (var writer = new RecordingWriter(stream, columns))
        {
            foreach (var sample in samples)
            {
                writer.Write(sample);
            }
        }

        return stream.ToArray();
    }

    private static List<MotionSample> Samples(int count, int seed, MotionContent columns)
    {
        var random = new Random(seed);
        var samples = new List<MotionSample>();
        var t = random.NextDouble() * 1000;
        for (var i = 0; i < count; i++)
        {
            var restarts = i > 0 && i == count / 2;
            t = restarts ? t - 2 : t + 0.01 + (random.NextDouble() * 1e-4);
            samples.Add(new MotionSample
            {
                Time = new(t),
                SensorToEarth = columns.HasFlag(MotionContent.Orientation) ? new Rotation(N(), N(), N(), N() + 2).Normalized : default,
                SpecificForce = columns.HasFlag(MotionContent.SpecificForce) ? new(N() * 20, N() * 1e-7, 9.81) : default,
                AngularRate = columns.HasFlag(MotionContent.AngularRate) ? new(N(), -0.0, N() * 1e-300) : default,
                Content = columns,
                Mark = random.Next(10) == 0 ? Marks[random.Next(Marks.Length)] : null,
                StartsSegment = restarts,
            });
        }

        return samples;

        double N() => (random.NextDouble() * 2) - 1;
    }
}
