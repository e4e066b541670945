using System.Net;
using System.Net.WebSockets;
using System.Text;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Tests.Worker;
using PelvicFeedback.Worker.Pages;

namespace PelvicFeedback.Tests.Coach;

/// <summary>Whoever is not the page gets nothing: another origin, a foreign name for this machine, a key used twice, a form from elsewhere.</summary>
public sealed class HostileTests : IClassFixture<HostileTests.Home>
{
    private const byte PingResponse = 0xd0;
    private static readonly byte[] Connect = [0x10, 12, 0, 4, .. "MQTT"u8, 4, 2, 0, 20, 0, 0];
    private readonly Home _home;

    public HostileTests(Home home) => _home = home;

    [Fact]
    public async Task The_page_itself_is_connected_and_logged_in_by_the_worker()
    {
        using var socket = await _home.Open(await _home.Key());
        await socket.SendAsync(Connect, WebSocketMessageType.Binary, true, _home.Patience);
        Assert.Equal([0x20, 2, 0, 0], await Receive(socket));
    }

    [Fact]
    public async Task A_key_is_good_once()
    {
        var key = await _home.Key();
        using var first = await _home.Open(key);
        Assert.Equal(HttpStatusCode.Forbidden, await _home.Refused(key));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("pelvic-key-0=")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    public async Task Without_a_key_of_ours_nobody_is_connected(string? key) =>
        Assert.Equal(HttpStatusCode.Forbidden, await _home.Refused(key is null ? null : $"{_home.Cookie}={key}"));

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("http://localhost:1")]
    [InlineData("null")]
    [InlineData("")]
    public async Task Another_origin_gets_no_key_and_no_connection(string origin)
    {
        using var asked = new HttpRequestMessage(HttpMethod.Post, "/mqtt/key");
        asked.Headers.TryAddWithoutValidation("Origin", origin);
        using var answer = await _home.Http.SendAsync(asked);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        Assert.Equal(HttpStatusCode.Forbidden, await _home.Refused(await _home.Key(), origin));
    }

