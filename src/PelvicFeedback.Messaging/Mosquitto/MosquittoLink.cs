using static PelvicFeedback.Messaging.Mosquitto.NativeMosquitto;

namespace PelvicFeedback.Messaging.Mosquitto;

/// <summary>
/// MQTT 5 through libmosquitto. The loop runs on a thread of its own here rather than on the library's, which ends for good after
/// several errors (a failed name lookup, a refusal in MQTT 5) without telling anybody.
/// </summary>
public sealed class MosquittoLink : IMqttLink, IMosquittoNotes
{
    private const int LoopMilliseconds = 500;
    private const int MostComplaints = 2000;
    private static readonly TimeSpan GoodBye = TimeSpan.FromSeconds(1);

    // A name lookup cannot be interrupted: the thread is then left to end by itself.
    private static readonly TimeSpan LongestClosing = TimeSpan.FromSeconds(3);
    private static readonly Task<Delivery> Sent = Task.FromResult(Delivery.Sent);
    private static readonly Task<Delivery> DroppedNow = Task.FromResult(Delivery.Dropped);
    private static readonly Task<Delivery> QueueFull = Task.FromResult(Delivery.QueueFull);
    private static readonly Task<Delivery> Refused = Task.FromResult(Delivery.Refused);
    private static readonly Task<Delivery> Unknown = Task.FromResult(Delivery.Unknown);

    private readonly MqttLinkOptions _options;
    private readonly MosquittoClient _client;
    private readonly Deliveries _deliveries;
    private readonly StateListeners<LinkState> _states;
    private readonly Listeners<MqttMessage> _messages = new();
    private readonly ManualResetEventSlim _closing = new();
    private readonly Lock _lifetime = new();
    private readonly Thread _thread;

    // Under _lifetime.
    private readonly Filters _filters = new();
    private readonly Dictionary<int, string> _asked = [];
    private readonly SortedSet<string> _refusedFilters = new(StringComparer.Ordinal);
    private bool _accepted;
    private bool _disposed;

    // The link's thread's own.
    private readonly List<(int Number, bool Refused)> _granted = [];
    private readonly List<MqttMessage> _arrived = [];
    private int? _answer;

    private volatile string _complaints = "";
    private long _dropped;
    private long _oversized;
    private long _turns;

