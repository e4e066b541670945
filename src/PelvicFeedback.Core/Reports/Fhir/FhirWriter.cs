using System.Text.Encodings.Web;
using System.Text.Json;
using PelvicFeedback.Core.Messages;

namespace PelvicFeedback.Core.Reports.Fhir;

/// <summary>FHIR's data types as JSON. What is unknown is left out: FHIR has neither null nor an empty list.</summary>
/// <param name="to">UTF-8 goes here; stays open.</param>
/// <param name="isTest">Whether every resource is to say that it is test data.</param>
internal sealed class FhirWriter(Stream to, bool isTest) : IDisposable
{
    // A file, not a page: quotes and signs stay readable.
    private static readonly JsonWriterOptions Readable = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Utf8JsonWriter _json = new(to, Readable);

    /// <summary>Ends the file with a line break.</summary>
    public void Dispose()
    {
        _json.Dispose();
        to.WriteByte((byte)'\n');
    }

    public void Object(Action write)
    {
        _json.WriteStartObject();
        write();
        _json.WriteEndObject();
    }

    public void Object(string name, Action write)
    {
        _json.WritePropertyName(name);
        Object(write);
    }

    public void List(string name, Action write)
    {
        _json.WriteStartArray(name);
        write();
        _json.WriteEndArray();
    }

    /// <summary>A resource in the bundle.</summary>
    public void Entry(string type, string id, string? profile, Action write) => Object(() =>
    {
        Text("fullUrl", "urn:uuid:" + id);
        Object("resource", () =>
        {
            Text("resourceType", type);
            Text("id", id);
            Meta(profile);
            write();
        });
    });

    public void Text(string name, string? text)
    {
        if (text is not null)
        {
            _json.WriteString(name, text);
        }
    }

    public void Time(string name, UtcInstant? time) => Text(name, time?.ToString());

    /// <summary>A span of time; left out when neither end is known. An end before the start is the start.</summary>
    public void Period(string name, UtcInstant? start, UtcInstant? end)
    {
        if (start is null && end is null)
        {
            return;
        }

        Object(name, () =>
        {
            Time("start", start);
            Time("end", end is { } last && start is { } first && last.UnixMilliseconds < first.UnixMilliseconds ? first : end);
        });
    }

    public void Reference(string name, string id) => Object(name, () => Text("reference", "urn:uuid:" + id));

    public void References(string name, params ReadOnlySpan<string> ids)
    {
        _json.WriteStartArray(name);
        foreach (var id in ids)
        {
            _json.WriteStartObject();
            Text("reference", "urn:uuid:" + id);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    /// <summary>A concept with its codings and its words.</summary>
    public void Concept(string name, string? text, params (string System, string Code, string? Display)[] codings) =>
        Object(name, () => Concept(text, codings));

    public void Concept(string? text, params (string System, string Code, string? Display)[] codings)
    {
        List("coding", () =>
        {
            foreach (var (system, code, display) in codings)
            {
                Object(() =>
                {
                    Text("system", system);
                    Text("code", code);
                    Text("display", display);
                });
            }
        });
        Text("text", text);
    }

    /// <summary>A number with its unit in UCUM; one decimal is more than the sensor knows.</summary>
    public void Quantity(string name, double value, string unit, string code) => Object(name, () =>
    {
        _json.WriteNumber("value", Math.Round(value, 1) + 0.0);
        Text("unit", unit);
        Text("system", FhirNames.Ucum);
        Text("code", code);
    });

    public void Notes(params IEnumerable<string> notes)
    {
        var some = notes.ToList();
        if (some.Count > 0)
        {
            List("note", () => some.ForEach(note => Object(() => Text("text", note))));
        }
    }

    private void Meta(string? profile)
    {
        if (profile is null && !isTest)
        {
            return;
        }

        Object("meta", () =>
        {
            if (profile is not null)
            {
                List("profile", () => _json.WriteStringValue(profile));
            }

            if (isTest)
            {
                List("tag", () => Object(() =>
                {
                    Text("system", FhirNames.ActReason);
                    Text("code", "HTEST");
                    Text("display", "test health data");
                }));
            }
        });
    }
}
