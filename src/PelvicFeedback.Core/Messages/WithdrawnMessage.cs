using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Messages;

/// <summary>Topic <c>withdrawn</c>: every judgement from then to now reads <i>not judged</i>. A durable event; nothing is sent again.</summary>
/// <param name="Envelope">When, and in which session.</param>
/// <param name="EventId">The durable event's name.</param>
/// <param name="From">The last time at which the calibration was known to be good.</param>
/// <param name="Reason">Why.</param>
public sealed record WithdrawnMessage(Envelope Envelope, EventId EventId, SampleTime From, WithdrawalReason Reason) : IMessage<WithdrawnMessage>
{
    /// <inheritdoc/>
    public static WithdrawnMessage? Read(FieldReader fields)
    {
        var envelope = Envelope.Read(fields);
        var eventId = fields.EventId();
        var from = fields.SampleTime("fromT");
        var reason = fields.Word<WithdrawalReason>("reason");
        return eventId is null ? null : new(envelope, eventId, from, reason);
    }

    /// <inheritdoc/>
    public void Write(FieldWriter fields)
    {
        Envelope.Write(fields);
        fields.EventId(EventId);
        fields.SampleTime("fromT"u8, From);
        fields.Word<WithdrawalReason>("reason"u8, Reason);
    }
}
