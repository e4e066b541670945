using System.Buffers;
using System.Text.Json;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Movement;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Messages;

/// <summary>
/// Writes payloads as <c>docs/messages</c> specifies: JSON, UTF-8, camelCase, every field of the message there, unknown ones null.
/// Angles and durations have three decimals, sensor time four. Keep one per thread: after its first message it allocates nothing.
/// </summary>
public sealed class MessageWriter : IDisposable
{
    private static readonly ArrayBufferWriter<byte> Nowhere = new(1);

    private readonly Utf8JsonWriter _json = new(Nowhere);

    /// <summary>Appends a <c>live</c> payload.</summary>
    public void Write(IBufferWriter<byte> output, in LiveMessage message)
    {
        Begin(output, message.Envelope);
        Number("obliquityDeg"u8, message.Obliquity?.Value);
        Number("tiltDeg"u8, message.Tilt?.Value);
        Number("dropDeg"u8, message.Drop?.Value);
        Word<Stance>("stance"u8, message.Stance);
        Word<Confidence>("confidence"u8, message.Confidence);
        Word("zone"u8, message.Zone);
        Word("exercise"u8, message.Prescription?.Exercise);
        Word("side"u8, message.Prescription?.Side);
        _json.WriteNumber("rep"u8, message.Repetitions);
        End();
    }

    /// <summary>Appends an <c>alert/{kind}</c> payload.</summary>
    public void Write(IBufferWriter<byte> output, AlertMessage message)
    {
        Begin(output, message.Envelope);
        _json.WriteString("eventId"u8, message.EventId.ToString());
        _json.WriteString("alertId"u8, message.AlertId);
        Word<AlertKind>("kind"u8, message.Kind);
        Word<Phase>("phase"u8, message.Phase);
        Word<Stance>("stance"u8, message.Stance);
        Word<Exercise>("exercise"u8, message.Exercise);
        Number("thresholdDeg"u8, message.Threshold.Value);
        Number("valueDeg"u8, message.Value.Value);
        Number("peakDeg"u8, message.Peak.Value);
        Number("durationS"u8, message.Duration?.Value);
        Word("reason"u8, message.Reason);
        End();
    }

    /// <summary>Frees the writer.</summary>
    public void Dispose() => _json.Dispose();

    private void Begin(IBufferWriter<byte> output, Envelope envelope)
    {
        Span<byte> time = stackalloc byte[UtcInstant.TextLength];
        envelope.Time.Format(time);
        _json.Reset(output);
        _json.WriteStartObject();
        _json.WriteNumber("v"u8, Envelope.Version);
        _json.WriteString("t"u8, time);
        _json.WriteNumber("sensorT"u8, Rounded(envelope.SensorTime.Seconds, 4));
        _json.WriteBoolean("clockSynced"u8, envelope.ClockSynced);
        _json.WriteString("sessionId"u8, envelope.SessionId?.ToString());
    }

    private void End()
    {
        _json.WriteEndObject();
        _json.Flush();
        _json.Reset(Nowhere);
    }

    private void Number(ReadOnlySpan<byte> name, double? value)
    {
        if (value is { } number)
        {
            _json.WriteNumber(name, Rounded(number, 3));
        }
        else
        {
            _json.WriteNull(name);
        }
    }

    private void Word<T>(ReadOnlySpan<byte> name, T? value)
        where T : struct, Enum => _json.WriteString(name, value is { } word ? Words.Of(word) : null);

    // Adding zero turns −0 into 0: no reader should meet "-0".
    private static double Rounded(double value, int decimals) => Math.Round(value, decimals) + 0.0;
}
