using System.Text.Json;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Movement;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Messages;

/// <summary>
/// Reads payloads strictly: unknown fields are ignored, anything else that the schemas in <c>docs/messages</c> do not allow is
/// refused with a reason. Never throws for what came over a network.
/// </summary>
public static class MessageReader
{
    /// <summary>Longest payload, bytes.</summary>
    public const int MaxLength = 64 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Reads a <c>live</c> payload.</summary>
    /// <returns>Null when it was read; otherwise why not.</returns>
    public static MessageFault? TryRead(ReadOnlyMemory<byte> payload, out LiveMessage message) => Read(payload, Live, out message);

    /// <summary>Reads an <c>alert/{kind}</c> payload.</summary>
    /// <returns>Null when it was read; otherwise why not, and then <paramref name="message"/> is null.</returns>
    public static MessageFault? TryRead(ReadOnlyMemory<byte> payload, out AlertMessage? message) => Read(payload, Alert, out message);

    private static MessageFault? Read<T>(ReadOnlyMemory<byte> payload, Func<FieldReader, T?> read, out T? message)
    {
        message = default;
        if (payload.Length > MaxLength)
        {
            return new(MessageFaultKind.TooLong, "");
        }

        try
        {
            using var json = JsonDocument.Parse(payload, Strict);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
            {
                return new(MessageFaultKind.NotAnObject, "");
            }

            var fields = new FieldReader(json.RootElement);
            var decoded = read(fields);
            message = fields.Fault is null ? decoded : default;
            return fields.Fault;
        }
        catch (JsonException)
        {
            return new(MessageFaultKind.NotJson, "");
        }
    }

    private static LiveMessage Live(FieldReader fields)
    {
        var message = new LiveMessage
        {
            Envelope = EnvelopeOf(fields),
            Obliquity = fields.AngleOrNull("obliquityDeg", 90),
            Tilt = fields.AngleOrNull("tiltDeg", 180),
            Drop = fields.AngleOrNull("dropDeg", 90),
            Stance = fields.Word<Stance>("stance"),
            Confidence = fields.Word<Confidence>("confidence"),
            Zone = fields.WordOrNull<Zone>("zone"),
            Prescription = PrescriptionOf(fields),
            Repetitions = fields.Count("rep"),
        };
        fields.Refuse(message.Tilt.HasValue != message.Obliquity.HasValue, "tiltDeg");
        fields.Refuse(message.Drop.HasValue != (message.Obliquity.HasValue && message.Stance.AsSide().HasValue), "dropDeg");
        return message;
    }

    private static AlertMessage? Alert(FieldReader fields)
    {
        var envelope = EnvelopeOf(fields);
        var eventId = fields.Text("eventId", EventId.Parse);
        var alertId = fields.Text("alertId", AlertIdOf);
        var phase = fields.Word<Phase>("phase");
        var duration = fields.NumberOrNull("durationS", 0, 1e12);
        var reason = fields.WordOrNull<AlertEnd>("reason");
        var threshold = fields.Angle("thresholdDeg", 180);
        fields.Refuse(threshold <= Degrees.Zero, "thresholdDeg", MessageFaultKind.OutOfRange);
        fields.Refuse(duration.HasValue != (phase == Phase.End), "durationS");
        fields.Refuse(reason.HasValue != (phase == Phase.End), "reason");
        return eventId is null || alertId is null ? null : new()
        {
            Envelope = envelope,
            EventId = eventId,
            AlertId = alertId,
            Kind = fields.Word<AlertKind>("kind"),
            Phase = phase,
            Stance = fields.Word<Stance>("stance"),
            Exercise = fields.Word<Exercise>("exercise"),
            Threshold = threshold,
            Value = fields.Angle("valueDeg", 180),
            Peak = fields.Angle("peakDeg", 180),
            Duration = duration is { } seconds ? new Seconds(seconds) : null,
            Reason = reason,
        };
    }

    private static Envelope EnvelopeOf(FieldReader fields)
    {
        fields.Version();
        return new(
            fields.Time("t"),
            new SampleTime(fields.Number("sensorT", -1e12, 1e12)),
            fields.Flag("clockSynced"),
            fields.TextOrNull("sessionId", text => Pseudonym.TryParse(text, out var session) ? session : null));
    }

    private static Prescription? PrescriptionOf(FieldReader fields)
    {
        var exercise = fields.WordOrNull<Exercise>("exercise");
        var side = fields.WordOrNull<ExerciseSide>("side");
        fields.Refuse(exercise.HasValue != side.HasValue, "side");
        return exercise is { } done && side is { } on ? new Prescription(done, on) : null;
    }

    private static string? AlertIdOf(string text) => text.Length is >= 1 and <= 64 && Pseudonym.HasOnlyLetters(text) ? text : null;
}
