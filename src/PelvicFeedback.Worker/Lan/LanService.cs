using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PelvicFeedback.Messaging.Brokers;
using PelvicFeedback.Worker.CommandLine;
using PelvicFeedback.Worker.Hosting;
using PelvicFeedback.Worker.Pages;
using PelvicFeedback.Worker.Run;

namespace PelvicFeedback.Worker.Lan;

/// <summary>
/// The display for other devices in the home, where somebody chose so: a server of its own on one address, encrypted, that knows the page and the
/// devices that were let in, and nothing of what this machine's own server tells.
/// </summary>
internal sealed class LanService(RunRequest request, CoachPage coach, TimeProvider clock, ILogger<LanService> log) : IHostedService
{
    private const int MostConnections = 64;
    private const int MostDisplays = 8;
    private const int MostBytes = 1024;
    private static readonly TimeSpan Courtesy = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private WebApplication? _web;

    /// <summary>Who is let in, and how; null while nothing but this machine is served.</summary>
    public LanDoor? Door { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="CommandException">The address is none of this machine's, or somebody else has the port.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (request.Lan is not { } lan)
        {
            return;
        }

        var folder = Path.Combine(request.Data, BrokerService.SecretsFolder, "lan");
        BrokerFolder.Make(folder);
        var certificate = LanCertificate.In(folder, lan.Address, clock.GetUtcNow());
        var door = new LanDoor(certificate, new(folder, clock, says => log.LogWarning("{Says}", says)), clock);
        _web = Build(lan, door);
        try
        {
            await _web.StartAsync(cancellationToken);
        }
        catch (Exception refused) when (refused is IOException { InnerException: AddressInUseException } or SocketException)
        {
            door.Dispose();
            throw new CommandException(ExitCode.Failed, refused is IOException
                ? $"port {lan.Port} at {lan.Address} is in use: end what has it, or choose another with --lan {LanAddress.Written(lan.Address, LanAddress.UsualPort)}"
                : $"{lan.Address} is no address of this machine now; it has {string.Join(", ", OwnAddresses())}: choose one with --lan", refused);
        }

        door.Origin = _web.Urls.First();
        Door = door;
        log.LogInformation(
            "The display for other devices in your network: {Address}/ (certificate SHA-256 {Fingerprint}); let one in under Other devices on this machine's own page",
            door.Origin, certificate.Fingerprint);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_web is { } web)
        {
            using var courtesy = new CancellationTokenSource(Courtesy);
            await web.StopAsync(courtesy.Token);
            await web.DisposeAsync();
            Door?.Dispose();
        }
    }

    private static IEnumerable<IPAddress> OwnAddresses() =>
        from network in NetworkInterface.GetAllNetworkInterfaces()
        where network.OperationalStatus == OperationalStatus.Up
        from unicast in network.GetIPProperties().UnicastAddresses
        where !unicast.Address.IsIPv6LinkLocal
        select unicast.Address;

    private WebApplication Build(LanAddress lan, LanDoor door)
    {
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "pelvicfeedback" });
        builder.Services.AddRoutingCore().AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            server.Limits.MaxConcurrentConnections = MostConnections;
            server.Limits.MaxConcurrentUpgradedConnections = MostDisplays;
            server.Limits.MaxRequestBodySize = MostBytes;
            server.Limits.RequestHeadersTimeout = Patience;
            server.Limits.KeepAliveTimeout = Patience;
            server.Listen(lan.Address, lan.Port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.UseHttps(https =>
                {
                    https.ServerCertificate = door.Certificate.Own;
                    https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
                    https.HandshakeTimeout = Patience;
                });
            });
        });
        var web = builder.Build();
        web.Use((context, next) => OwnNameOnly(lan, context, next));
        web.MapPost("/lan/join", door.Join);
        web.MapGet("/lan/authority.crt", door.Authority);
        coach.MapTo(web, door.GuestOf);
        return web;
    }

    // A page from elsewhere whose name was made to lead to this machine sends its own name here.
    private static Task OwnNameOnly(LanAddress lan, HttpContext context, RequestDelegate next) =>
        context.Request.Host.Value == LanAddress.Written(lan.Address, context.Connection.LocalPort)
            ? next(context)
            : Answers.Say(context, StatusCodes.Status421MisdirectedRequest, $"This machine is {lan.Address}.\n");
}
