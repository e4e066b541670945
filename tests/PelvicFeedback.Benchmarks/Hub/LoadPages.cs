using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;

namespace PelvicFeedback.Benchmarks.Hub;

/// <summary>A therapist's pages, as far as the hub can tell: signed in, with the wall open and patients live, noting how old what comes is.</summary>
internal sealed class LoadPages : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.5);
    private readonly CancellationTokenSource _over = new();
    private readonly string _address;
    private readonly HttpClient _http;
    private readonly Dictionary<string, string> _cookies = [];
    private readonly List<Task> _pages = [];
    private volatile bool _notes;
    private int _reopened;

    public LoadPages(string address)
    {
        _address = address;
        _http = new(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new(address) };
    }

    /// <summary>From a summary's sending to a wall that shows it, s.</summary>
    public ConcurrentBag<double> Wall { get; } = [];

    /// <summary>From the newest sample of a message to the page, s.</summary>
    public ConcurrentBag<double> Newest { get; } = [];

    /// <summary>From the oldest sample of a message to the page, s.</summary>
    public ConcurrentBag<double> Oldest { get; } = [];

    /// <summary>From now on ages are noted.</summary>
    public void Note() => _notes = true;

    /// <summary>Signs in with the first password, and changes it.</summary>
    public async Task SignIn(string name, string password)
    {
        (await Send(HttpMethod.Post, "/api/sign-in", new { name, password })).EnsureSuccessStatusCode();
        (await Send(HttpMethod.Post, "/api/password", new { old = password, chosen = "my own " + password })).EnsureSuccessStatusCode();
    }

    /// <summary>Makes a therapist of the same site, who signs in.</summary>
    public async Task<LoadPages> WithTherapist(string name)
    {
        var made = await Send(HttpMethod.Post, "/api/accounts", new { name, roles = new[] { "therapist" } });
        var therapist = new LoadPages(_address);
        await therapist.SignIn(name, (await made.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).GetProperty("password").GetString()!);
        return therapist;
    }

    /// <summary>How often a page that was cut off came again.</summary>
    public int Reopened => Volatile.Read(ref _reopened);

    public void OpenWall()
    {
        var shown = new Dictionary<string, int>();
        Open("/api/live", wall =>
        {
            var now = LoadHomes.Hundredths(LoadHomes.Now);
            foreach (var card in wall.EnumerateArray())
            {
                if (card.GetProperty("live") is { ValueKind: JsonValueKind.Object } live && live.GetProperty("done").GetInt32() is var done
                    && card.GetProperty("patient").GetString()! is var patient && shown.GetValueOrDefault(patient, -1) != done)
                {
                    shown[patient] = done;
                    Add(Wall, (now - done + 100_000) % 100_000 / 100.0);
                }
            }
        });
    }

    public void OpenPatient(string patient) => Open($"/api/patients/{patient}/live", said =>
    {
        if (said.GetProperty("type").GetString() == "samples")
        {
            var samples = said.GetProperty("samples");
            var now = LoadHomes.Now;
            Add(Newest, now - samples[samples.GetArrayLength() - 1].GetProperty("sensorT").GetDouble());
            Add(Oldest, now - samples[0].GetProperty("sensorT").GetDouble());
        }
    });

    public void Dispose()
    {
        _over.Cancel();
        Task.WhenAll(_pages).ContinueWith(static _ => { }, TaskScheduler.Default).Wait();
        _http.Dispose();
        _over.Dispose();
    }

    private void Add(ConcurrentBag<double> ages, double age)
    {
        if (_notes)
        {
            ages.Add(age);
        }
    }

    // As a page does: where it was cut off it comes again.
    private void Open(string path, Action<JsonElement> said) => _pages.Add(Task.Run(async () =>
    {
        while (!_over.IsCancellationRequested)
        {
            try
            {
                await Read(path, said);
            }
            catch (WebSocketException)
            {
                // The hub was killed, or is not there yet.
            }

            Interlocked.Increment(ref _reopened);
            await Task.Delay(Pause, _over.Token);
        }
    }));

    private async Task Read(string path, Action<JsonElement> said)
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Cookie", string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        socket.Options.SetRequestHeader("Origin", _address);
        await socket.ConnectAsync(new(_address.Replace("http:", "ws:", StringComparison.Ordinal) + path), _over.Token);
        var (buffer, whole) = (new byte[1 << 20], 0);
        while (socket.State == WebSocketState.Open)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(whole), _over.Token);
            whole += part.Count;
            if (part.EndOfMessage && whole > 0)
            {
                using var json = JsonDocument.Parse(buffer.AsMemory(0, whole));
                said(json.RootElement);
                whole = 0;
            }
        }
    }

    private async Task<HttpResponseMessage> Send(HttpMethod method, string path, object? body = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (method == HttpMethod.Post)
        {
            var token = await (await Send(HttpMethod.Get, "/api/antiforgery")).Content.ReadFromJsonAsync<JsonElement>();
            request.Headers.Add("X-Antiforgery", token.GetProperty("token").GetString());
        }

        if (_cookies.Count > 0)
        {
            request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        }

        var response = await _http.SendAsync(request);
        foreach (var cookie in response.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
        {
            _cookies[cookie[..cookie.IndexOf('=', StringComparison.Ordinal)]] = cookie[(cookie.IndexOf('=', StringComparison.Ordinal) + 1)..cookie.IndexOf(';', StringComparison.Ordinal)];
        }

        return response;
    }
}
