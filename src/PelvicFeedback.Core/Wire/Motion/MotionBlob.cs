using System.Numerics;
using System.Text;

namespace PelvicFeedback.Core.Wire.Motion;

/// <summary>
/// Some samples as bytes, for a file or a message, without loss: every number is read back to the last bit, so a replay decides what
/// was decided. Small because a column of numbers is written as what its decimals, or its singles, or else its doubles count in, each
/// as the difference from what the ones before let expect. The format is in <c>docs/durable-events.md</c>.
/// </summary>
public static class MotionBlob
{
    /// <summary>Most samples in one blob: ten seconds at the highest rate.</summary>
    public const int MaxSamples = 4000;

    internal const byte Version = 1;
    internal const int ChecksumLength = 4;

    /// <summary>Writes samples.</summary>
    /// <param name="samples">1–4000, in the order they came; repeated and disordered ones too.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is none, or there are too many.</exception>
    public static byte[] Encode(ReadOnlySpan<MotionSample> samples)
    {
        if (samples.Length is 0 or > MaxSamples)
        {
            throw new ArgumentOutOfRangeException(nameof(samples), samples.Length, $"A blob has 1–{MaxSamples} samples.");
        }

        var bytes = new BlobWriter();
        bytes.Byte(Version);
        bytes.Count(samples.Length);
        WriteContents(bytes, samples);
        WriteSegments(bytes, samples);
        WriteMarks(bytes, samples);
        var column = new double[samples.Length];
        foreach (var (content, of) in BlobColumn.All)
        {
            var used = 0;
            foreach (ref readonly var sample in samples)
            {
                if (sample.Has(content))
                {
                    column[used++] = of(sample);
                }
            }

            BlobColumn.Write(bytes, column.AsSpan(0, used));
        }

        return bytes.Sealed();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <param name="blob">From whatever it was kept in; anything may have happened to it there.</param>
    /// <param name="samples">The samples; empty when it is no blob.</param>
    /// <returns>False when it was cut, changed, or is of another version.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> blob, out MotionSample[] samples)
    {
        samples = [];
        if (blob.Length <= ChecksumLength || !BlobWriter.IsSealed(blob))
        {
            return false;
        }

        var bytes = new BlobReader(blob[..^ChecksumLength]);
        if (bytes.Byte() != Version)
        {
            return false;
        }

        var count = bytes.Count(MaxSamples);
        var read = new MotionSample[count];
        ReadContents(ref bytes, read);
        ReadSegments(ref bytes, read);
        ReadMarks(ref bytes, read);
        var columns = new double[BlobColumn.All.Count][];
        for (var at = 0; at < columns.Length; at++)
        {
            var content = BlobColumn.All[at].Content;
            columns[at] = BlobColumn.Read(ref bytes, read.Count(sample => sample.Has(content)));
        }

        if (count == 0 || bytes.IsBroken || !bytes.IsAtEnd || !Array.TrueForAll(columns[0], double.IsFinite))
        {
            return false;
        }

        Fill(read, columns);
        samples = read;
        return true;
    }

    private static void Fill(MotionSample[] samples, double[][] columns)
    {
        var (orientation, force, rate) = (0, 0, 0);
        for (var at = 0; at < samples.Length; at++)
        {
            ref var sample = ref samples[at];
            sample = sample with { Time = new(columns[0][at]) };
            if (sample.Has(MotionContent.Orientation))
            {
                sample = sample with { SensorToEarth = new(columns[1][orientation], columns[2][orientation], columns[3][orientation], columns[4][orientation]) };
                orientation++;
            }

            if (sample.Has(MotionContent.SpecificForce))
            {
                sample = sample with { SpecificForce = new(columns[5][force], columns[6][force], columns[7][force]) };
                force++;
            }

            if (sample.Has(MotionContent.AngularRate))
            {
                sample = sample with { AngularRate = new(columns[8][rate], columns[9][rate], columns[10][rate]) };
                rate++;
            }
        }
    }

    // Mostly all samples have the same quantities: one byte then, with the top bit set.
    private static void WriteContents(BlobWriter bytes, ReadOnlySpan<MotionSample> samples)
    {
        var first = samples[0].Content;
        var same = true;
        foreach (ref readonly var sample in samples)
        {
            same &= sample.Content == first;
        }

        if (same)
        {
            bytes.Byte((byte)(BlobWriter.Same | (byte)first));
            return;
        }

        foreach (ref readonly var sample in samples)
        {
            bytes.Byte((byte)sample.Content);
        }
    }

    private static void ReadContents(ref BlobReader bytes, MotionSample[] samples)
    {
        var first = samples.Length == 0 ? (byte)0 : bytes.Byte();
        for (var at = 0; at < samples.Length; at++)
        {
            var content = (first & BlobWriter.Same) != 0 ? (byte)(first & ~BlobWriter.Same) : at == 0 ? first : bytes.Byte();
            bytes.Refuse(content > (byte)(MotionContent.Orientation | MotionContent.SpecificForce | MotionContent.AngularRate));
            samples[at] = new() { Content = (MotionContent)content };
        }
    }

    private static void WriteSegments(BlobWriter bytes, ReadOnlySpan<MotionSample> samples)
    {
        var starts = 0;
        foreach (ref readonly var sample in samples)
        {
            starts += sample.StartsSegment ? 1 : 0;
        }

        bytes.Count(starts);
        for (var at = 0; at < samples.Length; at++)
        {
            if (samples[at].StartsSegment)
            {
                bytes.Count(at);
            }
        }
    }

    private static void ReadSegments(ref BlobReader bytes, MotionSample[] samples)
    {
        for (var left = bytes.Count(samples.Length); left > 0 && !bytes.IsBroken; left--)
        {
            var at = bytes.Index(samples.Length);
            samples[at] = samples[at] with { StartsSegment = true };
        }
    }

    private static void WriteMarks(BlobWriter bytes, ReadOnlySpan<MotionSample> samples)
    {
        var marks = 0;
        foreach (ref readonly var sample in samples)
        {
            marks += sample.Mark is null ? 0 : 1;
        }

        bytes.Count(marks);
        for (var at = 0; at < samples.Length; at++)
        {
            if (samples[at].Mark is { } mark)
            {
                var text = Encoding.UTF8.GetBytes(mark.Text);
                bytes.Count(at);
                bytes.Count(text.Length);
                bytes.Bytes(text);
            }
        }
    }

    private static void ReadMarks(ref BlobReader bytes, MotionSample[] samples)
    {
        for (var left = bytes.Count(samples.Length); left > 0 && !bytes.IsBroken; left--)
        {
            var at = bytes.Index(samples.Length);
            var mark = Mark.Parse(Encoding.UTF8.GetString(bytes.Bytes(bytes.Count(int.MaxValue))));
            bytes.Refuse(mark is null);
            samples[at] = samples[at] with { Mark = mark };
        }
    }
}

/// <summary>Puts a blob's bytes behind one another: whole numbers in groups of seven bits, the lowest first.</summary>
internal sealed class BlobWriter
{
    public const byte Same = 0x80;

