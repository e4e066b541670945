using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Worker.Metrics;
using PelvicFeedback.Worker.Run;

namespace PelvicFeedback.Worker.Hosting;

/// <summary>From the sensor to the link. It stops in the order sensor, alerts under way; the link goes after it.</summary>
internal sealed class CoachingService(
    RunRequest request,
    SensorSource source,
    BrokerService broker,
    LinkService link,
    CoachingMetrics metrics,
    RunOutcome outcome,
    TimeProvider time,
    ILogger<CoachingService> log) : IHostedService, IDisposable
{
    private static readonly TimeSpan DrainDeadline = TimeSpan.FromSeconds(3);

    private FeedbackPublisher? _publisher;
    private IDisposable? _pipeline;

    /// <summary>Alert messages that the broker has not answered yet.</summary>
    public int Waiting => _publisher?.Waiting ?? 0;

    /// <summary>Alert messages that the broker did not take; known once it has stopped.</summary>
    public long Lost => _publisher?.Lost ?? 0;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var up = link.Link!;
        log.LogInformation("From {Source} to the broker at {Broker}, topics {Topics}…", source.Name, up.State.Reason, request.Topics.Prefix);
        if (broker.SubscribeLine is { } line)
        {
            log.LogInformation("Watch with: {Command}", line);
        }

        _publisher = new(up, request.Topics, new SessionClock(time, SessionClock.IsSystemClockSynced()), new EventIds());
        var options = new FeedbackOptions { SamplePeriod = source.SamplePeriod, Exercise = request.Exercise, LeftAxis = request.LeftAxis };
        _pipeline = LivePipeline.Start(source.Samples, options, _publisher, metrics, Ended);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _pipeline?.Dispose();
        source.Dispose();
        if (_publisher is not null)
        {
            await _publisher.DrainAsync(DrainDeadline, time);
        }
    }

    /// <summary>The last line: what there was of everything.</summary>
    public void SumUp(ILogger summary, string why)
    {
        if (_publisher is not null)
        {
            var dropped = link.Link!.Dropped;
            summary.LogInformation(
                "{Why}: {Samples} samples, {Live} live messages ({Dropped} dropped), {Alerts} {Unit}.",
                why, metrics.Samples, _publisher.Live - dropped, dropped, metrics.Alerts, metrics.Alerts == 1 ? "alert" : "alerts");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _publisher?.Dispose();

    private void Ended(Exception? broken)
    {
        if (broken is null)
        {
            outcome.End("The recording is over");
        }
        else
        {
            outcome.Break(broken.Message, broken);
        }
    }
}
