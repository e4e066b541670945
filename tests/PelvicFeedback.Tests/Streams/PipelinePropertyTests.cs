using System.Text.Json;
using System.Text.Json.Nodes;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Reports;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Sensors.Recordings;
using PelvicFeedback.Tests.Recordings;

namespace PelvicFeedback.Tests.Streams;

/// <summary>What physics says must not matter does not matter, from the first sample to the last word.</summary>
public class PipelinePropertyTests
{
    private const double Tolerance = 1e-6;
    private const MotionContent Oriented = MotionContent.Orientation | MotionContent.SpecificForce;

    [Theory]
    [InlineData(MotionContent.Orientation, 137, 0)]
    [InlineData(MotionContent.Orientation, -20, 5)]
    [InlineData(Oriented, 180, 0)]
    [InlineData(Oriented, 0, -5)]
    public void Heading_and_its_drift_change_nothing_but_the_turn(MotionContent content, double degrees, double degreesPerMinute)
    {
        var samples = Session.Of(content);
        var turned = samples.Select(sample =>
        {
            var heading = new Degrees(degrees + (degreesPerMinute * sample.Time.Seconds / 60)).Radians;
            return sample with { SensorToEarth = Rotation.About(new(0, 0, 1), heading) * sample.SensorToEarth };
        });

        var (expected, actual) = (Streaming.Run(samples, Session.Options), Streaming.Run(turned, Session.Options));
        Assert.Equal(expected.Count, actual.Count);
        for (var i = 0; i < expected.Count; i++)
        {
            Near(expected[i] with { Events = null }, actual[i] with { Events = null });
        }

        var (said, saidTurned) = (expected.Events().ToList(), actual.Events().ToList());
        Assert.Contains(said, one => one is RepetitionJudged);
        Assert.Equal(said.Select(one => one.GetType()), saidTurned.Select(one => one.GetType()));
        for (var i = 0; i < said.Count; i++)
        {
            Near(WithoutTurn(said[i]), WithoutTurn(saidTurned[i]));
        }
    }

    [Theory]
    [InlineData(MotionContent.Orientation)]
    [InlineData(Oriented)]
    public void The_sign_of_a_quaternion_changes_nothing_at_all(MotionContent content)
    {
        var samples = Session.Of(content);
        var random = new Random(8);
        var flipped = samples.Select(sample => random.Next(2) == 0 ? sample : sample with { SensorToEarth = Opposite(sample.SensorToEarth) });

        Same(Streaming.Run(samples, Session.Options), Streaming.Run(flipped, Session.Options));
    }

    [Theory]
    [InlineData(MotionContent.Orientation, 1)]
    [InlineData(Session.Inertial, 13)]
    [InlineData(MotionContent.Orientation | Session.Inertial, 4099)]
    public void The_pieces_that_a_recording_comes_in_change_nothing(MotionContent content, int most)
    {
        var samples = Session.Of(content)[..4000];
        using var file = new MemoryStream();
        using (var writer = new RecordingWriter(file, content, leaveOpen: true))
        {
            foreach (var sample in samples)
            {
                writer.Write(sample);
            }
        }

        using var pieces = RecordingReader.Over(new PieceStream(file.ToArray(), most, seed: most), "pieces");
        Same(Streaming.Run(samples, Session.Options), Streaming.Run(AllOf(pieces), Session.Options));
    }

    private static IEnumerable<MotionSample> AllOf(RecordingReader reader)
    {
        while (reader.TryRead(out var sample))
        {
            yield return sample;
        }
    }

    private static Rotation Opposite(Rotation q) => new(-q.W, -q.X, -q.Y, -q.Z);

    private static PelvicEvent WithoutTurn(PelvicEvent one) => one is RepetitionJudged repetition ? repetition with { Turn = null } : one;

    private static void Same(List<Feedback> expected, List<Feedback> actual)
    {
        Assert.Equal(expected.Select(one => one with { Events = null }), actual.Select(one => one with { Events = null }));
        Assert.Equal(expected.Events(), actual.Events());
    }

    private static void Near(object expected, object actual) =>
        Assert.True(
            AreNear(JsonSerializer.SerializeToNode(expected, expected.GetType()), JsonSerializer.SerializeToNode(actual, actual.GetType())),
            $"{expected} became {actual}");

    private static bool AreNear(JsonNode? a, JsonNode? b) => (a, b) switch
    {
        (JsonObject one, JsonObject other) => one.Count == other.Count && one.All(member => AreNear(member.Value, other[member.Key])),
        (JsonValue one, JsonValue other) when one.GetValueKind() == JsonValueKind.Number =>
            other.GetValueKind() == JsonValueKind.Number && Math.Abs(one.GetValue<double>() - other.GetValue<double>()) < Tolerance,
        _ => JsonNode.DeepEquals(a, b),
    };
}
