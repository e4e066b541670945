using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Messages;

/// <summary>
/// Topic <c>live</c>: the pelvis at one sample. Where nothing is known the angle is null: it is never the last one.
/// </summary>
public readonly record struct LiveMessage
{
    /// <summary>When, and in which session.</summary>
    public required Envelope Envelope { get; init; }

    /// <summary>φ, left side up positive, −90–90°; null before a calibration and when lying.</summary>
    public Degrees? Obliquity { get; init; }

    /// <summary>θ, anterior positive, −180–180°; null exactly when <see cref="Obliquity"/> is.</summary>
    public Degrees? Tilt { get; init; }

    /// <summary>D, the unsupported side's drop, −90–90°; null unless standing on one leg with a known obliquity.</summary>
    public Degrees? Drop { get; init; }

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

    /// <summary>The message that says what the pipeline said of a sample.</summary>
    public static LiveMessage Of(in Feedback feedback, Envelope envelope) => new()
    {
        Envelope = envelope,
        Obliquity = feedback.Obliquity,
        Tilt = feedback.Tilt,
        Drop = feedback.Drop,
        Stance = feedback.Stance,
        Confidence = feedback.Confidence,
        Zone = feedback.Zone,
        Prescription = feedback.Prescription,
        Repetitions = feedback.Repetitions,
    };
}
