using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace PelvicFeedback.Messaging.MqttNet;

/// <summary>
/// MQTT 5 through MQTTnet, one of its clients for each connection. It has no pending messages of its own, and its keep-alive looks at
/// what was sent only: the first is <see cref="Outbox"/>'s part, the second a ping with a deadline here, whatever the traffic.
/// </summary>
public sealed class MqttNetLink : IMqttLink
{
    private static readonly MqttClientFactory Factory = new();
    private static readonly TimeSpan GoodBye = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestClosing = TimeSpan.FromSeconds(3);
    private static readonly Task<Delivery> Sent = Task.FromResult(Delivery.Sent);
    private static readonly Task<Delivery> DroppedNow = Task.FromResult(Delivery.Dropped);
    private static readonly Task<Delivery> QueueFull = Task.FromResult(Delivery.QueueFull);
    private static readonly Task<Delivery> Refused = Task.FromResult(Delivery.Refused);
    private static readonly Task<Delivery> Unknown = Task.FromResult(Delivery.Unknown);

    private readonly MqttLinkOptions _options;
    private readonly X509Certificate2Collection? _authorities;
    private readonly Outbox _outbox;
    private readonly StateListeners<LinkState> _states;
    private readonly Listeners<MqttMessage> _messages = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _life;

    // One observer at a time, whichever of the two it observes.
    private readonly Lock _telling = new();

    // Under _lifetime.
    private readonly Lock _lifetime = new();
    private readonly Filters _filters = new();
    private readonly SortedSet<string> _refusedFilters = new(StringComparer.Ordinal);
    private IMqttClient? _accepting;
    private bool _disposed;

    private long _dropped;
    private long _oversized;
    private long _turns;

    private MqttNetLink(MqttLinkOptions options, Action<IMqttLink>? prepare)
    {
        options.Check();
        _options = options;
        _authorities = options.Tls?.Authorities();
        _outbox = new(options);
        _states = new(new(LinkPhase.Connecting, options.Broker));
        prepare?.Invoke(this);
        _life = Task.Run(Live);
        _ = CountTurns(_closing.Token);
    }

    /// <inheritdoc/>
    public LinkState State => _states.Current;

    /// <inheritdoc/>
    public IObservable<LinkState> States => _states;

    /// <inheritdoc/>
    public IObservable<MqttMessage> Messages => _messages;

    /// <inheritdoc/>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <inheritdoc/>
    public long Turns => Interlocked.Read(ref _turns);

    /// <inheritdoc/>
    public long Oversized => Interlocked.Read(ref _oversized);

    /// <inheritdoc/>
    public long ObserverFaults => _states.Faults + _messages.Faults;

    /// <summary>Begins to connect, and returns at once: <see cref="IMqttLink.States"/> says how it goes.</summary>
    /// <param name="options">Which broker, and as whom.</param>
    /// <param name="prepare">
    /// Is given the link before its first attempt, to observe and subscribe: what a kept session brings comes at once. Null for nothing.
    /// </param>
    /// <exception cref="MqttUnavailableException">A setting is no good.</exception>
    public static MqttNetLink Connect(MqttLinkOptions options, Action<IMqttLink>? prepare = null) => new(options, prepare);

    /// <inheritdoc/>
    public void Subscribe(string filter, Qos qos)
    {
        IMqttClient? client;
        lock (_lifetime)
        {
            _filters.Add(filter, qos);
            client = _accepting;
        }

        if (client is not null)
        {
            _ = AskAndSay(client, filter, qos);
        }
    }

