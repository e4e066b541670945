using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PelvicFeedback.Messaging.Store;
using PelvicFeedback.Worker.CommandLine;
using PelvicFeedback.Worker.Run;

namespace PelvicFeedback.Worker.Hosting;

/// <summary>The home's record. It says every fault once, in a line without health data.</summary>
internal sealed class RecordService(RunRequest request, LinkService link, TimeProvider time, ILogger<RecordService> log) : IHostedService
{
    private static readonly TimeSpan DrainDeadline = TimeSpan.FromSeconds(2);

    private readonly HashSet<(StoreFaultKind, string)> _said = [];
    private IDisposable? _listening;

    /// <summary>The record; null before it is started.</summary>
    public HomeRecord? Record { get; private set; }

    /// <summary>Events that could not be recorded.</summary>
    public long NotRecorded => Record?.Faults.Count(StoreFaultKind.NotRecorded) ?? 0;

    /// <summary>Why something is not recorded now; null while all is.</summary>
    public string? Fault => Record?.Faults.Standing.FirstOrDefault(Matters)?.Says;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            var store = HomeStore.Open(
                new() { Path = Path.Combine(request.Data, StoreOptions.FileName), Paired = request.Paired, LocalRetention = request.KeepsOwn }, time);
            Record = HomeRecord.Start(store, link.Link!, request.Topics, new(), time);
        }
        catch (StoreUnavailableException refused)
        {
            throw new CommandException(ExitCode.Failed, refused.Message, refused);
        }

        _listening = Record.Faults.Changes.Subscribe(Say, bug => log.LogError(bug, "the faults of the record are no longer told"));
        Say(Record.Faults.Standing);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _listening?.Dispose();
        Record?.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Whether a fault means that something of the patient is not recorded.</summary>
    public static bool Matters(StoreFault fault) => fault.Kind is StoreFaultKind.NotRecorded or StoreFaultKind.Stalled;

    /// <summary>Waits until what was handed over is on the disk and with the link; at most 2 s.</summary>
    public void Drain()
    {
        if (Record is { } record && !record.Drain(DrainDeadline))
        {
            log.LogWarning("the disk does not keep up: {Waiting} things wait for it still", record.Waiting);
        }
    }

    private static bool Lost((StoreFaultKind Kind, string) fault) => fault.Kind == StoreFaultKind.NotRecorded;

    private void Say(IReadOnlyList<StoreFault> standing)
    {
        lock (_said)
        {
            var now = standing.Select(fault => (fault.Kind, fault.About)).ToHashSet();
            foreach (var fault in standing.Where(fault => _said.Add((fault.Kind, fault.About))))
            {
                log.LogWarning("{Fault}", fault.Says);
            }

            if (_said.Any(Lost) && !now.Any(Lost))
            {
                log.LogWarning("recorded again; {Count} events or seconds of motion since the start were not", NotRecorded);
            }

            // What was put right is said again when it comes back.
            _said.IntersectWith(now);
        }
    }
}
