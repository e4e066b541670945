using System.Buffers;
using System.Text;
using System.Text.Json;

namespace PelvicFeedback.Hub.Store;

/// <summary>A line of a patient's export.</summary>
internal static class ExportLine
{
    /// <summary>An object of these fields.</summary>
    public static string Of(params ReadOnlySpan<(string Name, object? Value)> fields) => Of(null, fields);

    /// <summary>An object of these fields and a payload, which is JSON and stays what it was.</summary>
    public static string Of(byte[]? payload, params ReadOnlySpan<(string Name, object? Value)> fields)
    {
        var line = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            foreach (var (name, value) in fields)
            {
                json.WritePropertyName(name);
                JsonSerializer.Serialize(json, value);
            }

            if (payload is not null)
            {
                json.WritePropertyName("payload");
                json.WriteRawValue(payload);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(line.WrittenSpan);
    }
}
