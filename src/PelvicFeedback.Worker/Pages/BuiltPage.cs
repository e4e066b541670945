using Microsoft.AspNetCore.Http;
using PelvicFeedback.Messaging.Pages;

namespace PelvicFeedback.Worker.Pages;

/// <summary>The files of a page over HTTP, each with what a page of ours may do.</summary>
internal sealed class BuiltPage
{
    // Everything comes from here, nothing runs that is not in a file of ours, and nobody shows the page inside his own.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; manifest-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private readonly PageFiles _files;

    private BuiltPage(PageFiles files) => _files = files;

    /// <summary>Where the pages lie: beside the program.</summary>
    public static string FolderOf(string name) => PageFiles.FolderOf(name);

    /// <summary>Reads a page.</summary>
    /// <param name="folder">Its files.</param>
    /// <returns>Null when it was not built.</returns>
    public static BuiltPage? In(string folder) => PageFiles.In(folder) is { } files ? new(files) : null;

    /// <summary>Answers for a file of the page; 404 for any other.</summary>
    /// <param name="context">Who asks for which.</param>
    /// <param name="hidden">Files that are not for there.</param>
    public Task Answer(HttpContext context, params ReadOnlySpan<string> hidden)
    {
        var (path, response) = (context.Request.Path.Value, context.Response);
        if (_files.At(path) is not { } file || hidden.Contains(path))
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
}
