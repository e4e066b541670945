using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Messages;

/// <summary>
/// Topic <c>live</c>: the pelvis at one sample. Where nothing is known the angle is null: it is never the last one.
/// </summary>
public readonly record struct LiveMessage : IMessage<LiveMessage>
{
    /// <summary>When, and in which session.</summary>
    public required Envelope Envelope { get; init; }

    /// <summary>φ, left side up positive, −90–90°; null before a calibration and when lying.</summary>
    public Degrees? Obliquity { get; init; }

    /// <summary>θ, anterior positive, −180–180°; null exactly when <see cref="Obliquity"/> is.</summary>
    public Degrees? Tilt { get; init; }

    /// <summary>D, the unsupported side's drop, −90–90°; null unless standing on one leg with a known obliquity.</summary>
    public Degrees? Drop { get; init; }

    /// <summary>σ, long axis against the floor, head up positive, −90–90°; null unless lying.</summary>
    public Degrees? LongAxis { get; init; }

    /// <summary>ρ, front turned up positive, −90–90°; null exactly when <see cref="LongAxis"/> is.</summary>
    public Degrees? Roll { get; init; }

    /// <summary>On which leg the patient stands.</summary>
    public Stance Stance { get; init; }

    /// <summary>How far the angles can be believed.</summary>
    public Confidence Confidence { get; init; }

    /// <summary>Where the exercise's first quantity lies; null when nothing is judged.</summary>
    public Zone? Zone { get; init; }

    /// <summary>What is done on which side; null at rest.</summary>
    public Prescription? Prescription { get; init; }

    /// <summary>Repetitions completed in this set; not negative.</summary>
    public int Repetitions { get; init; }

    /// <summary>
    /// The alert that stands at this sample, the one that began last; null for none. A display cues by it: the alert's own event is written
    /// down before it is published, and a disk may take longer than a cue may be late.
    /// </summary>
    public AlertKind? Alert { get; init; }

    /// <summary>In the side plank: how far σ is from the floor, 0–180°; null elsewhere, and before the floor is known.</summary>
    public Degrees? Lift { get; init; }

    /// <summary>The message that says what the pipeline said of a sample.</summary>
    public static LiveMessage Of(in Feedback feedback, Envelope envelope) => new()
    {
        Envelope = envelope,
        Obliquity = feedback.Obliquity,
        Tilt = feedback.Tilt,
        Drop = feedback.Drop,
        LongAxis = feedback.LongAxis,
        Roll = feedback.Roll,
        Stance = feedback.Stance,
        Confidence = feedback.Confidence,
        Zone = feedback.Zone,
        Prescription = feedback.Prescription,
        Repetitions = feedback.Repetitions,
    };

    /// <inheritdoc/>
    public static LiveMessage Read(FieldReader fields) =>
        ReadTilt(fields, Envelope.Read(fields)) with
        {
            Alert = fields.WordIfThere<AlertKind>("alert"),
            Lift = fields.Has("liftDeg") ? new Degrees(fields.Number("liftDeg", 0, 180)) : null,
        };

    /// <inheritdoc/>
    public void Write(FieldWriter fields)
    {
        Envelope.Write(fields);
        WriteTilt(fields);
        if (Alert is { } standing)
        {
            fields.Word<AlertKind>("alert"u8, standing);
        }

        if (Lift is { } lift)
        {
            fields.Number("liftDeg"u8, lift.Value);
        }
    }

    internal static LiveMessage ReadTilt(FieldReader fields, Envelope envelope)
    {
        var message = new LiveMessage
        {
            Envelope = envelope,
            Obliquity = fields.AngleOrNull("obliquityDeg", 90),
            Tilt = fields.AngleOrNull("tiltDeg", 180),
            Drop = fields.AngleOrNull("dropDeg", 90),
            LongAxis = fields.AngleOrNull("longAxisDeg", 90),
            Roll = fields.AngleOrNull("rollDeg", 90),
            Stance = fields.Word<Stance>("stance"),
            Confidence = fields.Word<Confidence>("confidence"),
            Zone = fields.WordOrNull<Zone>("zone"),
            Prescription = fields.PrescriptionOrNull(),
            Repetitions = fields.Count("rep"),
        };
        fields.Refuse(message.Tilt.HasValue != message.Obliquity.HasValue, "tiltDeg");
        fields.Refuse(message.Drop.HasValue != (message.Obliquity.HasValue && message.Stance.AsSide().HasValue), "dropDeg");
        fields.Refuse(message.LongAxis.HasValue && message.Obliquity.HasValue, "longAxisDeg");
        fields.Refuse(message.Roll.HasValue != message.LongAxis.HasValue, "rollDeg");
        return message;
    }

    internal void WriteTilt(FieldWriter fields)
    {
        fields.Number("obliquityDeg"u8, Obliquity?.Value);
        fields.Number("tiltDeg"u8, Tilt?.Value);
        fields.Number("dropDeg"u8, Drop?.Value);
        fields.Number("longAxisDeg"u8, LongAxis?.Value);
        fields.Number("rollDeg"u8, Roll?.Value);
        fields.Word<Stance>("stance"u8, Stance);
        fields.Word<Confidence>("confidence"u8, Confidence);
        fields.Word("zone"u8, Zone);
        fields.PrescriptionOrNull(Prescription);
        fields.Count("rep"u8, Repetitions);
    }
}
