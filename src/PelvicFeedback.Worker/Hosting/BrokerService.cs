using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PelvicFeedback.Messaging;
using PelvicFeedback.Messaging.Brokers;
using PelvicFeedback.Worker.Broker;
using PelvicFeedback.Worker.CommandLine;
using PelvicFeedback.Worker.Run;

namespace PelvicFeedback.Worker.Hosting;

/// <summary>The broker of this run: the one that was named, or a private one.</summary>
internal sealed class BrokerService(RunRequest request, ILogger<BrokerService> log) : IHostedService
{
    /// <summary>Passwords lie in a folder of their own in the data folder, for their owner alone.</summary>
    public const string SecretsFolder = "secrets";

    private PrivateBroker? _private;
    private ClinicBroker? _clinic;

    /// <summary>How to connect to it; once it is started.</summary>
    public MqttLinkOptions Options { get; private set; } = null!;

    /// <summary>How the coach page connects to it, through the worker; null where the broker is somebody else's, and before it is started.</summary>
    public MqttLinkOptions? Coach { get; private set; }

    /// <summary>A line for a shell that shows the patient's messages; null where the broker is somebody else's.</summary>
    public string? SubscribeLine { get; private set; }

    /// <summary>The file with a display's credentials, as mosquitto_sub reads them; null where the broker is somebody else's.</summary>
    public string? DisplayOptions { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="CommandException">A private one does not start.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (request.Broker is { } named)
        {
            Options = new()
            {
                Host = named.Address.Host,
                Port = named.Address.Port,
                ClientId = named.User ?? UserNames.Worker,
                UserName = named.User,
                Password = named.Password,
                Tls = named.Tls,
            };
            if (named.Tls is null && !IsThisMachine(named.Address.Host))
            {
                log.LogWarning("what goes to the broker at {Broker} is not encrypted: name its authorities with --broker-ca", named.Address);
            }

            return Task.CompletedTask;
        }

        try
        {
            var secrets = Path.Combine(request.Data, SecretsFolder);
            var bridge = request.Clinic ?? (request.IsDemonstration ? StartClinic(secrets) : null);
            _private = PrivateBroker.Start(
                new(request.Data, secrets, request.Topics, Bridge: bridge), says => log.LogWarning("{Broker}", says));
            SayWhereEventsGo(bridge);
        }
        catch (MqttUnavailableException failed)
        {
            _clinic?.Dispose();
            throw new CommandException(ExitCode.Failed, "the private broker does not start: " + failed.Message, failed);
        }

        Options = _private.Worker;
        Coach = _private.Coach;
        SubscribeLine = _private.SubscribeLine();
        DisplayOptions = Path.Combine(_private.DisplayFolder(1), "mosquitto_sub");
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _private?.Dispose();
        _clinic?.Dispose();
        return Task.CompletedTask;
    }

    // What a clinic has, as far as it is there: its broker, which homes reach. Nobody reads it but who looks.
    private ClinicBridge StartClinic(string secrets)
    {
        _clinic = ClinicBroker.Start(new(request.Data, secrets), says => log.LogWarning("at the clinic: {Broker}", says));
        var bridge = _clinic.AddHome(request.Topics);
        log.LogInformation("A clinic's broker for the demonstration at {Clinic}; see what arrives there with: {Command}", bridge, _clinic.SubscribeLineAsHub());
        return bridge;
    }

    private void SayWhereEventsGo(ClinicBridge? bridge)
    {
        if (bridge is not null)
        {
            log.LogInformation(
                "Bridged to the clinic's broker at {Clinic}; {Confirmed}",
                bridge,
                request.Paired ? "events are kept until the clinic has confirmed them" : "not paired: nobody there confirms anything, the record here is the only one");
        }
    }

    private static bool IsThisMachine(string host) => host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
