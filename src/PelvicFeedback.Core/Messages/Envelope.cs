using System.Globalization;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Messages;

/// <summary>What every message says about itself besides its version.</summary>
/// <param name="Time">When, in wall time: the session's anchor plus monotonic time. Never used to order messages.</param>
/// <param name="SensorTime">When, on the sensor's clock; within ±10¹² s.</param>
/// <param name="ClockSynced">Whether wall time was set by a time server when the anchor was taken.</param>
/// <param name="SessionId">The session; null where none exists.</param>
public readonly record struct Envelope(UtcInstant Time, SampleTime SensorTime, bool ClockSynced, Pseudonym? SessionId)
{
    /// <summary>The version of the payloads.</summary>
    public const int Version = 1;

    internal static Envelope Read(FieldReader fields)
    {
        fields.Version();
        return new(fields.Time("t"), fields.SampleTime("sensorT"), fields.Flag("clockSynced"), fields.PseudonymOrNull("sessionId"));
    }

    internal void Write(FieldWriter fields) => new ServiceEnvelope(Time, SensorTime, ClockSynced, SessionId).Write(fields);
}

/// <summary>What a message says about itself that is about the service or the session rather than about one sample.</summary>
/// <param name="Time">When, in wall time: the session's anchor plus monotonic time. Never used to order messages.</param>
/// <param name="SensorTime">The newest sample on the sensor's clock; null where none has come.</param>
/// <param name="ClockSynced">Whether wall time was set by a time server when the anchor was taken.</param>
/// <param name="SessionId">The session; null where none exists.</param>
public readonly record struct ServiceEnvelope(UtcInstant Time, SampleTime? SensorTime, bool ClockSynced, Pseudonym? SessionId)
{
    internal static ServiceEnvelope Read(FieldReader fields)
    {
        fields.Version();
        return new(fields.Time("t"), fields.SampleTimeOrNull("sensorT"), fields.Flag("clockSynced"), fields.PseudonymOrNull("sessionId"));
    }

    internal void Write(FieldWriter fields)
    {
        fields.Version();
        fields.Time("t"u8, Time);
        fields.SampleTime("sensorT"u8, SensorTime);
        fields.Flag("clockSynced"u8, ClockSynced);
        fields.Text("sessionId"u8, SessionId?.ToString());
    }
}

/// <summary>The name of a durable event: <c>{streamId}-{seq}</c>. It comes from a store, never from a clock or from memory.</summary>
/// <param name="Stream">New at every sensor start, install and restore.</param>
/// <param name="Sequence">Counts from 1 within the stream, without holes.</param>
public sealed record EventId(Pseudonym Stream, long Sequence)
{
    internal const long Largest = 999_999_999_999_999;

    /// <summary>Reads an event's name.</summary>
    /// <returns>Null when it is none.</returns>
    public static EventId? Parse(string? text)
    {
        var dash = text?.LastIndexOf('-') ?? -1;
        return dash > 0 && dash < text!.Length - 1 && Pseudonym.TryParse(text[..dash], out var stream) && text[dash + 1] is >= '1' and <= '9'
            && long.TryParse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) && sequence <= Largest
            ? new(stream, sequence)
            : null;
    }

    /// <summary><c>{streamId}-{seq}</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Stream}-{Sequence}");
}
