using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Wire.Sensors;

/// <summary>What a sample on a patient can be; the limits are those of recordings.</summary>
internal static class Plausible
{
    private const double NormTolerance = 0.1;
    private const double LargestForce = 1000;
    private const double LargestRate = 100;

    /// <summary>Scales to norm 1 what the sensor has rounded.</summary>
    public static DecodeFault Quaternion(double w, double x, double y, double z, out Rotation rotation)
    {
        rotation = new Rotation(w, x, y, z);
        var norm = rotation.Norm;
        if (!double.IsFinite(norm))
        {
            return DecodeFault.NotFinite;
        }

        if (Math.Abs(norm - 1) > NormTolerance)
        {
            return DecodeFault.QuaternionNorm;
        }

        rotation = rotation.Normalized;
        return DecodeFault.None;
    }

    /// <summary>Of a specific force, m/s².</summary>
    public static DecodeFault Force(Vector3D force) => Of(force, LargestForce);

    /// <summary>Of an angular rate, rad/s.</summary>
    public static DecodeFault Rate(Vector3D rate) => Of(rate, LargestRate);

    private static DecodeFault Of(Vector3D value, double largest) =>
        !value.IsFinite ? DecodeFault.NotFinite : value.Length > largest ? DecodeFault.Absurd : DecodeFault.None;
}
