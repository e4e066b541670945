using System.Buffers.Binary;

namespace PelvicFeedback.Sensors.Recordings;

/// <summary>
/// Passes a gzip file through and remembers the lengths that it states: <see cref="System.IO.Compression.GZipStream"/> takes a file that
/// was cut off for a whole one. Each member ends with its unpacked length, modulo 2³² (RFC 1952 §2.3.1), so in a whole file the lengths
/// before each member's header and at the end sum to the length of the text.
/// </summary>
internal sealed class GzipTrailer(Stream packed) : ReadOnlyStream(packed)
{
    private const int LengthSize = 4;
    private const int HeaderSize = 10;
    private const int Kept = LengthSize + HeaderSize - 1;

    private readonly byte[] _window = new byte[Kept + (64 * 1024)];
    private int _keptCount;
    private uint _statedBefore;

    public override int Read(Span<byte> buffer)
    {
        var count = Source.Read(buffer);
        for (var from = 0; from < count; from += _window.Length - Kept)
        {
            Look(buffer[from..Math.Min(count, from + _window.Length - Kept)]);
        }

        return count;
    }

    /// <summary>Whether a text of that length is the whole of what the file states.</summary>
    public bool Ends(long length) =>
        _keptCount >= LengthSize
        && unchecked(_statedBefore + BinaryPrimitives.ReadUInt32LittleEndian(_window.AsSpan(_keptCount - LengthSize))) == unchecked((uint)length);

    private static bool IsHeader(ReadOnlySpan<byte> bytes) => bytes is [0x1F, 0x8B, 8, < 0x20, _, _, _, _, 0 or 2 or 4, <= 13 or 255, ..];

    private void Look(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_window.AsSpan(_keptCount));
        ReadOnlySpan<byte> window = _window.AsSpan(0, _keptCount + bytes.Length);
        var at = LengthSize;
        while (at + HeaderSize <= window.Length && window[at..^(HeaderSize - 1)].IndexOf((byte)0x1F) is >= 0 and var step)
        {
            at += step;
            if (IsHeader(window[at..]))
            {
                unchecked
                {
                    _statedBefore += BinaryPrimitives.ReadUInt32LittleEndian(window[(at - LengthSize)..]);
                }
            }

            at++;
        }

        // What is kept is one byte too short for a length and a header together, so none is looked at twice.
        _keptCount = Math.Min(Kept, window.Length);
        window[^_keptCount..].CopyTo(_window);
    }
}
