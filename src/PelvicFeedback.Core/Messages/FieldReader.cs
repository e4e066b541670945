using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Messages;

/// <summary>
/// Takes the fields of one payload; remembers the first that was not as it must be and reads on with harmless values, so that a
/// message is read as a list of its fields. Fields of the same name inside a list or an object are told by their path.
/// </summary>
public sealed class FieldReader
{
    private readonly JsonElement _payload;
    private readonly string _path;
    private readonly Found _found;

    internal FieldReader(JsonElement payload)
        : this(payload, "", new())
    {
    }

    private FieldReader(JsonElement payload, string path, Found found) => (_payload, _path, _found) = (payload, path, found);

    /// <summary>The first fault; null while all is well.</summary>
    public MessageFault? Fault => _found.Fault;

    /// <summary>Notes a fault when a condition holds.</summary>
    public void Refuse(bool wrong, string field, MessageFaultKind kind = MessageFaultKind.Contradiction)
    {
        if (wrong)
        {
            _found.Fault ??= new(kind, _path + field);
        }
    }

    /// <summary>The field <c>v</c>: any other version is refused.</summary>
    public void Version() => Refuse(Number("v", double.MinValue, double.MaxValue) is not Envelope.Version, "v", MessageFaultKind.OtherVersion);

    /// <summary>True or false.</summary>
    public bool Flag(string name)
    {
        var found = Find(name);
        Refuse(found is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) }, name, MessageFaultKind.WrongType);
        return found is { ValueKind: JsonValueKind.True };
    }

    /// <summary>True, false or null.</summary>
    public bool? FlagOrNull(string name) => IsNull(name) ? null : Flag(name);

    /// <summary>A whole number.</summary>
    public int Count(string name, int min = 0, int max = int.MaxValue)
    {
        var number = Number(name, min, max);
        Refuse(number != Math.Floor(number), name, MessageFaultKind.WrongType);
        return (int)number;
    }

    /// <summary>A whole number or null.</summary>
    public int? CountOrNull(string name, int min = 0, int max = int.MaxValue) => IsNull(name) ? null : Count(name, min, max);

    /// <summary>A whole number of up to fifteen digits, as a sequence has.</summary>
    public long Sequence(string name, long min)
    {
        var number = Number(name, min, EventId.Largest);
        Refuse(number != Math.Floor(number), name, MessageFaultKind.WrongType);
        return (long)number;
    }

    /// <summary>A number.</summary>
    public double Number(string name, double min, double max) => Number(Find(name), name, min, max) ?? 0;

    /// <summary>A number or null.</summary>
    public double? NumberOrNull(string name, double min, double max) => Number(FindOrNull(name), name, min, max);

    /// <summary>An angle of either sign, up to a limit in degrees.</summary>
    public Degrees Angle(string name, double limit) => new(Number(name, -limit, limit));

    /// <summary>An angle of either sign, or null.</summary>
    public Degrees? AngleOrNull(string name, double limit) => NumberOrNull(name, -limit, limit) is { } angle ? new Degrees(angle) : null;

    /// <summary>A duration, s, not negative.</summary>
    public Seconds Duration(string name) => new(Number(name, 0, 1e12));

    /// <summary>A duration, s, not negative, or null.</summary>
    public Seconds? DurationOrNull(string name) => NumberOrNull(name, 0, 1e12) is { } seconds ? new Seconds(seconds) : null;

    /// <summary>A time on the sensor's clock.</summary>
    public SampleTime SampleTime(string name) => new(Number(name, -1e12, 1e12));

    /// <summary>A time on the sensor's clock, or null.</summary>
    public SampleTime? SampleTimeOrNull(string name) => NumberOrNull(name, -1e12, 1e12) is { } time ? new SampleTime(time) : null;

    /// <summary>A word of an enumeration.</summary>
    public T Word<T>(string name)
        where T : struct, Enum => Word<T>(Find(name), name) ?? default;

    /// <summary>A word of an enumeration, or null.</summary>
    public T? WordOrNull<T>(string name)
        where T : struct, Enum => Word<T>(FindOrNull(name), name);

    /// <summary>Wall time.</summary>
    public UtcInstant Time(string name)
    {
        var time = default(UtcInstant);
        var text = TextOf(Find(name), name);
        Refuse(text is not null && !UtcInstant.TryParse(text, out time), name, MessageFaultKind.OutOfRange);
        return time;
    }

    /// <summary>A text of a form.</summary>
    /// <param name="name">The field.</param>
    /// <param name="parse">Null for a text that does not have its form.</param>
    public T? Text<T>(string name, Func<string, T?> parse)
        where T : class => Parsed(Find(name), name, parse);

    /// <summary>A text of a form, or null.</summary>
    public T? TextOrNull<T>(string name, Func<string, T?> parse)
        where T : class => Parsed(FindOrNull(name), name, parse);

    /// <summary>A pseudonym.</summary>
    public Pseudonym? Pseudonym(string name) => Text(name, AsPseudonym);

    /// <summary>A pseudonym, or null.</summary>
    public Pseudonym? PseudonymOrNull(string name) => TextOrNull(name, AsPseudonym);

    /// <summary>A name of 1–64 letters of a pseudonym, such as an alert's or a command's.</summary>
    public string? Name(string name) => Text(name, text => text.Length is >= 1 and <= 64 && Messages.Pseudonym.HasOnlyLetters(text) ? text : null);

    /// <summary>Words for people: 1 to that many characters, and no control character among them.</summary>
    public string? Sentence(string name, int longest) => Text(name, text => IsSentence(text, longest) ? text : null);

    /// <summary>Words for people, or null.</summary>
    public string? SentenceOrNull(string name, int longest) => TextOrNull(name, text => IsSentence(text, longest) ? text : null);

    /// <summary>The fields of an object in this one; null when it is null, or is none.</summary>
    public FieldReader? ObjectOrNull(string name) => IsNull(name) ? null : Object(name);

    /// <summary>The fields of an object in this one; null when it is none.</summary>
    public FieldReader? Object(string name)
    {
        var found = Find(name);
        Refuse(found is { ValueKind: not JsonValueKind.Object }, name, MessageFaultKind.WrongType);
        return found is { ValueKind: JsonValueKind.Object } inside ? new(inside, $"{_path}{name}.", _found) : null;
    }

    /// <summary>The objects of a list.</summary>
    public ImmutableArray<T> Objects<T>(string name, int least, int most, Func<FieldReader, T> read) => List(name, least, most, (item, at) =>
    {
        Refuse(item.ValueKind != JsonValueKind.Object, at, MessageFaultKind.WrongType);
        return item.ValueKind == JsonValueKind.Object ? read(new(item, $"{_path}{at}.", _found)) : default!;
    });

    /// <summary>The words of a list.</summary>
    public ImmutableArray<T> WordsOf<T>(string name, int most)
        where T : struct, Enum => List(name, 0, most, (item, at) => Word<T>(item, at) ?? default);

    /// <summary>The rows of a list of lists: numbers or null, every row as long as the other.</summary>
    /// <param name="name">The field.</param>
    /// <param name="most">Rows at most.</param>
    /// <param name="limits">For each column how large its numbers may be, of either sign; the first column has no null.</param>
    public ImmutableArray<ImmutableArray<double?>> Rows(string name, int most, params double[] limits) => List(name, 0, most, (row, at) =>
    {
        var fits = row.ValueKind == JsonValueKind.Array && row.GetArrayLength() == limits.Length;
        Refuse(!fits, at, MessageFaultKind.WrongType);
        if (!fits)
        {
            return [];
        }

        Refuse(row[0].ValueKind == JsonValueKind.Null, at, MessageFaultKind.WrongType);
        return row.EnumerateArray()
            .Select((cell, column) => cell.ValueKind == JsonValueKind.Null ? null : Number(cell, at, -limits[column], limits[column]))
            .ToImmutableArray();
    });

    /// <summary>An object of any names, as pairs.</summary>
    public ImmutableArray<KeyValuePair<TName, T>> Pairs<TName, T>(string name, Func<string, TName?> parse, Func<FieldReader, string, T> read)
        where TName : class
    {
        if (Object(name) is not { } inside)
        {
            return [];
        }

        var pairs = ImmutableArray.CreateBuilder<KeyValuePair<TName, T>>();
        foreach (var property in inside._payload.EnumerateObject())
        {
            var key = parse(property.Name);
            inside.Refuse(key is null, property.Name.Length > 64 ? "" : property.Name, MessageFaultKind.OutOfRange);
            if (key is not null)
            {
                pairs.Add(new(key, read(inside, property.Name)));
            }
        }

        return pairs.ToImmutable();
    }

    /// <summary>Bytes in base64.</summary>
    public ImmutableArray<byte> Bytes(string name, int longest)
    {
        var found = Find(name);
        var text = TextOf(found, name);
        if (text is null)
        {
            return [];
        }

        var bytes = new byte[longest];
        var fits = IsBase64(text) && Convert.TryFromBase64String(text, bytes, out longest);
        Refuse(!fits, name, MessageFaultKind.OutOfRange);
        return fits ? [.. bytes.AsSpan(0, longest)] : [];
    }

    /// <summary>Whether the field is there at all: one that came later may be missing.</summary>
    public bool Has(string name) => _payload.TryGetProperty(name, out _);

    /// <summary>Whether the field is there and null.</summary>
    public bool IsNull(string name) => Find(name) is { ValueKind: JsonValueKind.Null };

    private static bool IsSentence(string text, int longest) =>
        text.Length >= 1 && text.EnumerateRunes().Count() <= longest && !text.Any(letter => letter < ' ' || letter == '\u007f');

    // The framework's decoder lets white space pass; one form is enough.
    private static bool IsBase64(string text) => text.Length % 4 == 0 && !text.Any(char.IsWhiteSpace);

    private static Pseudonym? AsPseudonym(string text) => Messages.Pseudonym.TryParse(text, out var name) ? name : null;

    private ImmutableArray<T> List<T>(string name, int least, int most, Func<JsonElement, string, T> read)
    {
        var found = Find(name);
        Refuse(found is { ValueKind: not JsonValueKind.Array }, name, MessageFaultKind.WrongType);
        if (found is not { ValueKind: JsonValueKind.Array } list)
        {
            return [];
        }

        var length = list.GetArrayLength();
        Refuse(length < least || length > most, name, MessageFaultKind.OutOfRange);
        return length > most ? [] : [.. list.EnumerateArray().Select((item, i) => read(item, $"{name}[{i}]"))];
    }

    private JsonElement? Find(string name)
    {
        if (_payload.TryGetProperty(name, out var found))
        {
            return found;
        }

        Refuse(true, name, MessageFaultKind.Missing);
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
            Refuse(true, name, MessageFaultKind.WrongType);
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
            Refuse(true, name, MessageFaultKind.NotJson);
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

        Refuse(true, name, MessageFaultKind.UnknownWord);
        return null;
    }

    private sealed class Found
    {
        public MessageFault? Fault { get; set; }
    }

    private static class Dictionary<T>
        where T : struct, Enum
    {
        public static readonly FrozenDictionary<string, T> Cases = Enum.GetValues<T>().ToFrozenDictionary(Words.Of, StringComparer.Ordinal);
    }
}
