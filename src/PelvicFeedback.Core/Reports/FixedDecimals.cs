using System.Buffers.Text;

namespace PelvicFeedback.Core.Reports;

/// <summary>Numbers as JSON with a fixed number of decimals, the same on every machine.</summary>
internal static class FixedDecimals
{
    // Beyond this a double has no such decimals left, and a scaled long would overflow.
    private const double LargestScaled = 9e15;

    /// <summary>Seconds with four decimals, or six where the sensor's clock says more than 0.1 ms.</summary>
    /// <returns>Bytes written; at most 32.</returns>
    public static int WriteSeconds(Span<byte> to, double seconds)
    {
        var micros = Math.Round(seconds * 1e6);
        return Math.Abs(micros) <= LargestScaled && (long)micros % 100 != 0
            ? Write(to, seconds, 1_000_000, 6)
            : Write(to, seconds, 10_000, 4);
    }

    /// <summary>A number rounded half to even; never a negative zero.</summary>
    /// <param name="to">At least 32 bytes.</param>
    /// <param name="number">Finite.</param>
    /// <param name="scale">Ten to the power of <paramref name="decimals"/>.</param>
    /// <param name="decimals">At least 1.</param>
    /// <returns>Bytes written; at most 32.</returns>
    public static int Write(Span<byte> to, double number, long scale, int decimals)
    {
        var rounded = Math.Round(number * scale);
        if (!(Math.Abs(rounded) <= LargestScaled))
        {
            Utf8Formatter.TryFormat(number, to, out var whole);
            return whole;
        }

        var scaled = (ulong)Math.Abs((long)rounded);
        var length = 0;
        if (rounded < 0)
        {
            to[length++] = (byte)'-';
        }

        var (integer, fraction) = Math.DivRem(scaled, (ulong)scale);
        if (integer < 10)
        {
            to[length++] = (byte)('0' + integer);
        }
        else
        {
            Utf8Formatter.TryFormat(integer, to[length..], out var digits);
            length += digits;
        }

        to[length] = (byte)'.';
        for (var place = decimals; place > 0; place--)
        {
            (fraction, var digit) = Math.DivRem(fraction, 10);
            to[length + place] = (byte)('0' + digit);
        }

        return length + 1 + decimals;
    }
}
