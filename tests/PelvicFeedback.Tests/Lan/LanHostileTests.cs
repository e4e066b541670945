using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using PelvicFeedback.Tests.Habits;

namespace PelvicFeedback.Tests.Lan;

/// <summary>In the home's network whoever was not let in gets nothing of the patient's, and whoever was shown the door loses it at once.</summary>
public sealed class LanHostileTests(LanHome home) : IClassFixture<LanHome>, IAsyncLifetime
{
    private static readonly byte[] Connect = [0x10, 12, 0, 4, .. "MQTT"u8, 4, 2, 0, 20, 0, 0];
    private static readonly byte[] Ping = [0xc0, 0];

    // A home has room for a few devices only.
    public Task InitializeAsync() => home.ShowEverybodyTheDoor();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_device_that_was_let_in_is_connected_and_can_act_like_the_page()
    {
        using var device = await home.LetIn("127.0.1.1");
        Assert.Equal(HttpStatusCode.OK, await device.Status(HttpMethod.Get, "/plan"));
        using var socket = await device.Open(await device.Token());
        await Send(socket, Connect);
        Assert.Equal([0x20, 2, 0, 0], await Receive(socket));
    }

    [Fact]
    public async Task A_stranger_gets_the_pages_files_and_nothing_else()
    {
        using var stranger = await home.Stranger("127.0.1.2");
        Assert.Equal(HttpStatusCode.Unauthorized, await stranger.Status(HttpMethod.Get, "/plan"));
        Assert.Equal(HttpStatusCode.Unauthorized, await stranger.Status(HttpMethod.Post, "/mqtt/key"));
        Assert.Equal(HttpStatusCode.Unauthorized, await stranger.Refused("pelvic-key=0"));
    }

    [Theory]
    [InlineData("GET", "/metrics")]
    [InlineData("GET", "/health")]
    [InlineData("GET", "/lan")]
    [InlineData("POST", "/lan/code")]
    [InlineData("POST", "/lan/revoke?device=x")]
    public async Task What_is_for_this_machine_alone_is_not_there_for_a_device(string method, string path)
    {
        using var stranger = await home.Stranger("127.0.1.3");
        Assert.Contains(await stranger.Status(new(method), path), new[] { HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed, HttpStatusCode.ServiceUnavailable });
    }

