using System.Text.Json.Serialization;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Coaching;

/// <summary>
/// What the pipeline says of one sample: the pelvis, the stance, the zone, and whatever was decided at it. Every accepted
/// sample makes exactly one; before a calibration the angles are null.
/// </summary>
public readonly record struct Feedback
{
    /// <summary>The sample's time.</summary>
    public SampleTime Time { get; init; }

    /// <summary>φ, frontal-plane obliquity, left side up positive, −90–90°; null before a calibration and when lying.</summary>
    public Degrees? Obliquity { get; init; }

    /// <summary>θ, sagittal tilt from the calibrated standing, anterior positive, −180–180°; null before a calibration and when lying.</summary>
    public Degrees? Tilt { get; init; }

    /// <summary>σ, long axis of the trunk against the floor, head up positive; null unless lying.</summary>
    public Degrees? LongAxis { get; init; }

    /// <summary>ρ, roll about the long axis, front turned up positive; null unless lying.</summary>
    public Degrees? Roll { get; init; }

    /// <summary>On which leg the patient stands.</summary>
    public Stance Stance { get; init; }

    /// <summary>How far the angles can be believed.</summary>
    public Confidence Confidence { get; init; }

    /// <summary>Where the exercise's first quantity lies; null when nothing is judged at this sample.</summary>
    public Zone? Zone { get; init; }

    /// <summary>The exercise under way; null at rest.</summary>
    public Prescription? Prescription { get; init; }

    /// <summary>Repetitions completed in this set.</summary>
    public int Repetitions { get; init; }

    /// <summary>What was decided at this sample, in order; mostly null.</summary>
    [JsonIgnore]
    public EventChain? Events { get; init; }

    /// <summary>True once, after the last sample: no sample of its own, only the events that the end of the input brought.</summary>
    public bool Closes { get; init; }

    /// <summary>D, drop of the unsupported side: φ on the left leg, −φ on the right; null unless standing on one leg.</summary>
    [JsonIgnore]
    public Degrees? Drop => Obliquity is { } obliquity && Stance.AsSide() is { } leg ? new(obliquity.Value * leg.Sign()) : null;
}
