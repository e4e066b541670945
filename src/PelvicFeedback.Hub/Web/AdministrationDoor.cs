using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using PelvicFeedback.Hub.Accounts;
using PelvicFeedback.Hub.Audit;
using PelvicFeedback.Hub.Hosting;

namespace PelvicFeedback.Hub.Web;

/// <summary>What administrators do: accounts, the trail, and how the ingest fares.</summary>
internal static class AdministrationDoor
{
    private const int MostEntries = 1000;

    public static void MapAdministration(this WebApplication web, HubParts parts)
    {
        web.MapGet("/api/accounts", (ClaimsPrincipal who) => Results.Json(parts.Accounts.Of(who.Site()).Select(account => new AccountEntry(account.Name, account.Roles))))
            .RequireAuthorization(Roles.Administrator).Produces<IReadOnlyList<AccountEntry>>();
        web.MapPost("/api/accounts", (ClaimsPrincipal who, AccountRequest asked) =>
            !AccountBook.IsName(asked.Name) || asked.Roles.Length == 0 || asked.Roles.Except(Roles.All).Any()
                ? Results.BadRequest("a name of 2-40 letters, digits, dots and dashes, and roles of: " + string.Join(", ", Roles.All))
            : parts.Accounts.Make(asked.Name, who.Site(), asked.Roles.Distinct(), who.Name()) is { } password
                ? Results.Json(new MadeAccount(asked.Name, password))
                : Results.Conflict("that name is taken")).RequireAuthorization(Roles.Administrator)
            .Produces<MadeAccount>().Produces<string>(StatusCodes.Status400BadRequest).Produces<string>(StatusCodes.Status409Conflict);
        web.MapGet("/api/audit", (ClaimsPrincipal who) =>
        {
            var (entries, last, broken) = parts.Database.Verify(who.Site());
            return Results.Json(new Trail(entries, last, broken, parts.Database.Audit(who.Site(), MostEntries)));
        }).RequireAuthorization(Roles.Administrator).Produces<Trail>();
        web.MapGet("/api/ingest", () => Results.Json(new IngestFacts(
            parts.Link.Link.State.Reason,
            parts.Link.Waiting,
            parts.Link.Link.Oversized,
            parts.Counts.All.OrderBy(count => count.Key, StringComparer.Ordinal).ToDictionary()))).RequireAuthorization(Roles.Administrator).Produces<IngestFacts>();
    }

    private sealed record AccountRequest(string Name, string[] Roles);
}
