using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Hub.Accounts;
using PelvicFeedback.Hub.Hosting;

namespace PelvicFeedback.Hub.Web;

/// <summary>Coming, going, and one's own password.</summary>
internal static class SignInDoor
{
    public static void MapSignIn(this WebApplication web, HubParts parts)
    {
        web.MapGet("/api/health", () => Results.Json(new { link = Words.Of(parts.Link.Link.State.Phase), waiting = parts.Link.Lane.Waiting })).AllowAnonymous();
        web.MapGet("/api/antiforgery", (HttpContext context, IAntiforgery antiforgery) =>
            Results.Json(new { token = antiforgery.GetAndStoreTokens(context).RequestToken })).AllowAnonymous();
        web.MapPost("/api/sign-in", async (HttpContext context, SignInRequest asked) =>
        {
            if (await parts.Accounts.SignIn(asked.Name, asked.Password) is not { } account)
            {
                return Results.StatusCode(StatusCodes.Status401Unauthorized);
            }

            await context.SignInAsync(Visitor.Of(account));
            return Results.NoContent();
        }).AllowAnonymous();
        web.MapPost("/api/sign-out", async (HttpContext context) =>
        {
            await context.SignOutAsync();
            return Results.NoContent();
        });
        web.MapGet("/api/me", (ClaimsPrincipal who) => Results.Json(new { name = who.Name(), site = who.Site().ToString(), roles = Roles.All.Where(who.IsInRole) }));
        web.MapPost("/api/password", async (HttpContext context, ClaimsPrincipal who, PasswordRequest asked) =>
        {
            if (!AccountBook.MayBeChosen(asked.Chosen) || await parts.Accounts.ChangePassword(who.Name(), asked.Old, asked.Chosen) is not { } account)
            {
                return Results.BadRequest($"the old password is wrong, or the new one has fewer than {AccountBook.ShortestPassword} letters");
            }

            await context.SignInAsync(Visitor.Of(account));
            return Results.NoContent();
        });
    }

    private sealed record SignInRequest(string Name, string Password);

    private sealed record PasswordRequest(string Old, string Chosen);
}
