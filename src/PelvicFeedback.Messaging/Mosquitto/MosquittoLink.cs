using static PelvicFeedback.Messaging.Mosquitto.NativeMosquitto;

namespace PelvicFeedback.Messaging.Mosquitto;

/// <summary>
/// MQTT 5 through libmosquitto. The loop runs on a thread of its own here rather than on the library's, which ends for good after
/// several errors (a failed name lookup, a refusal in MQTT 5) without telling anybody.
/// </summary>
public sealed partial class MosquittoLink : MqttLink, IMosquittoNotes
{
    // A name lookup cannot be interrupted: the thread is then left to end by itself.
    private static readonly TimeSpan LongestClosing = TimeSpan.FromSeconds(3);

    private readonly MosquittoClient _client;
    private readonly Deliveries _deliveries;
    private readonly ManualResetEventSlim _closing = new();
    private readonly Lock _lifetime = new();
    private readonly Thread _thread;

    // Under _lifetime.
    private readonly Dictionary<int, string> _asked = [];
    private bool _accepted;
    private bool _disposed;

    private MosquittoLink(MqttLinkOptions options, Action<IMqttLink>? prepare)
        : base(options)
    {
        _deliveries = new(options.MaxPending, options.MaxPendingBytes, options.MaxUnsent);
        _client = new(options, this);
        prepare?.Invoke(this);
        _thread = new(Run) { Name = "mqtt-" + options.ClientId, IsBackground = true };
        _thread.Start();
    }

    /// <inheritdoc/>
    public override long Turns => Volatile.Read(ref _turns);

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
    public override void Subscribe(string filter, Qos qos)
    {
        lock (_lifetime)
        {
            Filters.Add(filter, qos);
            if (_accepted && !_disposed)
            {
                Ask(filter, qos);
            }
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
    public override void Dispose()
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

    // Under _lifetime. Without a connection the library says so: the next one asks again.
    private void Ask(string filter, Qos qos)
    {
        if (_client.Subscribe(filter, qos) is (Success, var number))
        {
            _asked[number] = filter;
        }
    }
}
