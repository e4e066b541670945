namespace PelvicFeedback.Core.Wire.Motion;

/// <summary>
/// One quantity of all samples of a blob. Its numbers are written as whole ones: multiples of a power of ten where all of them are
/// (times, and whatever came from a text), the bits of singles where all fit (most sensors), otherwise the bits of doubles. Of
/// them only the difference from the last, or from the line through the last two, is kept, whichever is shorter.
/// </summary>
internal static class BlobColumn
{
    private const byte Singles = 0x10;
    private const byte Doubles = 0x11;
    private const byte Line = 0x40;
    private const int MostDecimals = 9;
    private const double LargestExact = 1L << 53;

    private static readonly double[] PowersOfTen = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

    /// <summary>The columns in the order in which they are written; time is in every sample.</summary>
    public static IReadOnlyList<(MotionContent Content, Of Of)> All { get; } =
    [
        (MotionContent.None, (in sample) => sample.Time.Seconds),
        (MotionContent.Orientation, (in sample) => sample.SensorToEarth.W),
        (MotionContent.Orientation, (in sample) => sample.SensorToEarth.X),
        (MotionContent.Orientation, (in sample) => sample.SensorToEarth.Y),
        (MotionContent.Orientation, (in sample) => sample.SensorToEarth.Z),
        (MotionContent.SpecificForce, (in sample) => sample.SpecificForce.X),
        (MotionContent.SpecificForce, (in sample) => sample.SpecificForce.Y),
        (MotionContent.SpecificForce, (in sample) => sample.SpecificForce.Z),
        (MotionContent.AngularRate, (in sample) => sample.AngularRate.X),
        (MotionContent.AngularRate, (in sample) => sample.AngularRate.Y),
        (MotionContent.AngularRate, (in sample) => sample.AngularRate.Z),
    ];

    /// <summary>A quantity of a sample.</summary>
    public delegate double Of(in MotionSample sample);

    public static void Write(BlobWriter bytes, ReadOnlySpan<double> values)
    {
        if (values.IsEmpty)
        {
            return;
        }

        var form = FormOf(values);
        var whole = new long[values.Length];
        for (var at = 0; at < whole.Length; at++)
        {
            whole[at] = ToWhole(values[at], form);
        }

        var start = bytes.Length;
        Write(bytes, whole, form, line: true);
        var withLine = bytes.Length - start;
        bytes.Shorten(start);
        Write(bytes, whole, form, line: false);
        if (withLine < bytes.Length - start)
        {
            bytes.Shorten(start);
            Write(bytes, whole, form, line: true);
        }
    }

    public static double[] Read(ref BlobReader bytes, int count)
    {
        var values = new double[count];
        if (count == 0)
        {
            return values;
        }

        var head = bytes.Byte();
        var form = (byte)(head & ~Line);
        bytes.Refuse(form is > MostDecimals and not (Singles or Doubles));
        var (last, step) = (0L, 0L);
        for (var at = 0; at < count && !bytes.IsBroken; at++)
        {
            var coded = bytes.Number();
            var difference = (long)(coded >> 1) ^ -(long)(coded & 1);
            unchecked
            {
                var value = last + difference + ((head & Line) != 0 ? step : 0);
                step = at == 0 ? 0 : value - last;
                last = value;
            }

            values[at] = FromWhole(last, form);
        }

        return values;
    }

    private static void Write(BlobWriter bytes, ReadOnlySpan<long> whole, byte form, bool line)
    {
        bytes.Byte(line ? (byte)(form | Line) : form);
        var (last, step, first) = (0L, 0L, true);
        foreach (var value in whole)
        {
            unchecked
            {
                var difference = value - last - (line ? step : 0);
                bytes.Number((ulong)((difference << 1) ^ (difference >> 63)));
                step = first ? 0 : value - last;
            }

            (last, first) = (value, false);
        }
    }

    // A multiple of a power of ten is mostly one of the higher powers too: two passes find the form, or that it is another.
    private static byte FormOf(ReadOnlySpan<double> values)
    {
        byte decimals = 0;
        foreach (var value in values)
        {
            while (decimals <= MostDecimals && !IsSame(value, decimals))
            {
                decimals++;
            }
        }

        return decimals <= MostDecimals && AreSame(values, decimals) ? decimals : AreSame(values, Singles) ? Singles : Doubles;
    }

    private static bool AreSame(ReadOnlySpan<double> values, byte form)
    {
        foreach (var value in values)
        {
            if (!IsSame(value, form))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsSame(double value, byte form) =>
        (form > MostDecimals || Math.Abs(value * PowersOfTen[form]) < LargestExact)
        && BitConverter.DoubleToInt64Bits(FromWhole(ToWhole(value, form), form)) == BitConverter.DoubleToInt64Bits(value);

    private static long ToWhole(double value, byte form) => form switch
    {
        Doubles => BitConverter.DoubleToInt64Bits(value),
        Singles => BitConverter.SingleToInt32Bits((float)value),
        _ => (long)Math.Round(value * PowersOfTen[form]),
    };

    private static double FromWhole(long whole, byte form) => form switch
    {
        Doubles => BitConverter.Int64BitsToDouble(whole),
        Singles => BitConverter.Int32BitsToSingle((int)whole),
        _ => whole / PowersOfTen[form],
    };
}
