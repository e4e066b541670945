using PelvicFeedback.Core.Coaching;

namespace PelvicFeedback.Core.Messages;

/// <summary>Topic <c>hold</c>: a hold is over, with what is said of it. A durable event.</summary>
/// <param name="Envelope">When, and in which session.</param>
/// <param name="EventId">The durable event's name.</param>
/// <param name="Hold">What was decided; its <c>Ended</c> is the envelope's sensor time.</param>
public sealed record HoldMessage(Envelope Envelope, EventId EventId, HoldJudged Hold) : IMessage<HoldMessage>
{
    /// <inheritdoc/>
    public static HoldMessage? Read(FieldReader fields)
    {
        var envelope = Envelope.Read(fields);
        var eventId = fields.EventId();
        var prescription = fields.Prescription();
        var duration = fields.Duration("durationS");
        var (verdict, reason) = fields.Verdict();
        return eventId is null
            ? null
            : new(envelope, eventId, new(envelope.SensorTime, envelope.SensorTime, prescription.Exercise, prescription.Side, duration, verdict, reason));
    }

    /// <inheritdoc/>
    public void Write(FieldWriter fields)
    {
        Envelope.Write(fields);
        fields.EventId(EventId);
        fields.PrescriptionOrNull(new(Hold.Exercise, Hold.Side));
        fields.Number("durationS"u8, Hold.Duration.Value);
        fields.Verdict(Hold.Verdict, Hold.Reason);
    }
}
