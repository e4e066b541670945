using System.Text.Json;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Core.Wire.Sensors;
using PelvicFeedback.Tests.Habits;

namespace PelvicFeedback.Tests.Decoders;

/// <summary>The vectors of the project's own sensor protocol, which the C library runs as well.</summary>
internal static class PelvisVectors
{
    private static readonly JsonDocument Document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "vectors.json")));

    public static string Folder => Repository.Path("firmware-protocol");

    public static JsonElement Root => Document.RootElement;

    public static IReadOnlyList<Vector> All { get; } = [.. Root.GetProperty("vectors").EnumerateArray().Select(vector => new Vector(vector))];

    public static IEnumerable<Vector> Of(string kind) => All.Where(vector => vector.Kind == kind);

    public static Vector Named(string name) => All.Single(vector => vector.Name == name);

    /// <summary>Decodes notifications one after another with one decoder, arriving 10 ms apart.</summary>
    public static (List<MotionSample> Samples, DecodeTally Tally) Decode(SensorDecoder decoder, IEnumerable<byte[]> notifications)
    {
        var (samples, tally, arrived) = (new List<MotionSample>(), new DecodeTally(), 0.0);
        var into = new MotionSample[SensorDecoder.MostSamples];
        foreach (var notification in notifications)
        {
            var decoded = decoder.Decode(notification, new(arrived += 0.01), into);
            tally.Add(decoded);
            samples.AddRange(into.AsSpan(0, decoded.Samples));
        }

        return (samples, tally);
    }

    internal sealed record Vector(JsonElement Json)
    {
        public string Name => Json.GetProperty("name").GetString()!;

        public string Kind => Json.GetProperty("kind").GetString()!;

        public bool Valid => Json.GetProperty("valid").GetBoolean();

        public byte[] Bytes => Convert.FromHexString(Json.GetProperty("bytes").GetString()!);

        public string Fault => Json.GetProperty("fault").GetString()!;

        public int Number(string name) => Json.GetProperty(name).GetInt32();

        public IEnumerable<byte[]> List(string name) => Json.GetProperty(name).EnumerateArray().Select(one => Convert.FromHexString(one.GetString()!));
    }
}
