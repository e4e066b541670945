using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using PelvicFeedback.Hub.Ingest;

namespace PelvicFeedback.Hub.Cluster.Homes;

/// <summary>
/// What a broker's <c>rabbitmq_auth_backend_http</c> asks, answered: who may come in, and what a home may do there. On this machine alone, beside a broker:
/// passwords pass here, and nobody learns more here than the broker itself tells whoever tries to log in.
/// </summary>
internal static class LoginDoor
{
    private const int LongestBody = 8 * 1024;

    // linux/tcp.h.
    private const int Tcp = 6;
    private const int QuickAck = 12;
    private const string Allow = "allow";
    private const string Deny = "deny";

    /// <summary>Opens it.</summary>
    /// <param name="port">On loopback; 0 for a free one.</param>
    /// <param name="book">Which logins are good.</param>
    /// <param name="counts">Where what was asked and answered is counted.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<WebApplication> Open(int port, LoginBook book, IngestCounts counts)
    {
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "pelvicfeedback-hub-cluster" });
        builder.Services.AddRouting();
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.None));
        builder.Services.AddSingleton<IHostLifetime, EndedFromOutside>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            server.Limits.MaxRequestBodySize = LongestBody;
            server.Listen(IPAddress.Loopback, port);
        });
        var web = builder.Build();
        web.UseRouting();
        Answer("user", asked => MayCome(asked, book));
        Answer("vhost", asked => Task.FromResult(asked.Home is not null && HomeRights.MayEnter(asked["vhost"])));
        Answer("resource", asked => Task.FromResult(asked.Home?.MayUse(asked["resource"], asked["name"], asked["permission"]) ?? false));
        Answer("topic", asked => Task.FromResult(asked["resource"] == "topic" && (asked.Home?.MaySpeak(asked["name"], asked["permission"], asked["routing_key"]) ?? false)));
        try
        {
            await web.StartAsync();
            return web;
        }
        catch (IOException taken)
        {
            await web.DisposeAsync();
            throw taken.InnerException is AddressInUseException ? new IOException(taken.Message.TrimEnd('.') + ": end what has it, or choose another with --port", taken) : taken;
        }

        void Answer(string question, Func<Asked, Task<bool>> decide) => web.MapPost("/" + question, async context =>
        {
            var (status, says) = (StatusCodes.Status200OK, Deny);
            AcknowledgeNow(context);
            try
            {
                says = Asked.TryRead(await context.Request.ReadFormAsync()) is { } asked && await decide(asked) ? Allow : Deny;
                counts.Add($"{question}: {says}");
            }
            catch (Exception unreadable) when (unreadable is BadHttpRequestException or InvalidDataException or InvalidOperationException or IOException)
            {
                counts.Add($"{question}: unreadable");
            }
            catch (Exception broken) when (broken is NpgsqlException or TimeoutException)
            {
                // The broker lets nobody in on this, and the home comes again.
                counts.Add($"{question}: the record is out of reach");
                status = StatusCodes.Status503ServiceUnavailable;
            }

            context.Response.StatusCode = status;
            await context.Response.WriteAsync(says);
        });
    }

    // The broker sends what it asks in two parts, the second when the first is acknowledged; the kernel would take its 40 ms over that, for each of a login's
    // dozen questions.
    private static void AcknowledgeNow(HttpContext context)
    {
        if (OperatingSystem.IsLinux() && context.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket)
        {
            socket.SetRawSocketOption(Tcp, QuickAck, BitConverter.GetBytes(1));
        }
    }

    private static async Task<bool> MayCome(Asked asked, LoginBook book) =>
        asked.Home is { } home && home.MayBe(asked["client_id"]) && asked["password"].Length > 0 && await book.IsGood(home.Topics, asked["password"]);

    // What is missing is empty, and what is there twice makes the whole no question: the two might be read differently.
    private sealed record Asked(IFormCollection Fields, HomeRights? Home)
    {
        public string this[string field] => Fields[field].ToString();

        public static Asked? TryRead(IFormCollection fields) =>
            fields.All(field => field.Value.Count == 1) ? new(fields, HomeRights.Of(fields["username"].ToString())) : null;
    }

    // Signals are the command's.
    private sealed class EndedFromOutside : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
