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
    /// Three scalar measurements with independent errors, taken one after the other: the outcome is that of taking them together, and
    /// there is no matrix to invert (G. J. Bierman, "Factorization methods for discrete sequential estimation", Academic Press 1977). What
    /// one changes of the next is written out, so that the three need not wait for each other.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal BiasEstimate Learn(in BiasMeasurement a, in BiasMeasurement b, in BiasMeasurement c)
    {
        var (spreadA, spreadB, spreadC) = (Spread(a.Direction), Spread(b.Direction), Spread(c.Direction));
        var (ab, ac, bc) = (Vector256.Dot(a.Direction, spreadB), Vector256.Dot(a.Direction, spreadC), Vector256.Dot(b.Direction, spreadC));

        var weightA = 1 / (a.Variance + Vector256.Dot(a.Direction, spreadA));
        var (aInB, aInC) = (ab * weightA, ac * weightA);
        spreadB -= spreadA * aInB;
        spreadC -= spreadA * aInC;
        var offB = b.Off - (a.Off * aInB);
        bc -= aInB * ac;

        var weightB = 1 / (b.Variance + Vector256.Dot(b.Direction, spreadB));
        var bInC = bc * weightB;
        spreadC -= spreadB * bInC;
        var offC = c.Off - (a.Off * aInC) - (offB * bInC);

        var weightC = 1 / (c.Variance + Vector256.Dot(c.Direction, spreadC));
        var (gainA, gainB, gainC) = (spreadA * weightA, spreadB * weightB, spreadC * weightC);
        return new(
            Mean + (gainA * a.Off) + (gainB * offB) + (gainC * offC),
            Variance - (gainA * spreadA) - (gainB * spreadB) - (gainC * spreadC),
            Covariance
                - (gainA.Next() * spreadA.NextButOne()) - (gainB.Next() * spreadB.NextButOne()) - (gainC.Next() * spreadC.NextButOne()));
    }

    /// <summary>The same belief with each axis' bias limited to ±<paramref name="largest"/> rad/s.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal BiasEstimate Within(double largest) => new(Mean.Within(largest), Variance, Covariance);

    /// <summary>The covariance matrix times a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<double> Spread(Vector256<double> v) =>
        (Variance * v) + (Covariance.NextButOne() * v.Next()) + (Covariance.Next() * v.NextButOne());
}

/// <summary>One scalar measurement of the bias.</summary>
/// <param name="Direction">Which part of it was measured, sensor frame; fourth 0.</param>
/// <param name="Off">By how much that part was seen to exceed what was believed, rad/s.</param>
/// <param name="Variance">Of the measurement's error, (rad/s)².</param>
internal readonly record struct BiasMeasurement(Vector256<double> Direction, double Off, double Variance);
