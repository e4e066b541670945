using Microsoft.AspNetCore.Http;

namespace PelvicFeedback.Worker.Pages;

/// <summary>What is said to a browser: always with what it may do with it, and never kept by it.</summary>
internal static class Answers
{
    /// <summary>Whether the page itself asks. A browser says of every request that changes something from where it comes.</summary>
    public static bool IsFromThePage(HttpContext context) =>
        context.Request.Headers.Origin == $"{context.Request.Scheme}://{context.Request.Host}";

    /// <summary>Answers with JSON.</summary>
    public static Task Json(HttpContext context, string json)
    {
        BuiltPage.Protect(context.Response);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(json);
    }

    /// <summary>Answers with a sentence.</summary>
    public static Task Say(HttpContext context, int status, string what)
    {
        BuiltPage.Protect(context.Response);
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(what);
    }
}
