using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication.Cookies;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Accounts;

namespace PelvicFeedback.Hub.Web;

/// <summary>Who asks, as the sign-in's cookie says and the account confirms with every request.</summary>
internal static class Visitor
{
    private const string SiteClaim = "site";
    private const string StampClaim = "stamp";
    private const string GivenClaim = "given";

    /// <summary>The account's name.</summary>
    public static string Name(this ClaimsPrincipal who) => who.Identity!.Name!;

    /// <summary>Whose patients this account sees.</summary>
    public static Pseudonym Site(this ClaimsPrincipal who) => Core.Messages.Pseudonym.Parse(who.FindFirstValue(SiteClaim)!);

    /// <summary>The account as homes are told of it: always the same, and no name.</summary>
    public static Pseudonym Pseudonym(this ClaimsPrincipal who) =>
        Core.Messages.Pseudonym.Parse("t" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{who.Site()}/{who.Name()}")))[..12]);

    /// <summary>What the cookie says of an account.</summary>
    public static ClaimsPrincipal Of(Account account) => new(new ClaimsIdentity(
        [
            new(ClaimTypes.Name, account.Name),
            new(SiteClaim, account.Site.ToString()),
            new(StampClaim, account.Stamp),
            .. account.IsPasswordGiven ? [new Claim(GivenClaim, "")] : Array.Empty<Claim>(),
            .. account.Roles.Select(role => new Claim(ClaimTypes.Role, role)),
        ],
        CookieAuthenticationDefaults.AuthenticationScheme));

    /// <summary>Whether this sign-in is by a password that somebody else has seen, and that its owner has yet to change.</summary>
    public static bool HasGivenPassword(this ClaimsPrincipal who) => who.HasClaim(static claim => claim.Type == GivenClaim);

    /// <summary>Whether the account is still as the cookie says: no other password, no other roles.</summary>
    public static bool IsStill(this ClaimsPrincipal who, Account? account) => account is not null && account.Stamp == who.FindFirstValue(StampClaim);
}
