using System.Net;
using System.Text.Json;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Accounts;
using PelvicFeedback.Hub.Audit;
using PelvicFeedback.Hub.Hosting;
using PelvicFeedback.Tests.Habits;

namespace PelvicFeedback.Tests.Hub;

/// <summary>Signing in with OpenID Connect, against a provider on this machine: it says who somebody is, and the hub what that account may do.</summary>
public sealed class OpenIdTests : IAsyncLifetime, IDisposable
{
    private static readonly Pseudonym Site = Pseudonym.Parse("clinic");

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
    private TinyProvider _provider = null!;
    private HubHost _hub = null!;

    public async Task InitializeAsync()
    {
        _provider = await TinyProvider.Start();
        _hub = await HubHost.Start(
            new() { Data = _folder.Path, Port = 0, HomePort = 0, BrokerPort = 0, Site = Site, OpenId = new("Clinic", new(_provider.Address), TinyProvider.Client, TinyProvider.Secret) },
            _ => { },
            TimeProvider.System);
        _hub.Parts.Accounts.Make("tora", Site, [Roles.Therapist], "test");
    }

    public async Task DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _provider.DisposeAsync();
    }

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task An_account_that_is_here_is_signed_in_with_its_own_roles()
    {
        Assert.Equal("{\"password\":true,\"openId\":{\"name\":\"Clinic\"}}", await _http.GetStringAsync(_hub.Address + "/api/sign-in/methods"));
        _provider.User = "tora";
        var (where, cookies) = await SignIn();
        Assert.Equal("/", where);
        var me = JsonDocument.Parse(await (await Get(_hub.Address + "/api/me", cookies)).Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(("tora", "clinic", "therapist"), (me.GetProperty("name").GetString(), me.GetProperty("site").GetString(), Assert.Single(me.GetProperty("roles").EnumerateArray()).GetString()));
        Assert.False(me.GetProperty("firstPassword").GetBoolean());
        Assert.Equal(HttpStatusCode.OK, (await Get(_hub.Address + "/api/wall", cookies)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await Get(_hub.Address + "/api/accounts", cookies)).StatusCode);
        Assert.Contains(_hub.Parts.Database.Audit(Site, 10), entry => entry is { Who: "tora", What: "signed-in", Detail: "OpenID Connect" });

        // As with every sign-in: another password ends it.
        _hub.Parts.Accounts.Make("tora", Site, [Roles.Therapist], "test");
        Assert.Equal(HttpStatusCode.Unauthorized, (await Get(_hub.Address + "/api/me", cookies)).StatusCode);
    }

    [Fact]
    public async Task Nobody_else_is_and_no_account_is_made()
    {
        var accounts = Accounts();
        _provider.User = "mallory";
        await IsRefused();
        _provider.User = "";
        await IsRefused();
        (_provider.User, _provider.IsForged) = ("tora", true);
        await IsRefused();
        Assert.Equal(accounts, Accounts());

        // An answer that nobody asked for from this browser.
        _provider.IsForged = false;
        Assert.Equal("/#sign-in-refused", (await SignIn(forget: true)).Where);
    }

    [Theory]
    [InlineData("""{"name":"A","authority":"http://elsewhere.example","clientId":"a","clientSecret":"b"}""")]
    [InlineData("""{"name":"A","authority":"https://a.example","clientId":"a"}""")]
    [InlineData("""{"name":"A","authority":"https://a.example","clientId":"a","clientSecret":"b","role":"administrator"}""")]
    [InlineData("nonsense")]
    public void A_setting_that_cannot_be_is_refused_with_the_file(string text)
    {
        var file = Path.Combine(_folder.Path, "open-id.json");
        File.WriteAllText(file, text);
        Assert.Contains(file, Assert.Throws<ArgumentException>(() => OpenIdSettings.Read(file)).Message);
        File.WriteAllText(file, """{"name":"A","authority":"https://a.example","clientId":"a","clientSecret":"hidden"}""");
        Assert.Equal("preferred_username", OpenIdSettings.Read(file).Claim);
        Assert.DoesNotContain("hidden", OpenIdSettings.Read(file).ToString());
    }

    private async Task IsRefused()
    {
        var (where, cookies) = await SignIn();
        Assert.Equal("/#sign-in-refused", where);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Get(_hub.Address + "/api/me", cookies)).StatusCode);
    }

    private async Task<(string Where, Dictionary<string, string> Cookies)> SignIn(bool forget = false)
    {
        var cookies = new Dictionary<string, string>();
        var begun = await Get(_hub.Address + "/api/sign-in/open-id", cookies);
        var told = await Get(begun.Headers.Location!.ToString(), []);
        var back = await Get(told.Headers.Location!.ToString(), forget ? [] : cookies);
        Assert.Equal(HttpStatusCode.Redirect, back.StatusCode);
        return (back.Headers.Location!.ToString(), cookies);
    }

    private async Task<HttpResponseMessage> Get(string address, Dictionary<string, string> cookies)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (cookies.Count > 0)
        {
            request.Headers.Add("Cookie", string.Join("; ", cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        }

        var response = await _http.SendAsync(request);
        foreach (var cookie in response.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
        {
            cookies[cookie[..cookie.IndexOf('=')]] = cookie[(cookie.IndexOf('=') + 1)..cookie.IndexOf(';')];
        }

        return response;
    }

    private List<string> Accounts() => [.. _hub.Parts.Database.Rows("SELECT name, roles FROM account ORDER BY name", row => $"{row.GetString(0)} {row.GetString(1)}")];
}
