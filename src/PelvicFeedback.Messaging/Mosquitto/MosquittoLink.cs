using System.Reactive.Linq;
using System.Reactive.Subjects;
using static PelvicFeedback.Messaging.Mosquitto.NativeMosquitto;

namespace PelvicFeedback.Messaging.Mosquitto;

/// <summary>
/// MQTT 5 through libmosquitto. The loop runs on a thread of its own here rather than on the library's, which ends for good after
/// several errors (a failed name lookup, a refusal in MQTT 5) without telling anybody.
/// </summary>
public sealed class MosquittoLink : IMqttLink, IMosquittoNotes
{
    private const int LoopMilliseconds = 500;
    private static readonly TimeSpan GoodBye = TimeSpan.FromSeconds(1);
    private static readonly Task<Delivery> Sent = Task.FromResult(Delivery.Sent);
    private static readonly Task<Delivery> DroppedNow = Task.FromResult(Delivery.Dropped);
    private static readonly Task<Delivery> QueueFull = Task.FromResult(Delivery.QueueFull);
    private static readonly Task<Delivery> Refused = Task.FromResult(Delivery.Refused);
    private static readonly Task<Delivery> Unknown = Task.FromResult(Delivery.Unknown);

    private readonly MqttLinkOptions _options;
    private readonly MosquittoClient _client;
    private readonly Deliveries _deliveries;
    private readonly BehaviorSubject<LinkState> _states;
    private readonly ManualResetEventSlim _closing = new();
    private readonly Lock _lifetime = new();
    private readonly Thread _thread;
    private long _dropped;
    private long _turns;
    private int? _answer;
    private bool _disposed;

    private MosquittoLink(MqttLinkOptions options)
    {
        _options = options;
        _deliveries = new(options.MaxPending, options.MaxUnsent);
        _states = new(new(LinkPhase.Connecting, options.Broker));
        _client = new(options, this);
        _thread = new(Run) { Name = "mqtt-" + options.ClientId, IsBackground = true };
        _thread.Start();
    }

    /// <inheritdoc/>
    public LinkState State => _states.Value;

    /// <inheritdoc/>
    public IObservable<LinkState> States => _states.AsObservable();

    /// <inheritdoc/>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <inheritdoc/>
    public long Turns => Volatile.Read(ref _turns);

    /// <summary>Begins to connect, and returns at once: <see cref="IMqttLink.States"/> says how it goes.</summary>
    /// <exception cref="MqttUnavailableException">The library is missing, or a setting is no good.</exception>
    public static MosquittoLink Connect(MqttLinkOptions options) => new(options);

    /// <summary>Whether this machine has the library, asked without connecting.</summary>
    /// <param name="library">Its file name; for tests.</param>
    /// <exception cref="MqttUnavailableException">It has not; says how to install it.</exception>
    public static void Require(string library = Library) => Load(library);

