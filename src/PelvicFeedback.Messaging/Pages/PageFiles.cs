using System.Collections.Frozen;
using System.Security.Cryptography;

namespace PelvicFeedback.Messaging.Pages;

/// <summary>A file of a page.</summary>
/// <param name="Bytes">What is in it.</param>
/// <param name="Type">What a browser is told that it is.</param>
/// <param name="Tag">Another one when the file is another, with the quotation marks of HTTP.</param>
public sealed record PageFile(byte[] Bytes, string Type, string Tag);

/// <summary>
/// The files of a page as <c>run</c> built them, read once: there are few and they are small, and what is not among them does not exist. For home
/// and clinic.
/// </summary>
public sealed class PageFiles
{
    private const string First = "/index.html";
    private readonly FrozenDictionary<string, PageFile> _files;

    private PageFiles(FrozenDictionary<string, PageFile> files) => _files = files;

    /// <summary>Where the pages lie: beside the program.</summary>
    public static string FolderOf(string name) => Path.Combine(AppContext.BaseDirectory, "pages", name);

    /// <summary>Reads a page.</summary>
    /// <param name="folder">Its files.</param>
    /// <returns>Null when it was not built.</returns>
    public static PageFiles? In(string folder) => !File.Exists(folder + First) ? null : new(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToFrozenDictionary(file => "/" + Path.GetRelativePath(folder, file).Replace('\\', '/'), Read));

    /// <summary>The file at a path of the page's address, such as <c>/</c> or <c>/coach.js</c>; null for none.</summary>
    public PageFile? At(string? path) => _files.GetValueOrDefault(path is null or "/" ? First : path);

    private static PageFile Read(string file)
    {
        var bytes = File.ReadAllBytes(file);
        return new(bytes, TypeOf(file), $"\"{Convert.ToHexString(SHA256.HashData(bytes), 0, 8)}\"");
    }

    private static string TypeOf(string file) => Path.GetExtension(file) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".json" => "application/json; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".webmanifest" => "application/manifest+json",
        ".png" => "image/png",
        _ => "application/octet-stream",
    };
}
