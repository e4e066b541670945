using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace PelvicFeedback.Sensors.Recordings;

/// <summary>
/// Reads decimal numbers from UTF-8 text to the nearest double. Most numbers of a recording have at most 15 digits, so that mantissa and
/// power of ten are both exact and one multiplication or division rounds correctly (Clinger, How to read floating point numbers
/// accurately, PLDI 1990, §2); with 16 to 19 digits, as the shortest exact text of a double has, a division in two parts does. What is left
/// goes to the framework's parser, some ten times slower.
/// </summary>
internal static class DecimalText
{
    private const ulong LargestExact = 1UL << 53;
    private const double RoundingTest = 1.0 / (1L << 45);
    private const int LongestWithOtherPoint = 64;
    private const int MostDigits = 19;

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
        at = ReadDigits(text, at, ref mantissa);
        var digits = at - first;
        var decimals = 0;
        if ((uint)at < (uint)text.Length && (text[at] == (byte)'.' || text[at] == point))
        {
            var fraction = ++at;
            at = ReadDigits(text, at, ref mantissa);
            decimals = at - fraction;
            digits += decimals;
        }

        // 19 digits never overflow 64 bits, zeros before them not counted, and a power of ten up to 10²² is exact.
        double magnitude;
        if (digits == 0 || decimals >= PowersOfTen.Length
            || (digits > MostDigits && digits - LeadingZeros(text[first..at]) > MostDigits))
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

    // Eight at a time while there are eight: the digits of a recording are most of its bytes.
    private static int ReadDigits(ReadOnlySpan<byte> text, int at, ref ulong mantissa)
    {
        while (text.Length - at >= sizeof(ulong))
        {
            var eight = BinaryPrimitives.ReadUInt64LittleEndian(text[at..]);
            if (!AreDigits(eight))
            {
                break;
            }

            mantissa = (mantissa * 100_000_000) + NumberOf(eight);
            at += sizeof(ulong);
        }

        uint digit;
        while ((uint)at < (uint)text.Length && (digit = (uint)text[at] - '0') <= 9)
        {
            mantissa = (mantissa * 10) + digit;
            at++;
        }

        return at;
    }

    // A digit's upper half is 3, and still is when 6 is added to it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AreDigits(ulong eight) =>
        ((eight & 0xF0F0F0F0F0F0F0F0) | (((eight + 0x0606060606060606) & 0xF0F0F0F0F0F0F0F0) >> 4)) == 0x3333333333333333;

    // The first digit is the lowest byte: neighbours are joined to pairs, pairs to fours, fours to the whole.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong NumberOf(ulong eight)
    {
        eight -= 0x3030303030303030;
        eight = (eight * 10) + (eight >> 8);
        return (((eight & 0x000000FF000000FF) * (100 + (1_000_000UL << 32)))
            + (((eight >> 16) & 0x000000FF000000FF) * (1 + (10_000UL << 32)))) >> 32;
    }

    private static int LeadingZeros(ReadOnlySpan<byte> number)
    {
        var zeros = 0;
        foreach (var one in number)
        {
            if (one is >= (byte)'1' and <= (byte)'9')
            {
                break;
            }

            zeros += one == (byte)'0' ? 1 : 0;
        }

        return zeros;
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
