namespace PelvicFeedback.Sensors.Recordings;

/// <summary>A stream that is only read, forwards.</summary>
internal abstract class ReadOnlyStream(Stream source) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    protected Stream Source { get; } = source;

    public abstract override int Read(Span<byte> buffer);

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Source.Dispose();
        }

        base.Dispose(disposing);
    }
}

/// <summary>Bytes that were read ahead, then the rest of the stream they came from: a pipe cannot go back.</summary>
internal sealed class HeadedStream(byte[] head, Stream rest) : ReadOnlyStream(rest)
{
    private int _given;

    public override int Read(Span<byte> buffer)
    {
        if (_given == head.Length)
        {
            return Source.Read(buffer);
        }

        var count = Math.Min(buffer.Length, head.Length - _given);
        head.AsSpan(_given, count).CopyTo(buffer);
        _given += count;
        return count;
    }
}