    /// <inheritdoc/>
    public Task<Delivery> Publish(
        string topic,
        ReadOnlySpan<byte> payload,
        Qos qos,
        bool retain = false,
        int expirySeconds = 0,
        IReadOnlyList<UserProperty>? properties = null)
    {
        if (payload.Length > MqttLinkOptions.MaxPayload || !Filters.IsName(topic))
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
    public void Dispose()
    {
        if (_states.IsTelling || _messages.IsTelling)
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

    private Task<Delivery> Drop()
    {
        Interlocked.Increment(ref _dropped);
        return DroppedNow;
    }

    private async Task Live()
    {
        for (var failures = 1; !_closing.IsCancellationRequested; failures++)
        {
            var (state, wasUp) = await OneConnection();
            if (_closing.IsCancellationRequested)
            {
                break;
            }

            Say(state);
            failures = wasUp ? 1 : failures;
            await Task.Delay(_options.Retry.Wait(failures, _options.Randomness()), _closing.Token).ContinueWith(
                static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        _outbox.Close();
        lock (_telling)
        {
            _states.Say(new(LinkPhase.Closed, _options.Broker));
            _states.Complete();
            _messages.Complete();
        }

        _closing.Dispose();
    }

    // From the attempt to the end: how it ended, and whether the broker had accepted us.
    private async Task<(LinkState State, bool WasUp)> OneConnection()
    {
        using var client = Factory.CreateMqttClient();
        var distrust = SslPolicyErrors.None;
        var ended = new TaskCompletionSource<LinkState>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.ApplicationMessageReceivedAsync += Arrived;
        client.DisconnectedAsync += how =>
        {
            ended.TrySetResult(LinkState.Away(_options, Why(how.Exception)));
            return Task.CompletedTask;
        };
        var wasUp = false;
        try
        {
            using var attempt = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
            attempt.CancelAfter(_options.ConnectTimeout);
            var answer = await client.ConnectAsync(Translation.Of(_options, _authorities, why => distrust = why), attempt.Token);
            if (answer.ResultCode != MqttClientConnectResultCode.Success)
            {
                return (LinkState.Refused(_options, Translation.Words(answer.ResultCode)), false);
            }

            await Renew(client, attempt.Token);
            _outbox.Open(Translation.WindowOf(answer));
            wasUp = true;
            SayUp();
            return (await Converse(client, ended), true);
        }
        catch (Exception failed) when (failed is not OutOfMemoryException)
        {
            return (Failure(failed, distrust), wasUp);
        }
        finally
        {
            lock (_lifetime)
            {
                _accepting = null;
                _refusedFilters.Clear();
            }

            _outbox.Shut();
        }
    }

    private async Task Renew(IMqttClient client, CancellationToken cancellation)
    {
        KeyValuePair<string, Qos>[] wanted;
        lock (_lifetime)
        {
            _accepting = client;
            wanted = [.. _filters.All];
        }

        foreach (var (filter, qos) in wanted)
        {
            await Ask(client, filter, qos, cancellation);
        }
    }

    private async Task Ask(IMqttClient client, string filter, Qos qos, CancellationToken cancellation)
    {
        var wanted = new MqttClientSubscribeOptionsBuilder().WithTopicFilter(filter, (MqttQualityOfServiceLevel)qos).Build();
        var answer = await client.SubscribeAsync(wanted, cancellation);
        lock (_lifetime)
        {
            _ = answer.Items.Any(item => (int)item.ResultCode >= 128) ? _refusedFilters.Add(filter) : _refusedFilters.Remove(filter);
        }
    }

    private async Task AskAndSay(IMqttClient client, string filter, Qos qos)
    {
        try
        {
            using var deadline = new CancellationTokenSource(_options.ConnectTimeout);
            await Ask(client, filter, qos, deadline.Token);
            if (State.Phase == LinkPhase.Up)
            {
                SayUp();
            }
        }
        catch (Exception lost) when (lost is not OutOfMemoryException)
        {
            // The connection has ended, or the watch will find that it has: the next one asks again.
        }
    }

    private async Task<LinkState> Converse(IMqttClient client, TaskCompletionSource<LinkState> ended)
    {
        using var over = new CancellationTokenSource();
        var sending = Send(client, ended, over.Token);
        var watching = Watch(client, ended, over.Token);
        using var closing = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token, over.Token);
        await Task.WhenAny(ended.Task, Task.Delay(Timeout.Infinite, closing.Token));
        if (!ended.Task.IsCompleted)
        {
            await Task.WhenAny(sending, ended.Task, Task.Delay(GoodBye, CancellationToken.None));
            using var deadline = new CancellationTokenSource(GoodBye);
            await client.DisconnectAsync(new MqttClientDisconnectOptionsBuilder().Build(), deadline.Token);
        }

        // Whatever still sends or waits for an answer ends with the client.
        await over.CancelAsync();
        client.Dispose();
        await Task.WhenAll(sending, watching);
        return ended.Task.IsCompletedSuccessfully ? await ended.Task : LinkState.Away(_options, "good-bye");
    }

    // A message that is being sent is never cancelled: half of it on the wire would make nonsense of the rest.
    private async Task Send(IMqttClient client, TaskCompletionSource<LinkState> ended, CancellationToken over)
    {
        try
        {
            while (!over.IsCancellationRequested)
            {
                switch (_outbox.Take(out var changed))
                {
                    case null when _closing.IsCancellationRequested:
                        return;
                    case null:
                        await changed.WaitAsync(over);
                        break;
                    case { Qos: Qos.AtMostOnce } now:
                        await client.PublishAsync(Translation.Of(now), CancellationToken.None);
                        break;
                    case var sure:
                        _ = Settle(sure, client.PublishAsync(Translation.Of(sure), CancellationToken.None), ended);
                        break;
                }
            }
        }
        catch (Exception lost) when (lost is not OutOfMemoryException)
        {
            ended.TrySetResult(LinkState.Away(_options, Why(lost)));
        }
    }

    private async Task Settle(Outgoing message, Task<MqttClientPublishResult> answer, TaskCompletionSource<LinkState> ended)
    {
        try
        {
            _outbox.Settle(message, (await answer).IsSuccess ? Delivery.Acknowledged : Delivery.Refused);
        }
        catch (Exception lost) when (lost is not OutOfMemoryException)
        {
            ended.TrySetResult(LinkState.Away(_options, Why(lost)));
        }
    }

    // Half a keep-alive between pings and three quarters for an answer: one and a quarter together.
    private async Task Watch(IMqttClient client, TaskCompletionSource<LinkState> ended, CancellationToken over)
    {
        try
        {
            while (true)
            {
                await Task.Delay(_options.KeepAlive * 0.5, over);
                using var deadline = CancellationTokenSource.CreateLinkedTokenSource(over);
                deadline.CancelAfter(_options.KeepAlive * 0.75);
                await client.PingAsync(deadline.Token);
            }
        }
        catch (Exception late) when (IsLate(late))
        {
            ended.TrySetResult(LinkState.Silent(_options));
        }
        catch (Exception lost) when (lost is not OutOfMemoryException)
        {
            ended.TrySetResult(LinkState.Away(_options, Why(lost)));
        }
    }

    private Task Arrived(MqttApplicationMessageReceivedEventArgs arrived)
    {
        if (arrived.ApplicationMessage.Payload.Length > MqttLinkOptions.MaxPayload)
        {
            Interlocked.Increment(ref _oversized);
            return Task.CompletedTask;
        }

        var message = Translation.Of(arrived.ApplicationMessage);
        lock (_telling)
        {
            _messages.Say(message);
        }

        return Task.CompletedTask;
    }

    private LinkState Failure(Exception failed, SslPolicyErrors distrust) =>
        distrust.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) ? LinkState.OtherAuthority(_options)
        : distrust != SslPolicyErrors.None ? LinkState.OtherName(_options)
        : IsLate(failed) ? LinkState.Silent(_options)
        : LinkState.Away(_options, Why(failed));

    private static bool IsLate(Exception failed) =>
        failed is MqttCommunicationTimedOutException || failed.GetBaseException() is OperationCanceledException or MqttCommunicationTimedOutException;

    // What the system said, where it said something.
    private static string Why(Exception? lost)
    {
        for (var cause = lost; cause is not null; cause = cause.InnerException)
        {
            if (cause is SocketException said)
            {
                return new System.ComponentModel.Win32Exception(said.NativeErrorCode).Message;
            }
        }

        return lost?.GetBaseException().Message.TrimEnd('.') ?? "The connection was lost";
    }

    private void SayUp()
    {
        LinkState state;
        lock (_lifetime)
        {
            state = _refusedFilters.Count == 0 ? LinkState.Up(_options) : LinkState.Up(_options, _refusedFilters);
        }

        Say(state);
    }

    private void Say(LinkState state)
    {
        lock (_telling)
        {
            if (state != State)
            {
                _states.Say(state);
            }
        }
    }
}
