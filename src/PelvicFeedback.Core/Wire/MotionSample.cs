using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Wire;

/// <summary>Which of a sample's quantities the sensor gave.</summary>
[Flags]
public enum MotionContent : byte
{
    /// <summary>Only the time.</summary>
    None = 0,

    /// <summary><see cref="MotionSample.SensorToEarth"/>.</summary>
    Orientation = 1,

    /// <summary><see cref="MotionSample.SpecificForce"/>.</summary>
    SpecificForce = 2,

    /// <summary><see cref="MotionSample.AngularRate"/>.</summary>
    AngularRate = 4,
}

/// <summary>
/// One sample of an inertial sensor, as decoded: whatever the sensor is, whatever file it came from, this is what enters the
/// pipeline. Units are SI; frames are the sensor's (right-handed, any mounting) and the earth's (z up, heading arbitrary).
/// </summary>
public readonly record struct MotionSample
{
    /// <summary>When the sample was taken, on the sensor's clock.</summary>
    public SampleTime Time { get; init; }

    /// <summary>Rotation from the sensor's frame to the earth's (z up); valid with <see cref="MotionContent.Orientation"/>.</summary>
    public Rotation SensorToEarth { get; init; }

    /// <summary>Specific force in m/s², sensor frame (at rest it points up, 9.8); valid with <see cref="MotionContent.SpecificForce"/>.</summary>
    public Vector3D SpecificForce { get; init; }

    /// <summary>Angular rate in rad/s, sensor frame; valid with <see cref="MotionContent.AngularRate"/>.</summary>
    public Vector3D AngularRate { get; init; }

    /// <summary>What somebody said at this sample; mostly null.</summary>
    public Mark? Mark { get; init; }

    /// <summary>Which quantities are there.</summary>
    public MotionContent Content { get; init; }

    /// <summary>True on the first sample after the sensor restarted: its clock and its heading began anew.</summary>
    public bool StartsSegment { get; init; }

    /// <summary>Whether the sensor says that it was beyond its range: its force or rate was larger, and its orientation may be off.</summary>
    public bool Clipped { get; init; }

    /// <summary>Whether all of these quantities are there.</summary>
    public bool Has(MotionContent content) => (Content & content) == content;
}
