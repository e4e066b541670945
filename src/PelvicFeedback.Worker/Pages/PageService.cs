using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PelvicFeedback.Worker.CommandLine;
using PelvicFeedback.Worker.Lan;
using PelvicFeedback.Worker.Metrics;
using PelvicFeedback.Worker.Run;

namespace PelvicFeedback.Worker.Pages;

/// <summary>What the worker serves over HTTP, to this machine alone: the coaching display, its metrics and its health.</summary>
internal sealed class PageService(RunRequest request, WorkerReport report, CoachPage coach, LanDesk devices, ILogger<PageService> log) : IHostedService
{
    private static readonly TimeSpan Courtesy = TimeSpan.FromSeconds(0.25);

    private WebApplication? _web;

    /// <summary>Where the coaching display is; null before it is started.</summary>
    public string? Address => _web is { } web ? web.Urls.First() + "/" : null;

    /// <inheritdoc/>
    /// <exception cref="CommandException">Somebody else has the port.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var web = Build();
        try
        {
            await web.StartAsync(cancellationToken);
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException)
        {
            await web.DisposeAsync();
            throw new CommandException(
                ExitCode.Failed, $"port {request.Port} on this machine is in use: end what has it, or choose another with --port", taken);
        }

        _web = web;
        if (coach.IsBuilt)
        {
            log.LogInformation("The coaching display: {Address}", Address);
        }
        else
        {
            log.LogWarning("the coaching display is not built: ./run builds it");
        }

        log.LogInformation("Metrics and health: {Metrics} {Health}", $"{web.Urls.First()}/metrics", $"{web.Urls.First()}/health");
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_web is { } web)
        {
            using var courtesy = new CancellationTokenSource(Courtesy);
            await web.StopAsync(courtesy.Token);
            await web.DisposeAsync();
        }
    }

    private WebApplication Build()
    {
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "pelvicfeedback" });
        builder.Services.AddRoutingCore().AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            server.Listen(IPAddress.Loopback, request.Port);
        });
        var web = builder.Build();
        web.Use(LoopbackNamesOnly);
        web.MapGet("/metrics", Metrics);
        web.MapGet("/health", Health);
        devices.MapTo(web);
        coach.MapTo(web, _ => Guest.ThisMachine, LanDesk.ForDevices);
        return web;
    }

    // A page from elsewhere whose name was made to lead to this machine sends its own name here.
    private static Task LoopbackNamesOnly(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Host.Host is "localhost" or "127.0.0.1" or "[::1]")
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
        return context.Response.WriteAsync("This machine is 127.0.0.1 or localhost.\n");
    }

    private Task Metrics(HttpContext context)
    {
        context.Response.ContentType = MetricsText.ContentType;
        return context.Response.WriteAsync(report.Metrics());
    }

    private Task Health(HttpContext context)
    {
        var (isWell, json) = report.Health();
        context.Response.StatusCode = isWell ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(json);
    }
}
