using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Sensors.Simulated;

/// <summary>
/// A rotation by the three axes of its source frame, written in its target frame (direction cosines). The simulator reckons with
/// these rather than with the product's quaternions, so that a mistake in those cannot hide behind the same mistake here.
/// </summary>
internal readonly record struct Axes(Vector3D X, Vector3D Y, Vector3D Z)
{
    public static Axes Same => new(new(1, 0, 0), new(0, 1, 0), new(0, 0, 1));

    /// <summary>From the source frame to the target frame.</summary>
    public Vector3D Apply(Vector3D v) => (X * v.X) + (Y * v.Y) + (Z * v.Z);

    /// <summary>From the target frame back to the source frame.</summary>
    public Vector3D Back(Vector3D v) => new(X.Dot(v), Y.Dot(v), Z.Dot(v));

    /// <summary>First <paramref name="b"/>, then <paramref name="a"/>.</summary>
    public static Axes operator *(Axes a, Axes b) => new(a.Apply(b.X), a.Apply(b.Y), a.Apply(b.Z));

    /// <summary>The turn about a vector by its length in radians (Rodrigues' formula).</summary>
    public static Axes Turn(Vector3D rotationVector)
    {
        var angle = rotationVector.Length;
        if (angle < 1e-12)
        {
            return Same;
        }

        var (sin, cos) = Math.SinCos(angle);
        var n = rotationVector * (1 / angle);
        return new(Of(new(1, 0, 0)), Of(new(0, 1, 0)), Of(new(0, 0, 1)));

        Vector3D Of(Vector3D v) => (v * cos) + (n.Cross(v) * sin) + (n * (n.Dot(v) * (1 - cos)));
    }

    /// <summary>The turn about the third axis, left positive.</summary>
    public static Axes Heading(double radians)
    {
        var (sin, cos) = Math.SinCos(radians);
        return new(new(cos, sin, 0), new(-sin, cos, 0), new(0, 0, 1));
    }

    /// <summary>The axes of a unit quaternion, scalar first.</summary>
    public static Axes Of(Rotation q)
    {
        double w = q.W, x = q.X, y = q.Y, z = q.Z;
        return new(
            new(1 - (2 * ((y * y) + (z * z))), 2 * ((x * y) + (w * z)), 2 * ((x * z) - (w * y))),
            new(2 * ((x * y) - (w * z)), 1 - (2 * ((x * x) + (z * z))), 2 * ((y * z) + (w * x))),
            new(2 * ((x * z) + (w * y)), 2 * ((y * z) - (w * x)), 1 - (2 * ((x * x) + (y * y)))));
    }

    /// <summary>The unit quaternion of these axes, from its largest component so that nothing is lost (Shepperd 1978).</summary>
    public Rotation AsQuaternion()
    {
        double w = 1 + X.X + Y.Y + Z.Z, x = 1 + X.X - Y.Y - Z.Z, y = 1 - X.X + Y.Y - Z.Z, z = 1 - X.X - Y.Y + Z.Z;
        var largest = Math.Max(Math.Max(w, x), Math.Max(y, z));
        var scale = 0.5 / Math.Sqrt(largest);
        if (largest == w)
        {
            return new(w * scale, (Y.Z - Z.Y) * scale, (Z.X - X.Z) * scale, (X.Y - Y.X) * scale);
        }

        if (largest == x)
        {
            return new((Y.Z - Z.Y) * scale, x * scale, (X.Y + Y.X) * scale, (Z.X + X.Z) * scale);
        }

        return largest == y
            ? new((Z.X - X.Z) * scale, (X.Y + Y.X) * scale, y * scale, (Y.Z + Z.Y) * scale)
            : new((X.Y - Y.X) * scale, (Z.X + X.Z) * scale, (Y.Z + Z.Y) * scale, z * scale);
    }
}
