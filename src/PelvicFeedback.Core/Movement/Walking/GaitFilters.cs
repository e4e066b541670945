namespace PelvicFeedback.Core.Movement.Walking;

/// <summary>
/// The filters through which steps are looked for: finite impulse responses as long before their middle as after it, so that their delay is the same at every
/// frequency and is taken off exactly. With a phase lag, left and right cannot be told apart.
/// </summary>
internal static class GaitFilters
{
    /// <summary>How many cells a filter reaches to either side of the one it is for.</summary>
    public const int Reach = HalfLength + 1;

    private const int HalfLength = 50;

    // Steps come at 1 to 3 Hz, strides at half of that; what is slower is posture and turning corners.
    private static readonly double[] Step = Band(0.5, 3);
    private static readonly double[] Stride = Band(0.3, 1.5);
    private static readonly double[] StepSlope = Slope(Step);
    private static readonly double[] StrideSlope = Slope(Stride);

    /// <summary>What happens with every step, 0.5–3 Hz.</summary>
    public static double StepBand(int place) => Step[place + Reach];

    /// <summary>How fast that changes, per second.</summary>
    public static double StepBandSlope(int place) => StepSlope[place + Reach];

    /// <summary>What happens with every stride, 0.3–1.5 Hz.</summary>
    public static double StrideBand(int place) => Stride[place + Reach];

    /// <summary>How fast that changes, per second.</summary>
    public static double StrideBandSlope(int place) => StrideSlope[place + Reach];

    // A low-pass less a lower one; each passes a constant unchanged, so that together they pass none of gravity.
    private static double[] Band(double fromHertz, double toHertz)
    {
        var (lower, upper) = (LowPass(fromHertz), LowPass(toHertz));
        return [.. upper.Select((weight, i) => weight - lower[i])];
    }

    // Windowed sinc (Hamming).
    private static double[] LowPass(double hertz)
    {
        var weights = new double[(2 * Reach) + 1];
        for (var i = -HalfLength; i <= HalfLength; i++)
        {
            var phase = 2 * Math.PI * hertz * i * GaitCell.Seconds;
            weights[i + Reach] = (i == 0 ? 1 : Math.Sin(phase) / phase) * (0.54 + (0.46 * Math.Cos(Math.PI * i / HalfLength)));
        }

        var sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }

    // The central difference of what comes out of a filter, as a filter of what goes in.
    private static double[] Slope(double[] band)
    {
        var weights = new double[band.Length];
        for (var i = 1; i < band.Length - 1; i++)
        {
            weights[i + 1] += band[i] / (2 * GaitCell.Seconds);
            weights[i - 1] -= band[i] / (2 * GaitCell.Seconds);
        }

        return weights;
    }
}
