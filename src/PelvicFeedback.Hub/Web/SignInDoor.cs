using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Hub.Accounts;
using PelvicFeedback.Hub.Hosting;

namespace PelvicFeedback.Hub.Web;

/// <summary>What an endpoint says that is open also to whoever has not chosen a password yet.</summary>
internal sealed class OpenWithGivenPassword;

/// <summary>Coming, going, and one's own password.</summary>
internal static class SignInDoor
{
    public static void MapSignIn(this WebApplication web, HubParts parts)
    {
        web.MapGet("/api/health", () => Results.Json(new Health(Words.Of(parts.Link.Link.State.Phase), parts.Link.Waiting, new UtcInstant(parts.Authority.Ends.ToUnixTimeMilliseconds()).ToString()))).AllowAnonymous().Produces<Health>();
        web.MapGet("/api/antiforgery", (HttpContext context, IAntiforgery antiforgery) =>
            Results.Json(new AntiforgeryToken(antiforgery.GetAndStoreTokens(context).RequestToken))).AllowAnonymous().Produces<AntiforgeryToken>();
        web.MapPost("/api/sign-in", async (HttpContext context, SignInRequest asked) =>
        {
            if (await parts.Accounts.SignIn(asked.Name, asked.Password) is not { } account)
            {
                return Results.StatusCode(StatusCodes.Status401Unauthorized);
            }

            await context.SignInAsync(Visitor.Of(account));
            return Results.NoContent();
        }).AllowAnonymous().Produces(StatusCodes.Status204NoContent).Produces(StatusCodes.Status401Unauthorized);
        web.MapPost("/api/sign-out", async (HttpContext context) =>
        {
            await context.SignOutAsync();
            return Results.NoContent();
        }).WithMetadata(new OpenWithGivenPassword()).Produces(StatusCodes.Status204NoContent);
        web.MapGet("/api/me", (ClaimsPrincipal who) => Results.Json(new Me(who.Name(), who.Site().ToString(), [.. Roles.All.Where(who.IsInRole)], who.HasGivenPassword())))
            .WithMetadata(new OpenWithGivenPassword()).Produces<Me>();
        web.MapPost("/api/password", async (HttpContext context, ClaimsPrincipal who, PasswordRequest asked) =>
        {
            if (!AccountBook.MayBeChosen(asked.Chosen) || asked.Chosen == asked.Old || await parts.Accounts.ChangePassword(who.Name(), asked.Old, asked.Chosen) is not { } account)
            {
                return Results.BadRequest($"the old password is wrong, or the new one is the same or has fewer than {AccountBook.ShortestPassword} letters");
            }

            await context.SignInAsync(Visitor.Of(account));
            return Results.NoContent();
        }).WithMetadata(new OpenWithGivenPassword()).Produces(StatusCodes.Status204NoContent).Produces<string>(StatusCodes.Status400BadRequest);
    }

    private sealed record SignInRequest(string Name, string Password);

    private sealed record PasswordRequest(string Old, string Chosen);
}
