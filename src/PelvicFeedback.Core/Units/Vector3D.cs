using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace PelvicFeedback.Core.Units;

/// <summary>
/// A vector of three doubles. It carries no frame and no unit of its own: the name of whatever holds one says both
/// (<c>upInSensor</c>, <c>specificForce</c>). Its operations are put into their callers whatever these have grown to: on the way there and
/// back the three numbers would go through memory twice. Double, not the runtime's float: an angle is the arcsine of such a component.
/// </summary>
/// <param name="X">Component along the first axis.</param>
/// <param name="Y">Component along the second axis.</param>
/// <param name="Z">Component along the third axis.</param>
public readonly record struct Vector3D(double X, double Y, double Z)
{
    /// <summary>The null vector.</summary>
    public static Vector3D Zero => default;

    /// <summary>Length, in the vector's unit.</summary>
    [JsonIgnore]
    public double Length => Math.Sqrt(Dot(this));

    /// <summary>Whether no component is NaN or infinite.</summary>
    [JsonIgnore]
    public bool IsFinite => double.IsFinite(X) && double.IsFinite(Y) && double.IsFinite(Z);

    /// <summary>The unit vector of the same direction; the null vector stays what it is.</summary>
    [JsonIgnore]
    public Vector3D Normalized => Length is > 0 and var length ? this * (1 / length) : this;

    /// <summary>Scalar product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Dot(Vector3D other) => (X * other.X) + (Y * other.Y) + (Z * other.Z);

    /// <summary>Vector product, right-handed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector3D Cross(Vector3D other) => new(
        (Y * other.Z) - (Z * other.Y),
        (Z * other.X) - (X * other.Z),
        (X * other.Y) - (Y * other.X));

    /// <summary>Angle to another vector, 0–180°; exact near 0° too. 0° when either is the null vector.</summary>
    public Degrees AngleTo(Vector3D other) => Degrees.FromRadians(Math.Atan2(Cross(other).Length, Dot(other)));

    /// <summary>Sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector3D operator +(Vector3D a, Vector3D b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    /// <summary>Difference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector3D operator -(Vector3D a, Vector3D b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    /// <summary>The opposite vector.</summary>
    public static Vector3D operator -(Vector3D a) => new(-a.X, -a.Y, -a.Z);

    /// <summary>Scaled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector3D operator *(Vector3D a, double factor) => new(a.X * factor, a.Y * factor, a.Z * factor);

    /// <summary>The three components; not the derived vectors, which would print each other without end.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"({X:0.######} {Y:0.######} {Z:0.######})");
}
