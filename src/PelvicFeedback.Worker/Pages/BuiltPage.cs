using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace PelvicFeedback.Worker.Pages;

/// <summary>
/// The files of a page as <c>run</c> built them, read once: there are few and they are small, and what is not among them does not exist.
/// </summary>
internal sealed class BuiltPage
{
    private const string First = "index.html";

    // Everything comes from here, nothing runs that is not in a file of ours, and nobody shows the page inside his own.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; manifest-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private readonly FrozenDictionary<string, (byte[] Bytes, string Type, string Tag)> _files;

    private BuiltPage(FrozenDictionary<string, (byte[] Bytes, string Type, string Tag)> files) => _files = files;

    /// <summary>Where the pages lie: beside the program.</summary>
    public static string FolderOf(string name) => Path.Combine(AppContext.BaseDirectory, "pages", name);

    /// <summary>Reads a page.</summary>
    /// <param name="folder">Its files.</param>
    /// <returns>Null when it was not built.</returns>
    public static BuiltPage? In(string folder) => !File.Exists(Path.Combine(folder, First)) ? null : new(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToFrozenDictionary(
            file => "/" + Path.GetRelativePath(folder, file).Replace('\\', '/'),
            file =>
            {
                var bytes = File.ReadAllBytes(file);
                return (bytes, TypeOf(file), $"\"{Convert.ToHexString(SHA256.HashData(bytes), 0, 8)}\"");
            }));

    /// <summary>Answers for a file of the page; 404 for any other.</summary>
    /// <param name="context">Who asks for which.</param>
    /// <param name="hidden">Files that are not for there.</param>
    public Task Answer(HttpContext context, params ReadOnlySpan<string> hidden)
    {
        var path = context.Request.Path.Value is null or "/" ? "/" + First : context.Request.Path.Value;
        var response = context.Response;
        if (!_files.TryGetValue(path, out var file) || hidden.Contains(path))
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        // A new version has the same names: the browser asks each time, and is mostly told that nothing changed.
        Protect(response);
        response.Headers.ETag = file.Tag;
        response.Headers.CacheControl = "no-cache";
        if (context.Request.Headers.IfNoneMatch == file.Tag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = file.Type;
        response.ContentLength = file.Bytes.Length;
        return response.Body.WriteAsync(file.Bytes, context.RequestAborted).AsTask();
    }

    /// <summary>Says to the browser what a page of ours may do.</summary>
    public static void Protect(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        response.Headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
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
