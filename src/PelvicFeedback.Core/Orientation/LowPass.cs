using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Orientation;

/// <summary>
/// A second-order Butterworth low-pass: bilinear transform, pre-warped. Its cut-off is √2/(2πτ): the decaying
/// part of its step response then has the time constant τ. It begins as the plain mean of what came, and after τ goes on as if that
/// mean had been its input for ever: a start neither hangs on one sample nor swings.
/// </summary>
internal readonly record struct LowPass
{
    private readonly int warmUp;
    private readonly LowPassGains steady;
    private readonly double meanToFirst;
    private readonly double meanToSecond;

    /// <summary>Coefficients for one time constant at one sample period, both s and positive.</summary>
    public LowPass(Seconds timeConstant, Seconds samplePeriod)
    {
        var warp = Math.Tan(samplePeriod.Value / (double.Sqrt(2) * timeConstant.Value));
        var scale = 1 / ((warp * warp) + (double.Sqrt(2) * warp) + 1);
        var b = warp * warp * scale;
        steady = new(
            Input: b,
            FirstFromInput: 2 * b,
            FirstFromOutput: 2 * (1 - (warp * warp)) * scale,
            SecondFromInput: b,
            SecondFromOutput: -((warp * warp) - (double.Sqrt(2) * warp) + 1) * scale);
        meanToFirst = 1 - b;
        meanToSecond = b + steady.SecondFromOutput;

        // The small number keeps 3 s of 0.01 s at 300 samples, whatever the division rounds to.
        warmUp = (int)Math.Ceiling((timeConstant.Value / samplePeriod.Value) - 1e-9);
    }

    /// <summary>What the nth sample since the start (counted from 1) is weighed with.</summary>
    public LowPassGains At(int n) =>
        n > warmUp ? steady
        : n == warmUp ? new(1.0 / n, 0, meanToFirst, 0, meanToSecond)
        : new(1.0 / n, 0, n / (n + 1.0), 0, 0);
}

/// <summary>
/// One step of a low-pass in transposed direct form II: output = Input·x + first; first ← FirstFromInput·x + FirstFromOutput·output
/// + second; second ← SecondFromInput·x + SecondFromOutput·output. The running mean is such a step too.
/// </summary>
internal readonly record struct LowPassGains(
    double Input, double FirstFromInput, double FirstFromOutput, double SecondFromInput, double SecondFromOutput);
