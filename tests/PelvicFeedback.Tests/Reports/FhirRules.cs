using System.Text.Json;
using System.Text.RegularExpressions;
using PelvicFeedback.Tests.Habits;

namespace PelvicFeedback.Tests.Reports;

/// <summary>
/// Rules of FHIR R4 that hold for a bundle of ours: those of the JSON format (hl7.org/fhir/R4/json.html), the elements and value sets of the
/// resources that it has, the invariants obs-3 and obs-6, and our own codes and profile.
/// </summary>
internal static partial class FhirRules
{
    private const string Own = "https://pelvicfeedback.example/fhir/CodeSystem/pelvic-feedback";

    private static readonly Dictionary<string, (string[] Required, string[] Allowed)> Elements = new()
    {
        ["Bundle"] = (["type"], ["resourceType", "id", "type", "entry"]),
        ["Patient"] = ([], ["identifier"]),
        ["Device"] = ([], ["deviceName", "type", "version", "note"]),
        ["Procedure"] = (["status", "subject"], ["identifier", "partOf", "status", "statusReason", "code", "subject", "performedPeriod", "usedReference", "note"]),
        ["Observation"] = (
            ["status", "code"],
            ["partOf", "status", "category", "code", "subject", "effectivePeriod", "effectiveDateTime", "issued", "valueQuantity", "dataAbsentReason", "note", "device", "component"]),
    };

    private static readonly Dictionary<string, string[]> Statuses = new()
    {
        ["Procedure"] = ["preparation", "in-progress", "not-done", "on-hold", "stopped", "completed", "entered-in-error", "unknown"],
        ["Observation"] = ["registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error", "unknown"],
    };

    // http://terminology.hl7.org/CodeSystem/data-absent-reason, those that are used here.
    private static readonly string[] AbsentReasons = ["unknown", "unsupported", "not-applicable"];

    /// <summary>The codes of our own code system.</summary>
    public static HashSet<string> OwnCodes() =>
        [.. Document("CodeSystem-pelvic-feedback.json").GetProperty("concept").EnumerateArray().Select(concept => concept.GetProperty("code").GetString()!)];

    /// <summary>What is against the rules; empty when nothing is.</summary>
    public static IReadOnlyList<string> Broken(string json)
    {
        var broken = new List<string>();
        var bundle = JsonDocument.Parse(json, new() { AllowDuplicateProperties = false }).RootElement;
        Walk(bundle, "Bundle", broken);
        Resource(bundle, "Bundle", broken);
        if (bundle.GetProperty("type").GetString() != "collection")
        {
            broken.Add("Bundle.type");
        }

        var urls = new HashSet<string>();
        foreach (var entry in bundle.GetProperty("entry").EnumerateArray())
        {
            var (url, resource) = (entry.GetProperty("fullUrl").GetString()!, entry.GetProperty("resource"));
            Check(urls.Add(url), $"{url} twice", broken);
            Check(url == "urn:uuid:" + resource.GetProperty("id").GetString() && Uuid().IsMatch(url), $"{url} is not its resource's", broken);
            Resource(resource, resource.GetProperty("resourceType").GetString()!, broken);
        }

        foreach (var reference in Everywhere(bundle, "reference"))
        {
            Check(urls.Contains(reference.GetString()!), $"{reference} leads nowhere", broken);
        }

        return broken;
    }

    private static void Resource(JsonElement resource, string type, List<string> broken)
    {
        if (!Elements.TryGetValue(type, out var elements))
        {
            broken.Add($"{type} is no resource of ours");
            return;
        }

        var names = resource.EnumerateObject().Select(element => element.Name).ToList();
        broken.AddRange(names.Except([.. elements.Allowed, "resourceType", "id", "meta"]).Select(name => $"{type}.{name} is no element"));
        broken.AddRange(elements.Required.Except(names).Select(name => $"{type}.{name} is missing"));
        if (Statuses.TryGetValue(type, out var statuses))
        {
            Check(statuses.Contains(resource.GetProperty("status").GetString()), $"{type}.status {resource.GetProperty("status")}", broken);
        }

        if (type == "Observation")
        {
            Observation(resource, broken);
        }
    }

