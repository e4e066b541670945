using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text.Json.Serialization;

namespace PelvicFeedback.Core.Orientation;

/// <summary>
/// The rotation in two parts: what the angular rate says, and what gravity adds. The first leads to a reference frame that moves
/// against the earth only as fast as the rate's bias is wrong. In it gravity stands still while the accelerations of a body that comes
/// back to where it was cancel, which is why it is low-passed there. Quaternions, scalar last.
/// </summary>
/// <param name="SensorToReference">Quaternion from the sensor's frame to the reference frame: the integrated angular rate.</param>
/// <param name="ReferenceToEarth">Quaternion from the reference frame to the earth's (z up): what gravity has put right so far.</param>
/// <param name="SensorToEarth">Quaternion from the sensor's frame to the earth's: both together.</param>
/// <param name="Gravity">Low-pass of the specific force, m/s², reference frame: it points up.</param>
public readonly record struct Attitude(
    [property: JsonConverter(typeof(LanesJson))] Vector256<double> SensorToReference,
    [property: JsonConverter(typeof(LanesJson))] Vector256<double> ReferenceToEarth,
    [property: JsonConverter(typeof(LanesJson))] Vector256<double> SensorToEarth,
    LowPassMemory Gravity)
{
    /// <summary>Before the first sample: all frames the same.</summary>
    internal static Attitude Unknown => new(Vector256.Create(0.0, 0, 0, 1), Vector256.Create(0.0, 0, 0, 1), default, default);

    /// <summary>One sample on.</summary>
    /// <param name="gains">Of the low-pass at this sample.</param>
    /// <param name="turn">Angular rate without its bias times the time it went on for, rad, sensor frame.</param>
    /// <param name="force">Specific force, m/s², sensor frame.</param>
    /// <param name="seenUp">
    /// Unit vector: up as gravity shows it, in the earth's frame of before this sample. Its horizontal part is the inclination error that
    /// has been put right.
    /// </param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Attitude Next(in LowPassGains gains, Vector256<double> turn, Vector256<double> force, out Vector256<double> seenUp)
    {
        var sensorToReference = SensorToReference.After(Turn(turn)).Renormalized();
        var upInReference = Gravity.Next(gains, sensorToReference.Turns(force), out var gravity);
        seenUp = Direction(ReferenceToEarth.Turns(upInReference));
        var referenceToEarth = ShortestTurnToUp(seenUp).After(ReferenceToEarth).Renormalized();
        return new(sensorToReference, referenceToEarth, referenceToEarth.After(sensorToReference), gravity);
    }

    /// <summary>
    /// A turn by a rotation vector. Below 0.2 rad, which is all but every sample, sine and cosine by their series, whose next terms are
    /// below the last bit.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Turn(Vector256<double> turn)
    {
        var half = turn * 0.5;
        var s = Vector256.Dot(half, half);
        if (s >= 0.01)
        {
            return LargeTurn(half, Math.Sqrt(s));
        }

        var sinc = 1 - (s * (1.0 / 6) * (1 - (s * (1.0 / 20) * (1 - (s * (1.0 / 42) * (1 - (s * (1.0 / 72))))))));
        var cos = 1 - (s * 0.5 * (1 - (s * (1.0 / 12) * (1 - (s * (1.0 / 30) * (1 - (s * (1.0 / 56))))))));
        return (half * sinc).WithElement(3, cos);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector256<double> LargeTurn(Vector256<double> half, double angle)
    {
        var (sin, cos) = Math.SinCos(angle);
        return (half * (sin / angle)).WithElement(3, cos);
    }

    /// <summary>The unit vector; up when there is no direction, as in free fall from the start.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Direction(Vector256<double> v)
    {
        var squared = Vector256.Dot(v, v);
        return squared > 1e-12 ? v * (1 / Math.Sqrt(squared)) : Vector256.Create(0.0, 0, 1, 0);
    }

    /// <summary>
    /// The least rotation that takes this unit vector to (0, 0, 1): about a horizontal axis, so it leaves the heading alone. Below
    /// 0.001 rad, which is all but the first samples, by series in the angle, without root and division.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> ShortestTurnToUp(Vector256<double> from)
    {
        var (x, y, z) = (from.GetElement(0), from.GetElement(1), from.GetElement(2));
        var s = (x * x) + (y * y);
        if (s >= 1e-6 || z < 0)
        {
            return LargeTurnToUp(x, y, z);
        }

        var half = 0.5 + (s * (1.0 / 16));
        return Vector256.Create(y * half, -x * half, 0, 1 - (s * (1.0 / 8)));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector256<double> LargeTurnToUp(double x, double y, double z)
    {
        var w = Math.Sqrt(0.5 * (1 + z));
        return w > 1e-6 ? Vector256.Create(y * (0.5 / w), -x * (0.5 / w), 0, w) : Vector256.Create(1.0, 0, 0, 0);
    }
}
