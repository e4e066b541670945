using System.Reactive.Concurrency;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using PelvicFeedback.Worker.CommandLine;
using PelvicFeedback.Worker.Lan;
using PelvicFeedback.Worker.Metrics;
using PelvicFeedback.Worker.Pages;
using PelvicFeedback.Worker.Run;
using PelvicFeedback.Worker.Settings;
using PelvicFeedback.Worker.Systemd;

namespace PelvicFeedback.Worker.Hosting;

/// <summary>The service's parts and the order in which they start. They stop the other way round.</summary>
internal static class WorkerHost
{
    /// <summary>How long everything may take to stop.</summary>
    public static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(5);

    /// <summary>Runs until the samples end, somebody stops it, or something breaks.</summary>
    /// <returns>0 when it ended as it should.</returns>
    /// <exception cref="CommandException">It could not begin, or broke.</exception>
    public static async Task<int> Run(RunRequest request)
    {
        using var data = DataFolder.Take(request.Data);
        using var source = new SensorSource(request.Sensor, request.Speed, air: new(request.Bluetooth, data.Path));
        using var host = Build(request, source);
        var outcome = host.Services.GetRequiredService<RunOutcome>();
        try
        {
            await host.StartAsync();
            await host.WaitForShutdownAsync();
        }
        catch (OperationCanceledException) when (outcome.IsOver)
        {
            // It was stopped, or broke, before all of it had started: those parts that had are stopped below.
        }
        finally
        {
            await host.StopAsync();
        }

        var record = host.Services.GetRequiredService<RecordService>();
        var (coaching, log) = (host.Services.GetRequiredService<CoachingService>(), host.Services.GetRequiredService<ILogger<RunOutcome>>());
        coaching.SumUp(log, outcome.Why);
        return outcome.Failure is { } failure ? throw failure
            : record.NotRecorded is > 0 and var lost ? throw new CommandException(ExitCode.Failed, $"{lost} events were not recorded: see above for why")
            : ExitCode.Done;
    }

    /// <summary>The service, not started.</summary>
    public static IHost Build(RunRequest request, SensorSource source)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new() { ApplicationName = "pelvicfeedback" });
        Log(builder.Logging, request);
        builder.Services
            .Configure<HostOptions>(options => options.ShutdownTimeout = StopDeadline)
            .Configure<ConsoleLifetimeOptions>(options => options.SuppressStatusMessages = true)
            .AddSingleton(request)
            .AddSingleton(source)
            .AddSingleton(ServiceManager.TakeFromEnvironment())
            .AddSingleton(TimeProvider.System)
            .AddSingleton(new ServiceStart(new(TimeProvider.System, SessionClock.IsSystemClockSynced), request.Speed))
            .AddSingleton<IScheduler>(TaskPoolScheduler.Default)
            .AddSingleton(new CoachingMetrics(TimeProvider.System, source.SamplePeriod ?? CoachingService.UsualPeriod))
            .AddSingleton<LinkMetrics>()
            .AddSingleton<RunOutcome>()
            .AddSingleton<WorkerReport>()
            .AddSingleton<PageKeys>()
            .AddSingleton<BrokerRelay>()
            .AddSingleton<CoachPage>()
            .AddSingleton<LanDesk>();
#if WINDOWS_SERVICE
        builder.Services.AddWindowsService(options => options.ServiceName = "PelvicFeedback");
#endif

        // In the order of starting: a port that is taken is found out first, and the sensor's samples come when all else is there.
        builder.Services
            .AddPart<PageService>()
            .AddPart<LanService>()
            .AddPart<BrokerService>()
            .AddPart<LinkService>()
            .AddPart<RecordService>()
            .AddPart<CoachingService>()
            .AddPart<NotifyService>();
        return builder.Build();
    }

    private static IServiceCollection AddPart<T>(this IServiceCollection services)
        where T : class, IHostedService => services.AddSingleton<T>().AddHostedService(made => made.GetRequiredService<T>());

    private static void Log(ILoggingBuilder logging, RunRequest request) => logging
        .SetMinimumLevel(request.LogLevel)
        .AddFilter("Microsoft", LogLevel.Warning)

        // What keeps a part from starting is said once, by the command.
        .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None)
        .AddConsoleFormatter<PersonFormatter, ConsoleFormatterOptions>()
        .AddConsole(console =>
        {
            console.LogToStandardErrorThreshold = LogLevel.Warning;
            console.FormatterName = request.Log switch
            {
                LogFormat.Systemd => ConsoleFormatterNames.Systemd,
                LogFormat.Json => ConsoleFormatterNames.Json,
                _ => PersonFormatter.FormatterName,
            };
        });
}
