using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Movement;

namespace PelvicFeedback.Core.Messages;

/// <summary>Topic <c>rep</c>: a repetition is over, with what is said of it. A durable event.</summary>
/// <param name="Envelope">When, and in which session.</param>
/// <param name="EventId">The durable event's name.</param>
/// <param name="Repetition">What was decided; its <c>At</c> is the envelope's sensor time.</param>
public sealed record RepMessage(Envelope Envelope, EventId EventId, RepetitionJudged Repetition) : IMessage<RepMessage>
{
    /// <inheritdoc/>
    public static RepMessage? Read(FieldReader fields)
    {
        var envelope = Envelope.Read(fields);
        var eventId = fields.EventId();
        var number = fields.Count("number", 1);
        var prescription = fields.Prescription();
        var duration = fields.Duration("durationS");
        var depth = fields.NumberOrNull("depthCm", 0, 300);
        var peak = fields.AngleOrNull("peakDropDeg", 90);
        var turn = fields.AngleOrNull("turnDeg", 3600);
        var source = fields.Word<RepetitionSource>("source");
        var seen = fields.Flag("seen");
        var (verdict, reason) = fields.Verdict();
        return eventId is null ? null : new(envelope, eventId, new(
            envelope.SensorTime, number, prescription.Exercise, prescription.Side, duration, depth, peak, turn, source, seen, verdict, reason));
    }

    /// <inheritdoc/>
    public void Write(FieldWriter fields)
    {
        Envelope.Write(fields);
        fields.EventId(EventId);
        fields.Count("number"u8, Repetition.Number);
        fields.PrescriptionOrNull(new(Repetition.Exercise, Repetition.Side));
        fields.Number("durationS"u8, Repetition.Duration.Value);
        fields.Number("depthCm"u8, Repetition.DepthCm);
        fields.Number("peakDropDeg"u8, Repetition.PeakDrop?.Value);
        fields.Number("turnDeg"u8, Repetition.Turn?.Value);
        fields.Word<RepetitionSource>("source"u8, Repetition.Source);
        fields.Flag("seen"u8, Repetition.Seen);
        fields.Verdict(Repetition.Verdict, Repetition.Reason);
    }
}
