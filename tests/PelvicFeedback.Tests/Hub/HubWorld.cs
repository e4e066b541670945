using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Accounts;
using PelvicFeedback.Hub.Hosting;
using PelvicFeedback.Tests.Habits;

namespace PelvicFeedback.Tests.Hub;

/// <summary>A hub in this process, with its broker and its web server on free ports.</summary>
public sealed class HubWorld : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    internal HubHost Hub { get; private set; } = null!;

    internal string Data => Path.Combine(_folder.Path, "hub");

    public async Task InitializeAsync() => Hub = await HubHost.Start(
        new() { Data = Data, Port = 0, HomePort = 0, BrokerPort = 0, Site = Pseudonym.Parse("clinic") }, _ => { }, TimeProvider.System);

    public async Task DisposeAsync() => await Hub.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    /// <summary>Somebody of that site, signed in with a password of his own.</summary>
    internal async Task<Visitor> Visitor(string name, string site, params string[] roles)
    {
        var visitor = new Visitor(Hub.Address);
        await visitor.SignIn(name, Hub.Parts.Accounts.Make(name, Pseudonym.Parse(site), roles, "test")!);
        return visitor;
    }

    internal Task<Visitor> Therapist() => Visitor("therapist", "clinic", Roles.Therapist);
}

/// <summary>A browser, as far as the hub can tell: it keeps cookies, and fetches the antiforgery token.</summary>
internal sealed class Visitor(string address) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = new(address) };
    private readonly Dictionary<string, string> _cookies = [];

    /// <summary>The same browser, at another address of the hub.</summary>
    public Visitor At(string other)
    {
        var there = new Visitor(other);
        foreach (var (name, value) in _cookies)
        {
            there._cookies[name] = value;
        }

        return there;
    }

    public string Cookies => string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}"));

    /// <summary>Signs in with the password that was given, and chooses another, as has to be; the next time with that one.</summary>
    public async Task SignIn(string name, string given)
    {
        var own = "my own " + given;
        if ((await Send("POST", "/api/sign-in", new { name, password = given })).StatusCode == HttpStatusCode.NoContent)
        {
            Assert.Equal(HttpStatusCode.NoContent, (await Send("POST", "/api/password", new { old = given, chosen = own })).StatusCode);
        }
        else
        {
            Assert.Equal(HttpStatusCode.NoContent, (await Send("POST", "/api/sign-in", new { name, password = own })).StatusCode);
        }
    }

    public async Task<HttpResponseMessage> Send(string method, string path, object? body = null, Action<HttpRequestMessage>? change = null)
    {
        var request = new HttpRequestMessage(new(method), path) { Content = body is null ? null : JsonContent.Create(body) };
        if (method != "GET")
        {
            request.Headers.Add("X-Antiforgery", await Token());
        }

        if (_cookies.Count > 0)
        {
            request.Headers.Add("Cookie", Cookies);
        }

        change?.Invoke(request);
        var response = await _http.SendAsync(request);
        Keep(response);
        return response;
    }

    public async Task<JsonElement> Json(string method, string path, object? body = null)
    {
        var response = await Send(method, path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {(int)response.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    public void Dispose() => _http.Dispose();

    private async Task<string> Token() => (await Json("GET", "/api/antiforgery")).GetProperty("token").GetString()!;

    private void Keep(HttpResponseMessage response)
    {
        foreach (var cookie in response.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
        {
            // What a browser asks of such a name.
            Assert.StartsWith("__Host-", cookie, StringComparison.Ordinal);
            Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
            var (name, value) = (cookie[..cookie.IndexOf('=')], cookie[(cookie.IndexOf('=') + 1)..cookie.IndexOf(';')]);
            _cookies[name] = value;
        }
    }
}
