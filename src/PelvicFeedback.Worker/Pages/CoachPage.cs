using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PelvicFeedback.Worker.Hosting;
using PelvicFeedback.Worker.Run;

namespace PelvicFeedback.Worker.Pages;

/// <summary>
/// The coaching display over HTTP: its files, a key for a connection, the plan, and the connection itself. A browser says of every request
/// from where it comes; only what comes from the page itself is let through, whatever else runs in that browser.
/// </summary>
internal sealed class CoachPage(RunRequest request, BrokerService broker, CoachingService coaching, BrokerRelay relay, PageKeys keys)
{
    private const string NotBuilt =
        "The coaching display is not built. ./run builds it; so does `npm ci && npm run build` in src/displays/coach, before `dotnet build`.\n";

    private readonly BuiltPage? _page = BuiltPage.In(BuiltPage.FolderOf("coach"));

    /// <summary>Whether there is a page to show.</summary>
    public bool IsBuilt => _page is not null;

    /// <summary>Adds what it answers.</summary>
    public void MapTo(WebApplication web)
    {
        web.UseWebSockets();
        web.MapPost("/mqtt/key", Key);
        web.Map("/mqtt", Connect);
        web.MapGet("/plan", Plan);
        web.MapGet("/{**path}", _page is { } page ? page.Answer : SayNotBuilt);
    }

    private static Task SayNotBuilt(HttpContext context) => Say(context, StatusCodes.Status503ServiceUnavailable, NotBuilt);

    // A cookie is seen by every port of a host: its name tells two workers' apart.
    private static string CookieOf(HttpContext context) => $"pelvic-key-{context.Request.Host.Port ?? 80}";

    private static bool IsFromThePage(HttpContext context) =>
        context.Request.Headers.Origin == $"{context.Request.Scheme}://{context.Request.Host}";

    private Task Key(HttpContext context)
    {
        if (!IsFromThePage(context))
        {
            return Say(context, StatusCodes.Status403Forbidden, "Only the page itself gets a key.\n");
        }

        if (broker.Coach is null)
        {
            // A page that was open over a restart asks before the broker is up: it comes again by itself, unless it is told that it may not.
            return request.Broker is null
                ? Say(context, StatusCodes.Status503ServiceUnavailable, "The broker is not up yet: ask again.\n")
                : Say(context, StatusCodes.Status409Conflict, "The broker is somebody else's: the display needs the worker's own.\n");
        }

        context.Response.Cookies.Append(CookieOf(context), keys.New(), new()
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Path = "/mqtt",
            MaxAge = PageKeys.Life,
        });
        return Json(context, $$"""{"topics":"{{request.Topics.Prefix}}"}""");
    }

    private async Task Connect(HttpContext context)
    {
        // The key is used up by any attempt: a page that was refused fetches another.
        var key = keys.Take(context.Request.Cookies[CookieOf(context)]);
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await Say(context, StatusCodes.Status426UpgradeRequired, "This is a WebSocket that speaks MQTT.\n");
        }
        else if (!key || !IsFromThePage(context) || broker.Coach is not { } login)
        {
            await Say(context, StatusCodes.Status403Forbidden, "Only the page itself is connected, with a key that was not used before.\n");
        }
        else
        {
            using var page = await context.WebSockets.AcceptWebSocketAsync("mqtt");
            await relay.Carry(page, login, context.RequestAborted);
        }
    }

    // A page from elsewhere cannot read it: no other origin is allowed to.
    private Task Plan(HttpContext context) => Json(context, coaching.Plan is { } plan ? SessionPapers.Plan(plan) : "null");

    private static Task Json(HttpContext context, string json)
    {
        BuiltPage.Protect(context.Response);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(json);
    }

    private static Task Say(HttpContext context, int status, string what)
    {
        BuiltPage.Protect(context.Response);
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(what);
    }
}
