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
internal sealed class CoachPage(RunRequest request, BrokerService broker, CoachingService coaching, BrokerRelay relay, PageKeys keys, ServiceStart start)
{
    private const string NotBuilt =
        "The coaching display is not built. ./run builds it; so does `npm ci && npm run build` in src/displays/coach, before `dotnet build`.\n";

    private readonly BuiltPage? _page = BuiltPage.In(BuiltPage.FolderOf("coach"));

    /// <summary>Whether there is a page to show.</summary>
    public bool IsBuilt => _page is not null;

    /// <summary>Adds what it answers.</summary>
    /// <param name="web">Where.</param>
    /// <param name="guestOf">Who asks; null for a stranger, who gets the page's files and nothing of the patient's.</param>
    /// <param name="hidden">Files of the page that are not for there.</param>
    public void MapTo(WebApplication web, Func<HttpContext, Guest?> guestOf, params string[] hidden)
    {
        web.UseWebSockets();
        web.MapPost("/mqtt/key", context => Welcome(context, Key));
        web.Map("/mqtt", context => Welcome(context, Connect));
        web.MapGet("/plan", context => Welcome(context, Plan));
        web.MapGet("/{**path}", context => _page is null ? Answers.Say(context, StatusCodes.Status503ServiceUnavailable, NotBuilt) : _page.Answer(context, hidden));

        Task Welcome(HttpContext context, Func<HttpContext, Guest, Task> answer) =>
            guestOf(context) is { } guest ? answer(context, guest) : Answers.Say(context, StatusCodes.Status401Unauthorized, "This device is not paired.\n");
    }

    // A cookie is seen by every port of a host: its name tells two workers' apart.
    private static string CookieOf(HttpContext context) => $"pelvic-key-{context.Request.Host.Port ?? 80}";

    private static Visit VisitOf(HttpContext context, Guest guest) =>
        new(guest.Device, context.Request.Query["page"].ToString(), context.Request.Query["by"] == "itself");

    private Task Key(HttpContext context, Guest guest)
    {
        if (!Answers.IsFromThePage(context))
        {
            return Answers.Say(context, StatusCodes.Status403Forbidden, "Only the page itself gets a key.\n");
        }

        if (broker.Coach is null)
        {
            // A page that was open over a restart asks before the broker is up: it comes again by itself, unless it is told that it may not.
            return request.Broker is null
                ? Answers.Say(context, StatusCodes.Status503ServiceUnavailable, "The broker is not up yet: ask again.\n")
                : Answers.Say(context, StatusCodes.Status409Conflict, "The broker is somebody else's: the display needs the worker's own.\n");
        }

        var visit = VisitOf(context, guest);
        if (relay.IsTakenFrom(visit))
        {
            return Answers.Say(context, StatusCodes.Status423Locked, "Another page is the display now.\n");
        }

        context.Response.Cookies.Append(CookieOf(context), keys.New(visit), new()
        {
            HttpOnly = true,
            Secure = context.Request.IsHttps,
            SameSite = SameSiteMode.Strict,
            Path = "/mqtt",
            MaxAge = PageKeys.Life,
        });

        // A television's clock may be anything, and a command expires by ours.
        return Answers.Json(context, $$"""{"topics":"{{request.Topics.Prefix}}","now":{{start.Clock.Now.UnixMilliseconds}}}""");
    }

    private async Task Connect(HttpContext context, Guest guest)
    {
        // The key is used up by any attempt: a page that was refused fetches another.
        var visit = keys.Take(context.Request.Cookies[CookieOf(context)]);
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await Answers.Say(context, StatusCodes.Status426UpgradeRequired, "This is a WebSocket that speaks MQTT.\n");
        }
        else if (visit is not { } known || known.Device != guest.Device || !Answers.IsFromThePage(context) || broker.Coach is not { } login)
        {
            await Answers.Say(context, StatusCodes.Status403Forbidden, "Only the page itself is connected, with a key that was not used before.\n");
        }
        else
        {
            await relay.Carry(() => context.WebSockets.AcceptWebSocketAsync("mqtt"), known, login, guest.Gone, context.RequestAborted);
        }
    }

    // A page from elsewhere cannot read it: no other origin is allowed to.
    private Task Plan(HttpContext context, Guest guest) => Answers.Json(context, coaching.Plan is { } plan ? SessionPapers.Plan(plan) : "null");
}
