using PelvicFeedback.Core.Posture;

namespace PelvicFeedback.Core.Messages;

/// <summary>Topic <c>calibration</c>: a calibration step was accepted, or refused with a reason. A durable event.</summary>
/// <param name="Envelope">When, and in which session.</param>
/// <param name="EventId">The durable event's name.</param>
/// <param name="Calibrated">What was decided; its <c>At</c> is the envelope's sensor time.</param>
public sealed record CalibrationMessage(Envelope Envelope, EventId EventId, Calibrated Calibrated) : IMessage<CalibrationMessage>
{
    /// <inheritdoc/>
    public static CalibrationMessage? Read(FieldReader fields)
    {
        var envelope = Envelope.Read(fields);
        var eventId = fields.EventId();
        var kind = fields.Word<CalibrationStep>("kind");
        var accepted = fields.Flag("accepted");
        var reason = fields.WordOrNull<CalibrationRefusal>("reason");
        fields.Refuse(accepted == reason.HasValue, "reason");
        var roll = fields.AngleOrNull("mountingRollDeg", 90);
        var error = fields.AngleOrNull("axisErrorDeg", 90);
        var turn = fields.AngleOrNull("axisTurnDeg", 180);
        return eventId is null ? null : new(envelope, eventId, new(envelope.SensorTime, kind, accepted, reason, roll, error, turn));
    }

    /// <inheritdoc/>
    public void Write(FieldWriter fields)
    {
        Envelope.Write(fields);
        fields.EventId(EventId);
        fields.Word<CalibrationStep>("kind"u8, Calibrated.Step);
        fields.Flag("accepted"u8, Calibrated.Accepted);
        fields.Word("reason"u8, Calibrated.Refusal);
        fields.Number("mountingRollDeg"u8, Calibrated.MountingRoll?.Value);
        fields.Number("axisErrorDeg"u8, Calibrated.AxisError?.Value);
        fields.Number("axisTurnDeg"u8, Calibrated.AxisTurn?.Value);
    }
}
