namespace PelvicFeedback.Core.Messages;

/// <summary>
/// An instant of wall time, handed in from outside: the core reads no clock. Milliseconds since 1970-01-01T00:00:00Z, in the
/// years 0001–9999, leap seconds not counted. <c>default</c> is 1970-01-01T00:00:00.000Z.
/// </summary>
public readonly record struct UtcInstant
{
    /// <summary>How long the text form is: <c>2026-11-22T10:02:42.123Z</c>.</summary>
    public const int TextLength = 24;

    private const long MillisecondsPerDay = 86_400_000;
    private const long Earliest = -62_135_596_800_000;
    private const long Latest = 253_402_300_799_999;

    /// <summary>Takes milliseconds since 1970-01-01T00:00:00Z.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The year would not have four digits.</exception>
    public UtcInstant(long unixMilliseconds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(unixMilliseconds, Earliest);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(unixMilliseconds, Latest);
        UnixMilliseconds = unixMilliseconds;
    }

    /// <summary>Milliseconds since 1970-01-01T00:00:00Z; negative before.</summary>
    public long UnixMilliseconds { get; }

    /// <summary>Reads the one form that messages use: RFC 3339 with exactly three decimals and <c>Z</c>.</summary>
    /// <returns>False for any other form and for a date or time of day that does not exist.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out UtcInstant instant)
    {
        instant = default;
        if (text.Length != TextLength || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':'
            || text[19] != '.' || text[23] != 'Z'
            || Number(text[..4]) is not (>= 1 and var year)
            || Number(text[5..7]) is not (>= 1 and <= 12 and var month)
            || Number(text[8..10]) is not (>= 1 and var day) || day > DaysIn(year, month)
            || Number(text[11..13]) is not (>= 0 and <= 23 and var hour)
            || Number(text[14..16]) is not (>= 0 and <= 59 and var minute)
            || Number(text[17..19]) is not (>= 0 and <= 59 and var second)
            || Number(text[20..23]) is not (>= 0 and var millisecond))
        {
            return false;
        }

        var ofDay = (((((hour * 60L) + minute) * 60) + second) * 1000) + millisecond;
        instant = new((DaysSince1970(year, month, day) * MillisecondsPerDay) + ofDay);
        return true;
    }

    /// <summary>Writes RFC 3339 with milliseconds and <c>Z</c> as ASCII, without allocating.</summary>
    /// <param name="text">At least <see cref="TextLength"/> bytes; the first of them are overwritten.</param>
    public void Format(Span<byte> text)
    {
        var (days, ofDay) = Math.DivRem(UnixMilliseconds, MillisecondsPerDay);
        if (ofDay < 0)
        {
            (days, ofDay) = (days - 1, ofDay + MillisecondsPerDay);
        }

        var (year, month, day) = CivilDate(days);
        "0000-00-00T00:00:00.000Z"u8.CopyTo(text);
        Digits(text[..4], year);
        Digits(text[5..7], month);
        Digits(text[8..10], day);
        Digits(text[11..13], ofDay / 3_600_000);
        Digits(text[14..16], ofDay / 60_000 % 60);
        Digits(text[17..19], ofDay / 1000 % 60);
        Digits(text[20..23], ofDay % 1000);
    }

    /// <summary>RFC 3339 with milliseconds and <c>Z</c>.</summary>
    public override string ToString()
    {
        Span<byte> text = stackalloc byte[TextLength];
        Format(text);
        return System.Text.Encoding.ASCII.GetString(text);
    }

    // Gregorian calendar in whole days after Howard Hinnant, "chrono-compatible low-level date algorithms" (2021): years run
    // from March, so that the leap day is the last of its year; an era is 400 years or 146 097 days; day 719 468 is 1970-01-01.
    private static long DaysSince1970(int year, int month, int day)
    {
        var fromMarch = month <= 2 ? year - 1 : year;
        var era = fromMarch / 400;
        var yearOfEra = fromMarch % 400;
        var dayOfYear = (((153 * (month > 2 ? month - 3 : month + 9)) + 2) / 5) + day - 1;
        var dayOfEra = (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear;
        return (era * 146_097L) + dayOfEra - 719_468;
    }

    private static (long Year, long Month, long Day) CivilDate(long daysSince1970)
    {
        var (era, dayOfEra) = Math.DivRem(daysSince1970 + 719_468, 146_097);
        var yearOfEra = (dayOfEra - (dayOfEra / 1460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        var dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        var monthFromMarch = ((5 * dayOfYear) + 2) / 153;
        var day = dayOfYear - (((153 * monthFromMarch) + 2) / 5) + 1;
        var month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        return ((era * 400) + yearOfEra + (month <= 2 ? 1 : 0), month, day);
    }

    private static int DaysIn(int year, int month) => month switch
    {
        2 => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };

    private static int Number(ReadOnlySpan<char> digits)
    {
        var number = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit(digit))
            {
                return -1;
            }

            number = (number * 10) + (digit - '0');
        }

        return number;
    }

    private static void Digits(Span<byte> text, long number)
    {
        for (var place = text.Length - 1; place >= 0; place--, number /= 10)
        {
            text[place] = (byte)('0' + (number % 10));
        }
    }
}
