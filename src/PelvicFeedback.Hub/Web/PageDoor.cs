using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using PelvicFeedback.Messaging.Pages;

namespace PelvicFeedback.Hub.Web;

/// <summary>The therapist's page: files that anybody may have, as there is nothing of a patient's in them. It asks for the sign-in itself.</summary>
internal static class PageDoor
{
    private const string NotBuilt =
        "The therapist's page is not built. ./run builds it; so does `npm ci && npm run build` in src/displays/therapist, before `dotnet build`.\n";

    /// <param name="web">Where.</param>
    /// <param name="folder">The page's files; null for where the build puts them.</param>
    public static void MapPage(this WebApplication web, string? folder = null)
    {
        var page = PageFiles.In(folder ?? PageFiles.FolderOf("therapist"));
        web.MapGet("/{**path}", context => Answer(page, context)).AllowAnonymous();
    }

    private static async Task Answer(PageFiles? page, HttpContext context)
    {
        var (path, response) = (context.Request.Path.Value, context.Response);
        if (page is null && path == "/")
        {
            response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            response.ContentType = "text/plain; charset=utf-8";
            await response.WriteAsync(NotBuilt, context.RequestAborted);
        }
        else if (page?.At(path) is not { } file)
        {
            response.StatusCode = StatusCodes.Status404NotFound;
        }
        else
        {
            // A new version has the same names: the browser asks each time, and is mostly told that nothing changed.
            response.Headers.ETag = file.Tag;
            response.Headers.CacheControl = "no-cache";
            if (context.Request.Headers.IfNoneMatch == file.Tag)
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }

            response.ContentType = file.Type;
            response.ContentLength = file.Bytes.Length;
            await response.Body.WriteAsync(file.Bytes, context.RequestAborted);
        }
    }
}
