using System.Text.Json;
using System.Text.Json.Serialization;

namespace PelvicFeedback.Hub.Hosting;

/// <summary>A JSON file of settings: a field that is missing, twice, null or unknown is refused, as somebody meant something by it.</summary>
internal static class SettingsFile
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Reads one.</summary>
    /// <param name="file">Its path.</param>
    /// <param name="takes">Its fields, for a person.</param>
    /// <exception cref="ArgumentException">It cannot be read, or says something else.</exception>
    public static T Read<T>(string file, string takes)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(file), Strict) ?? throw new JsonException("there is nothing in it");
        }
        catch (Exception unreadable) when (unreadable is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"{file}: takes {takes} ({unreadable.Message})", unreadable);
        }
    }

    /// <summary>Another file that it names, from where it lies itself.</summary>
    public static string Beside(string file, string other) => Path.GetFullPath(other, Path.GetDirectoryName(Path.GetFullPath(file))!);
}
