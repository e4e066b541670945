using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PelvicFeedback.Core.Orientation;

/// <summary>
/// How a bias would show in the inclination. Gravity puts right, sample by sample, what the bias has tilted; but it does so through
/// its low-pass. So the earth's axes as the sensor sees them go through the same low-pass, and with each the bias that was believed
/// along it: then what gravity put right and what the believed bias foretold can be compared.
/// </summary>
/// <param name="EarthX">Low-pass of the earth's first horizontal axis, sensor frame; fourth, of the bias believed along it, rad/s.</param>
/// <param name="EarthY">Low-pass of the earth's second horizontal axis, sensor frame; fourth, of the bias believed along it, rad/s.</param>
/// <param name="EarthZ">Low-pass of the direction up, sensor frame; fourth nothing: gravity shows no turn about it.</param>
public readonly record struct InclinationDrift(LowPassMemory EarthX, LowPassMemory EarthY, LowPassMemory EarthZ)
{
    /// <summary>One sample on.</summary>
    /// <param name="gains">Of the low-pass at this sample.</param>
    /// <param name="sensorToEarth">Quaternion from the sensor's frame to the earth's.</param>
    /// <param name="bias">The bias believed in before this sample, rad/s, sensor frame.</param>
    /// <param name="x">The low-passed first axis, and fourth the low-passed bias along it.</param>
    /// <param name="y">The low-passed second axis, and fourth the low-passed bias along it.</param>
    /// <param name="z">The low-passed direction up.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal InclinationDrift Next(
        in LowPassGains gains,
        Vector256<double> sensorToEarth,
        Vector256<double> bias,
        out Vector256<double> x,
        out Vector256<double> y,
        out Vector256<double> z)
    {
        var (qx, qy, qz, qw) = (sensorToEarth.GetElement(0), sensorToEarth.GetElement(1), sensorToEarth.GetElement(2), sensorToEarth.GetElement(3));
        var earthX = Vector256.Create(1 - (2 * ((qy * qy) + (qz * qz))), 2 * ((qx * qy) - (qw * qz)), 2 * ((qx * qz) + (qw * qy)), 0);
        var earthY = Vector256.Create(2 * ((qx * qy) + (qw * qz)), 1 - (2 * ((qx * qx) + (qz * qz))), 2 * ((qy * qz) - (qw * qx)), 0);
        x = EarthX.Next(gains, earthX.WithElement(3, Vector256.Dot(earthX, bias)), out var nextX);
        y = EarthY.Next(gains, earthY.WithElement(3, Vector256.Dot(earthY, bias)), out var nextY);
        z = EarthZ.Next(gains, earthX.Cross(earthY), out var nextZ);
        return new(nextX, nextY, nextZ);
    }
}
