using System.Globalization;
using System.Text.Json.Serialization;

namespace PelvicFeedback.Core.Units;

/// <summary>
/// A rotation as a unit quaternion: Hamilton convention, scalar first. Whatever holds one names its two frames
/// (<c>sensorToEarth</c> turns sensor coordinates into earth coordinates). q and −q are the same rotation.
/// <c>default</c> is no rotation at all: use <see cref="Identity"/>.
/// </summary>
/// <param name="W">Scalar part.</param>
/// <param name="X">First vector part.</param>
/// <param name="Y">Second vector part.</param>
/// <param name="Z">Third vector part.</param>
public readonly record struct Rotation(double W, double X, double Y, double Z)
{
    /// <summary>The rotation that changes nothing.</summary>
    public static Rotation Identity => new(1, 0, 0, 0);

    /// <summary>Norm of the quaternion; 1 for a rotation.</summary>
    [JsonIgnore]
    public double Norm => Math.Sqrt((W * W) + (X * X) + (Y * Y) + (Z * Z));

    /// <summary>The opposite rotation: earth-to-sensor from sensor-to-earth.</summary>
    [JsonIgnore]
    public Rotation Inverse => new(W, -X, -Y, -Z);

    /// <summary>Scaled to norm 1; the null quaternion stays what it is.</summary>
    [JsonIgnore]
    public Rotation Normalized
    {
        get
        {
            var norm = Norm;
            return norm > 0 ? new(W / norm, X / norm, Y / norm, Z / norm) : this;
        }
    }

    /// <summary>
    /// The target frame's third axis in the source frame's coordinates. For a sensor-to-earth rotation (earth's z up) this is
    /// <c>u</c>, the direction up as the sensor sees it: the only part of the rotation that a heading error cannot change.
    /// </summary>
    [JsonIgnore]
    public Vector3D UpInSource => new(
        2 * ((X * Z) - (W * Y)),
        2 * ((Y * Z) + (W * X)),
        1 - (2 * ((X * X) + (Y * Y))));

    /// <summary>Turn about a unit axis, right-handed.</summary>
    public static Rotation About(Vector3D unitAxis, double radians)
    {
        var (sin, cos) = Math.SinCos(radians / 2);
        return new(cos, unitAxis.X * sin, unitAxis.Y * sin, unitAxis.Z * sin);
    }

    /// <summary>Takes a vector from the source frame to the target frame.</summary>
    public Vector3D Apply(Vector3D v)
    {
        var axis = new Vector3D(X, Y, Z);
        var t = axis.Cross(v) * 2;
        return v + (t * W) + axis.Cross(t);
    }

    /// <summary>Composition: first <paramref name="b"/>, then <paramref name="a"/>.</summary>
    public static Rotation operator *(Rotation a, Rotation b) => new(
        (a.W * b.W) - (a.X * b.X) - (a.Y * b.Y) - (a.Z * b.Z),
        (a.W * b.X) + (a.X * b.W) + (a.Y * b.Z) - (a.Z * b.Y),
        (a.W * b.Y) - (a.X * b.Z) + (a.Y * b.W) + (a.Z * b.X),
        (a.W * b.Z) + (a.X * b.Y) - (a.Y * b.X) + (a.Z * b.W));

    /// <summary>The four numbers, scalar first; not the derived rotations, which would print each other without end.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"({W:0.######} {X:0.######} {Y:0.######} {Z:0.######})");
}
