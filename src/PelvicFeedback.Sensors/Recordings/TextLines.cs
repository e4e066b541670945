namespace PelvicFeedback.Sensors.Recordings;

/// <summary>What <see cref="TextLines.Next"/> found.</summary>
internal enum LineFound
{
    /// <summary>A line.</summary>
    Line,

    /// <summary>A line longer than <see cref="TextLines.Longest"/>: skipped; only its first bytes are given.</summary>
    TooLong,

    /// <summary>A last line cut off by damage in the compressed file: its last number may be half a number.</summary>
    Cut,

    /// <summary>Nothing more.</summary>
    End,
}

/// <summary>
/// Splits a stream into lines in one fixed buffer: a line of any length, and a file of any length, takes the same memory.
/// A line ends with LF or CRLF; the last one may end with the file.
/// </summary>
internal sealed class TextLines(RecordingBytes bytes)
{
    /// <summary>The longest line that is looked at, in bytes without its end: 64 KiB.</summary>
    public const int Longest = 64 * 1024;

    private const int Excerpt = 64;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(2 * Longest);
    private readonly byte[] _head = new byte[Excerpt];
    private int _start;
    private int _end;
    private bool _ended;

    /// <summary>The number of the line last returned, counted from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Bytes taken from the file and split into lines so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>How much of one line is skipped at most before giving up on the file; bounds what is read of a device without end.</summary>
    public long SkipsAtMost { get; set; } = long.MaxValue;

    /// <summary>The next line, valid until the next call.</summary>
    public LineFound Next(out ReadOnlySpan<byte> line)
    {
        var searched = _start;
        while (true)
        {
            var found = _buffer.AsSpan(searched, _end - searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                var lineEnd = searched + found;
                line = WithoutReturn(_buffer.AsSpan(_start, lineEnd - _start));
                Take(lineEnd + 1);
                return line.Length > Longest ? LineFound.TooLong : LineFound.Line;
            }

            // One byte of room for the return of a CRLF that is still to come.
            if (_end - _start > Longest + 1)
            {
                return Skip(out line);
            }

            if (_ended)
            {
                return Last(out line);
            }

            searched = Fill();
        }
    }

    private static ReadOnlySpan<byte> WithoutReturn(ReadOnlySpan<byte> line) => line is [.. var text, (byte)'\r'] ? text : line;

    private void Take(int upTo)
    {
        Bytes += upTo - _start;
        _start = upTo;
        Number++;
    }

    private LineFound Last(out ReadOnlySpan<byte> line)
    {
        line = _buffer.AsSpan(_start, _end - _start);
        if (line.IsEmpty)
        {
            return LineFound.End;
        }

        line = WithoutReturn(line);
        Take(_end);
        return bytes.Damaged ? LineFound.Cut : line.Length > Longest ? LineFound.TooLong : LineFound.Line;
    }

    /// <summary>Reads on behind what is not yet a whole line.</summary>
    /// <returns>Where the new bytes begin.</returns>
    private int Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        var from = _end;
        var count = bytes.Read(_buffer.AsSpan(_end));
        _ended = count == 0;
        _end += count;
        return from;
    }

    private LineFound Skip(out ReadOnlySpan<byte> line)
    {
        _buffer.AsSpan(_start, Excerpt).CopyTo(_head);
        line = _head;
        Number++;
        for (var from = Bytes; ;)
        {
            var found = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            var skipped = found < 0 ? _end - _start : found + 1;
            Bytes += skipped;
            _start += skipped;
            if (found >= 0 || _ended || Bytes - from > SkipsAtMost)
            {
                return LineFound.TooLong;
            }

            Fill();
        }
    }
}