    private byte[] _bytes = new byte[4096];
    private int _used;

    public int Length => _used;

    public void Byte(byte value)
    {
        Room(1);
        _bytes[_used++] = value;
    }

    public void Count(int value) => Number((ulong)value);

    public void Number(ulong value)
    {
        Room(10);
        while (value >= 0x80)
        {
            _bytes[_used++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _bytes[_used++] = (byte)value;
    }

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        Room(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_used));
        _used += bytes.Length;
    }

    public void Shorten(int length) => _used = length;

    /// <summary>All bytes with their checksum behind them.</summary>
    public byte[] Sealed()
    {
        Room(MotionBlob.ChecksumLength);
        BitConverter.TryWriteBytes(_bytes.AsSpan(_used), Checksum(_bytes.AsSpan(0, _used)));
        return _bytes.AsSpan(0, _used + MotionBlob.ChecksumLength).ToArray();
    }

    public static bool IsSealed(ReadOnlySpan<byte> blob) =>
        BitConverter.ToUInt32(blob[^MotionBlob.ChecksumLength..]) == Checksum(blob[..^MotionBlob.ChecksumLength]);

    // CRC-32C (RFC 3720, appendix B.4).
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
        {
            crc = BitOperations.Crc32C(crc, one);
        }

        return ~crc;
    }

    private void Room(int bytes)
    {
        if (_bytes.Length - _used < bytes)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _used + bytes));
        }
    }
}

/// <summary>Takes a blob's bytes apart; after the first that cannot be it is broken and gives zeros.</summary>
internal ref struct BlobReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _left = bytes;

    public bool IsBroken { get; private set; }

    public readonly bool IsAtEnd => _left.IsEmpty;

    public void Refuse(bool wrong)
    {
        if (wrong)
        {
            IsBroken = true;
            _left = default;
        }
    }

    public byte Byte()
    {
        Refuse(_left.IsEmpty);
        if (IsBroken)
        {
            return 0;
        }

        var value = _left[0];
        _left = _left[1..];
        return value;
    }

    public ulong Number()
    {
        var value = 0UL;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var group = Byte();
            value |= (ulong)(group & 0x7F) << shift;
            if (group < 0x80)
            {
                return value;
            }
        }

        Refuse(true);
        return 0;
    }

    /// <summary>A number from 0 to the most there may be.</summary>
    public int Count(int most)
    {
        var value = Number();
        Refuse(value > (ulong)most);
        return IsBroken ? 0 : (int)value;
    }

    /// <summary>The place of one of so many.</summary>
    public int Index(int count) => Count(count - 1);

    public ReadOnlySpan<byte> Bytes(int count)
    {
        Refuse(count > _left.Length);
        if (IsBroken)
        {
            return default;
        }

        var taken = _left[..count];
        _left = _left[count..];
        return taken;
    }
}
