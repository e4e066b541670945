using System.Buffers.Text;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Reports;

/// <summary>
/// One JSON object on one line, written straight into a buffer: a line for every sample has no time for a general writer.
/// Words are those of this project and need no escaping; free text never passes through here.
/// </summary>
internal ref struct JsonLine
{
    /// <summary>No line of <see cref="AnalysisLines"/> is longer.</summary>
    public const int Longest = 768;

    private readonly Span<byte> _buffer;
    private int _length;

    public JsonLine(Span<byte> buffer, ReadOnlySpan<byte> type)
    {
        _buffer = buffer;
        Raw("{\"type\":\""u8);
        Raw(type);
        Raw("\""u8);
    }

    public readonly int Length => _length;

    public void Field(ReadOnlySpan<byte> name, SampleTime time) => Micros(name, time.Seconds);

    public void Field(ReadOnlySpan<byte> name, Seconds? duration)
    {
        if (duration is { } some)
        {
            Micros(name, some.Value);
        }
        else
        {
            Null(name);
        }
    }

    public void Field(ReadOnlySpan<byte> name, Degrees? angle) => Decimals(name, angle?.Value, 1_000, 3);

    public void Field(ReadOnlySpan<byte> name, double? number) => Decimals(name, number, 1_000, 3);

    public void Component(ReadOnlySpan<byte> name, double? number) => Decimals(name, number, 10_000_000, 7);

    public void Field(ReadOnlySpan<byte> name, int number)
    {
        Name(name);
        Utf8Formatter.TryFormat(number, _buffer[_length..], out var written);
        _length += written;
    }

    public void Field(ReadOnlySpan<byte> name, bool truth)
    {
        Name(name);
        Raw(truth ? "true"u8 : "false"u8);
    }

    public void Word(ReadOnlySpan<byte> name, ReadOnlySpan<byte> word)
    {
        Name(name);
        Raw("\""u8);
        Raw(word);
        Raw("\""u8);
    }

    public void Word(ReadOnlySpan<byte> name, string? word)
    {
        if (word is null)
        {
            Null(name);
            return;
        }

        Name(name);
        Raw("\""u8);
        foreach (var letter in word)
        {
            _buffer[_length++] = (byte)letter;
        }

        Raw("\""u8);
    }

    public void Close() => Raw("}\n"u8);

    private void Null(ReadOnlySpan<byte> name)
    {
        Name(name);
        Raw("null"u8);
    }

    private void Micros(ReadOnlySpan<byte> name, double seconds)
    {
        Name(name);
        _length += FixedDecimals.WriteSeconds(_buffer[_length..], seconds);
    }

    private void Decimals(ReadOnlySpan<byte> name, double? number, long scale, int decimals)
    {
        if (number is not { } some)
        {
            Null(name);
            return;
        }

        Name(name);
        _length += FixedDecimals.Write(_buffer[_length..], some, scale, decimals);
    }

    private void Name(ReadOnlySpan<byte> name)
    {
        Raw(",\""u8);
        Raw(name);
        Raw("\":"u8);
    }

    private void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_buffer[_length..]);
        _length += bytes.Length;
    }
}