    [Fact]
    public async Task A_form_from_elsewhere_gets_no_key()
    {
        using var form = new HttpRequestMessage(HttpMethod.Post, "/mqtt/key") { Content = new FormUrlEncodedContent([]) };
        form.Headers.Add("Origin", "http://evil.example");
        form.Headers.Add("Sec-Fetch-Site", "cross-site");
        using var answer = await _home.Http.SendAsync(form);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/plan")]
    [InlineData("/mqtt")]
    public async Task A_foreign_name_for_this_machine_gets_nothing(string path)
    {
        using var rebound = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = "evil.example" } };
        using var answer = await _home.Http.SendAsync(rebound);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, answer.StatusCode);
    }

    [Fact]
    public async Task No_other_origin_may_read_and_no_other_page_may_frame()
    {
        using var asked = new HttpRequestMessage(HttpMethod.Get, "/plan") { Headers = { { "Origin", "http://evil.example" } } };
        using var answer = await _home.Http.SendAsync(asked);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Cross-Origin-Resource-Policy")));
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.DoesNotContain("unsafe", policy);
    }

    [Fact]
    public async Task The_key_is_for_the_browser_alone()
    {
        using var answer = await _home.AskForKey();
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie);
        Assert.Contains("samesite=strict", cookie);
        Assert.Contains("path=/mqtt", cookie);
        Assert.StartsWith("""{"topics":"pelvic/v1/demo/demo/","now":""", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_page_is_held_to_its_own_rights()
    {
        using var socket = await _home.Open(await _home.Key());
        await socket.SendAsync(Connect, WebSocketMessageType.Binary, true, _home.Patience);
        await Receive(socket);

        // Subscribed to everything and published as the clinic: the broker delivers neither the clinic's commands nor their replies.
        var all = Encoding.UTF8.GetBytes("pelvic/v1/demo/demo/#");
        await socket.SendAsync(new byte[] { 0x82, (byte)(all.Length + 5), 0, 1, 0, (byte)all.Length }.Concat(all).Append((byte)0).ToArray(), WebSocketMessageType.Binary, true, _home.Patience);
        var topic = Encoding.UTF8.GetBytes("pelvic/v1/demo/demo/cmd/hub/message");
        await socket.SendAsync(new byte[] { 0x30, (byte)(topic.Length + 3), 0, (byte)topic.Length }.Concat(topic).Append((byte)'x').ToArray(), WebSocketMessageType.Binary, true, _home.Patience);
        await socket.SendAsync(new byte[] { 0xc0, 0 }, WebSocketMessageType.Binary, true, _home.Patience);
        var heard = new List<byte>();
        while (!KindsOf(heard).Contains(PingResponse))
        {
            var part = await Receive(socket);
            Assert.True(part.Length > 0, $"The broker ended it: {socket.CloseStatus}.");
            heard.AddRange(part);
        }

        var text = Encoding.UTF8.GetString([.. heard]);
        Assert.Contains("demo/state", text);
        Assert.DoesNotContain("cmd/hub", text);
    }

    [Fact]
    public async Task What_is_no_login_is_shown_the_door()
    {
        using var socket = await _home.Open(await _home.Key());
        await socket.SendAsync(new byte[] { 0x82, 3, 0, 1, 0 }, WebSocketMessageType.Binary, true, _home.Patience);
        Assert.Empty(await Receive(socket));
        Assert.Equal(WebSocketCloseStatus.ProtocolError, socket.CloseStatus);
    }

    [Fact]
    public async Task A_second_page_takes_over_and_the_first_is_told()
    {
        using var first = await _home.Open(await _home.Key());
        await first.SendAsync(Connect, WebSocketMessageType.Binary, true, _home.Patience);
        await Receive(first);
        using var second = await _home.Open(await _home.Key());
        await second.SendAsync(Connect, WebSocketMessageType.Binary, true, _home.Patience);
        Assert.Equal([0x20, 2, 0, 0], await Receive(second));
        Assert.Empty(await Receive(first));
        Assert.Equal((WebSocketCloseStatus)4001, first.CloseStatus);
    }

    [Fact]
    public async Task A_page_that_had_not_logged_in_yet_is_told_that_another_has_come()
    {
        using var first = await _home.Open(await _home.Key());
        using var second = await _home.Open(await _home.Key());
        await second.SendAsync(Connect, WebSocketMessageType.Binary, true, _home.Patience);
        Assert.Equal([0x20, 2, 0, 0], await Receive(second));
        await first.SendAsync(Connect, WebSocketMessageType.Binary, true, _home.Patience);
        Assert.Empty(await Receive(first));
        Assert.Equal((WebSocketCloseStatus)4001, first.CloseStatus);
    }

    [Fact]
    public void It_listens_on_this_machine_only() => Assert.Equal(["127.0.0.1"], Listening.AddressesOf(_home.ProcessId));

    [Theory]
    [InlineData("/app.webmanifest")]
    [InlineData("/installed.js")]
    [InlineData("/lan/authority.crt")]
    public async Task What_is_for_other_devices_is_not_there_where_nobody_asked_for_them(string path)
    {
        using var answer = await _home.Http.GetAsync(path);
        Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("null", await _home.Http.GetStringAsync("/lan"));
    }

    [Fact]
    public async Task No_file_outside_the_page_is_served()
    {
        foreach (var path in new[] { "/../pelvicfeedback.dll", "/..%2fpelvicfeedback.dll", "/pages/coach/index.html", "/%2e%2e/%2e%2e/pelvicfeedback.dll" })
        {
            using var answer = await _home.Http.GetAsync(path);
            Assert.True(answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest or HttpStatusCode.ServiceUnavailable, path);
        }
    }

    // A frame is a part of the broker's stream: several packets may share one, and one may be in two. The last packet may still be on its way.
    private static List<byte> KindsOf(List<byte> stream)
    {
        var kinds = new List<byte>();
        for (var at = 0; at < stream.Count;)
        {
            var (kind, length, shift, more) = (stream[at++], 0, 0, true);
            while (more && at < stream.Count)
            {
                length |= (stream[at] & 0x7f) << shift;
                (more, shift) = ((stream[at++] & 0x80) != 0, shift + 7);
            }

            at += length;
            if (!more && at <= stream.Count)
            {
                kinds.Add(kind);
            }
        }

        return kinds;
    }

    private async Task<byte[]> Receive(ClientWebSocket socket)
    {
        var buffer = new byte[70_000];
        var part = await socket.ReceiveAsync(buffer, _home.Patience);
        return buffer[..part.Count];
    }

    /// <summary>A worker with the demonstration, and a client that says of itself what it likes.</summary>
    public sealed class Home : IDisposable
    {
        private readonly WorkerProcess _worker = new("run");
        private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(2));

        public Home()
        {
            var line = _worker.Line("/metrics");
            Address = new(line.Split(' ').First(word => word.EndsWith("/metrics", StringComparison.Ordinal))[..^"metrics".Length]);
            _worker.Line("Watch with");
            Http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = Address };
        }

        public Uri Address { get; }

        public HttpClient Http { get; }

        public int ProcessId => _worker.Id;

        public string Cookie => $"pelvic-key-{Address.Port}";

        public CancellationToken Patience => _patience.Token;

        public Task<HttpResponseMessage> AskForKey()
        {
            var asked = new HttpRequestMessage(HttpMethod.Post, "/mqtt/key") { Headers = { { "Origin", Origin } } };
            return Http.SendAsync(asked);
        }

        public async Task<string> Key()
        {
            using var answer = await AskForKey();
            return answer.EnsureSuccessStatusCode().Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        }

        public async Task<ClientWebSocket> Open(string key)
        {
            var socket = Socket(key, Origin);
            await socket.ConnectAsync(WebSocketAddress, Patience);
            return socket;
        }

        public async Task<HttpStatusCode> Refused(string? key, string? origin = null)
        {
            using var socket = Socket(key, origin ?? Origin);
            await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(WebSocketAddress, Patience));
            return socket.HttpStatusCode;
        }

        public void Dispose()
        {
            Http.Dispose();
            _patience.Dispose();
            _worker.Dispose();
        }

        private string Origin => Address.GetLeftPart(UriPartial.Authority);

        private Uri WebSocketAddress => new($"ws://{Address.Authority}/mqtt");

        private static ClientWebSocket Socket(string? key, string origin)
        {
            var socket = new ClientWebSocket();
            socket.Options.AddSubProtocol("mqtt");
            socket.Options.CollectHttpResponseDetails = true;
            if (origin.Length > 0)
            {
                socket.Options.SetRequestHeader("Origin", origin);
            }

            if (key is not null)
            {
                socket.Options.SetRequestHeader("Cookie", key);
            }

            return socket;
        }
    }
}

