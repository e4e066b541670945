using System.Globalization;
using System.IO.Compression;
using System.Text;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Sensors.Recordings;

namespace PelvicFeedback.Tests.Recordings;

/// <summary>Small recordings written out in tests, and what reading them gives.</summary>
internal static class Texts
{
    public const string QuaternionHeader = "t,qw,qx,qy,qz";

    /// <summary>A level sensor at 100 Hz: lines from <paramref name="from"/> s on.</summary>
    public static string Level(int lines, double from = 0) => string.Concat(
        Enumerable.Range(0, lines).Select(i => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(from + (i * 0.01), 6)},1,0,0,0\n")));

    public static RecordingReader Open(string text, string name = "test.csv") => Open(Encoding.UTF8.GetBytes(text), name);

    public static RecordingReader Open(byte[] bytes, string name = "test.csv") => RecordingReader.Over(new MemoryStream(bytes), name);

    public static List<MotionSample> All(this RecordingReader reader)
    {
        var samples = new List<MotionSample>();
        while (reader.TryRead(out var sample))
        {
            samples.Add(sample);
        }

        return samples;
    }

    public static List<MotionSample> Read(string text)
    {
        using var reader = Open(text);
        return reader.All();
    }

    /// <summary>The reader at the end of the file.</summary>
    public static RecordingReader ReadThrough(string text)
    {
        var reader = Open(text);
        reader.All();
        return reader;
    }

    public static string Refusal(string text, string name = "test.csv") => Refusal(Encoding.UTF8.GetBytes(text), name);

    public static string Refusal(byte[] bytes, string name = "test.csv") =>
        Assert.Throws<RecordingException>(() => Open(bytes, name)).Message;

    public static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }
}