    private static void Observation(JsonElement observation, List<string> broken)
    {
        var (hasValue, isAbsent) = (observation.TryGetProperty("valueQuantity", out _), observation.TryGetProperty("dataAbsentReason", out _));
        Check(!hasValue || !isAbsent, "obs-6: a value and a reason for none", broken);
        if (!observation.TryGetProperty("component", out var components))
        {
            Check(hasValue, "obs-3: neither value nor component", broken);
            return;
        }

        var profile = observation.GetProperty("meta").GetProperty("profile")[0].GetString()!;
        var isTest = profile.EndsWith("/pelvic-test-result", StringComparison.Ordinal);
        var slices = Document($"StructureDefinition-{profile[(profile.LastIndexOf('/') + 1)..]}.json").GetProperty("differential").GetProperty("element").EnumerateArray()
            .Where(element => element.TryGetProperty("patternCodeableConcept", out _) && element.GetProperty("path").GetString() == "Observation.component.code")
            .Select(element => CodeIn(element.GetProperty("patternCodeableConcept")))
            .ToHashSet();
        var seen = new HashSet<string>();
        var anyNumber = false;
        foreach (var component in components.EnumerateArray())
        {
            var code = CodeIn(component.GetProperty("code"));
            Check(slices.Contains(code) && seen.Add(code), $"component {code} is not in the profile, or twice", broken);
            var values = component.EnumerateObject().Count(element => element.Name is "valueQuantity" or "valueCodeableConcept" or "dataAbsentReason");
            Check(values == 1, $"component {code} has {values} values", broken);
            anyNumber |= code is "in-band" or "best-raise" && component.TryGetProperty("valueQuantity", out _);
            anyNumber |= code is "level" or "not-level" && component.GetProperty("valueQuantity").GetProperty("value").GetDouble() > 0;
        }

        string[] required = isTest ? ["exercise", "side", "test-time", "end-reason", "support"] : ["exercise"];
        Check(required.All(seen.Contains), "a result without what it is of", broken);
        Check(anyNumber != isAbsent, $"pelvic-{(isTest ? 2 : 1)}: judged with a reason for none, or the other way round", broken);
    }

    // JSON's own rules, data types, and formats, wherever they are.
    private static void Walk(JsonElement element, string path, List<string> broken)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Null or JsonValueKind.Undefined:
                broken.Add($"{path} is null");
                break;
            case JsonValueKind.String:
                Check(element.GetString()!.Trim().Length > 0, $"{path} is empty", broken);
                break;
            case JsonValueKind.Array:
                Check(element.GetArrayLength() > 0, $"{path} is empty", broken);
                foreach (var item in element.EnumerateArray())
                {
                    Walk(item, path, broken);
                }

                break;
            case JsonValueKind.Object:
                Check(element.EnumerateObject().Any(), $"{path} is empty", broken);
                DataType(element, path, broken);
                foreach (var member in element.EnumerateObject())
                {
                    Walk(member.Value, $"{path}.{member.Name}", broken);
                }

                break;
        }
    }

    private static void DataType(JsonElement element, string path, List<string> broken)
    {
        var name = path[(path.LastIndexOf('.') + 1)..];
        if (name.EndsWith("Quantity", StringComparison.Ordinal))
        {
            Check(Names(element).SetEquals(["value", "unit", "system", "code"]), $"{path}: {element}", broken);
            Check(element.GetProperty("system").GetString() == "http://unitsofmeasure.org", $"{path}: no UCUM", broken);
            Check(element.GetProperty("code").GetString() is "deg" or "s" or "%" or "{count}" or "{score}", $"{path}: unit {element}", broken);
        }
        else if (name is "coding" or "tag")
        {
            var (system, code) = (element.GetProperty("system").GetString()!, element.GetProperty("code").GetString()!);
            Check(Names(element).IsSubsetOf(["system", "code", "display"]), $"{path}: {element}", broken);
            Check(system != Own || OwnCodes().Contains(code), $"{path}: {code} is not defined", broken);
            Check(!system.EndsWith("data-absent-reason", StringComparison.Ordinal) || AbsentReasons.Contains(code), $"{path}: {code}", broken);
        }
        else if (name.EndsWith("Period", StringComparison.Ordinal))
        {
            var times = new[] { "start", "end" }.Select(end => element.TryGetProperty(end, out var time) ? time.GetString() : null).OfType<string>().ToList();
            Check(times.All(time => Instant().IsMatch(time)) && times.Order(StringComparer.Ordinal).SequenceEqual(times), $"{path}: {element}", broken);
        }

        foreach (var time in new[] { "effectiveDateTime", "issued" })
        {
            Check(!element.TryGetProperty(time, out var text) || Instant().IsMatch(text.GetString()!), $"{path}.{time}", broken);
        }
    }

    private static HashSet<string> Names(JsonElement element) => [.. element.EnumerateObject().Select(member => member.Name)];

    private static string CodeIn(JsonElement concept) => concept.GetProperty("coding")[0].GetProperty("code").GetString()!;

    private static IEnumerable<JsonElement> Everywhere(JsonElement element, string name) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(item => Everywhere(item, name)),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => member.Name == name ? [member.Value] : Everywhere(member.Value, name)),
        _ => [],
    };

    private static void Check(bool holds, string rule, List<string> broken)
    {
        if (!holds)
        {
            broken.Add(rule);
        }
    }

    private static JsonElement Document(string name) => JsonDocument.Parse(File.ReadAllText(Repository.Path("docs", "fhir", name))).RootElement;

    [GeneratedRegex("^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")]
    private static partial Regex Uuid();

    [GeneratedRegex(@"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$")]
    private static partial Regex Instant();
}
