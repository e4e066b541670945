using System.Text.Json;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Worker.Run;

/// <summary>The limits that were in force in a set of a stored session.</summary>
/// <param name="At">The first sample of the set, on the sensor's clock.</param>
/// <param name="Prescription">What was done.</param>
/// <param name="Band">The limits.</param>
internal sealed record BandInForce(SampleTime At, Prescription Prescription, Band Band)
{
    /// <summary>Reads what <see cref="SessionPapers.Band"/> writes.</summary>
    /// <returns>Null when it is something else.</returns>
    public static BandInForce? Read(JsonElement json)
    {
        try
        {
            return Prescription.TryParse($"{json.GetProperty("exercise").GetString()}:{json.GetProperty("side").GetString()}", out var prescription)
                && Limit(json.GetProperty("first")) is { } first
                    ? new(
                        new(json.GetProperty("sensorT").GetDouble()),
                        prescription,
                        new(first, Limit(json.GetProperty("second")), Further(json, "third"), Further(json, "fourth"))
                        {
                            FromBaseline = json.GetProperty("fromBaseline").GetBoolean(),
                        })
                    : null;
        }
        catch (Exception other) when (other is KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    // Sessions stored before there were third limits have none.
    private static Limit? Further(JsonElement json, string name) => json.TryGetProperty(name, out var limit) ? Limit(limit) : null;

    private static Limit? Limit(JsonElement json) => json.ValueKind == JsonValueKind.Null ? null : new(
        Enum.GetValues<AlertKind>().First(kind => Words.Of(kind) == json.GetProperty("kind").GetString()),
        json.GetProperty("warnDeg") is { ValueKind: JsonValueKind.Number } warn ? new Degrees(warn.GetDouble()) : null,
        new(json.GetProperty("alertDeg").GetDouble()),
        new(json.GetProperty("dwellS").GetDouble()));
}
