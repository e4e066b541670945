using System.Collections.Immutable;
using System.Text.Json;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Messages;

/// <summary>
/// Writes the fields of one payload. Angles, durations and shares have three decimals, sensor time four; a null is written as null.
/// </summary>
public sealed class FieldWriter
{
    private readonly Utf8JsonWriter _json;

    internal FieldWriter(Utf8JsonWriter json) => _json = json;

    /// <summary>The version of the payloads.</summary>
    public void Version() => _json.WriteNumber("v"u8, Envelope.Version);

    /// <summary>Wall time.</summary>
    public void Time(ReadOnlySpan<byte> name, UtcInstant instant)
    {
        Span<byte> time = stackalloc byte[UtcInstant.TextLength];
        instant.Format(time);
        _json.WriteString(name, time);
    }

    /// <summary>A time on the sensor's clock.</summary>
    public void SampleTime(ReadOnlySpan<byte> name, SampleTime? time) => Number(name, time?.Seconds, 4);

    /// <summary>An angle, a duration, a share.</summary>
    public void Number(ReadOnlySpan<byte> name, double? value) => Number(name, value, 3);

    /// <summary>A whole number.</summary>
    public void Count(ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } number)
        {
            _json.WriteNumber(name, number);
        }
        else
        {
            _json.WriteNull(name);
        }
    }

    /// <summary>True or false.</summary>
    public void Flag(ReadOnlySpan<byte> name, bool? value)
    {
        if (value is { } flag)
        {
            _json.WriteBoolean(name, flag);
        }
        else
        {
            _json.WriteNull(name);
        }
    }

    /// <summary>A text.</summary>
    public void Text(ReadOnlySpan<byte> name, string? text) => _json.WriteString(name, text);

    /// <summary>A word of an enumeration.</summary>
    public void Word<T>(ReadOnlySpan<byte> name, T? value)
        where T : struct, Enum => _json.WriteString(name, value is { } word ? Words.Of(word) : null);

    /// <summary>The words of a list.</summary>
    public void WordsOf<T>(ReadOnlySpan<byte> name, IEnumerable<T> values)
        where T : struct, Enum
    {
        _json.WriteStartArray(name);
        foreach (var value in values)
        {
            _json.WriteStringValue(Words.Of(value));
        }

        _json.WriteEndArray();
    }

    /// <summary>An object in this one; null where there is none.</summary>
    public void Object<T>(ReadOnlySpan<byte> name, T? inside, Action<FieldWriter, T> write)
        where T : class
    {
        if (inside is null)
        {
            _json.WriteNull(name);
            return;
        }

        _json.WriteStartObject(name);
        write(this, inside);
        _json.WriteEndObject();
    }

    /// <summary>The objects of a list.</summary>
    public void Objects<T>(ReadOnlySpan<byte> name, IEnumerable<T> items, Action<FieldWriter, T> write)
    {
        _json.WriteStartArray(name);
        foreach (var item in items)
        {
            _json.WriteStartObject();
            write(this, item);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    /// <summary>The rows of a list of lists; null where there is no list.</summary>
    public void Rows<T>(ReadOnlySpan<byte> name, ImmutableArray<T>? items, Func<T, (double Time, double? First, double? Second)> row)
    {
        if (items is not { } list)
        {
            _json.WriteNull(name);
            return;
        }

        _json.WriteStartArray(name);
        foreach (var item in list)
        {
            var (time, first, second) = row(item);
            _json.WriteStartArray();
            _json.WriteNumberValue(Rounded(time, 4));
            Cell(first);
            Cell(second);
            _json.WriteEndArray();
        }

        _json.WriteEndArray();
    }

    /// <summary>An object whose names are data.</summary>
    public void Pairs<TName>(ReadOnlySpan<byte> name, IEnumerable<KeyValuePair<TName, long>> pairs)
        where TName : class
    {
        _json.WriteStartObject(name);
        foreach (var (key, value) in pairs)
        {
            _json.WriteNumber(key.ToString()!, value);
        }

        _json.WriteEndObject();
    }

    /// <summary>Bytes in base64.</summary>
    public void Bytes(ReadOnlySpan<byte> name, ReadOnlySpan<byte> bytes) => _json.WriteBase64String(name, bytes);

    // Adding zero turns −0 into 0: no reader should meet "-0".
    private static double Rounded(double value, int decimals) => Math.Round(value, decimals) + 0.0;

    private void Number(ReadOnlySpan<byte> name, double? value, int decimals)
    {
        if (value is { } number)
        {
            _json.WriteNumber(name, Rounded(number, decimals));
        }
        else
        {
            _json.WriteNull(name);
        }
    }

    private void Cell(double? value)
    {
        if (value is { } number)
        {
            _json.WriteNumberValue(Rounded(number, 3));
        }
        else
        {
            _json.WriteNullValue();
        }
    }
}
