using System.IO.Compression;

namespace PelvicFeedback.Sensors.Recordings;

/// <summary>
/// The text of a recording, unpacked when it is gzip: known by its first two bytes (RFC 1952), not by its name. Damage in a compressed
/// file ends the text early and is remembered; it throws nothing.
/// </summary>
internal sealed class RecordingBytes : IDisposable
{
    private readonly GzipTrailer? _packed;
    private readonly Stream _text;
    private long _length;

    private RecordingBytes(Stream source, byte[] head)
    {
        IsGzip = head is [0x1F, 0x8B];
        var whole = new HeadedStream(head, source);
        _packed = IsGzip ? new GzipTrailer(whole) : null;
        _text = _packed is null ? whole : new GZipStream(_packed, CompressionMode.Decompress);
    }

    /// <summary>Whether the file is gzip.</summary>
    public bool IsGzip { get; }

    /// <summary>Whether the compressed file turned out damaged or cut off.</summary>
    public bool Damaged { get; private set; }

    /// <summary>Takes over a stream at its beginning.</summary>
    public static RecordingBytes Of(Stream source)
    {
        var head = new byte[2];
        var count = source.ReadAtLeast(head, 2, throwOnEndOfStream: false);
        return new(source, head[..count]);
    }

    /// <summary>Reads on.</summary>
    /// <returns>How many bytes; 0 at the end.</returns>
    public int Read(Span<byte> into)
    {
        if (Damaged)
        {
            return 0;
        }

        try
        {
            var count = _text.Read(into);
            _length += count;
            Damaged = count == 0 && _packed is not null && !_packed.Ends(_length);
            return count;
        }
        catch (InvalidDataException)
        {
            Damaged = true;
            return 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _text.Dispose();
}
