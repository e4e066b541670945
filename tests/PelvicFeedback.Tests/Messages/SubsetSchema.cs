using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace PelvicFeedback.Tests.Messages;

/// <summary>
/// JSON Schema 2020-12, as far as the schemas of the messages use it; <c>format</c> is asserted. A keyword that it does not know
/// fails, so that no rule of a schema goes unchecked.
/// </summary>
internal sealed class SubsetSchema
{
    private readonly string _folder;
    private readonly Dictionary<string, JsonElement> _files = [];
    private readonly JsonElement _root;

    public SubsetSchema(string folder, string file)
    {
        _folder = folder;
        _root = Open(file);
    }

    /// <summary>Null when it holds, otherwise where it does not.</summary>
    public string? Violation(JsonElement value) => Violation(_root, value, "$");

    private JsonElement Open(string file)
    {
        if (!_files.TryGetValue(file, out var schema))
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_folder, file)));
            schema = _files[file] = json.RootElement.Clone();
            Assert.Equal(file, schema.GetProperty("$id").GetString());
        }

        return schema;
    }

    private string? Violation(JsonElement schema, JsonElement value, string at)
    {
        foreach (var rule in schema.EnumerateObject())
        {
            if (Breaks(schema, rule.Name, rule.Value, value, at) is { } violation)
            {
                return violation;
            }
        }

        return null;
    }

    private string? Breaks(JsonElement schema, string keyword, JsonElement rule, JsonElement value, string at)
    {
        var number = value.ValueKind == JsonValueKind.Number ? value.GetDouble() : (double?)null;
        var text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        var holds = keyword switch
        {
            "$schema" or "$id" or "$defs" or "title" or "description" or "contentEncoding" => true,
            "then" or "else" => schema.TryGetProperty("if", out _),
            "type" => rule.ValueKind == JsonValueKind.Array ? rule.EnumerateArray().Any(one => IsOf(one, value)) : IsOf(rule, value),
            "const" => JsonElement.DeepEquals(rule, value),
            "enum" => rule.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)),
            "minimum" => !(number < rule.GetDouble()),
            "maximum" => !(number > rule.GetDouble()),
            "exclusiveMinimum" => !(number <= rule.GetDouble()),
            "minLength" => !(text?.EnumerateRunes().Count() < rule.GetInt32()),
            "maxLength" => !(text?.EnumerateRunes().Count() > rule.GetInt32()),
            "minItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() >= rule.GetInt32(),
            "maxItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() <= rule.GetInt32(),
            "items" => PassesItems(schema, rule, value, ref at),
            "prefixItems" => PassesPrefix(rule, value, ref at),
            "propertyNames" => value.ValueKind != JsonValueKind.Object
                || value.EnumerateObject().All(property => Regex.IsMatch(property.Name, Ecma(rule.GetProperty("pattern").GetString()!))),
            "additionalProperties" => PassesAdditional(schema, rule, value, ref at),
            "pattern" => text is null || Regex.IsMatch(text, Ecma(rule.GetString()!), RegexOptions.CultureInvariant),
            "format" => text is null || IsDateTime(rule.GetString()!, text),
            "anyOf" => rule.EnumerateArray().Any(one => Violation(one, value, at) is null),
            "required" => value.ValueKind != JsonValueKind.Object
                || rule.EnumerateArray().All(name => value.TryGetProperty(name.GetString()!, out _)),
            "$ref" => Passes(Referred(rule.GetString()!), value, ref at),
            "allOf" => PassesAll(rule, value, ref at),
            "properties" => PassesProperties(rule, value, ref at),
            "if" => PassesIf(schema, rule, value, ref at),
            _ => throw new NotSupportedException($"The keyword '{keyword}' at {at} is not checked: teach it to this validator."),
        };
        return holds ? null : $"{at} breaks {keyword}";
    }

    private bool Passes(JsonElement schema, JsonElement value, ref string at)
    {
        var violation = Violation(schema, value, at);
        at = violation ?? at;
        return violation is null;
    }

    private bool PassesAll(JsonElement rule, JsonElement value, ref string at)
    {
        foreach (var one in rule.EnumerateArray())
        {
            if (!Passes(one, value, ref at))
            {
                return false;
            }
        }

        return true;
    }

    private bool PassesProperties(JsonElement rule, JsonElement value, ref string at)
    {
        foreach (var property in rule.EnumerateObject())
        {
            var inside = at + "." + property.Name;
            if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty(property.Name, out var found)
                && !Passes(property.Value, found, ref inside))
            {
                at = inside;
                return false;
            }
        }

        return true;
    }

    private bool PassesItems(JsonElement schema, JsonElement rule, JsonElement value, ref string at)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return true;
        }

        var before = schema.TryGetProperty("prefixItems", out var prefix) ? prefix.GetArrayLength() : 0;
        foreach (var (i, item) in value.EnumerateArray().Index().Skip(before))
        {
            var inside = $"{at}[{i}]";
            if (!Passes(rule, item, ref inside))
            {
                at = inside;
                return false;
            }
        }

        return true;
    }

    private bool PassesPrefix(JsonElement rule, JsonElement value, ref string at)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return true;
        }

        foreach (var (own, item) in rule.EnumerateArray().Zip(value.EnumerateArray()))
        {
            if (!Passes(own, item, ref at))
            {
                return false;
            }
        }

        return true;
    }

    private bool PassesAdditional(JsonElement schema, JsonElement rule, JsonElement value, ref string at)
    {
        Assert.False(schema.TryGetProperty("properties", out _), "additionalProperties is checked beside no properties only.");
        if (value.ValueKind != JsonValueKind.Object)
        {
            return true;
        }

        foreach (var property in value.EnumerateObject())
        {
            if (!Passes(rule, property.Value, ref at))
            {
                return false;
            }
        }

        return true;
    }

    private bool PassesIf(JsonElement schema, JsonElement rule, JsonElement value, ref string at)
    {
        var branch = Violation(rule, value, at) is null ? "then" : "else";
        return !schema.TryGetProperty(branch, out var next) || Passes(next, value, ref at);
    }

    private JsonElement Referred(string reference)
    {
        var (file, pointer) = reference.Split('#') is [var left, var right] ? (left, right) : throw new NotSupportedException(reference);
        var found = file.Length > 0 ? Open(file) : Open("envelope.schema.json");
        Assert.True(file.Length > 0 || pointer.StartsWith("/$defs/", StringComparison.Ordinal), reference);
        foreach (var step in pointer.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            found = found.GetProperty(step);
        }

        return found;
    }

    private static bool IsOf(JsonElement type, JsonElement value) => type.GetString() switch
    {
        "null" => value.ValueKind == JsonValueKind.Null,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.GetDouble() == Math.Floor(value.GetDouble()),
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        var other => throw new NotSupportedException($"The type '{other}' is not checked."),
    };

    private static bool IsDateTime(string format, string text) => format == "date-time"
        ? DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _)
        : throw new NotSupportedException($"The format '{format}' is not checked.");

    // In ECMAScript, which the schemas speak, $ is the very end; here it would also match before a last line feed.
    private static string Ecma(string pattern) => pattern.EndsWith('$') ? pattern[..^1] + @"\z" : pattern;
}
