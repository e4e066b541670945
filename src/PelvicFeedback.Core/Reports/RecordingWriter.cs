using System.Globalization;
using System.Text;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Reports;

/// <summary>
/// Writes samples as a recording: CSV, UTF-8, LF, the columns of <c>docs/recordings.md</c>. Numbers have as many digits as it takes to
/// read back the same double, so what was recorded decides again what it decided. A quantity that a sample lacks is left empty.
/// A sensor that restarted shows in a recording as its clock going back by more than 1 s: where the samples' time went on over it, it is put back.
/// </summary>
public sealed class RecordingWriter : IDisposable
{
    private const int LongestNumber = 32;
    private const int Numbers = 11;
    private const int BufferSize = 32 * 1024;

    private readonly Stream _stream;
    private readonly MotionContent _columns;
    private readonly bool _leaveOpen;
    private readonly byte[] _buffer = new byte[BufferSize];
    private int _used;
    private bool _closed;
    private double? _last;
    private double _putBack;

    /// <summary>Writes the header line.</summary>
    /// <param name="stream">Where to; written in blocks of some 32 KiB.</param>
    /// <param name="columns">Which quantities get columns; what a sample has besides is left out.</param>
    /// <param name="leaveOpen">Whether the stream stays open when the writer is disposed of.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The columns hold neither an orientation nor both specific force and angular rate: nothing could read that again.
    /// </exception>
    public RecordingWriter(Stream stream, MotionContent columns, bool leaveOpen = false)
    {
        const MotionContent inertial = MotionContent.SpecificForce | MotionContent.AngularRate;
        if ((columns & MotionContent.Orientation) == 0 && (columns & inertial) != inertial)
        {
            throw new ArgumentOutOfRangeException(nameof(columns), columns, "A recording has orientations, or specific forces and angular rates.");
        }

        (_stream, _columns, _leaveOpen) = (stream, columns, leaveOpen);
        Put("t"u8);
        PutIf(MotionContent.Orientation, ",qw,qx,qy,qz"u8);
        PutIf(MotionContent.SpecificForce, ",ax,ay,az"u8);
        PutIf(MotionContent.AngularRate, ",gx,gy,gz"u8);
        Put(",event\n"u8);
    }

    /// <summary>Samples written so far.</summary>
    public long Samples { get; private set; }

    /// <summary>Writes one line.</summary>
    /// <param name="sample">Its time must be later than the last one's, or more than 1 s earlier; any, where it starts a segment.</param>
    public void Write(in MotionSample sample)
    {
        Room((Numbers * LongestNumber) + 2);
        PutNumber(TimeOf(sample));
        if ((_columns & MotionContent.Orientation) != 0)
        {
            var (w, x, y, z) = sample.SensorToEarth;
            var has = sample.Has(MotionContent.Orientation);
            PutNext(has, w);
            PutNext(has, x);
            PutNext(has, y);
            PutNext(has, z);
        }

        PutVector(sample, MotionContent.SpecificForce, sample.SpecificForce);
        PutVector(sample, MotionContent.AngularRate, sample.AngularRate);
        _buffer[_used++] = (byte)',';
        if (sample.Mark is { } mark)
        {
            Put(Encoding.UTF8.GetBytes(Field(mark.Text)));
        }

        Put("\n"u8);
        Samples++;
    }

    /// <summary>Hands what is buffered to the stream and flushes it.</summary>
    public void Flush()
    {
        Empty();
        _stream.Flush();
    }

    /// <summary>Writes what is buffered and closes the stream, unless told to leave it open.</summary>
    public void Dispose()
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        Empty();
        if (_leaveOpen)
        {
            _stream.Flush();
        }
        else
        {
            _stream.Dispose();
        }
    }

    /// <summary>A line of a recording ends at its line break, so an event's words keep to one line; quoted where a separator demands it (RFC 4180).</summary>
    private static string Field(string text)
    {
        text = text.ReplaceLineEndings(" ");
        return text.AsSpan().IndexOfAny(",;\"") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    // By whole seconds, which leave the times between samples what they were.
    private double TimeOf(in MotionSample sample)
    {
        const double readAsRestart = 1.5, clearlyBack = 3;
        var time = sample.Time.Seconds;
        if (sample.StartsSegment && _last is { } last)
        {
            _putBack = time < last - readAsRestart ? 0 : Math.Floor(time - (last > clearlyBack ? 0 : last - clearlyBack));
        }

        _last = time - _putBack;
        return _last.Value;
    }

    private void PutVector(in MotionSample sample, MotionContent content, Vector3D vector)
    {
        if ((_columns & content) == 0)
        {
            return;
        }

        var has = sample.Has(content);
        PutNext(has, vector.X);
        PutNext(has, vector.Y);
        PutNext(has, vector.Z);
    }

    private void PutNext(bool has, double value)
    {
        _buffer[_used++] = (byte)',';
        if (has)
        {
            PutNumber(value);
        }
    }

    private void PutNumber(double value)
    {
        value.TryFormat(_buffer.AsSpan(_used), out var written, default, CultureInfo.InvariantCulture);
        _used += written;
    }

    private void PutIf(MotionContent content, ReadOnlySpan<byte> names)
    {
        if ((_columns & content) != 0)
        {
            Put(names);
        }
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            Room(1);
            var part = bytes[..Math.Min(bytes.Length, BufferSize - _used)];
            part.CopyTo(_buffer.AsSpan(_used));
            _used += part.Length;
            bytes = bytes[part.Length..];
        }
    }

    private void Room(int bytes)
    {
        if (BufferSize - _used < bytes)
        {
            Empty();
        }
    }

    private void Empty()
    {
        _stream.Write(_buffer, 0, _used);
        _used = 0;
    }
}
