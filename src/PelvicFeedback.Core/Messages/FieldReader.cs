using System.Collections.Frozen;
using System.Text.Json;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Messages;

/// <summary>Takes the fields of one payload; remembers the first that was not as it must be and reads on with harmless values.</summary>
internal sealed class FieldReader(JsonElement payload)
{
    /// <summary>The first fault; null while all is well.</summary>
    public MessageFault? Fault { get; private set; }

    /// <summary>Notes a fault when a condition holds.</summary>
    public void Refuse(bool wrong, string field, MessageFaultKind kind = MessageFaultKind.Contradiction)
    {
        if (wrong)
        {
            Fault ??= new(kind, field);
        }
    }

    public void Version() => Refuse(Number("v", double.MinValue, double.MaxValue) is not Envelope.Version, "v", MessageFaultKind.OtherVersion);

    public bool Flag(string name)
    {
        var found = Find(name);
        Refuse(found is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) }, name, MessageFaultKind.WrongType);
        return found is { ValueKind: JsonValueKind.True };
    }

    public int Count(string name)
    {
        var number = Number(name, 0, int.MaxValue);
        Refuse(number != Math.Floor(number), name, MessageFaultKind.WrongType);
        return (int)number;
    }

    public double Number(string name, double min, double max) => Number(Find(name), name, min, max) ?? 0;

    public double? NumberOrNull(string name, double min, double max) => Number(FindOrNull(name), name, min, max);

    public Degrees Angle(string name, double limit) => new(Number(name, -limit, limit));

    public Degrees? AngleOrNull(string name, double limit) => NumberOrNull(name, -limit, limit) is { } angle ? new Degrees(angle) : null;

    public T Word<T>(string name)
        where T : struct, Enum => Word<T>(Find(name), name) ?? default;

    public T? WordOrNull<T>(string name)
        where T : struct, Enum => Word<T>(FindOrNull(name), name);

    public UtcInstant Time(string name)
    {
        var time = default(UtcInstant);
        var text = TextOf(Find(name), name);
        Refuse(text is not null && !UtcInstant.TryParse(text, out time), name, MessageFaultKind.OutOfRange);
        return time;
    }

    public T? Text<T>(string name, Func<string, T?> parse)
        where T : class => Parsed(Find(name), name, parse);

    public T? TextOrNull<T>(string name, Func<string, T?> parse)
        where T : class => Parsed(FindOrNull(name), name, parse);

    private JsonElement? Find(string name)
    {
        if (payload.TryGetProperty(name, out var found))
        {
            return found;
        }

        Fault ??= new(MessageFaultKind.Missing, name);
        return null;
    }

    private JsonElement? FindOrNull(string name) => Find(name) is { ValueKind: not JsonValueKind.Null } found ? found : null;

    private double? Number(JsonElement? found, string name, double min, double max)
    {
        if (found is not { } element)
        {
            return null;
        }

        if (element.ValueKind != JsonValueKind.Number)
        {
            Fault ??= new(MessageFaultKind.WrongType, name);
            return null;
        }

        var readable = element.TryGetDouble(out var number) && number >= min && number <= max;
        Refuse(!readable, name, MessageFaultKind.OutOfRange);
        return readable ? number : null;
    }

    private string? TextOf(JsonElement? found, string name)
    {
        Refuse(found is { ValueKind: not JsonValueKind.String }, name, MessageFaultKind.WrongType);
        try
        {
            return found is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: valid as JSON's grammar goes, but no text.
            Fault ??= new(MessageFaultKind.NotJson, name);
            return null;
        }
    }

    private T? Parsed<T>(JsonElement? found, string name, Func<string, T?> parse)
        where T : class
    {
        var text = TextOf(found, name);
        var value = text is null ? null : parse(text);
        Refuse(text is not null && value is null, name, MessageFaultKind.OutOfRange);
        return value;
    }

    private T? Word<T>(JsonElement? found, string name)
        where T : struct, Enum
    {
        var text = TextOf(found, name);
        if (text is null)
        {
            return null;
        }

        if (Dictionary<T>.Cases.TryGetValue(text, out var word))
        {
            return word;
        }

        Fault ??= new(MessageFaultKind.UnknownWord, name);
        return null;
    }

    private static class Dictionary<T>
        where T : struct, Enum
    {
        public static readonly FrozenDictionary<string, T> Cases = Enum.GetValues<T>().ToFrozenDictionary(Words.Of, StringComparer.Ordinal);
    }
}
