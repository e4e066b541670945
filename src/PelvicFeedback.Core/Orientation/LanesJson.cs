using System.Runtime.Intrinsics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PelvicFeedback.Core.Orientation;

/// <summary>Four lanes as an array of four numbers, each read back to the last bit.</summary>
internal sealed class LanesJson : JsonConverter<Vector256<double>>
{
    private const string Expected = "An array of four numbers is expected.";

    public override Vector256<double> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException(Expected);
        }

        var lanes = Vector256<double>.Zero;
        for (var i = 0; i < Vector256<double>.Count; i++)
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.Number)
            {
                throw new JsonException(Expected);
            }

            lanes = lanes.WithElement(i, reader.GetDouble());
        }

        return reader.Read() && reader.TokenType == JsonTokenType.EndArray ? lanes : throw new JsonException(Expected);
    }

    public override void Write(Utf8JsonWriter writer, Vector256<double> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        for (var i = 0; i < Vector256<double>.Count; i++)
        {
            writer.WriteNumberValue(value.GetElement(i));
        }

        writer.WriteEndArray();
    }
}
