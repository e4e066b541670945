using System.Text.Json;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Core.Wire.Sensors;
using PelvicFeedback.Core.Wire.Sensors.Pelvis;
using PelvicFeedback.Tests.Messages;

namespace PelvicFeedback.Tests.Decoders;

/// <summary>The receiver's side of the project's own protocol against the vectors that the sensor's side passes too.</summary>
public class PelvisVectorTests
{
    [Fact]
    public void The_vectors_are_what_their_schema_says()
    {
        Assert.Null(new SubsetSchema(PelvisVectors.Folder, "vectors.schema.json").Violation(PelvisVectors.Root));
        Assert.Equal(PelvisVectors.All.Count, PelvisVectors.All.Select(vector => vector.Name).Distinct().Count());
    }

    [Fact]
    public void The_service_is_where_the_protocol_says()
    {
        var uuids = PelvisVectors.Root.GetProperty("uuids");
        Assert.Equal(uuids.GetProperty("sensor").GetString(), PelvisSensor.Service.Text);
        Assert.Equal(uuids.GetProperty("stream").GetString(), PelvisSensor.Stream.Text);
        Assert.Equal(uuids.GetProperty("control").GetString(), PelvisSensor.Control.Text);
        Assert.Equal(uuids.GetProperty("description").GetString(), PelvisSensor.Description.Text);
        Assert.Equal(uuids.GetProperty("battery").GetString(), new PelvisSensor().Battery.Text);
    }

    [Fact]
    public void What_a_sensor_streams_is_read_to_the_last_bit()
    {
        foreach (var vector in PelvisVectors.Of("stream"))
        {
            var (samples, tally) = PelvisVectors.Decode(new PelvisStream(), vector.List("notifications"));
            var expected = vector.Json.GetProperty("decoded").EnumerateArray().ToList();
            Assert.True(expected.Count == samples.Count && tally.Faults == 0, vector.Name);
            var wraps = 0L;
            foreach (var (i, one) in expected.Index())
            {
                var time = one.GetProperty("t").GetInt64();
                wraps += i > 0 && time < expected[i - 1].GetProperty("t").GetInt64() ? 1L << 32 : 0;
                Assert.True((time + wraps) / 1e6 == samples[i].Time.Seconds, $"{vector.Name}: time {samples[i].Time}");
                Assert.Equal(Expected(vector, one), samples[i] with { Time = default, Clipped = false });
            }
        }
    }

    [Fact]
    public void Holes_in_the_counter_are_lost_samples()
    {
        foreach (var vector in PelvisVectors.Of("stream"))
        {
            var counters = vector.Json.GetProperty("decoded").EnumerateArray().Select(one => one.GetProperty("counter").GetInt32()).ToList();
            var lost = counters.Zip(counters.Skip(1)).Sum(pair => (ushort)(pair.Second - pair.First) - 1);
            Assert.Equal(lost, PelvisVectors.Decode(new PelvisStream(), vector.List("notifications")).Tally.Lost);
        }
    }

    [Fact]
    public void A_clipped_sample_is_counted()
    {
        var (samples, tally) = PelvisVectors.Decode(new PelvisStream(), PelvisVectors.Named("stream-clipped-axis").List("notifications"));
        Assert.Equal(1, tally.Clipped);
        Assert.Equal(1, samples.Count(sample => sample.Clipped));
    }

    [Fact]
    public void A_frame_alone_is_read_or_refused_as_its_vector_says()
    {
        foreach (var vector in PelvisVectors.Of("frame"))
        {
            var (samples, tally) = PelvisVectors.Decode(new PelvisStream(), [vector.Bytes]);
            var fault = Enum.GetValues<DecodeFault>().Single(one => tally.Count(one) > 0);
            Assert.Equal((vector.Name, vector.Valid ? "none" : vector.Fault), (vector.Name, Words.Of(fault)));
            Assert.Equal((vector.Name, vector.Valid ? vector.Number("samples") : 0), (vector.Name, samples.Count));
        }
    }

    [Fact]
    public void Frames_in_sequence_give_what_their_vector_says()
    {
        foreach (var vector in PelvisVectors.Of("sequence"))
        {
            var (samples, tally) = PelvisVectors.Decode(new PelvisStream(), vector.List("frames"));
            Assert.Equal(
                (vector.Name, vector.Number("samples"), vector.Number("lost"), vector.Number("restarts"), vector.Number("faults")),
                (vector.Name, samples.Count, (int)tally.Lost, samples.Count(sample => sample.StartsSegment), (int)tally.Faults));
        }
    }

