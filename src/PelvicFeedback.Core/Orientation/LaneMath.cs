using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Orientation;

/// <summary>
/// Vectors (fourth lane 0) and quaternions (scalar in the fourth lane) four lanes at a time. The filter runs for every sample of
/// every sensor, and a vector of three doubles costs three times the instructions. No fused multiply-add is used: what comes
/// out does not hang on whether the processor has one.
/// </summary>
internal static class LaneMath
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Lanes(this Vector3D v) => Vector256.Create(v.X, v.Y, v.Z, 0);

    /// <summary>(y, z, x, w).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Next(this Vector256<double> v) => Vector256.Shuffle(v, Vector256.Create(1L, 2, 0, 3));

    /// <summary>(z, x, y, w).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> NextButOne(this Vector256<double> v) => Vector256.Shuffle(v, Vector256.Create(2L, 0, 1, 3));

    /// <summary>Vector product of the first three lanes; the fourth becomes 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Cross(this Vector256<double> a, Vector256<double> b) =>
        ((a * b.Next()) - (a.Next() * b)).Next();

    /// <summary>Takes a vector from the quaternion's source frame to its target frame.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Turns(this Vector256<double> rotation, Vector256<double> v)
    {
        var twice = rotation.Cross(v) * 2;
        return v + (twice * rotation.GetElement(3)) + rotation.Cross(twice);
    }

    /// <summary>Composition of quaternions: first <paramref name="b"/>, then <paramref name="a"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> After(this Vector256<double> a, Vector256<double> b) =>
        (b * a.GetElement(3))
        + (Vector256.Shuffle(b, Vector256.Create(3L, 2, 1, 0)) * Vector256.Create(1.0, -1, 1, -1) * a.GetElement(0))
        + ((Vector256.Shuffle(b, Vector256.Create(2L, 3, 0, 1)) * Vector256.Create(1.0, 1, -1, -1) * a.GetElement(1))
        + (Vector256.Shuffle(b, Vector256.Create(1L, 0, 3, 2)) * Vector256.Create(-1.0, 1, 1, -1) * a.GetElement(2)));

    /// <summary>
    /// A quaternion that rounding has moved off norm 1, moved back: one Newton step for 1/√s about s = 1, exact to the last bit or two as
    /// long as the norm is within 1e-8 of 1.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Renormalized(this Vector256<double> quaternion) =>
        quaternion * (1.5 - (0.5 * Vector256.Dot(quaternion, quaternion)));

    /// <summary>Each lane limited to ±<paramref name="most"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Within(this Vector256<double> v, double most) =>
        Vector256.ClampNative(v, Vector256.Create(-most), Vector256.Create(most));
}
