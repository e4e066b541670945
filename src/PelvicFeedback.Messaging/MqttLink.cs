namespace PelvicFeedback.Messaging;

/// <summary>What every adapter shows in the same way: how the connection is, what comes, what was lost, and answers that need no waiting.</summary>
public abstract class MqttLink : IMqttLink
{
    private readonly StateListeners<LinkState> _states;
    private readonly Listeners<MqttMessage> _messages = new();
    private long _dropped;
    private long _oversized;

    private protected MqttLink(MqttLinkOptions options)
    {
        options.Check();
        Options = options;
        _states = new(new(LinkPhase.Connecting, options.Broker));
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
    public long Oversized => Interlocked.Read(ref _oversized);

    /// <inheritdoc/>
    public long ObserverFaults => _states.Faults + _messages.Faults;

    /// <inheritdoc/>
    public abstract long Turns { get; }

    private protected static Task<Delivery> Sent { get; } = Task.FromResult(Delivery.Sent);

    private protected static Task<Delivery> QueueFull { get; } = Task.FromResult(Delivery.QueueFull);

    private protected static Task<Delivery> Refused { get; } = Task.FromResult(Delivery.Refused);

    private protected static Task<Delivery> Unknown { get; } = Task.FromResult(Delivery.Unknown);

    private static Task<Delivery> DroppedNow { get; } = Task.FromResult(Delivery.Dropped);

    private protected MqttLinkOptions Options { get; }

    // Both under the adapter's own lock.
    private protected Filters Filters { get; } = new();

    private protected SortedSet<string> RefusedFilters { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether the caller is an observer, who is being told something.</summary>
    private protected bool IsTelling => _states.IsTelling || _messages.IsTelling;

    /// <inheritdoc/>
    public abstract void Subscribe(string filter, Qos qos);

    /// <inheritdoc/>
    public abstract Task<Delivery> Publish(
        string topic,
        ReadOnlySpan<byte> payload,
        Qos qos,
        bool retain = false,
        int expirySeconds = 0,
        IReadOnlyList<UserProperty>? properties = null);

    /// <inheritdoc/>
    public abstract void Dispose();

    private protected Task<Delivery> Drop()
    {
        Interlocked.Increment(ref _dropped);
        return DroppedNow;
    }

    private protected void ArrivedOversized() => Interlocked.Increment(ref _oversized);

    // From here on one call at a time.
    private protected void Tell(in MqttMessage message) => _messages.Say(message);

    private protected void Say(LinkState state)
    {
        if (state != State)
        {
            _states.Say(state);
        }
    }

    private protected LinkState IsUp() => RefusedFilters.Count == 0 ? LinkState.Up(Options) : LinkState.Up(Options, RefusedFilters);

    private protected void SayClosed()
    {
        _states.Say(new(LinkPhase.Closed, Options.Broker));
        _states.Complete();
        _messages.Complete();
    }
}
