using System.Collections.Immutable;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Messages;

/// <summary>Topic <c>motion</c>: raw motion, when the plan asks for it. Its stream is its own: a hole in it is no incomplete record.</summary>
/// <param name="Envelope">When it was sent, and in which session.</param>
/// <param name="EventId">Its name, in the stream of motion.</param>
/// <param name="From">The first sample in it.</param>
/// <param name="To">The last sample in it.</param>
/// <param name="Blob">At most <see cref="MaxBlob"/> bytes, as the store keeps them.</param>
public sealed record MotionMessage(ServiceEnvelope Envelope, EventId EventId, SampleTime From, SampleTime To, ImmutableArray<byte> Blob)
    : IMessage<MotionMessage>
{
    /// <summary>Bytes of a blob at most: in base64, with the rest of the message, they stay under 64 KiB.</summary>
    public const int MaxBlob = 48_000;

    /// <inheritdoc/>
    public static MotionMessage? Read(FieldReader fields)
    {
        var envelope = ServiceEnvelope.Read(fields);
        var eventId = fields.EventId();
        var from = fields.SampleTime("fromT");
        var to = fields.SampleTime("toT");
        var blob = fields.Bytes("blob", MaxBlob);
        return eventId is null ? null : new(envelope, eventId, from, to, blob);
    }

    /// <inheritdoc/>
    public void Write(FieldWriter fields)
    {
        Envelope.Write(fields);
        fields.EventId(EventId);
        fields.SampleTime("fromT"u8, From);
        fields.SampleTime("toT"u8, To);
        fields.Bytes("blob"u8, Blob.AsSpan());
    }
}
