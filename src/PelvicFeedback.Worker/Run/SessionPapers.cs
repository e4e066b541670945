using System.Buffers;
using System.Text;
using System.Text.Json;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Reports.Stored;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Worker.Run;

/// <summary>What is kept of a session besides its events and its motion, as JSON in the words of the messages.</summary>
internal static class SessionPapers
{
    /// <summary>The plan, as in <c>docs/messages/plan.schema.json</c>.</summary>
    public static string Plan(Plan plan)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new MessageWriter();
        writer.Write(buffer, plan);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Objects as one list.</summary>
    public static string List(IEnumerable<string> objects) => "[" + string.Join(',', objects) + "]";

    /// <summary>The objects of such a list; none where it is no list.</summary>
    public static IReadOnlyList<string> Items(string? list)
    {
        try
        {
            using var json = JsonDocument.Parse(list ?? "[]");
            return [.. json.RootElement.EnumerateArray().Select(one => one.GetRawText())];
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return [];
        }
    }

    /// <summary>The limits in force in a set.</summary>
    public static string Band(SetStarted set)
    {
        return Json(json =>
        {
            json.WriteNumber("sensorT", set.At.Seconds);
            json.WriteString("exercise", Words.Of(set.Prescription.Exercise));
            json.WriteString("side", Words.Of(set.Prescription.Side));
            Write("first", set.Band.First);
            Write("second", set.Band.Second);
            Write("third", set.Band.Third);
            Write("fourth", set.Band.Fourth);
            json.WriteBoolean("fromBaseline", set.Band.FromBaseline);

            void Write(string name, Limit? limit)
            {
                if (limit is not { } one)
                {
                    json.WriteNull(name);
                    return;
                }

                json.WriteStartObject(name);
                json.WriteString("kind", Words.Of(one.Kind));
                Number(json, "warnDeg", one.Warn?.Value);
                json.WriteNumber("alertDeg", one.Alert.Value);
                json.WriteNumber("dwellS", one.Dwell.Value);
                json.WriteEndObject();
            }
        });
    }

    /// <summary>Reads a list of <see cref="Band"/>; what is not one is left out, and all of it where it is no list.</summary>
    public static IReadOnlyList<BandInForce> ReadBands(string? list)
    {
        try
        {
            using var json = JsonDocument.Parse(list ?? "[]");
            return [.. json.RootElement.EnumerateArray().Select(ReadBand).OfType<BandInForce>()];
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return [];
        }
    }

    private static BandInForce? ReadBand(JsonElement json)
    {
        try
        {
            return Prescription.TryParse($"{json.GetProperty("exercise").GetString()}:{json.GetProperty("side").GetString()}", out var prescription)
                && ReadLimit(json.GetProperty("first")) is { } first
                    ? new(
                        new(json.GetProperty("sensorT").GetDouble()),
                        prescription,
                        new(first, ReadLimit(json.GetProperty("second")), Further("third"), Further("fourth")) { FromBaseline = json.GetProperty("fromBaseline").GetBoolean() })
                    : null;
        }
        catch (Exception other) when (other is KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            return null;
        }

        // Sessions stored before there were third limits have none.
        Limit? Further(string name) => json.TryGetProperty(name, out var limit) ? ReadLimit(limit) : null;
    }

    private static Limit? ReadLimit(JsonElement json) => json.ValueKind == JsonValueKind.Null ? null : new(
        Enum.GetValues<AlertKind>().First(kind => Words.Of(kind) == json.GetProperty("kind").GetString()),
        json.GetProperty("warnDeg") is { ValueKind: JsonValueKind.Number } warn ? new Degrees(warn.GetDouble()) : null,
        new(json.GetProperty("alertDeg").GetDouble()),
        new(json.GetProperty("dwellS").GetDouble()));

    /// <summary>A calibration step that was accepted.</summary>
    public static string Calibration(Calibrated calibrated) => Json(json =>
    {
        json.WriteNumber("sensorT", calibrated.At.Seconds);
        json.WriteString("kind", Words.Of(calibrated.Step));
        Number(json, "mountingRollDeg", calibrated.MountingRoll?.Value);
        Number(json, "axisErrorDeg", calibrated.AxisError?.Value);
        Number(json, "axisTurnDeg", calibrated.AxisTurn?.Value);
    });

    private static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static string Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        write(json);
        json.WriteEndObject();
        json.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
