using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text.Json.Serialization;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Orientation;

/// <summary>
/// What is believed of the rate sensor's bias: mean and covariance of a Kalman filter. <c>default</c> is a bias of exactly nothing,
/// which no sensor has.
/// </summary>
/// <param name="Mean">The mean, rad/s, sensor frame; fourth 0.</param>
/// <param name="Variance">The variance about each of the sensor's axes, (rad/s)²: xx, yy, zz; fourth 0.</param>
/// <param name="Covariance">The covariance of the other two axes, (rad/s)²: yz, zx, xy; fourth 0.</param>
public readonly record struct BiasEstimate(
    [property: JsonConverter(typeof(LanesJson))] Vector256<double> Mean,
    [property: JsonConverter(typeof(LanesJson))] Vector256<double> Variance,
    [property: JsonConverter(typeof(LanesJson))] Vector256<double> Covariance)
{
    /// <summary>The bias: what the sensor reads when it does not turn, rad/s, sensor frame.</summary>
    [JsonIgnore]
    public Vector3D Value => new(Mean.GetElement(0), Mean.GetElement(1), Mean.GetElement(2));

    /// <summary>
    /// Standard deviation of the bias in its least certain direction, rad/s, never understated: the square root of the largest sum of
    /// the magnitudes in a row of the covariance, which bounds its largest eigenvalue (Gershgorin).
    /// </summary>
    [JsonIgnore]
    public double Sigma
    {
        get
        {
            var others = Vector256.Abs(Covariance);
            var rows = Variance + others.Next() + others.NextButOne();
            return Math.Sqrt(Math.Max(rows.GetElement(0), Math.Max(rows.GetElement(1), rows.GetElement(2))));
        }
    }

    /// <summary>For people: the bias and its standard deviation.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"({Mean.GetElement(0):0.00000}, {Mean.GetElement(1):0.00000}, {Mean.GetElement(2):0.00000}) ± {Sigma:0.00000} rad/s");

    /// <summary>No bias known, every axis as uncertain as the others.</summary>
    internal static BiasEstimate Unknown(double variance) => new(default, Vector256.Create(variance, variance, variance, 0), default);

    /// <summary>Time passes: each variance grows, but not beyond what it began with.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal BiasEstimate Forget(double growth, double most) => new(
        Mean,
        Vector256.MaxNative(Variance, Vector256.MinNative(Variance + Vector256.Create(growth, growth, growth, 0), Vector256.Create(most))),
        Covariance);

    /// <summary>
    /// One scalar measurement: the bias' part along <paramref name="direction"/> (sensor frame) was seen to be <paramref name="seen"/>
    /// rad/s, with an error of this variance. Measurements with independent errors may be taken one after the other: the outcome is
    /// that of taking them together, and there is no matrix to invert (G. J. Bierman, "Factorization methods for discrete sequential
    /// estimation", Academic Press 1977).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal BiasEstimate Learn(Vector256<double> direction, double seen, double variance)
    {
        var spread = (Variance * direction) + (Covariance.NextButOne() * direction.Next()) + (Covariance.Next() * direction.NextButOne());
        var gain = spread * (1 / (variance + Vector256.Dot(direction, spread)));
        return new(
            Mean + (gain * (seen - Vector256.Dot(direction, Mean))),
            Variance - (gain * spread),
            Covariance - (gain.Next() * spread.NextButOne()));
    }

    /// <summary>The same belief with each axis' bias limited to ±<paramref name="largest"/> rad/s.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal BiasEstimate Within(double largest) => new(Mean.Within(largest), Variance, Covariance);
}