    /// <inheritdoc/>
    public Task<Delivery> Publish(string topic, ReadOnlySpan<byte> payload, Qos qos, bool retain = false, int expirySeconds = 0)
    {
        lock (_lifetime)
        {
            if (_disposed)
            {
                return qos == Qos.AtMostOnce ? Drop() : Unknown;
            }

            return qos == Qos.AtMostOnce
                ? PublishNow(topic, payload, retain, expirySeconds)
                : PublishSurely(topic, payload, qos, retain, expirySeconds);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">An observer of <see cref="States"/> called it: the link's thread cannot wait for itself.</exception>
    public void Dispose()
    {
        if (Thread.CurrentThread == _thread)
        {
            throw new InvalidOperationException("A link cannot be closed by an observer of its states.");
        }

        lock (_lifetime)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            _closing.Set();
            _ = mosquitto_disconnect(_client.Native);
        }

        _thread.Join();
        _client.Destroy();
        _deliveries.Close();
        _states.OnNext(new(LinkPhase.Closed, _options.Broker));
        _states.OnCompleted();
        _closing.Dispose();
    }

    void IMosquittoNotes.Answered(int reasonCode) => _answer = reasonCode;

    void IMosquittoNotes.Done(int number, int reasonCode) =>
        _deliveries.Done(number, reasonCode < 128 ? Delivery.Acknowledged : Delivery.Refused);

    private Task<Delivery> PublishNow(string topic, ReadOnlySpan<byte> payload, bool retain, int expirySeconds)
    {
        if (State.Phase != LinkPhase.Up || !_deliveries.HasRoom(Qos.AtMostOnce))
        {
            return Drop();
        }

        _deliveries.Unsent();
        var (code, number) = _client.Publish(topic, payload, Qos.AtMostOnce, retain, expirySeconds);
        if (code == Success)
        {
            return Sent;
        }

        _deliveries.Done(number, Delivery.Dropped);
        return code == NoConnection ? Drop() : Refused;
    }

    private Task<Delivery> PublishSurely(string topic, ReadOnlySpan<byte> payload, Qos qos, bool retain, int expirySeconds)
    {
        if (!_deliveries.HasRoom(qos))
        {
            return QueueFull;
        }

        _deliveries.Begin();
        var (code, number) = _client.Publish(topic, payload, qos, retain, expirySeconds);

        // Without a connection the library keeps the message all the same and sends it after the next.
        if (code is Success or NoConnection)
        {
            return _deliveries.Accepted(number);
        }

        _deliveries.NotAccepted();
        return Refused;
    }

    private Task<Delivery> Drop()
    {
        Interlocked.Increment(ref _dropped);
        return DroppedNow;
    }

    // From here on everything is on the link's own thread.
    private void Run()
    {
        var retry = _options.FirstRetry;
        var code = mosquitto_connect_async(_client.Native, _options.Host, _options.Port, (int)_options.KeepAlive.TotalSeconds);
        while (true)
        {
            var wasUp = code == Success && Converse(ref code);
            if (_closing.IsSet)
            {
                return;
            }

            _deliveries.ConnectionLost();
            Say(Failure(code));
            retry = wasUp ? _options.FirstRetry : retry;
            if (IsClosedWithin(retry))
            {
                return;
            }

            retry = retry * 2 < _options.LongestRetry ? retry * 2 : _options.LongestRetry;
            code = mosquitto_reconnect_async(_client.Native);
        }
    }

    private void Turn() => Volatile.Write(ref _turns, _turns + 1);

    private bool IsClosedWithin(TimeSpan wait)
    {
        for (var left = wait; left > TimeSpan.Zero; left -= TimeSpan.FromMilliseconds(LoopMilliseconds))
        {
            Turn();
            if (_closing.Wait(left < TimeSpan.FromMilliseconds(LoopMilliseconds) ? left : TimeSpan.FromMilliseconds(LoopMilliseconds)))
            {
                return true;
            }
        }

        return false;
    }

    // Until the connection fails or the good-bye is said. True when the broker had accepted us.
    private bool Converse(ref int code)
    {
        var began = Environment.TickCount64;
        long? closingSince = null;
        var up = false;
        _answer = null;
        while (true)
        {
            code = mosquitto_loop(_client.Native, LoopMilliseconds, 1);
            Turn();
            var now = Environment.TickCount64;
            if (!up && _answer == Success)
            {
                up = true;
                Say(new(LinkPhase.Up, _options.Broker));
            }

            closingSince ??= _closing.IsSet ? now : null;
            if (code != Success || now - closingSince > GoodBye.TotalMilliseconds)
            {
                return up;
            }

            if (!up && now - began > _options.ConnectTimeout.TotalMilliseconds)
            {
                code = NoConnection;
                return up;
            }
        }
    }

    private LinkState Failure(int code) => _answer is > 0 and var refusal
        ? new(LinkPhase.Refused, $"the broker at {_options.Broker} refuses '{_options.UserName ?? _options.ClientId}': {ReasonMeaning(refusal)}")
        : new(LinkPhase.Away, $"no broker at {_options.Broker}: {Meaning(code)}");

    private void Say(LinkState state)
    {
        if (state != State)
        {
            _states.OnNext(state);
        }
    }
}
