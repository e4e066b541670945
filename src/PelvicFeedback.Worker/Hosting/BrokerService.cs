using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PelvicFeedback.Messaging;
using PelvicFeedback.Worker.Run;

namespace PelvicFeedback.Worker.Hosting;

/// <summary>The broker of this run: the one that was named, or a private one.</summary>
internal sealed class BrokerService(RunRequest request, RunOutcome outcome, ILogger<BrokerService> log) : IHostedService
{
    private readonly TaskCompletionSource _over = new();
    private readonly TaskCompletionSource<PrivateBroker> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Thread? _keeper;

    /// <summary>How to connect to it; once it is started.</summary>
    public MqttLinkOptions Options { get; private set; } = null!;

    /// <summary>A line for a shell that shows the patient's messages; null where the broker is somebody else's.</summary>
    public string? SubscribeLine { get; private set; }

    /// <summary>The file with a display's credentials, as mosquitto_sub reads them; null where the broker is somebody else's.</summary>
    public string? DisplayOptions { get; private set; }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (request.Broker is { } named)
        {
            Options = new()
            {
                Host = named.Address.Host,
                Port = named.Address.Port,
                ClientId = named.User ?? PrivateBroker.WorkerUser,
                UserName = named.User,
                Password = named.Password,
                Tls = named.Tls,
            };
            if (named.Tls is null && !IsThisMachine(named.Address.Host))
            {
                log.LogWarning("what goes to the broker at {Broker} is not encrypted: name its authorities with --broker-ca", named.Address);
            }

            return;
        }

        // The kernel ends the broker with the thread that started it, so that thread lives as long as it should.
        _keeper = new(Keep) { Name = "broker", IsBackground = true };
        _keeper.Start();
        var broker = await _started.Task;
        (Options, SubscribeLine, DisplayOptions) = (broker.Options, broker.SubscribeLine(request.Topics), broker.DisplayOptions);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _over.TrySetResult();
        _keeper?.Join();
        return Task.CompletedTask;
    }

    private static bool IsThisMachine(string host) => host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private void Keep()
    {
        try
        {
            using var broker = PrivateBroker.Start(request.Topics, why => outcome.Break(why));
            _started.SetResult(broker);
            _over.Task.Wait();
        }
        catch (Exception cannot) when (!_started.Task.IsCompleted)
        {
            _started.SetException(cannot);
        }
    }
}
