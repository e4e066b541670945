using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PelvicFeedback.Hub.Accounts;
using PelvicFeedback.Hub.Hosting;
using PelvicFeedback.Messaging;
using PelvicFeedback.Messaging.Pairing;

namespace PelvicFeedback.Hub.Web;

/// <summary>
/// What the hub serves: its pages' API to whoever is signed in, and the door for homes to anybody. Nothing is open that does not say so: an
/// endpoint without words about access wants a sign-in.
/// </summary>
internal static class HubWeb
{
    private const int LongestBody = 64 * 1024;
    private const string Self = "'self'";
    private static readonly TimeSpan SignedInFor = TimeSpan.FromHours(10);

    /// <summary>The web server, not started.</summary>
    public static WebApplication Build(HubSettings settings, HubParts parts)
    {
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "pelvicfeedback-hub" });
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>().AddRouting();
        parts.Ground.KeepKeys(builder.Services.AddDataProtection().SetApplicationName("pelvicfeedback-hub"));
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Error));
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookie => Harden(cookie, parts.Accounts)).AddOpenId(settings.OpenId, parts);
        builder.Services.AddOpenApi(ApiDocument.Configure);
        builder.Services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build())
            .AddPolicy(Roles.Therapist, policy => policy.RequireRole(Roles.Therapist))
            .AddPolicy(Roles.Administrator, policy => policy.RequireRole(Roles.Administrator));
        builder.Services.AddAntiforgery(antiforgery =>
        {
            antiforgery.HeaderName = "X-Antiforgery";
            antiforgery.Cookie = new SecureCookie { Name = "__Host-antiforgery", SameSite = SameSiteMode.Strict, HttpOnly = true, Path = "/" };
        });
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.RespectNullableAnnotations = true;
            json.SerializerOptions.RespectRequiredConstructorParameters = true;
            json.SerializerOptions.AllowDuplicateProperties = false;
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        });
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            server.Limits.MaxRequestBodySize = LongestBody;

            // A password goes over a line without TLS on this machine alone.
            server.Listen(IPAddress.Loopback, settings.Port);
            server.Listen(settings.Listen, settings.HomePort, listen => listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(parts.Authority.Shown) }));
        });
        var web = builder.Build();
        web.Use((context, next) => KnownNamesOnly(settings, context, next));
        web.UseWebSockets();
        web.UseRouting();
        web.UseAuthentication();
        web.Use(OwnPasswordFirst);
        web.UseAuthorization();
        web.Use(OwnPagesOnly);
        web.Use((context, next) => Near(parts, context, next));
        web.MapOpenApi(ApiDocument.Path).AllowAnonymous();
        web.MapSignIn(parts);
        web.MapOpenId(settings.OpenId);
        web.MapWall(parts);
        web.MapPatients(parts);
        web.MapPlans(parts);
        web.MapBands(parts);
        web.MapReports(parts);
        web.MapAdministration(parts);
        web.MapPairing(parts);
        web.MapLive(parts);
        web.MapAlarms(parts);
        web.MapPage();
        return web;
    }

    private static void Harden(CookieAuthenticationOptions cookie, AccountBook accounts)
    {
        cookie.Cookie.Name = "__Host-hub";
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.Always;
        cookie.Cookie.SameSite = SameSiteMode.Strict;
        cookie.Cookie.HttpOnly = true;
        cookie.ExpireTimeSpan = SignedInFor;
        cookie.SlidingExpiration = false;
        cookie.Events.OnRedirectToLogin = context => Only(context.Response, StatusCodes.Status401Unauthorized);
        cookie.Events.OnRedirectToAccessDenied = context => Only(context.Response, StatusCodes.Status403Forbidden);
        cookie.Events.OnValidatePrincipal = context =>
        {
            if (!context.Principal!.IsStill(accounts.Find(context.Principal!.Name())))
            {
                context.RejectPrincipal();
            }

            return Task.CompletedTask;
        };
    }

    private static Task Only(HttpResponse response, int status)
    {
        response.StatusCode = status;
        return Task.CompletedTask;
    }

    // A page from elsewhere whose name was made to lead here sends its own name.
    private static Task KnownNamesOnly(HubSettings settings, HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = $"default-src 'none'; script-src {Self}; style-src {Self}; img-src {Self}; connect-src {Self}; manifest-src {Self}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-store";
        return context.Request.Host.Host is "localhost" or "127.0.0.1" or "[::1]" || string.Equals(context.Request.Host.Host, settings.Host, StringComparison.OrdinalIgnoreCase)
            ? next(context)
            : Only(context.Response, StatusCodes.Status421MisdirectedRequest);
    }

    // A password that somebody else has seen opens nothing but the way to one's own.
    private static Task OwnPasswordFirst(HttpContext context, RequestDelegate next) =>
        !context.User.HasGivenPassword() || context.GetEndpoint()?.Metadata is not { } endpoint || endpoint.GetMetadata<IAllowAnonymous>() is not null || endpoint.GetMetadata<OpenWithGivenPassword>() is not null
            ? next(context)
            : Results.Problem(
                "This password was shown to somebody else when it was made. Choose one of your own (POST /api/password); until then nothing else is open.",
                title: "The first password is to be changed",
                statusCode: StatusCodes.Status403Forbidden,
                extensions: new Dictionary<string, object?> { ["code"] = "first-password" }).ExecuteAsync(context);

    // What changes something, and what stays open, is asked for by our own page alone.
    private static async Task OwnPagesOnly(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        var own = $"{request.Scheme}://{request.Host}";
        var origin = request.Headers.Origin.ToString();
        var isSocket = context.WebSockets.IsWebSocketRequest;
        if ((origin.Length > 0 && origin != own) || (isSocket && origin != own))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
        }
        else if (request.Path.StartsWithSegments("/api", StringComparison.Ordinal) && !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)
            && !await context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync("the antiforgery token is missing or old\n");
        }
        else
        {
            await next(context);
        }
    }

    // Nothing is said of a site's homes, nor to them, before they are heard.
    private static async Task Near(HubParts parts, HttpContext context, RequestDelegate next)
    {
        if (context.User.Identity is { IsAuthenticated: true })
        {
            using var near = await parts.Ground.Near(context.User.Site());
            await next(context);
        }
        else
        {
            await next(context);
        }
    }

    private static void MapPairing(this WebApplication web, HubParts parts)
    {
        web.MapGet(PairingWords.AuthorityPath, () => parts.Desk.AuthorityPem).AllowAnonymous().Produces<string>(contentType: "text/plain");
        web.MapPost(PairingWords.GrantPath, async (HttpContext context) =>
        {
            if (parts.Desk.IsTooMany(context.Connection.RemoteIpAddress))
            {
                return Results.StatusCode(StatusCodes.Status429TooManyRequests);
            }

            try
            {
                var asked = await context.Request.ReadFromJsonAsync<PairingRequest>(PairingWords.Json, context.RequestAborted);
                if (asked is not { V: PairingWords.Version } || !context.Request.IsHttps || parts.Desk.Take(asked.Secret) is not { } grant)
                {
                    return Results.StatusCode(StatusCodes.Status410Gone);
                }

                parts.Board.Admit(grant.Topics);
                return Results.Json(grant, PairingWords.Json);
            }
            catch (JsonException)
            {
                return Results.StatusCode(StatusCodes.Status400BadRequest);
            }
            catch (MqttUnavailableException)
            {
                return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
            }
        }).AllowAnonymous().Accepts<PairingRequest>("application/json").Produces<PairingGrant>()
            .Produces(StatusCodes.Status400BadRequest).Produces(StatusCodes.Status410Gone).Produces(StatusCodes.Status429TooManyRequests).Produces(StatusCodes.Status503ServiceUnavailable);
    }

    // The framework refuses to set such a cookie without TLS; on this machine alone there is none, and browsers take it from there.
    private sealed class SecureCookie : CookieBuilder
    {
        public override CookieOptions Build(HttpContext context, DateTimeOffset expiresFrom)
        {
            var options = base.Build(context, expiresFrom);
            options.Secure = true;
            return options;
        }
    }

    // Signals are the program's.
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
