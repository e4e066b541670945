using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Sensors.Simulated;

/// <summary>How the pelvis lies and moves at an instant.</summary>
/// <param name="Forward">Centre between the hips, m, along the patient's forward at the session's start.</param>
/// <param name="Left">The same, to the patient's left at the start.</param>
/// <param name="Up">The same, above where it is in quiet standing.</param>
/// <param name="Heading">Pelvic rotation about the vertical, rad, left turn positive, from the start.</param>
/// <param name="Obliquity">Left side up positive, rad.</param>
/// <param name="Tilt">Anterior positive, rad.</param>
/// <param name="Roll">About the pelvis' own long axis, to its left positive, rad.</param>
/// <param name="Stance">Which leg carries the patient.</param>
internal readonly record struct PelvisMotion(Jet Forward, Jet Left, Jet Up, Jet Heading, Jet Obliquity, Jet Tilt, Jet Roll, Stance Stance)
{
    public Vector3D Position => new(Forward.Value, Left.Value, Up.Value);

    /// <summary>m/s², in the frame of <see cref="Position"/>.</summary>
    public Vector3D Acceleration => new(Forward.Curve, Left.Curve, Up.Curve);

    /// <summary>
    /// The pelvis' axes in the frame of <see cref="Position"/>: rotation, then obliquity, then tilt (Baker 2001), and last
    /// the roll of somebody who lies: Rz(heading) · Rx(obliquity) · Ry(tilt) · Rz(roll).
    /// </summary>
    public Axes Orientation => Upright * Axes.Heading(Roll.Value);

    private Axes Upright
    {
        get
        {
            var (sinH, cosH) = Math.SinCos(Heading.Value);
            var (sinO, cosO) = Math.SinCos(Obliquity.Value);
            var (sinT, cosT) = Math.SinCos(Tilt.Value);
            return new(
                new((cosH * cosT) - (sinH * sinO * sinT), (sinH * cosT) + (cosH * sinO * sinT), -cosO * sinT),
                new(-sinH * cosO, cosH * cosO, sinO),
                new((cosH * sinT) + (sinH * sinO * cosT), (sinH * sinT) - (cosH * sinO * cosT), cosO * cosT));
        }
    }

    /// <summary>Angular rate in rad/s and its derivative in rad/s², in the pelvis' own axes (forward, left, up).</summary>
    public (Vector3D Rate, Vector3D Change) Turning
    {
        get
        {
            var (sinO, cosO) = Math.SinCos(Obliquity.Value);
            var (sinT, cosT) = Math.SinCos(Tilt.Value);
            double h = Heading.Rate, o = Obliquity.Rate, t = Tilt.Rate;
            var rate = new Vector3D((o * cosT) - (h * cosO * sinT), (h * sinO) + t, (o * sinT) + (h * cosO * cosT));
            var change = new Vector3D(
                (Obliquity.Curve * cosT) - (o * t * sinT) - (Heading.Curve * cosO * sinT) + (h * o * sinO * sinT) - (h * t * cosO * cosT),
                (Heading.Curve * sinO) + (h * o * cosO) + Tilt.Curve,
                (Obliquity.Curve * sinT) + (o * t * cosT) + (Heading.Curve * cosO * cosT) - (h * o * sinO * cosT) - (h * t * cosO * sinT));
            return Rolled(rate, change);
        }
    }

    // Seen from axes that themselves turn about the third.
    private (Vector3D Rate, Vector3D Change) Rolled(Vector3D rate, Vector3D change)
    {
        var axis = new Vector3D(0, 0, 1);
        var roll = Axes.Heading(Roll.Value);
        var seen = roll.Back(rate);
        return (seen + (axis * Roll.Rate), roll.Back(change) - (axis.Cross(seen) * Roll.Rate) + (axis * Roll.Curve));
    }
}
