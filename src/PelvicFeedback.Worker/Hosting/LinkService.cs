using System.Buffers;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Messaging;
using PelvicFeedback.Worker.CommandLine;
using PelvicFeedback.Worker.Metrics;
using PelvicFeedback.Worker.Run;

namespace PelvicFeedback.Worker.Hosting;

/// <summary>The link to the broker. A broker that is not there at the start is an error; one that is lost later is waited for.</summary>
internal sealed class LinkService(
    RunRequest request, ServiceStart start, BrokerService broker, LinkMetrics metrics, IScheduler scheduler, ILogger<LinkService> log) : IHostedService
{
    /// <summary>The link; null before it is started.</summary>
    public IMqttLink? Link { get; private set; }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Link = Connect();
        Link.States.Subscribe(metrics.Changed, Broken);

        // On with the start, but not on the link's own thread, which could then not be waited for.
        var first = await Link.States.FirstAsync(state => state.Phase != LinkPhase.Connecting).ToTask(cancellationToken, scheduler);
        if (first.Phase != LinkPhase.Up)
        {
            throw new CommandException(ExitCode.Failed, first.Reason);
        }

        Link.States.Skip(1).Where(state => state.Phase != LinkPhase.Closed).Subscribe(Say, Broken);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Link?.Dispose();
        return Task.CompletedTask;
    }

    private IMqttLink Connect()
    {
        try
        {
            using var writer = new MessageWriter();
            var offline = new ArrayBufferWriter<byte>();
            writer.Write(offline, start.Offline());
            var will = new MqttWill(request.Topics.State, offline.WrittenMemory, Qos.AtLeastOnce, Retain: true);
            return request.Mqtt.Connect(broker.Options with { Will = will });
        }
        catch (MqttUnavailableException missing)
        {
            throw new CommandException(ExitCode.Failed, missing.Message, missing);
        }
    }

    private void Say(LinkState state)
    {
        if (state.Phase == LinkPhase.Up)
        {
            log.LogInformation("the broker at {Broker} is back", state.Reason);
        }
        else
        {
            log.LogWarning("{Reason}", state.Reason);
        }
    }

    private void Broken(Exception bug) => log.LogError(bug, "the link to the broker is broken");
}
