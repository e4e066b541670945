using System.Buffers;

namespace PelvicFeedback.Core.Reports;

/// <summary>
/// Collects what is written and hands it to a stream 64 KiB at a time, on the writer's own thread: a slow stream slows the
/// writer and nothing piles up.
/// </summary>
/// <param name="stream">Stays open; flush with <see cref="Flush"/> before closing it.</param>
public sealed class StreamBuffer(Stream stream) : IBufferWriter<byte>
{
    private const int Capacity = 64 * 1024;
    private byte[] _buffer = new byte[Capacity];
    private int _length;

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _buffer.Length - _length);
        _length += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _buffer.AsMemory(_length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _buffer.AsSpan(_length);
    }

    /// <summary>Hands what is left to the stream.</summary>
    public void Flush()
    {
        var length = _length;
        _length = 0;
        if (length > 0)
        {
            stream.Write(_buffer, 0, length);
        }

        stream.Flush();
    }

    private void MakeRoom(int sizeHint)
    {
        var wanted = Math.Max(sizeHint, 1);
        if (_buffer.Length - _length >= wanted)
        {
            return;
        }

        Flush();
        if (_buffer.Length < wanted)
        {
            _buffer = new byte[wanted];
        }
    }
}
