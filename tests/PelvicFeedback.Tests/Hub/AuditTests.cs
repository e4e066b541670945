using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Accounts;
using PelvicFeedback.Hub.Audit;
using PelvicFeedback.Hub.Store;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Tests.Store;

namespace PelvicFeedback.Tests.Hub;

/// <summary>The trail cannot be changed unseen; accounts lock.</summary>
public sealed class AuditTests : IDisposable
{
    private static readonly Pseudonym Site = Pseudonym.Parse("clinic");
    private readonly TemporaryFolder _folder = new();
    private readonly Database _database;
    private readonly SteppedTime _time = new();

    public AuditTests() => _database = Database.Open(new SqliteEngine(_folder.Path), _folder.Path);

    public void Dispose()
    {
        _database.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_trail_as_it_was_written_is_whole_and_each_site_has_its_own()
    {
        Fill();
        Assert.Equal((5, null), (_database.Verify(Site).Entries, _database.Verify(Site).Broken));
        Assert.Equal((1, null), (_database.Verify(Pseudonym.Parse("other")).Entries, _database.Verify(Pseudonym.Parse("other")).Broken));
        Assert.Equal(["erased", "viewed"], _database.Audit(Site, 2).Select(entry => entry.What));
    }

    [Theory]
    [InlineData("UPDATE audit SET who = 'eve' WHERE site = 'clinic' AND number = 3", 3)]
    [InlineData("UPDATE audit SET detail = detail || ' ' WHERE site = 'clinic' AND number = 1", 1)]
    [InlineData("UPDATE audit SET patient = NULL WHERE site = 'clinic' AND number = 4", 4)]
    [InlineData("UPDATE audit SET at = at + 1 WHERE site = 'clinic' AND number = 5", 5)]
    [InlineData("DELETE FROM audit WHERE site = 'clinic' AND number = 2", 2)]
    [InlineData("DELETE FROM audit WHERE site = 'clinic' AND number = 1", 1)]
    [InlineData("UPDATE audit SET hash = x'00' WHERE site = 'clinic' AND number = 2", 2)]
    public void A_change_is_found_where_it_is(string sql, long at)
    {
        Fill();
        _database.Write(writing => writing.Do(sql));
        Assert.Equal(at, _database.Verify(Site).Broken);
    }

    [Fact]
    public void An_end_that_was_cut_off_shows_by_the_last_hash()
    {
        Fill();
        var before = _database.Verify(Site).Last;
        _database.Write(writing => writing.Do("DELETE FROM audit WHERE site = 'clinic' AND number = 5"));
        Assert.Null(_database.Verify(Site).Broken);
        Assert.NotEqual(before, _database.Verify(Site).Last);
    }

    [Fact]
    public async Task Wrong_passwords_that_are_not_in_a_row_lock_nobody()
    {
        using var accounts = new AccountBook(_database, _time);
        var password = accounts.Make("anna", Site, [Roles.Therapist], "test")!;
        foreach (var tried in new[] { "wrong", "wrong", "wrong", "wrong", password, "wrong", "wrong", "wrong", "wrong" })
        {
            Assert.Equal(tried == password, await accounts.SignIn("anna", tried) is not null);
        }

        Assert.NotNull(await accounts.SignIn("anna", password));
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_an_account_for_a_quarter_of_an_hour()
    {
        using var accounts = new AccountBook(_database, _time);
        var password = accounts.Make("anna", Site, [Roles.Therapist], "test")!;
        Assert.NotNull(await accounts.SignIn("anna", password));
        for (var tries = 0; tries < 5; tries++)
        {
            Assert.Null(await accounts.SignIn("anna", "wrong"));
        }

        Assert.Null(await accounts.SignIn("anna", password));
        _time.Advance(TimeSpan.FromMinutes(14));
        Assert.Null(await accounts.SignIn("anna", password));
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.NotNull(await accounts.SignIn("anna", password));
        Assert.Null(await accounts.SignIn("nobody", password));
        Assert.Null(accounts.Make("anna", Pseudonym.Parse("other"), [Roles.Therapist], "test"));
        Assert.Equal(
            ["made-account", "signed-in", .. Enumerable.Repeat("refused-sign-in", 7), "signed-in"], _database.Audit(Site, 100).Select(entry => entry.What).Reverse());
        Assert.DoesNotContain(password, _database.Rows("SELECT password FROM account", row => row.GetString(0))[0]);
    }

    private void Fill() => _database.Write(writing =>
    {
        writing.Tell(Site, Told.Noon, "hub", "started", detail: "x");
        writing.Tell(Site, Told.Noon, "anna", "signed-in");
        writing.Tell(Pseudonym.Parse("other"), Told.Noon, "berta", "signed-in");
        writing.Tell(Site, Told.Noon, "anna", "viewed", Pseudonym.Parse("p7"));
        writing.Tell(Site, Told.Noon, "anna", "viewed", Pseudonym.Parse("p8"));
        writing.Tell(Site, Told.Noon, "admin", "erased", Pseudonym.Parse("p7"));
    });
}
