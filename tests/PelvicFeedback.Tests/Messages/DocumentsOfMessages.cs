using System.Text.Json;

namespace PelvicFeedback.Tests.Messages;

/// <summary>The files of <c>docs/messages</c>: specification and tests share them.</summary>
internal static class DocumentsOfMessages
{
    public static string Folder { get; } = FindFolder();

    public static SubsetSchema Schema(string message) => new(Folder, message + ".schema.json");

    public static IReadOnlyList<Vector> Vectors(string message)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, message + ".vectors.json")));
        return [.. json.RootElement.EnumerateArray().Select(vector => new Vector(
            vector.GetProperty("name").GetString()!,
            vector.GetProperty("valid").GetBoolean(),
            vector.GetProperty("payload").Clone()))];
    }

    private static string FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "PelvicFeedback.sln")))
            {
                return Path.Combine(folder.FullName, "docs", "messages");
            }
        }

        throw new DirectoryNotFoundException("No folder above the tests holds PelvicFeedback.sln.");
    }

    internal sealed record Vector(string Name, bool Valid, JsonElement Payload);
}
