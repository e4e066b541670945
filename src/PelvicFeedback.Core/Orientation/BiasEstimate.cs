using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Orientation;

/// <summary>
/// What is believed of the rate sensor's bias: the mean and the covariance of a Kalman filter. The covariance is symmetric, so six
/// numbers hold it. <c>default</c> is a bias of exactly nothing, which no sensor has.
/// </summary>
public readonly record struct BiasEstimate
{
    /// <summary>The bias: what the sensor reads when it does not turn, rad/s, sensor frame.</summary>
    [JsonConverter(typeof(VectorJson))]
    public Vector3D Value { get; init; }

    /// <summary>Variance about the sensor's first axis, (rad/s)².</summary>
    public double XX { get; init; }

    /// <summary>Covariance of the first and the second axis, (rad/s)².</summary>
    public double XY { get; init; }

    /// <summary>Covariance of the first and the third axis, (rad/s)².</summary>
    public double XZ { get; init; }

    /// <summary>Variance about the sensor's second axis, (rad/s)².</summary>
    public double YY { get; init; }

    /// <summary>Covariance of the second and the third axis, (rad/s)².</summary>
    public double YZ { get; init; }

    /// <summary>Variance about the sensor's third axis, (rad/s)².</summary>
    public double ZZ { get; init; }

    /// <summary>
    /// Standard deviation of the bias in its least certain direction, rad/s, never understated: the square root of the largest sum of
    /// a row's magnitudes, which bounds the largest eigenvalue (Gershgorin).
    /// </summary>
    [JsonIgnore]
    public double Sigma => Math.Sqrt(Math.Max(
        XX + Math.Abs(XY) + Math.Abs(XZ),
        Math.Max(YY + Math.Abs(XY) + Math.Abs(YZ), ZZ + Math.Abs(XZ) + Math.Abs(YZ))));

    /// <summary>No bias known, and every axis as uncertain as the other.</summary>
    internal static BiasEstimate Unknown(double variance) => new() { XX = variance, YY = variance, ZZ = variance };

    /// <summary>Time passes: each variance grows, but not beyond what it began with.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal BiasEstimate Forget(double growth, double most) => this with
    {
        XX = XX < most ? Math.Min(XX + growth, most) : XX,
        YY = YY < most ? Math.Min(YY + growth, most) : YY,
        ZZ = ZZ < most ? Math.Min(ZZ + growth, most) : ZZ,
    };

    /// <summary>
    /// One scalar measurement of the bias: its part along <paramref name="direction"/> (sensor frame) was seen to be
    /// <paramref name="seen"/> rad/s, with this variance. Measurements with independent errors may be taken one after the other:
    /// the outcome is that of taking them together, without a matrix to invert (G. J. Bierman, "Factorization methods for discrete
    /// sequential estimation", 1977).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal BiasEstimate Learn(Vector3D direction, double seen, double variance)
    {
        var spread = new Vector3D(
            (XX * direction.X) + (XY * direction.Y) + (XZ * direction.Z),
            (XY * direction.X) + (YY * direction.Y) + (YZ * direction.Z),
            (XZ * direction.X) + (YZ * direction.Y) + (ZZ * direction.Z));
        var gain = spread * (1 / (variance + direction.Dot(spread)));
        return new()
        {
            Value = Value + (gain * (seen - direction.Dot(Value))),
            XX = XX - (gain.X * spread.X),
            XY = XY - (gain.X * spread.Y),
            XZ = XZ - (gain.X * spread.Z),
            YY = YY - (gain.Y * spread.Y),
            YZ = YZ - (gain.Y * spread.Z),
            ZZ = ZZ - (gain.Z * spread.Z),
        };
    }

    /// <summary>The same belief with each axis' bias limited to ±<paramref name="largest"/> rad/s.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal BiasEstimate Within(double largest) => this with
    {
        Value = new(Math.Clamp(Value.X, -largest, largest), Math.Clamp(Value.Y, -largest, largest), Math.Clamp(Value.Z, -largest, largest)),
    };
}