    private MosquittoLink(MqttLinkOptions options, Action<IMqttLink>? prepare)
    {
        options.Check();
        _options = options;
        _deliveries = new(options.MaxPending, options.MaxPendingBytes, options.MaxUnsent);
        _states = new(new(LinkPhase.Connecting, options.Broker));
        _client = new(options, this);
        prepare?.Invoke(this);
        _thread = new(Run) { Name = "mqtt-" + options.ClientId, IsBackground = true };
        _thread.Start();
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
    public long Turns => Volatile.Read(ref _turns);

    /// <inheritdoc/>
    public long Oversized => Interlocked.Read(ref _oversized);

    /// <inheritdoc/>
    public long ObserverFaults => _states.Faults + _messages.Faults;

    /// <summary>Begins to connect, and returns at once: <see cref="IMqttLink.States"/> says how it goes.</summary>
    /// <param name="options">Which broker, and as whom.</param>
    /// <param name="prepare">
    /// Is given the link before its first attempt, to observe and subscribe: what a kept session brings comes at once. Null for nothing.
    /// </param>
    /// <exception cref="MqttUnavailableException">The library is missing, or a setting is no good.</exception>
    public static MosquittoLink Connect(MqttLinkOptions options, Action<IMqttLink>? prepare = null) => new(options, prepare);

    /// <summary>Whether this machine has the library, asked without connecting.</summary>
    /// <param name="library">Its file name; for tests.</param>
    /// <exception cref="MqttUnavailableException">It has not; says how to install it.</exception>
    public static void Require(string library = Library) => Load(library);

    /// <inheritdoc/>
    public void Subscribe(string filter, Qos qos)
    {
        lock (_lifetime)
        {
            _filters.Add(filter, qos);
            if (_accepted && !_disposed)
            {
                Ask(filter, qos);
            }
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
        if (payload.Length > MqttLinkOptions.MaxPayload)
        {
            return Refused;
        }

        lock (_lifetime)
        {
            if (_disposed)
            {
                return qos == Qos.AtMostOnce ? Drop() : Unknown;
            }

            return qos == Qos.AtMostOnce
                ? PublishNow(topic, payload, retain, expirySeconds, properties)
                : PublishSurely(topic, payload, retain, expirySeconds, properties);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">An observer called it: the link's thread cannot wait for itself.</exception>
    public void Dispose()
    {
        if (Thread.CurrentThread == _thread)
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
            _closing.Set();
            _ = mosquitto_disconnect(_client.Native);
        }

        _thread.Join(LongestClosing);
    }

    void IMosquittoNotes.Answered(int reasonCode) => _answer = reasonCode;

    void IMosquittoNotes.Done(int number, int reasonCode) =>
        _deliveries.Done(number, reasonCode < 128 ? Delivery.Acknowledged : Delivery.Refused);

    void IMosquittoNotes.Granted(int number, int reasonCode) => _granted.Add((number, reasonCode >= 128));

    // Told from our own frames: an observer may publish, which the library's lock around its callbacks would not let it do.
    void IMosquittoNotes.Arrived(in MqttMessage message) => _arrived.Add(message);

    void IMosquittoNotes.ArrivedOversized() => Interlocked.Increment(ref _oversized);

    // One failure may take several lines, and the telling one is not always the first.
    void IMosquittoNotes.Complained(string text) => _complaints = _complaints.Length < MostComplaints ? $"{_complaints} {text}" : _complaints;

    private Task<Delivery> PublishNow(
        string topic, ReadOnlySpan<byte> payload, bool retain, int expirySeconds, IReadOnlyList<UserProperty>? properties)
    {
        if (State.Phase != LinkPhase.Up || !_deliveries.HasRoom(Qos.AtMostOnce, payload.Length))
        {
            return Drop();
        }

        _deliveries.Unsent();
        var (code, number) = _client.Publish(topic, payload, Qos.AtMostOnce, retain, expirySeconds, properties);
        if (code == Success)
        {
            return Sent;
        }

        _deliveries.Done(number, Delivery.Dropped);
        return code == NoConnection ? Drop() : Refused;
    }

    private Task<Delivery> PublishSurely(
        string topic, ReadOnlySpan<byte> payload, bool retain, int expirySeconds, IReadOnlyList<UserProperty>? properties)
    {
        if (!_deliveries.HasRoom(Qos.AtLeastOnce, payload.Length))
        {
            return QueueFull;
        }

        _deliveries.Begin();
        var (code, number) = _client.Publish(topic, payload, Qos.AtLeastOnce, retain, expirySeconds, properties);

        // Without a connection the library keeps the message all the same and sends it after the next.
        if (code is Success or NoConnection)
        {
            return _deliveries.Accepted(number, payload.Length);
        }

        _deliveries.NotAccepted();
        return Refused;
    }

    private Task<Delivery> Drop()
    {
        Interlocked.Increment(ref _dropped);
        return DroppedNow;
    }

    // Under _lifetime. Without a connection the library says so: the next one asks again.
    private void Ask(string filter, Qos qos)
    {
        if (_client.Subscribe(filter, qos) is (Success, var number))
        {
            _asked[number] = filter;
        }
    }

    // From here on everything is on the link's own thread.
    private void Run()
    {
        KeepConnected();
        _client.Destroy();
        _deliveries.Close();
        _states.Say(new(LinkPhase.Closed, _options.Broker));
        _states.Complete();
        _messages.Complete();
    }

    private void KeepConnected()
    {
        var failures = 0;
        var code = _client.Connect();
        while (true)
        {
            var wasUp = code == Success && Converse(ref code);
            if (_closing.IsSet)
            {
                return;
            }

            ForgetConnection();
            Say(Failure(code));
            failures = wasUp ? 1 : failures + 1;
            if (IsClosedWithin(_options.Retry.Wait(failures, _options.Randomness())))
            {
                return;
            }

            _complaints = "";
            _answer = null;
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
        var renewed = false;
        while (true)
        {
            code = mosquitto_loop(_client.Native, LoopMilliseconds, 1);
            Turn();
            if (!renewed && _answer == Success)
            {
                renewed = true;
                Renew();
            }

            if (renewed && (!up || _granted.Count > 0) && NoteGranted() is { } upState)
            {
                up = true;
                Say(upState);
            }

            TellArrived();
            var now = Environment.TickCount64;
            closingSince ??= _closing.IsSet ? now : null;
            if (code != Success || now - closingSince > GoodBye.TotalMilliseconds)
            {
                return up;
            }

            if (!up && now - began > _options.ConnectTimeout.TotalMilliseconds)
            {
                code = KeepAlive;
                return up;
            }
        }
    }

    private void Renew()
    {
        lock (_lifetime)
        {
            _accepted = true;
            foreach (var (filter, qos) in _filters.All)
            {
                Ask(filter, qos);
            }
        }
    }

    // Null while a subscription waits for its answer.
    private LinkState? NoteGranted()
    {
        lock (_lifetime)
        {
            foreach (var (number, refused) in _granted)
            {
                if (_asked.Remove(number, out var filter))
                {
                    _ = refused ? _refusedFilters.Add(filter) : _refusedFilters.Remove(filter);
                }
            }

            _granted.Clear();
            return _asked.Count > 0 ? null
                : _refusedFilters.Count == 0 ? LinkState.Up(_options)
                : LinkState.Up(_options, _refusedFilters);
        }
    }

    private void TellArrived()
    {
        foreach (var message in _arrived)
        {
            _messages.Say(message);
        }

        _arrived.Clear();
    }

    private void ForgetConnection()
    {
        _deliveries.ConnectionLost();
        lock (_lifetime)
        {
            _accepted = false;
            _asked.Clear();
            _refusedFilters.Clear();
            _granted.Clear();
        }
    }

    private LinkState Failure(int code) => (_answer, code) switch
    {
        ( > 0 and var refusal, _) => LinkState.Refused(_options, ReasonMeaning(refusal)),
        (_, KeepAlive) => LinkState.Silent(_options),
        _ when _complaints.Contains("host name verification", StringComparison.Ordinal) => LinkState.OtherName(_options),
        _ when _complaints.Contains("certificate verify failed", StringComparison.Ordinal) => LinkState.OtherAuthority(_options),
        _ => LinkState.Away(_options, Meaning(code)),
    };

    private void Say(LinkState state)
    {
        if (state != State)
        {
            _states.Say(state);
        }
    }
}
