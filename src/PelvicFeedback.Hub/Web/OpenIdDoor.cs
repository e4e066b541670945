using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using PelvicFeedback.Hub.Audit;
using PelvicFeedback.Hub.Hosting;

namespace PelvicFeedback.Hub.Web;

/// <summary>
/// Signing in with OpenID Connect: the provider says who somebody is, and an account of that name must be here already. None is ever made by it,
/// and none gets a role by it.
/// </summary>
internal static class OpenIdDoor
{
    private const string Scheme = "open-id";
    private const string Start = "/api/sign-in/open-id";
    private const string Refused = "/#sign-in-refused";

    public static void AddOpenId(this AuthenticationBuilder authentication, OpenIdSettings? settings, HubParts parts)
    {
        if (settings is not null)
        {
            authentication.AddOpenIdConnect(Scheme, settings.Name, options => Configure(options, settings, parts));
        }
    }

    public static void MapOpenId(this WebApplication web, OpenIdSettings? settings)
    {
        web.MapGet("/api/sign-in/methods", () => Results.Json(new SignInMethods(Password: true, settings is null ? null : new(settings.Name)))).AllowAnonymous().Produces<SignInMethods>();
        web.MapGet(Start, () => settings is null ? Results.NotFound() : Results.Challenge(new() { RedirectUri = "/" }, [Scheme])).AllowAnonymous().Produces(StatusCodes.Status302Found).Produces(StatusCodes.Status404NotFound);
    }

    private static void Configure(OpenIdConnectOptions options, OpenIdSettings settings, HubParts parts)
    {
        options.Authority = settings.Authority.ToString();
        options.RequireHttpsMetadata = settings.Authority.Scheme == Uri.UriSchemeHttps;
        (options.ClientId, options.ClientSecret) = (settings.ClientId, settings.ClientSecret);
        options.SignInScheme = CookieAuthenticationDefaults.AuthenticationScheme;
        options.ResponseType = OpenIdConnectResponseType.Code;

        // A form posted from elsewhere would come without our cookies.
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.UsePkce = true;
        options.SaveTokens = false;
        options.MapInboundClaims = false;
        options.CallbackPath = Start + "/callback";
        options.CorrelationCookie.SameSite = options.NonceCookie.SameSite = SameSiteMode.Lax;
        options.CorrelationCookie.SecurePolicy = options.NonceCookie.SecurePolicy = CookieSecurePolicy.Always;
        options.Scope.Clear();
        options.Scope.Add("openid");
        options.Scope.Add("profile");
        options.Scope.Add("email");
        options.Events.OnTokenValidated = context =>
        {
            if (context.Principal?.FindFirstValue(settings.Claim) is { } name && parts.Accounts.Find(name) is { } account)
            {
                parts.Database.Write(writing => writing.Tell(account.Site, parts.Now, account.Name, "signed-in", detail: "OpenID Connect"));

                // Whatever password it has here was not asked for.
                context.Principal = Visitor.Of(account with { IsPasswordGiven = false });
            }
            else
            {
                context.Fail("no account of that name");
            }

            return Task.CompletedTask;
        };
        options.Events.OnRemoteFailure = context =>
        {
            context.Response.Redirect(Refused);
            context.HandleResponse();
            return Task.CompletedTask;
        };
    }
}
