using System.Text.Json;
using System.Text.Json.Serialization;

namespace PelvicFeedback.Core.Wire;

/// <summary>A mark as the words it has in a recording.</summary>
internal sealed class MarkJson : JsonConverter<Mark>
{
    public override Mark Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Mark.Parse(reader.GetString()!) is { } mark
            ? mark
            : throw new JsonException("The words of an event are expected.");

    public override void Write(Utf8JsonWriter writer, Mark value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
}
