using System.Text;
using PelvicFeedback.Sensors.Recordings;
using static PelvicFeedback.Tests.Recordings.Texts;

namespace PelvicFeedback.Tests.Recordings;

/// <summary>Whatever the bytes, a recording is read or refused with its one typed error; samples are always finite and in order.</summary>
public class RecordingFuzzTests
{
    private static readonly string[] Pieces =
    [
        ",", ";", "\n", "\r\n", "\"", "\"\"", "t", "qw", "NaN", "1e309", "-", ".", "1", "0.01", "\0", "\uFEFF", " ", "\t", "sep=;", "event",
        "exercise:squat:both", "note:", "99999999999999999999", "4294967295", "SampleTimeFine", "Quat_W", "é", "\u001b[2J",
    ];

    [Fact]
    public void Random_bytes_are_refused_or_read()
    {
        var random = new Random(1);
        for (var i = 0; i < 1000; i++)
        {
            var bytes = new byte[random.Next(400)];
            random.NextBytes(bytes);
            if (i % 3 == 0 && bytes.Length > 2)
            {
                (bytes[0], bytes[1], bytes[2]) = (0x1F, 0x8B, 8);
            }

            Survives(bytes, i % 5 == 0 ? "x.gz" : "x.csv");
        }
    }

    [Fact]
    public void Random_words_are_refused_or_read()
    {
        var random = new Random(2);
        for (var i = 0; i < 2000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(120)).Select(_ => Pieces[random.Next(Pieces.Length)]));
            Survives(Encoding.UTF8.GetBytes((i % 2 == 0 ? "t,qw,qx,qy,qz,event\n" : "") + text), "x.csv");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Damaged_recordings_are_refused_or_read(bool packed)
    {
        var random = new Random(3);
        var text = "t,qw,qx,qy,qz,ax,ay,az,gx,gy,gz,event\n" + string.Concat(
            Enumerable.Range(0, 60).Select(i => FormattableString.Invariant($"{i * 0.01:0.00},1,0,0,0,0.1,0.2,9.8,0,0,{i},{(i == 9 ? "rest" : "")}\n")));
        var good = packed ? Gzip(text) : Encoding.UTF8.GetBytes(text);
        for (var i = 0; i < 1500; i++)
        {
            var bytes = good.ToList();
            for (var changes = random.Next(1, 8); changes > 0; changes--)
            {
                var at = random.Next(bytes.Count);
                switch (random.Next(4))
                {
                    case 0:
                        bytes[at] = (byte)random.Next(256);
                        break;
                    case 1:
                        bytes.RemoveRange(at, Math.Min(random.Next(1, 40), bytes.Count - at - 1));
                        break;
                    case 2:
                        bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                        break;
                    default:
                        bytes[at] ^= (byte)(1 << random.Next(8));
                        break;
                }
            }

            Survives([.. bytes], "x.csv");
        }
    }

    private static void Survives(byte[] bytes, string name)
    {
        try
        {
            using var reader = Open(bytes, name);
            var last = double.NegativeInfinity;
            while (reader.TryRead(out var sample))
            {
                Assert.True(double.IsFinite(sample.Time.Seconds) && (sample.Time.Seconds > last || sample.StartsSegment));
                Assert.True(!sample.Has(Core.Wire.MotionContent.Orientation) || Math.Abs(sample.SensorToEarth.Norm - 1) < 1e-9);
                Assert.True(sample.SpecificForce.Length <= 1000 && sample.AngularRate.Length <= 100);
                last = sample.Time.Seconds;
            }

            Assert.True(reader.Samples + reader.Faults.BadLines <= reader.Lines + 1);
        }
        catch (RecordingException refused)
        {
            Assert.DoesNotContain(refused.Message, char.IsControl);
            Assert.StartsWith(name + ": ", refused.Message, StringComparison.Ordinal);
        }
    }
}
