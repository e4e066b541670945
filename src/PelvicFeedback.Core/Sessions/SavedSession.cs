using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using PelvicFeedback.Core.Messages;

namespace PelvicFeedback.Core.Sessions;

/// <summary>
/// A session's state as JSON, kept after every step that changed it, so that a restart finds it again. Only the version that wrote it reads it.
/// </summary>
public static class SavedSession
{
    private const int Version = 4;

    private static readonly JsonSerializerOptions Strict = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false), new PseudonymJson(), new InstantJson() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { RequireAll } },
    };

    /// <summary>The state as JSON.</summary>
    public static string ToJson(this SessionState state) => JsonSerializer.Serialize(new Saved(Version, state), Strict);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">From whatever it was kept in; anything may have happened to it there.</param>
    /// <param name="why">For a person, when it cannot be read; else the empty text.</param>
    /// <returns>Null when it cannot be read: begin anew, and say so.</returns>
    public static SessionState? FromJson(string json, out string why)
    {
        try
        {
            var saved = JsonSerializer.Deserialize<Saved>(json, Strict);
            var usable = saved is { Version: Version, State: { } kept } && IsSound(kept);
            why = usable ? "" : "The saved session is of another version, or was damaged.";
            return usable ? saved!.State : null;
        }
        catch (Exception damaged) when (damaged is JsonException or ArgumentException or FormatException)
        {
            why = "The saved session cannot be read: " + damaged.Message;
            return null;
        }
    }

    // What the machine takes for granted; a file that was tampered with may have anything in it.
    private static bool IsSound(SessionState state) =>
        state is { Over.IsDefault: false, Outcomes.IsDefault: false, History.IsDefault: false, Bands.IsDefault: false, NextBands.IsDefault: false, Judged.IsDefault: false, Replies.IsDefault: false }
        && state.Outcomes.Concat(state.History).All(outcome => !outcome.Sets.IsDefault && outcome.Sets.All(set => !set.Verdicts.IsDefault))
        && state.Course is null or { Faults.IsDefault: false, Came.Verdicts.IsDefault: false }
        && (state.Plan is null ? state.SessionId is null : !state.Plan.Exercises.IsDefaultOrEmpty)
        && (state.SessionId is not null || state.Step == SessionStep.Idle)
        && (state.Current is null || (state.Current >= 0 && state.Current < state.Plan?.Exercises.Length))
        && (state.Step is not (SessionStep.Ready or SessionStep.Countdown or SessionStep.Set or SessionStep.Rest) || state.Current is not null)
        && state.LastSession >= 0 && state.LastSession <= state.History.Length;

    private static void RequireAll(JsonTypeInfo type)
    {
        // How the last session ended, and what came of the last set, are told for their own sake: an earlier build saved none, and is not begun anew for that.
        foreach (var property in type.Properties.Where(property => property.Set is not null && property.PropertyType != typeof(SessionEnding) && property.PropertyType != typeof(SetCourse)))
        {
            property.IsRequired = true;
        }
    }

    private sealed record Saved(int Version, SessionState State);

    private sealed class PseudonymJson : JsonConverter<Pseudonym>
    {
        public override Pseudonym Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && Pseudonym.TryParse(reader.GetString(), out var name)
                ? name
                : throw new JsonException("A pseudonym is expected.");

        public override void Write(Utf8JsonWriter writer, Pseudonym value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }

    private sealed class InstantJson : JsonConverter<UtcInstant>
    {
        public override UtcInstant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && UtcInstant.TryParse(reader.GetString(), out var instant)
                ? instant
                : throw new JsonException("An instant is expected.");

        public override void Write(Utf8JsonWriter writer, UtcInstant value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