    [Fact]
    public async Task A_code_lets_one_device_in_once()
    {
        var code = await home.Code();
        using var first = await home.Stranger("127.0.1.4");
        using var second = await home.Stranger("127.0.1.5");
        using var let = await first.Join(code);
        using var refused = await second.Join(code);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Gone), (let.StatusCode, refused.StatusCode));
        Assert.False(refused.Headers.Contains("Set-Cookie"));
        Assert.Equal(HttpStatusCode.Unauthorized, await second.Status(HttpMethod.Get, "/plan"));
    }

    [Fact]
    public async Task Whoever_guesses_is_held_up()
    {
        using var guesser = await home.Stranger("127.0.1.6");
        var code = await home.Code();
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 6; i++)
        {
            using var answer = await guesser.Join("0000000000");
            answers.Add(answer.StatusCode);
        }

        // Now even the right one is too late, from there.
        using var late = await guesser.Join(code);
        Assert.Equal([.. Enumerable.Repeat(HttpStatusCode.Gone, 5), HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests], [.. answers, late.StatusCode]);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("http://127.0.0.2")]
    [InlineData("null")]
    [InlineData("")]
    public async Task Another_origin_is_not_let_in_nor_connected(string origin)
    {
        using var device = await home.LetIn("127.0.1.7");
        using var join = await device.Send(HttpMethod.Post, "/lan/join", JsonContent.Create(new { code = await home.Code(), name = "TV" }), origin);
        using var key = await device.Send(HttpMethod.Post, "/mqtt/key", null, origin);
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (join.StatusCode, key.StatusCode));
        Assert.Equal(HttpStatusCode.Forbidden, await device.Refused(await device.Token(), origin));
    }

    [Fact]
    public async Task A_form_lets_nobody_in()
    {
        using var stranger = await home.Stranger("127.0.1.8");
        using var form = new FormUrlEncodedContent([new("code", await home.Code()), new("name", "TV")]);
        using var answer = await stranger.Send(HttpMethod.Post, "/lan/join", form);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/plan")]
    [InlineData("/mqtt")]
    [InlineData("/lan/authority.crt")]
    public async Task A_foreign_name_for_this_machine_gets_nothing(string path)
    {
        using var device = await home.Stranger("127.0.1.9");
        using var rebound = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = "evil.example" } };
        using var answer = await device.Http.SendAsync(rebound, home.Patience);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_token_opens_one_connection_and_only_its_own_devices()
    {
        using var device = await home.LetIn("127.0.1.10");
        using var other = await home.LetIn("127.0.1.11");
        var token = await device.Token();
        using var socket = await device.Open(token);
        Assert.Equal(HttpStatusCode.Forbidden, await device.Refused(token));
        Assert.Equal(HttpStatusCode.Forbidden, await other.Refused(await device.Token()));
    }

    [Fact]
    public async Task A_device_that_is_shown_the_door_loses_what_it_has_open()
    {
        using var device = await home.LetIn("127.0.1.12", "Old phone");
        using var socket = await device.Open(await device.Token());
        await Send(socket, Connect);
        Assert.Equal([0x20, 2, 0, 0], await Receive(socket));

        var id = (await home.Lan())["devices"]!.AsArray().Single(one => one!["name"]!.GetValue<string>() == "Old phone")!["id"]!.GetValue<string>();
        using var revoked = await home.Http.PostAsync($"/lan/revoke?device={id}", null, home.Patience);
        Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);

        // The answer came after the cut: nothing that is sent now is carried, and nothing but the good-bye is heard.
        await Send(socket, Ping);
        Assert.Empty(await Receive(socket));
        Assert.Equal((WebSocketCloseStatus)4002, socket.CloseStatus);
        Assert.Equal(HttpStatusCode.Unauthorized, await device.Status(HttpMethod.Post, "/mqtt/key"));
        Assert.DoesNotContain("Old phone", (await home.Lan()).ToJsonString());
    }

    [Fact]
    public async Task A_page_that_comes_back_by_itself_leaves_the_display_to_the_one_that_was_opened_since()
    {
        using var tv = await home.LetIn("127.0.1.13");
        using var phone = await home.LetIn("127.0.1.14");
        using var first = await tv.Open(await tv.Token("?page=tv"));
        await Send(first, Connect);
        await Receive(first);
        using var second = await phone.Open(await phone.Token("?page=phone"));
        await Send(second, Connect);
        await Receive(second);
        Assert.Equal(HttpStatusCode.Locked, await tv.Status(HttpMethod.Post, "/mqtt/key?page=tv&by=itself"));
        Assert.Equal(HttpStatusCode.OK, await phone.Status(HttpMethod.Post, "/mqtt/key?page=phone&by=itself"));
        Assert.Equal(HttpStatusCode.OK, await tv.Status(HttpMethod.Post, "/mqtt/key?page=tv"));
    }

    [Fact]
    public async Task Without_encryption_nobody_is_answered()
    {
        using var plain = new TcpClient();
        await plain.ConnectAsync(LanHome.Address, home.There.Port, home.Patience);
        await plain.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: {home.There.Authority}\r\n\r\n"), home.Patience);
        using var heard = new MemoryStream();
        try
        {
            await plain.GetStream().CopyToAsync(heard, home.Patience);
        }
        catch (IOException)
        {
            // Reset, rather than closed.
        }

        Assert.DoesNotContain("HTTP/", Encoding.ASCII.GetString(heard.ToArray()));
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task The_key_is_for_the_browser_alone_and_kept_here_only_as_a_hash()
    {
        using var stranger = await home.Stranger("127.0.1.15");
        using var answer = await stranger.Join(await home.Code());
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("__Host-pelvic-device-", cookie);
        Assert.All(["httponly", "secure", "samesite=strict", "path=/"], word => Assert.Contains(word, cookie.Split("; ")));
        var key = cookie.Split('=', ';')[1];
        var files = Directory.GetFiles(Path.Combine(home.Data, "secrets", "lan"));
        Assert.Equal(["authority.pem", "certificate.pem", "devices.json", "key.pem"], files.Select(Path.GetFileName).Order());
        Assert.All(files, file => Assert.DoesNotContain(key, File.ReadAllText(file)));
        Assert.All(files, file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    [Fact]
    public async Task This_machines_own_page_lets_nobody_else_make_codes()
    {
        using var elsewhere = new HttpRequestMessage(HttpMethod.Post, new Uri(home.Here, "/lan/code"));
        elsewhere.Headers.Add("Origin", "http://evil.example");
        using var http = new HttpClient();
        using var answer = await http.SendAsync(elsewhere, home.Patience);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public void It_listens_on_this_machine_and_on_the_one_address_that_was_named() =>
        Assert.Equal(["127.0.0.1", LanHome.Address], Listening.AddressesOf(home.ProcessId));

    private Task Send(WebSocket socket, byte[] packet) => socket.SendAsync(packet, WebSocketMessageType.Binary, true, home.Patience);

    private async Task<byte[]> Receive(WebSocket socket)
    {
        var buffer = new byte[70_000];
        var part = await socket.ReceiveAsync(buffer, home.Patience);
        return buffer[..part.Count];
    }
}
