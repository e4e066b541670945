using System.Text;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Sensors.Recordings;

/// <summary>Takes one line of a recording apart. It keeps its arrays from line to line: only events and the first few faults allocate.</summary>
internal sealed class RecordingLine(RecordingHeader header, RecordingFaults faults)
{
    private readonly sbyte[] _roles = header.Roles;
    private readonly byte _separator = header.Separator;
    private readonly byte _point = header.Point;
    private readonly double[] _values = new double[Column.Count];
    private long _number;
    private bool _good;

    /// <summary>The numbers by <see cref="Column"/>, in the file's units; valid where <see cref="Bits"/> says so.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>A bit for each column that is not empty.</summary>
    public int Bits { get; private set; }

    /// <summary>The event on the line, also on a bad one; mostly null.</summary>
    public Mark? Mark { get; private set; }

    /// <summary>Reads a line; what is wrong with it is counted.</summary>
    /// <returns>Whether it has all columns, each a finite number or empty.</returns>
    public bool Read(ReadOnlySpan<byte> line, long number)
    {
        (Bits, Mark, _number, _good) = (0, null, number, true);
        var at = 0;
        var column = 0;
        while (true)
        {
            var role = _roles[column];
            if ((uint)role < Column.Event)
            {
                ReadNumber(line, ref at, role);
            }
            else
            {
                var from = at;
                at = EndOfField(line, at);
                if (role == Column.Event && at > from)
                {
                    ReadEvent(line[from..at]);
                }
            }

            if (++column == _roles.Length)
            {
                return _good;
            }

            if ((uint)at >= (uint)line.Length)
            {
                Blame(RecordingFaultKind.TooFewColumns, line);
                return false;
            }

            at++;
        }
    }

    private void ReadNumber(ReadOnlySpan<byte> line, ref int at, int role)
    {
        if ((uint)at >= (uint)line.Length || line[at] == _separator)
        {
            return;
        }

        var used = DecimalText.ReadPlain(line[at..], _point, out var value);
        if (used > 0 && (at + used == line.Length || line[at + used] == _separator))
        {
            at += used;
            _values[role] = value;
            Bits |= 1 << role;
            return;
        }

        var from = at;
        at = EndOfField(line, from);
        ReadOtherNumber(Unquoted(line[from..at]), role);
    }

    private void ReadOtherNumber(ReadOnlySpan<byte> text, int role)
    {
        if (text.IsEmpty)
        {
            return;
        }

        if (!DecimalText.TryReadAny(text, _point, out var value))
        {
            Blame(RecordingFaultKind.NotANumber, text, role);
        }
        else if (!double.IsFinite(value))
        {
            Blame(RecordingFaultKind.NotFinite, text, role);
        }
        else
        {
            _values[role] = value;
            Bits |= 1 << role;
        }
    }

    private void ReadEvent(ReadOnlySpan<byte> field)
    {
        var text = Unquoted(field);
        if (text.IsEmpty)
        {
            return;
        }

        var words = Encoding.UTF8.GetString(text);
        Mark = Mark.Parse(text.Length < field.Length ? words.Replace("\"\"", "\"", StringComparison.Ordinal) : words);
        if (Mark is null && faults.Add(RecordingFaultKind.UnknownEvent))
        {
            faults.Keep(_number, RecordingFaultKind.UnknownEvent, Printable.Excerpt(text));
        }
    }

    /// <summary>Where a column ends: at the separator, but not at one inside quotes (RFC 4180, within one line).</summary>
    private int EndOfField(ReadOnlySpan<byte> line, int from)
    {
        var at = from;
        while (at < line.Length && line[at] == (byte)' ')
        {
            at++;
        }

        if (at < line.Length && line[at] == (byte)'"')
        {
            for (at++; at < line.Length; at++)
            {
                if (line[at] == (byte)'"' && (++at >= line.Length || line[at] != (byte)'"'))
                {
                    break;
                }
            }
        }

        at = Math.Min(at, line.Length);
        var separator = line[at..].IndexOf(_separator);
        return separator < 0 ? line.Length : at + separator;
    }

    private static ReadOnlySpan<byte> Unquoted(ReadOnlySpan<byte> field)
    {
        field = field.Trim(" \t"u8);
        return field is [(byte)'"', .. var quoted, (byte)'"'] ? quoted.Trim(" \t"u8) : field;
    }

    /// <summary>Counts the line as bad, once, for the first thing wrong with it.</summary>
    private void Blame(RecordingFaultKind kind, ReadOnlySpan<byte> text, int role = Column.Unknown)
    {
        if (!_good)
        {
            return;
        }

        _good = false;
        if (faults.Add(kind))
        {
            var name = role == Column.Unknown ? "" : Column.NameOf(role, header.Format) + " ";
            faults.Keep(_number, kind, $"{name}\"{Printable.Excerpt(text)}\"");
        }
    }
}
