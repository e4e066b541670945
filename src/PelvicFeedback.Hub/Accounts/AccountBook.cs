using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Audit;
using PelvicFeedback.Hub.Store;

namespace PelvicFeedback.Hub.Accounts;

/// <summary>Somebody who may sign in.</summary>
/// <param name="Name">Unique among all sites.</param>
/// <param name="Site">Whose patients the account sees, and no others.</param>
/// <param name="Roles">Of <see cref="Roles"/>.</param>
/// <param name="Stamp">Changes when every sign-in is to end.</param>
/// <param name="IsPasswordGiven">Whether its password is the one that was shown to whoever made the account: good for choosing another, and for nothing else.</param>
public sealed record Account(string Name, Pseudonym Site, ImmutableArray<string> Roles, string Stamp, bool IsPasswordGiven);

/// <summary>What an account may do.</summary>
public static class Roles
{
    /// <summary>Sees the site's patients, and cares for them.</summary>
    public const string Therapist = "therapist";

    /// <summary>Has the site's accounts, reads what was done, and erases.</summary>
    public const string Administrator = "administrator";

    /// <summary>All there are.</summary>
    public static ImmutableArray<string> All { get; } = [Therapist, Administrator];
}

/// <summary>
/// Accounts and their passwords, hashed by the framework. Five wrong passwords in a row lock an account for a quarter of an hour. Passwords are
/// looked at one at a time, so that nobody tries many at once.
/// </summary>
public sealed class AccountBook(Database database, TimeProvider time) : IDisposable
{
    /// <summary>Letters of a password at least.</summary>
    public const int ShortestPassword = 12;

    private const int MostFailures = 5;
    private const int LongestPassword = 200;
    private const string Letters = "abcdefghijkmnpqrstuvwxyz23456789";
    private static readonly TimeSpan LockedFor = TimeSpan.FromMinutes(15);
    private readonly PasswordHasher<string> _hasher = new();
    private readonly string _nobodys = new PasswordHasher<string>().HashPassword("", NewPassword());
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>20 random letters and digits that are not mistaken for each other: 100 bits.</summary>
    public static string NewPassword() => RandomNumberGenerator.GetString(Letters, 20);

    /// <summary>A name that can be an account's: 2–40 letters, digits, dots, dashes, at-signs.</summary>
    public static bool IsName(string name) => name.Length is >= 2 and <= 40 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' or '@');

    /// <summary>Whether there is none yet.</summary>
    public bool IsEmpty => database.Rows("SELECT COUNT(*) FROM account", row => row.GetInt64(0))[0] == 0;

    /// <summary>The accounts of a site.</summary>
    public List<Account> Of(Pseudonym site) => database.Rows("SELECT name, site, roles, stamp, given FROM account WHERE site = $1 ORDER BY name", Read, site.ToString());

    /// <summary>An account; null when there is none.</summary>
    public Account? Find(string name) => database.Rows("SELECT name, site, roles, stamp, given FROM account WHERE name = $1", Read, name).SingleOrDefault();

    /// <summary>Makes an account, or gives one of the same site another password and other roles; every sign-in of it ends.</summary>
    /// <param name="name">See <see cref="IsName"/>.</param>
    /// <param name="site">Whose.</param>
    /// <param name="roles">Of <see cref="Roles"/>.</param>
    /// <param name="by">Who does it, for the trail.</param>
    /// <returns>Its new password, which is nowhere else and which its owner has to change; null when the name is another site's.</returns>
    public string? Make(string name, Pseudonym site, IEnumerable<string> roles, string by)
    {
        var password = NewPassword();
        var hash = _hasher.HashPassword(name, password);
        return database.Write(writing =>
        {
            var made = writing.Do(
                """
                INSERT INTO account VALUES ($1, $2, $3, $4, $5, 0, 0, 1) ON CONFLICT (name) DO UPDATE
                SET roles = excluded.roles, password = excluded.password, stamp = excluded.stamp, failures = 0, locked = 0, given = 1 WHERE account.site = excluded.site
                """,
                name, site.ToString(), string.Join(' ', roles), hash, NewStamp());
            if (made > 0)
            {
                writing.Tell(site, Now, by, "made-account", detail: $"{name}: {string.Join(' ', roles)}");
            }

            return made > 0 ? password : null;
        });
    }

    /// <summary>Whether that is somebody's password.</summary>
    /// <returns>Null when it is not, or the account is locked.</returns>
    public async Task<Account?> SignIn(string name, string password)
    {
        await _one.WaitAsync();
        try
        {
            var known = database.Rows(
                "SELECT name, site, roles, stamp, given, password, locked FROM account WHERE name = $1", row => (Account: Read(row), Hash: row.GetString(5), Locked: row.GetInt64(6)), name);

            // As long for somebody who is not there.
            var hash = known is [var one] ? one.Hash : _nobodys;
            var fits = password.Length <= LongestPassword && _hasher.VerifyHashedPassword(name, hash, password) != PasswordVerificationResult.Failed;
            if (known is not [var (account, _, locked)])
            {
                return null;
            }

            var isLocked = locked > Now.UnixMilliseconds;
            database.Write(writing => Note(writing, account, fits, isLocked));
            return fits && !isLocked ? account : null;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Gives an account the password that its owner chose; its other sign-ins end.</summary>
    /// <returns>The account as it is now; null when the old password is wrong.</returns>
    public async Task<Account?> ChangePassword(string name, string old, string chosen)
    {
        if (await SignIn(name, old) is not { } account)
        {
            return null;
        }

        var (hash, stamp) = (_hasher.HashPassword(name, chosen), NewStamp());
        database.Write(writing =>
        {
            writing.Do("UPDATE account SET password = $2, stamp = $3, given = 0 WHERE name = $1", name, hash, stamp);
            writing.Tell(account.Site, Now, name, "changed-password");
        });
        return account with { Stamp = stamp, IsPasswordGiven = false };
    }

    /// <summary>Whether a password may be chosen.</summary>
    public static bool MayBeChosen(string password) => password.Length is >= ShortestPassword and <= LongestPassword;

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private UtcInstant Now => new(time.GetUtcNow().ToUnixTimeMilliseconds());

    private void Note(Writing writing, Account account, bool fits, bool isLocked)
    {
        if (isLocked)
        {
            writing.Tell(account.Site, Now, account.Name, "refused-sign-in", detail: "locked");
        }
        else if (fits)
        {
            writing.Do("UPDATE account SET failures = 0 WHERE name = $1", account.Name);
            writing.Tell(account.Site, Now, account.Name, "signed-in");
        }
        else
        {
            var failures = writing.Number("UPDATE account SET failures = failures + 1 WHERE name = $1 RETURNING failures", account.Name);
            if (failures >= MostFailures)
            {
                writing.Do("UPDATE account SET failures = 0, locked = $2 WHERE name = $1", account.Name, Now.UnixMilliseconds + (long)LockedFor.TotalMilliseconds);
            }

            writing.Tell(account.Site, Now, account.Name, "refused-sign-in", detail: failures >= MostFailures ? "wrong password; now locked" : "wrong password");
        }
    }

    private static Account Read(System.Data.Common.DbDataReader row) =>
        new(row.GetString(0), Pseudonym.Parse(row.GetString(1)), [.. row.GetString(2).Split(' ')], row.GetString(3), row.GetInt64(4) != 0);

    private static string NewStamp() => RandomNumberGenerator.GetHexString(16, lowercase: true);
}
