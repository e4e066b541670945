using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using PelvicFeedback.Messaging.Pairing;
using PelvicFeedback.Tests.Messaging;

namespace PelvicFeedback.Tests.Pairing;

/// <summary>The hub's side of the exchange, as small as <c>docs/pairing.md</c> lets it be: gives codes out, and for each one grant.</summary>
internal sealed class HubDoor : IAsyncDisposable
{
    private readonly TestCertificates _certificates;
    private readonly WebApplication _application;
    private readonly ConcurrentDictionary<string, PairingGrant> _codes = new();
    private readonly ConcurrentQueue<string> _told = new();

    private HubDoor(TestCertificates certificates, string? authority)
    {
        _certificates = certificates;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback, 0, listen => listen.UseHttps(X509Certificate2.CreateFromPemFile(certificates.Certificate, certificates.Key))));
        _application = builder.Build();
        _application.MapGet(PairingWords.AuthorityPath, () => File.ReadAllText(authority ?? certificates.Authority));
        _application.MapPost(PairingWords.GrantPath, async (HttpContext context) =>
        {
            var request = await context.Request.ReadFromJsonAsync<PairingRequest>(PairingWords.Json);
            _told.Enqueue(request!.Secret);
            return Answer ?? (_codes.TryRemove(request.Secret, out var grant) ? Results.Json(grant, PairingWords.Json) : Results.StatusCode(StatusCodes.Status410Gone));
        });
    }

    /// <summary>The secrets that it was told.</summary>
    public IEnumerable<string> Told => _told;

    /// <summary>What it answers whatever it is told; null for what it should.</summary>
    public IResult? Answer { get; set; }

    public int Port => new Uri(_application.Urls.Single()).Port;

    /// <param name="name">In its certificate.</param>
    /// <param name="authority">The PEM file that it shows as its authority; null for the one that vouches for it.</param>
    public static async Task<HubDoor> Open(string name = "localhost", string? authority = null)
    {
        var door = new HubDoor(new(name), authority);
        await door._application.StartAsync();
        return door;
    }

    /// <summary>Gives a code out.</summary>
    /// <param name="grant">What it stands for.</param>
    /// <param name="authority">The PEM file of the authority in the code; null for the one that vouches for this.</param>
    public PairingCode Issue(PairingGrant grant, string? authority = null)
    {
        using var named = X509CertificateLoader.LoadCertificateFromFile(authority ?? _certificates.Authority);
        var code = PairingCode.New("localhost", Port, named);
        _codes[code.Secret] = grant;
        return code;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _certificates.Dispose();
    }
}
