using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PelvicFeedback.Messaging;
using PelvicFeedback.Worker.Run;
using PelvicFeedback.Worker.Systemd;

namespace PelvicFeedback.Worker.Hosting;

/// <summary>Keeps systemd informed: that everything has started, how the link is, that the threads are alive, that it stops.</summary>
internal sealed class NotifyService(
    ServiceManager asked, SensorSource source, RecordService record, LinkService link, IScheduler scheduler, ILogger<NotifyService> log) : IHostedLifecycleService, IDisposable
{
    private readonly NotifySocket _manager = new(asked.Socket);
    private readonly CompositeDisposable _telling = [];

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _manager.Ready();
        _telling.Add(link.Link!.States.Where(state => state.Phase != LinkPhase.Closed).Subscribe(
            state => _manager.Status(state.Phase == LinkPhase.Up ? $"coaching, broker at {state.Reason}" : $"coaching, but {state.Reason}"),
            bug => log.LogError(bug, "the link to the broker is broken")));
        if (asked.WatchdogPeriod is { } period)
        {
            Pulse[] threads =
            [
                new("sensor", () => source.Turns),
                new("record", () => record.Record!.Turns),
                new("broker link", () => link.Link!.Turns),
            ];
            _telling.Add(Watchdog.Hung(threads, period, scheduler).Subscribe(Judge, bug => log.LogError(bug, "the watchdog is no longer told anything")));
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        _telling.Dispose();
        _manager.Stopping();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        _telling.Dispose();
        _manager.Dispose();
    }

    private void Judge(IReadOnlyList<string> hung)
    {
        if (hung.Count == 0)
        {
            _manager.Alive();
        }
        else
        {
            log.LogError("the thread of the {Threads} hangs: the watchdog is not told that all is well", string.Join(" and of the ", hung));
        }
    }
}
