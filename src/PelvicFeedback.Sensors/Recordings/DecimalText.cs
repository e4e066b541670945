using System.Globalization;

namespace PelvicFeedback.Sensors.Recordings;

/// <summary>
/// Reads decimal numbers from UTF-8 text to the nearest double. Most numbers of a recording have at most 15 digits, so that mantissa and
/// power of ten are both exact and one multiplication or division rounds correctly (Clinger, How to read floating point numbers
/// accurately, PLDI 1990, §2); with 16 to 19 digits, as the shortest exact text of a double has, a division in two parts does. What is left
/// goes to the framework's parser, some five times slower.
/// </summary>
internal static class DecimalText
{
    private const ulong LargestExact = 1UL << 53;
    private const double RoundingTest = 1.0 / (1L << 45);
    private const int LongestWithOtherPoint = 64;

    private static readonly double[] PowersOfTen =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    /// <summary>Reads a plain number such as <c>-0.1234</c> from the start of the text.</summary>
    /// <param name="text">Starts with the number; what follows is the caller's.</param>
    /// <param name="point">The decimal point; <c>.</c> is always one too.</param>
    /// <param name="value">The number.</param>
    /// <returns>How many bytes the number takes; 0 when it is not of the plain kind and the slow way must judge.</returns>
    public static int ReadPlain(ReadOnlySpan<byte> text, byte point, out double value)
    {
        value = 0;
        var at = 0;
        var negative = text.Length > 0 && text[0] == (byte)'-';
        if (negative)
        {
            at = 1;
        }

        ulong mantissa = 0;
        var first = at;
        uint digit;
        while ((uint)at < (uint)text.Length && (digit = (uint)text[at] - '0') <= 9)
        {
            mantissa = (mantissa * 10) + digit;
            at++;
        }

        var digits = at - first;
        var decimals = 0;
        if ((uint)at < (uint)text.Length && (text[at] == (byte)'.' || text[at] == point))
        {
            var fraction = ++at;
            while ((uint)at < (uint)text.Length && (digit = (uint)text[at] - '0') <= 9)
            {
                mantissa = (mantissa * 10) + digit;
                at++;
            }

            decimals = at - fraction;
            digits += decimals;
        }

        // 19 digits never overflow 64 bits; decimals are then at most 19, so the power of ten is exact.
        double magnitude;
        if (digits is 0 or > 19)
        {
            return 0;
        }

        if (mantissa <= LargestExact)
        {
            magnitude = (double)(long)mantissa / PowersOfTen[decimals];
        }
        else if (!TryDivide(mantissa, PowersOfTen[decimals], out magnitude))
        {
            return 0;
        }

        value = negative ? -magnitude : magnitude;
        return at;
    }

    /// <summary>
    /// The nearest double to the quotient, from a quotient of twice the digits: the remainder of a division is exact, and so is
    /// <paramref name="mantissa"/> in two parts. When errors of 2⁻⁴⁵ of the correction could change the rounding (Ziv 1991), it gives up.
    /// </summary>
    private static bool TryDivide(ulong mantissa, double power, out double quotient)
    {
        var high = (double)mantissa;
        var low = (double)unchecked((long)(mantissa - (ulong)high));
        var first = high / power;
        var correction = (Math.FusedMultiplyAdd(-first, power, high) + low) / power;
        quotient = first + (correction * (1 + RoundingTest));
        return quotient == first + (correction * (1 - RoundingTest));
    }

    /// <summary>Reads any number, with an exponent or a sign too.</summary>
    /// <param name="text">The number and nothing else.</param>
    /// <param name="point">The decimal point; <c>.</c> is always one too.</param>
    /// <param name="value">The number; infinite or NaN when the text says so or is too large.</param>
    public static bool TryReadAny(ReadOnlySpan<byte> text, byte point, out double value)
    {
        if (point == (byte)'.' || !text.Contains(point))
        {
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
        }

        value = 0;
        Span<byte> pointed = stackalloc byte[LongestWithOtherPoint];
        return text.Length <= LongestWithOtherPoint
            && text.TryCopyTo(pointed)
            && TryReadAny(Pointed(pointed[..text.Length], point), (byte)'.', out value);
    }

    private static Span<byte> Pointed(Span<byte> text, byte point)
    {
        text.Replace(point, (byte)'.');
        return text;
    }
}
