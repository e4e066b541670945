using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace PelvicFeedback.Core.Streams;

/// <summary>
/// A pipeline's state as JSON, so that a session goes on after a restart as if nothing had happened: every number is read back to
/// the last bit. What the next sample decides anew is left out. Only the arithmetic that wrote a state can go on with it, and only
/// at the same sample period and with the same options, which are their owner's to keep.
/// </summary>
public static class SavedState
{
    private const string VersionName = "algorithm";
    private const string StateName = "state";

    // A member too few or too many is a state of another program; read by halves it would go wrong without a word.
    private static readonly JsonSerializerOptions Strict = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { RequireAll } },
    };

    /// <summary>The state as JSON, with the version of the arithmetic.</summary>
    public static string ToJson(this PipelineState state) =>
        JsonSerializer.Serialize(new Dictionary<string, object> { [VersionName] = Algorithm.Version, [StateName] = state }, Strict);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">From whatever it was kept in; anything may have happened to it there.</param>
    public static Restored FromJson(string json)
    {
        try
        {
            using var saved = JsonDocument.Parse(json);
            var root = saved.RootElement;
            if (root.ValueKind != JsonValueKind.Object
                || !root.TryGetProperty(VersionName, out var version) || version.ValueKind != JsonValueKind.String
                || !root.TryGetProperty(StateName, out var state))
            {
                return new Restored.Unreadable("It is not a saved state.");
            }

            return version.GetString() != Algorithm.Version ? new Restored.OtherVersion(version.GetString()!)
                : state.Deserialize<PipelineState>(Strict) is { } whole ? new Restored.State(whole)
                : new Restored.Unreadable("The state is empty.");
        }
        catch (Exception damaged) when (damaged is JsonException or ArgumentOutOfRangeException)
        {
            return new Restored.Unreadable(damaged.Message);
        }
    }

    private static void RequireAll(JsonTypeInfo type)
    {
        foreach (var property in type.Properties.Where(property => property.Set is not null))
        {
            property.IsRequired = true;
        }
    }
}

/// <summary>What has come of reading a saved state.</summary>
public abstract record Restored
{
    private Restored()
    {
    }

    /// <summary>It was read, whole.</summary>
    /// <param name="Pipeline">To go on from.</param>
    public sealed record State(PipelineState Pipeline) : Restored;

    /// <summary>Another version of the arithmetic wrote it: going on would mix the two. Begin anew.</summary>
    /// <param name="Version">The version that wrote it.</param>
    public sealed record OtherVersion(string Version) : Restored;

    /// <summary>It is damaged, or was never a saved state.</summary>
    /// <param name="Why">For people: what was found.</param>
    public sealed record Unreadable(string Why) : Restored;
}
