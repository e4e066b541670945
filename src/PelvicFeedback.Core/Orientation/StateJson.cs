using System.Text.Json;
using System.Text.Json.Serialization;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Orientation;

/// <summary>A vector as an array of three numbers, each read back to the last bit.</summary>
internal sealed class VectorJson : JsonConverter<Vector3D>
{
    public override Vector3D Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Span<double> parts = stackalloc double[3];
        NumbersJson.Read(ref reader, parts);
        return new(parts[0], parts[1], parts[2]);
    }

    public override void Write(Utf8JsonWriter writer, Vector3D value, JsonSerializerOptions options) =>
        NumbersJson.Write(writer, [value.X, value.Y, value.Z]);
}

/// <summary>A rotation as an array of four numbers, scalar first, each read back to the last bit.</summary>
internal sealed class RotationJson : JsonConverter<Rotation>
{
    public override Rotation Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Span<double> parts = stackalloc double[4];
        NumbersJson.Read(ref reader, parts);
        return new(parts[0], parts[1], parts[2], parts[3]);
    }

    public override void Write(Utf8JsonWriter writer, Rotation value, JsonSerializerOptions options) =>
        NumbersJson.Write(writer, [value.W, value.X, value.Y, value.Z]);
}

/// <summary>A sample's time as its number of seconds.</summary>
internal sealed class SampleTimeJson : JsonConverter<SampleTime>
{
    public override SampleTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetDouble());

    public override void Write(Utf8JsonWriter writer, SampleTime value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Seconds);
}

/// <summary>A fixed number of numbers in an array.</summary>
internal static class NumbersJson
{
    public static void Read(ref Utf8JsonReader reader, scoped Span<double> numbers)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("An array of numbers is expected.");
        }

        foreach (ref var number in numbers)
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.Number)
            {
                throw new JsonException($"An array of {numbers.Length} numbers is expected.");
            }

            number = reader.GetDouble();
        }

        if (!reader.Read() || reader.TokenType != JsonTokenType.EndArray)
        {
            throw new JsonException($"An array of {numbers.Length} numbers is expected.");
        }
    }

    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<double> numbers)
    {
        writer.WriteStartArray();
        foreach (var number in numbers)
        {
            writer.WriteNumberValue(number);
        }

        writer.WriteEndArray();
    }
}
