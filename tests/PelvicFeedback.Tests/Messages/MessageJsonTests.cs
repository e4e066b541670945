using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using PelvicFeedback.Benchmarks.Speed;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Tests.Messages;

public class MessageJsonTests
{
    private static readonly Envelope At = new(new UtcInstant(1_795_341_762_123), new(12.51), true, Pseudonym.Parse("s4f2"));

    private static readonly Feedback OneLeg = new()
    {
        Time = new(12.51),
        Obliquity = new(-5.7504),
        Tilt = new(-0.0001),
        Stance = Stance.Right,
        Confidence = Confidence.High,
        Zone = Zone.Alert,
        Prescription = new(Exercise.LateralStepUp, ExerciseSide.Right),
        Repetitions = 3,
    };

    private static readonly AlertStarted Started = new(
        new(12.51), 1, AlertKind.PelvicDrop, Stance.Left, Exercise.SingleLegStance, new(4), new(5.75), new(6.02));

    private static readonly AlertEnded Ended = new(
        new(14.3), 1, AlertKind.PelvicDrop, Stance.Left, Exercise.SingleLegStance, new(4), new(2.9), new(6.1), new(2.13), AlertEnd.EndOfInput);

    private static readonly ImmutableArray<TracePoint> Trace = [new(new(12.5), new(5.75), new(-1)), new(new(12.5167), null, null)];

    [Fact]
    public void A_live_message_is_written_as_specified() => Assert.Equal(
        """{"v":1,"t":"2026-11-22T10:02:42.123Z","sensorT":12.51,"clockSynced":true,"sessionId":"s4f2","obliquityDeg":-5.75,"tiltDeg":0,"dropDeg":5.75,"longAxisDeg":null,"rollDeg":null,"stance":"right","confidence":"high","zone":"alert","exercise":"lateral-step-up","side":"right","rep":3,"alert":"pelvic-drop"}""",
        Text(LiveMessage.Of(OneLeg, At) with { Alert = AlertKind.PelvicDrop }));

    [Fact]
    public void Before_a_calibration_the_angles_are_null_and_nothing_is_judged() => Assert.Equal(
        """{"v":1,"t":"1970-01-01T00:00:00.000Z","sensorT":0,"clockSynced":false,"sessionId":null,"obliquityDeg":null,"tiltDeg":null,"dropDeg":null,"longAxisDeg":null,"rollDeg":null,"stance":"unknown","confidence":"none","zone":null,"exercise":null,"side":null,"rep":0}""",
        Text(LiveMessage.Of(default, default)));

    [Fact]
    public void An_alerts_start_is_written_as_specified() => Assert.Equal(
        """{"v":1,"t":"2026-11-22T10:02:42.123Z","sensorT":12.51,"clockSynced":true,"sessionId":"s4f2","eventId":"k3v9x2-1","alertId":"k3v9x2-alert-1","kind":"pelvic-drop","phase":"start","stance":"left","exercise":"single-leg-stance","thresholdDeg":4,"valueDeg":5.75,"peakDeg":6.02,"durationS":null,"reason":null,"trace":null}""",
        Text(AlertMessage.Of(Started, At, EventId.Parse("k3v9x2-1")!, "k3v9x2-alert-1")));

    [Fact]
    public void An_alerts_end_is_written_as_specified() => Assert.Equal(
        """{"v":1,"t":"2026-11-22T10:02:42.123Z","sensorT":12.51,"clockSynced":true,"sessionId":"s4f2","eventId":"k3v9x2-2","alertId":"k3v9x2-alert-1","kind":"pelvic-drop","phase":"end","stance":"left","exercise":"single-leg-stance","thresholdDeg":4,"valueDeg":2.9,"peakDeg":6.1,"durationS":2.13,"reason":"end-of-input","trace":[[12.5,5.75,-1],[12.5167,null,null]]}""",
        Text(AlertMessage.Of(Ended, At, EventId.Parse("k3v9x2-2")!, "k3v9x2-alert-1", Trace)));

