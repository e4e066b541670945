namespace PelvicFeedback.Tests.Recordings;

/// <summary>Gives its bytes in pieces of 1 to <paramref name="most"/>.</summary>
internal sealed class PieceStream(byte[] bytes, int most, int seed) : MemoryStream(bytes)
{
    private readonly Random _random = new(seed);

    // A stream derived from MemoryStream is read through this one only.
    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, _random.Next(1, most + 1)));
}

/// <summary>A recording made as it is read: a head, a body repeated (each time told its number), never held as a whole.</summary>
internal sealed class MadeStream(byte[] head, long parts, Func<long, ReadOnlyMemory<byte>> part) : Stream
{
    private ReadOnlyMemory<byte> _now = head;
    private long _next;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        while (_now.IsEmpty && _next < parts)
        {
            _now = part(_next++);
        }

        var count = Math.Min(buffer.Length, _now.Length);
        _now.Span[..count].CopyTo(buffer);
        _now = _now[count..];
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>Fails after its bytes, as a disk that is pulled out.</summary>
internal sealed class BreakingStream(byte[] bytes) : MemoryStream(bytes)
{
    public bool IsClosed { get; private set; }

    public override int Read(byte[] buffer, int offset, int count) =>
        base.Read(buffer, offset, count) is > 0 and var read ? read : throw new IOException("The device is gone.");

    protected override void Dispose(bool disposing)
    {
        IsClosed = true;
        base.Dispose(disposing);
    }
}