/// <summary>Keys are void after their time, and only a few are out at once.</summary>
public sealed class PageKeysTests
{
    [Fact]
    public void A_key_is_void_when_its_time_is_up()
    {
        var clock = new Store.SteppedTime();
        var keys = new PageKeys(clock);
        var (late, soon) = (keys.New(), "");
        clock.Advance(PageKeys.Life - TimeSpan.FromSeconds(1));
        soon = keys.New();
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((false, true, false), (keys.Take(late).HasValue, keys.Take(soon).HasValue, keys.Take(soon).HasValue));
    }

    [Fact]
    public void With_one_too_many_the_oldest_is_void()
    {
        var keys = new PageKeys(TimeProvider.System);
        var made = Enumerable.Range(0, PageKeys.Most + 1).Select(_ => keys.New()).ToArray();
        Assert.Equal([false, .. Enumerable.Repeat(true, PageKeys.Most)], made.Select(key => keys.Take(key).HasValue));
    }

    [Fact]
    public void A_key_is_its_visits_own()
    {
        var keys = new PageKeys(TimeProvider.System);
        var visit = new Visit("tv", "p1", ByItself: true);
        Assert.Equal(visit, keys.Take(keys.New(visit)));
    }

    [Fact]
    public void A_key_that_nobody_gave_out_opens_nothing()
    {
        var keys = new PageKeys(TimeProvider.System);
        Assert.Equal((null, null), (keys.Take(null), keys.Take("")));
    }
}