    [Fact]
    public void What_is_written_is_valid_and_reads_back()
    {
        var live = Encoding.UTF8.GetBytes(Text(LiveMessage.Of(OneLeg, At)));
        Assert.Null(MessageReader.TryRead(live, out LiveMessage liveBack));
        Assert.Equal(LiveMessage.Of(OneLeg, At) with { Obliquity = new(-5.75), Drop = new(5.75), Tilt = new(0) }, liveBack);
        Assert.Null(DocumentsOfMessages.Schema("live").Violation(JsonDocument.Parse(live).RootElement));

        var end = AlertMessage.Of(Ended, At, EventId.Parse("k3v9x2-2")!, "k3v9x2-alert-1", Trace);
        var alert = Encoding.UTF8.GetBytes(Text(end));
        Assert.Null(MessageReader.TryRead(alert, out AlertMessage? alertBack));
        Assert.Equal(end.Trace!.Value.AsEnumerable(), alertBack!.Trace!.Value);
        Assert.Equal(end with { Trace = null }, alertBack with { Trace = null });
        Assert.Null(DocumentsOfMessages.Schema("alert").Violation(JsonDocument.Parse(alert).RootElement));
    }

    [Fact]
    public void Every_word_of_the_core_is_in_the_schemas()
    {
        var live = DocumentsOfMessages.Schema("live");
        foreach (var exercise in Enum.GetValues<Exercise>())
        {
            var feedback = OneLeg with { Prescription = new(exercise, ExerciseSide.Auto) };
            Assert.Null(live.Violation(JsonDocument.Parse(Text(LiveMessage.Of(feedback, At))).RootElement));
        }

        var alert = DocumentsOfMessages.Schema("alert");
        foreach (var (kind, reason) in Enum.GetValues<AlertKind>().Zip(Enum.GetValues<AlertEnd>()))
        {
            var ended = Ended with { Kind = kind, Reason = reason };
            Assert.Null(alert.Violation(JsonDocument.Parse(Text(AlertMessage.Of(ended, At, EventId.Parse("a-1")!, "a", []))).RootElement));
        }
    }

    [Fact]
    public void A_live_message_allocates_nothing()
    {
        using var writer = new MessageWriter();
        var buffer = new ArrayBufferWriter<byte>(1024);
        Assert.Equal(0, Allocated.Steadily(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                buffer.ResetWrittenCount();
                writer.Write(buffer, LiveMessage.Of(OneLeg, At));
            }
        }));
    }

    [Theory]
    [InlineData("", MessageFaultKind.NotJson)]
    [InlineData("{", MessageFaultKind.NotJson)]
    [InlineData("""{"v":1,"v":1}""", MessageFaultKind.NotJson)]
    [InlineData("[]", MessageFaultKind.NotAnObject)]
    [InlineData("{}", MessageFaultKind.Missing)]
    [InlineData("""{"v":2}""", MessageFaultKind.OtherVersion)]
    [InlineData("""{"v":true}""", MessageFaultKind.WrongType)]
    [InlineData("""{"v":1,"t":"yesterday"}""", MessageFaultKind.OutOfRange)]
    [InlineData("""{"v":1,"t":"\uD800"}""", MessageFaultKind.NotJson)]
    [InlineData("""{"v":1,"t":"2026-11-22T10:02:42.123Z","sensorT":1e999}""", MessageFaultKind.OutOfRange)]
    public void A_refused_payload_says_why(string payload, MessageFaultKind kind)
    {
        Assert.Equal(kind, MessageReader.TryRead(Encoding.UTF8.GetBytes(payload), out LiveMessage _)?.Kind);
        Assert.Equal(kind, MessageReader.TryRead(Encoding.UTF8.GetBytes(payload), out AlertMessage? _)?.Kind);
    }

    [Fact]
    public void Bytes_that_are_no_text_and_payloads_that_are_too_long_are_refused()
    {
        Assert.Equal(MessageFaultKind.NotJson, MessageReader.TryRead(new byte[] { 0x7b, 0x22, 0xff, 0x22 }, out LiveMessage _)?.Kind);
        var padded = Encoding.UTF8.GetBytes(Text(LiveMessage.Of(OneLeg, At)).PadRight(MessageReader.MaxLength));
        Assert.Null(MessageReader.TryRead(padded, out LiveMessage _));
        Assert.Equal(MessageFaultKind.TooLong, MessageReader.TryRead(padded.Append((byte)' ').ToArray(), out LiveMessage _)?.Kind);
    }

    private static string Text(in LiveMessage message)
    {
        using var writer = new MessageWriter();
        var buffer = new ArrayBufferWriter<byte>();
        writer.Write(buffer, message);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string Text(AlertMessage message)
    {
        using var writer = new MessageWriter();
        var buffer = new ArrayBufferWriter<byte>();
        writer.Write(buffer, message);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
