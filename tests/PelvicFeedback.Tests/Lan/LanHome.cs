using System.Net;
using System.Net.Http.Json;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using PelvicFeedback.Tests.Worker;

namespace PelvicFeedback.Tests.Lan;

/// <summary>A worker that shows its display to other devices, on a second address of this machine's own; and the page before it.</summary>
public sealed class LanHome : IDisposable
{
    public const string Address = "127.0.0.2";

    private readonly WorkerProcess _worker = new("run", "--lan", Address + ":0");
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(2));

    public LanHome()
    {
        Here = new(_worker.Line("/metrics").Split(' ').First(word => word.EndsWith("/metrics", StringComparison.Ordinal))[..^"metrics".Length]);
        There = new(_worker.Line("The display for other devices").Split(' ').First(word => word.StartsWith("https:", StringComparison.Ordinal)));
        _worker.Line("Watch with");
        Http = new(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = Here };
        Http.DefaultRequestHeaders.Add("Origin", Here.GetLeftPart(UriPartial.Authority));
    }

    /// <summary>This machine's own page.</summary>
    public Uri Here { get; }

    /// <summary>The one for devices.</summary>
    public Uri There { get; }

    /// <summary>As this machine's own page asks.</summary>
    public HttpClient Http { get; }

    public int ProcessId => _worker.Id;

    public CancellationToken Patience => _patience.Token;

    internal string Data => _worker.Data;

    /// <summary>What this machine's page is told of the devices.</summary>
    public async Task<JsonNode> Lan() => (await Http.GetFromJsonAsync<JsonNode>("/lan", Patience))!;

    /// <summary>A code, as this machine's page has one made.</summary>
    public async Task<string> Code()
    {
        using var answer = await Http.PostAsync("/lan/code", null, Patience);
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonNode>(Patience))!["code"]!.GetValue<string>();
    }

    /// <summary>Removes every device.</summary>
    public async Task ShowEverybodyTheDoor()
    {
        foreach (var device in (await Lan())["devices"]!.AsArray())
        {
            using var gone = await Http.PostAsync($"/lan/revoke?device={device!["id"]}", null, Patience);
            gone.EnsureSuccessStatusCode();
        }
    }

    /// <summary>A device that was let in, from an address of its own.</summary>
    public async Task<Device> LetIn(string from, string name = "TV")
    {
        var device = await Stranger(from);
        using var answer = await device.Join(await Code(), name);
        answer.EnsureSuccessStatusCode();
        return device;
    }

    /// <summary>A device that was not, yet.</summary>
    public async Task<Device> Stranger(string from) => new(this, IPAddress.Parse(from), (await Lan())["fingerprint"]!.GetValue<string>());

    public void Dispose()
    {
        Http.Dispose();
        _patience.Dispose();
        _worker.Dispose();
    }

    /// <summary>A browser on another device: it has seen that the certificate is the one that this machine's page names.</summary>
    public sealed class Device : IDisposable
    {
        private readonly LanHome _home;
        private readonly IPAddress _from;
        private readonly string _fingerprint;
        private string? _key;

        public Device(LanHome home, IPAddress from, string fingerprint)
        {
            (_home, _from, _fingerprint) = (home, from, fingerprint);
            Http = new(new SocketsHttpHandler
            {
                UseCookies = false,
                SslOptions = { RemoteCertificateValidationCallback = IsTheOne },
                ConnectCallback = Connect,
            })
            { BaseAddress = home.There };
        }

        public HttpClient Http { get; }

        public string Origin => _home.There.GetLeftPart(UriPartial.Authority);

        /// <summary>As the page asks to be let in; a key that it gets is kept.</summary>
        public async Task<HttpResponseMessage> Join(string code, string name = "TV")
        {
            var answer = await Send(HttpMethod.Post, "/lan/join", JsonContent.Create(new { code, name }));
            _key = answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies.Single().Split(';')[0] : _key;
            return answer;
        }

        /// <summary>Asks as the page does, with the device's key.</summary>
        public Task<HttpResponseMessage> Send(HttpMethod method, string path, HttpContent? content = null, string? origin = null)
        {
            var asked = new HttpRequestMessage(method, path) { Content = content };
            asked.Headers.TryAddWithoutValidation("Origin", origin ?? Origin);
            if (_key is not null)
            {
                asked.Headers.Add("Cookie", _key);
            }

            return Http.SendAsync(asked, _home.Patience);
        }

        public async Task<HttpStatusCode> Status(HttpMethod method, string path)
        {
            using var answer = await Send(method, path);
            return answer.StatusCode;
        }

        /// <summary>A token for one connection.</summary>
        public async Task<string> Token(string query = "")
        {
            using var answer = await Send(HttpMethod.Post, "/mqtt/key" + query);
            return answer.EnsureSuccessStatusCode().Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        }

        public async Task<ClientWebSocket> Open(string token)
        {
            var socket = Socket(token, Origin);
            await socket.ConnectAsync(SocketAddress, _home.Patience);
            return socket;
        }

        public async Task<HttpStatusCode> Refused(string token, string? origin = null)
        {
            using var socket = Socket(token, origin ?? Origin);
            await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(SocketAddress, _home.Patience));
            return socket.HttpStatusCode;
        }

        public void Dispose() => Http.Dispose();

        private Uri SocketAddress => new($"wss://{_home.There.Authority}/mqtt");

        private ClientWebSocket Socket(string token, string origin)
        {
            var socket = new ClientWebSocket();
            socket.Options.AddSubProtocol("mqtt");
            socket.Options.CollectHttpResponseDetails = true;
            socket.Options.RemoteCertificateValidationCallback = IsTheOne;
            socket.Options.SetRequestHeader("Origin", origin);
            socket.Options.SetRequestHeader("Cookie", _key is null ? token : $"{_key}; {token}");
            return socket;
        }

        private bool IsTheOne(object sender, System.Security.Cryptography.X509Certificates.X509Certificate? shown, System.Security.Cryptography.X509Certificates.X509Chain? chain, SslPolicyErrors errors) =>
            shown?.GetCertHashString(HashAlgorithmName.SHA256) == _fingerprint;

        private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancel)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Bind(new IPEndPoint(_from, 0));
            await socket.ConnectAsync(context.DnsEndPoint, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
    }
}