    [Fact]
    public void A_refused_notification_changes_nothing()
    {
        var whole = PelvisVectors.Named("sequence-whole").List("frames").ToList();
        foreach (var bad in PelvisVectors.Of("frame").Where(vector => !vector.Valid))
        {
            var (samples, tally) = PelvisVectors.Decode(new PelvisStream(), [whole[0], bad.Bytes, whole[1]]);
            Assert.Equal((bad.Name, 8, 0L, 1L), (bad.Name, samples.Count, tally.Lost, tally.Faults));
        }
    }

    [Fact]
    public void Descriptions_are_read_or_refused_as_their_vectors_say()
    {
        foreach (var vector in PelvisVectors.Of("description"))
        {
            var fault = SensorDescription.Read(vector.Bytes, out var description);
            Assert.Equal((vector.Name, vector.Valid ? "none" : vector.Fault), (vector.Name, Words.Of(fault)));
            if (!vector.Valid)
            {
                continue;
            }

            var fields = vector.Json.GetProperty("fields");
            Assert.Equal(Numbers(fields, "rates"), description.Rates);
            Assert.Equal(Numbers(fields, "firmware"), description.Firmware.Split('.').Select(int.Parse));
            Assert.Equal(Numbers(fields, "calibrated"), [description.Calibrated.Year, description.Calibrated.Month, description.Calibrated.Day]);
            Assert.Equal(fields.GetProperty("contents").GetInt32(), description.Contents.Sum(content => 1 << (int)content));
            string[] names = ["minor", "features", "boot", "hardware", "filterDelayUs", "accelerationRangeG", "rateRangeDegS"];
            Assert.Equal(
                names.Select(name => fields.GetProperty(name).GetInt32()),
                [
                    description.Minor, (int)description.Features, description.Boot, description.Hardware,
                    description.FilterDelayUs, description.AccelerationRangeG, description.RateRangeDegS,
                ]);
        }
    }

    [Fact]
    public void Batteries_are_read_or_refused_as_their_vectors_say()
    {
        foreach (var vector in PelvisVectors.Of("battery"))
        {
            var fault = PelvisBattery.Read(vector.Bytes, out var battery);
            Assert.Equal((vector.Name, vector.Valid ? "none" : vector.Fault), (vector.Name, Words.Of(fault)));
            if (vector.Valid)
            {
                var minutes = vector.Json.GetProperty("minutes");
                Assert.Equal(vector.Number("percent"), battery.Percent);
                Assert.Equal(vector.Json.GetProperty("state").GetString(), Words.Of(battery.State));
                Assert.Equal(minutes.ValueKind == JsonValueKind.Null ? null : minutes.GetInt32(), battery.MinutesLeft);
            }
        }
    }

    [Fact]
    public void Every_answer_of_the_control_point_is_read_as_done_or_refused()
    {
        var sensor = new PelvisSensor();
        var statuses = new HashSet<ControlStatus>();
        foreach (var step in PelvisVectors.Of("control").SelectMany(vector => vector.Json.GetProperty("steps").EnumerateArray()))
        {
            if (step.GetString() is { } text && text.StartsWith("answer ", StringComparison.Ordinal))
            {
                var bytes = Convert.FromHexString(text[7..]);
                Assert.Equal(DecodeFault.None, ControlAnswer.Read(bytes, out var answer));
                Assert.True(Enum.IsDefined(answer.Status));
                Assert.Equal(answer.Status == ControlStatus.Done, sensor.Refusal(PelvisSensor.Control, bytes) is null);
                statuses.Add(answer.Status);
            }
        }

        Assert.Equal(Enum.GetValues<ControlStatus>(), statuses.Order());
    }

    private static MotionSample Expected(PelvisVectors.Vector vector, JsonElement one)
    {
        var content = (MotionContent)vector.Number("content");
        var q = Numbers(one, "q").Select(part => part * PelvisStream.QuaternionUnit).ToArray();
        return new()
        {
            SensorToEarth = new Rotation(q[0], q[1], q[2], q[3]).Normalized,
            SpecificForce = content.HasFlag(MotionContent.SpecificForce) ? Vector(one, "a", PelvisStream.ForceUnit) : default,
            AngularRate = content.HasFlag(MotionContent.AngularRate) ? Vector(one, "w", PelvisStream.RateUnit) : default,

            // A sensor that does not trust its orientation has none.
            Content = vector.Name == "stream-settling" ? content & ~MotionContent.Orientation : content,
        };
    }

    private static Vector3D Vector(JsonElement one, string name, double unit) =>
        Numbers(one, name).ToArray() is [var x, var y, var z] ? new(x * unit, y * unit, z * unit) : default;

    private static IEnumerable<int> Numbers(JsonElement one, string name) => one.GetProperty(name).EnumerateArray().Select(number => number.GetInt32());
}
