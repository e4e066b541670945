using System.Text.Json.Serialization;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Posture;

/// <summary>In which of the two ways the angles of the pelvis are read.</summary>
public enum Position : byte
{
    /// <summary>Not calibrated: no angles.</summary>
    Unknown,

    /// <summary>Obliquity and tilt.</summary>
    Standing,

    /// <summary>Long axis and roll; obliquity folds at 90° there.</summary>
    Lying,
}

/// <summary>One sample of the pelvis: its angles against gravity, their rates, and how the body carries it.</summary>
public readonly record struct PelvisSample
{
    /// <summary>The sample's time.</summary>
    public SampleTime Time { get; init; }

    /// <summary>Time since the sample before; 0 s at the first of a segment or after a gap.</summary>
    public Seconds SincePrevious { get; init; }

    /// <summary>How the angles are read.</summary>
    [JsonInclude]
    public Position Position { get; private init; }

    /// <summary>φ, left side up positive, −90–90°; null before a calibration and when lying.</summary>
    [JsonIgnore]
    public Degrees? Obliquity => Position == Position.Standing ? new(Frontal) : null;

    /// <summary>θ, anterior positive, −180–180°; null before a calibration and when lying.</summary>
    [JsonIgnore]
    public Degrees? Tilt => Position == Position.Standing ? new(Sagittal) : null;

    /// <summary>σ, head up positive, −90–90°; null unless lying.</summary>
    [JsonIgnore]
    public Degrees? LongAxis => Position == Position.Lying ? new(Frontal) : null;

    /// <summary>ρ, front turned up positive, −90–90°; null unless lying.</summary>
    [JsonIgnore]
    public Degrees? Roll => Position == Position.Lying ? new(Sagittal) : null;

    /// <summary>The side below when lying on one; which it is means little on the back or the front. Null unless lying.</summary>
    [JsonIgnore]
    public Side? LowerSide => Position == Position.Lying ? (LeftIsUp ? Side.Right : Side.Left) : null;

    /// <summary>φ̇, left side rising positive, less the gyroscope's mean in the last stillness; 0 before a calibration and when lying.</summary>
    public DegreesPerSecond ObliquityRate { get; init; }

    /// <summary>θ̇, tipping forward positive, less the same mean; 0 before a calibration and when lying.</summary>
    public DegreesPerSecond TiltRate { get; init; }

    /// <summary>Turn about the vertical, to the left positive, less its mean in the last stillness.</summary>
    public DegreesPerSecond TurnRate { get; init; }

    /// <summary>
    /// How far off <see cref="TurnRate"/> may be, not negative: 0 where it is good to about 0.2°/s, because two stillnesses of 3 s agree about it; more where there was
    /// one alone, or those before it contradict it. Null where the last one was more than two minutes ago, or none.
    /// </summary>
    public DegreesPerSecond? TurnDoubt { get; init; }

    /// <summary>Whether <see cref="TurnRate"/> is good to about 0.2°/s.</summary>
    [JsonIgnore]
    public bool TurnIsSteady => TurnDoubt is { Value: 0 };

    /// <summary>Whether the sensor gives specific force and its bias is known, so that the two accelerations below hold.</summary>
    public bool HasAcceleration { get; init; }

    /// <summary>Acceleration of the sensor upwards, gravity and force bias removed, m/s²; valid with <see cref="HasAcceleration"/>.</summary>
    public double UpAcceleration { get; init; }

    /// <summary>Acceleration of the sensor along the horizontal direction to the patient's left, m/s², left positive; valid with <see cref="HasAcceleration"/>.</summary>
    public double LeftAcceleration { get; init; }

    /// <summary>Whether the sensor gives specific force; needs no calibration.</summary>
    public bool HasForce { get; init; }

    /// <summary>
    /// Specific force, m/s², in level axes that turn with the patient: X to the front, Y to the left, Z up, gravity included. Before a calibration left is
    /// the setting's axis. Valid with <see cref="HasForce"/>.
    /// </summary>
    public Vector3D LevelForce { get; init; }

    /// <summary>How long the inclination has been still, s; 0 while it moves.</summary>
    public Seconds Still { get; init; }

    /// <summary>What calibration, bow and a settling filter make of the angles; a slip is found later, by comparing rests.</summary>
    public Confidence Confidence { get; init; }

    /// <summary>What somebody said at this sample; mostly null.</summary>
    public Mark? Mark { get; init; }

    /// <summary>What was decided so far at this sample; mostly null.</summary>
    [JsonIgnore]
    public EventChain? Events { get; init; }

    [JsonInclude]
    private bool LeftIsUp { get; init; }

    // φ, or σ when lying; degrees.
    [JsonInclude]
    private double Frontal { get; init; }

    // θ, or ρ when lying; degrees.
    [JsonInclude]
    private double Sagittal { get; init; }

    /// <summary>A pelvis in that position.</summary>
    /// <param name="position">How the angles are read.</param>
    /// <param name="frontal">φ standing, σ lying.</param>
    /// <param name="sagittal">θ standing, ρ lying.</param>
    /// <param name="leftIsUp">Whether the left side is above the right one.</param>
    internal PelvisSample(Position position, Degrees frontal, Degrees sagittal, bool leftIsUp)
    {
        Position = position;
        Frontal = frontal.Value;
        Sagittal = sagittal.Value;
        LeftIsUp = leftIsUp;
    }
}
