using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Sensors.Simulated;

/// <summary>What is really so at the instant of a sample, whatever the sensor says.</summary>
/// <param name="Obliquity">φ of the pelvis, left side up positive; quiet standing on two feet is 0° on average.</param>
/// <param name="Tilt">θ of the pelvis, anterior positive; quiet standing is 0° on average.</param>
/// <param name="Heading">Pelvic rotation about the vertical since the session's first instant, left positive; not wrapped.</param>
/// <param name="Stance">Which leg carries the patient; never unknown.</param>
/// <param name="Position">
/// Centre of the pelvis, between the hip joints, m from where it rests in quiet standing: patient's forward and left at the session's
/// first instant, and up. Earth's frame if the sensor's heading origin is 0°.
/// </param>
public readonly record struct Truth(Degrees Obliquity, Degrees Tilt, Degrees Heading, Stance Stance, Vector3D Position)
{
    /// <summary>σ: lying on the side, the pelvis' long axis against the floor, head up positive, −90–90°. Near 90° while upright.</summary>
    public Degrees LongAxis { get; init; }

    /// <summary>ρ: lying on the side, roll about the long axis, front turned up positive, −90–90°.</summary>
    public Degrees Roll { get; init; }

    /// <summary>D: the unsupported side down positive, so φ on the left leg and −φ on the right; null on two feet.</summary>
    public Degrees? Drop => Stance switch
    {
        Stance.Left => Obliquity,
        Stance.Right => -Obliquity,
        _ => null,
    };
}

/// <summary>A sample as the sensor sends it, and the truth beside it.</summary>
/// <param name="Sample">What goes into the pipeline.</param>
/// <param name="Truth">What its results are held against.</param>
public readonly record struct SimulatedSample(MotionSample Sample, Truth Truth);
