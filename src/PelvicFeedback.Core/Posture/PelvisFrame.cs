using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Posture;

/// <summary>
/// The pelvis' own axes as the sensor sees them: which way is left and which way was up in calibrated standing. Everything
/// that standing and lying angles need; heading is no part of it, so heading drift cannot touch an angle.
/// </summary>
/// <remarks>Order rotation → obliquity → tilt (Baker 2001, Gait Posture 13:1–6): obliquity then depends on the mediolateral axis and gravity alone.</remarks>
public readonly record struct PelvisFrame
{
    /// <summary>Makes the frame from the mediolateral axis and the direction up in quiet standing.</summary>
    /// <param name="left">The patient's left, sensor frame; made orthogonal to <paramref name="neutralUp"/> here, which sets neutral obliquity to 0.</param>
    /// <param name="neutralUp">Up in quiet standing, unit vector, sensor frame.</param>
    public static PelvisFrame From(Vector3D left, Vector3D neutralUp)
    {
        var acrossUp = (left - (neutralUp * left.Dot(neutralUp))).Normalized;
        return new() { Left = acrossUp, NeutralUp = neutralUp, Forward = acrossUp.Cross(neutralUp) };
    }

    /// <summary><c>l</c>: the patient's left, unit vector, sensor frame.</summary>
    public Vector3D Left { get; init; }

    /// <summary><c>u₀</c>: up in quiet standing, unit vector, sensor frame.</summary>
    public Vector3D NeutralUp { get; init; }

    /// <summary><c>f = l × u₀</c>: the patient's front, unit vector, sensor frame.</summary>
    public Vector3D Forward { get; init; }

    /// <summary>φ = asin(l·u): frontal-plane obliquity, left side up positive, −90–90°.</summary>
    public Degrees Obliquity(Vector3D upInSensor) => Degrees.FromRadians(Math.Asin(Math.Clamp(Left.Dot(upInSensor), -1, 1)));

    /// <summary>θ = atan2(−f·u, u₀·u): sagittal tilt from calibrated standing, anterior (top forward) positive, −180–180°.</summary>
    public Degrees Tilt(Vector3D upInSensor) => Degrees.FromRadians(Math.Atan2(-Forward.Dot(upInSensor), NeutralUp.Dot(upInSensor)));

    /// <summary>σ = atan2(u₀·u, s·l·u), s the sign of the side that is up: lying on the side, the long axis against the floor, head up positive, −90–90°.</summary>
    public Degrees LongAxis(Vector3D upInSensor) => Degrees.FromRadians(Math.Atan2(NeutralUp.Dot(upInSensor), Math.Abs(Left.Dot(upInSensor))));

    /// <summary>ρ = atan2(f·u, s·l·u): lying on the side, roll about the long axis, front turned up positive, −90–90°.</summary>
    public Degrees Roll(Vector3D upInSensor) => Degrees.FromRadians(Math.Atan2(Forward.Dot(upInSensor), Math.Abs(Left.Dot(upInSensor))));

    /// <summary>Rate of φ: φ̇ = ω·(l×u)/cos φ, left side rising positive; 0 where cos φ vanishes.</summary>
    /// <param name="upInSensor">u, unit vector.</param>
    /// <param name="angularRate">ω, rad/s, sensor frame.</param>
    public DegreesPerSecond ObliquityRate(Vector3D upInSensor, Vector3D angularRate)
    {
        var axis = Left.Cross(upInSensor);
        var cosine = axis.Length;
        return cosine < 1e-6 ? default : DegreesPerSecond.FromRadians(angularRate.Dot(axis) / cosine);
    }

    /// <summary>Rate of θ, from the change of u that the angular rate makes, tipping forward positive; 0 where θ is undefined (lying on the side).</summary>
    /// <param name="upInSensor">u, unit vector.</param>
    /// <param name="angularRate">ω, rad/s, sensor frame.</param>
    public DegreesPerSecond TiltRate(Vector3D upInSensor, Vector3D angularRate)
    {
        var upRate = upInSensor.Cross(angularRate);
        var (sine, cosine) = (-Forward.Dot(upInSensor), NeutralUp.Dot(upInSensor));
        var square = (sine * sine) + (cosine * cosine);
        return square < 1e-6
            ? default
            : DegreesPerSecond.FromRadians(((cosine * -Forward.Dot(upRate)) - (sine * NeutralUp.Dot(upRate))) / square);
    }
}
