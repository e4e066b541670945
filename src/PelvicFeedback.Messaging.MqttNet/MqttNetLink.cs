using System.Security.Cryptography.X509Certificates;
using MQTTnet;

namespace PelvicFeedback.Messaging.MqttNet;

/// <summary>
/// MQTT 5 through MQTTnet, one of its clients for each connection. It has no pending messages of its own, and its keep-alive looks at
/// what was sent only: the first is <see cref="Outbox"/>'s part, the second a ping with a deadline here, whatever the traffic.
/// </summary>
public sealed partial class MqttNetLink : MqttLink
{
    private static readonly TimeSpan LongestClosing = TimeSpan.FromSeconds(3);

    private readonly X509Certificate2Collection? _authorities;
    private readonly Outbox _outbox;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _life;

    // One observer at a time, whichever of the two it observes.
    private readonly Lock _telling = new();

    // Under _lifetime.
    private readonly Lock _lifetime = new();
    private IMqttClient? _accepting;
    private bool _disposed;

    private long _turns;

    private MqttNetLink(MqttLinkOptions options, Action<IMqttLink>? prepare)
        : base(options)
    {
        _authorities = options.Tls?.Authorities();
        _outbox = new(options);
        prepare?.Invoke(this);
        _life = Task.Run(Live);
        _ = CountTurns(_closing.Token);
    }

    /// <inheritdoc/>
    public override long Turns => Interlocked.Read(ref _turns);

    /// <summary>Begins to connect, and returns at once: <see cref="IMqttLink.States"/> says how it goes.</summary>
    /// <param name="options">Which broker, and as whom.</param>
    /// <param name="prepare">
    /// Is given the link before its first attempt, to observe and subscribe: what a kept session brings comes at once. Null for nothing.
    /// </param>
    /// <exception cref="MqttUnavailableException">A setting is no good.</exception>
    public static MqttNetLink Connect(MqttLinkOptions options, Action<IMqttLink>? prepare = null) => new(options, prepare);

    /// <inheritdoc/>
    public override void Subscribe(string filter, Qos qos)
    {
        IMqttClient? client;
        lock (_lifetime)
        {
            Filters.Add(filter, qos);
            client = _accepting;
        }

        if (client is not null)
        {
            _ = AskAndSay(client, filter, qos);
        }
    }

    /// <inheritdoc/>
    public override Task<Delivery> Publish(
        string topic,
        ReadOnlySpan<byte> payload,
        Qos qos,
        bool retain = false,
        int expirySeconds = 0,
        IReadOnlyList<UserProperty>? properties = null)
    {
        if (payload.Length > MqttLinkOptions.MaxPayload || !Messaging.Filters.IsName(topic))
        {
            return Refused;
        }

        lock (_lifetime)
        {
            if (_disposed)
            {
                return qos == Qos.AtMostOnce ? Drop() : Unknown;
            }

            // Before the payload is copied.
            if (qos == Qos.AtMostOnce && _accepting is null)
            {
                return Drop();
            }

            var message = new Outgoing(topic, payload.ToArray(), qos, retain, expirySeconds, properties);
            return qos == Qos.AtMostOnce
                ? _outbox.TryAddNow(message) ? Sent : Drop()
                : _outbox.TryAddSure(message) ? message.Answer : QueueFull;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">An observer called it: the link cannot wait for itself.</exception>
    public override void Dispose()
    {
        if (IsTelling)
        {
            throw new InvalidOperationException("A link cannot be closed by one of its observers.");
        }

        lock (_lifetime)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
        }

        _closing.Cancel();
        _outbox.Wake();
        _life.Wait(LongestClosing);
    }

    // It has no thread of its own; what can hold it up is an observer, under this lock.
    private async Task CountTurns(CancellationToken closing)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(0.5));
        try
        {
            do
            {
                lock (_telling)
                {
                    Interlocked.Increment(ref _turns);
                }
            }
            while (await timer.WaitForNextTickAsync(closing));
        }
        catch (OperationCanceledException)
        {
            // The link is closed.
        }
    }
}
