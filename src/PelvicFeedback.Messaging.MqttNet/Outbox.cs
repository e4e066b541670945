namespace PelvicFeedback.Messaging.MqttNet;

/// <summary>
/// What has been handed over and not yet settled, in two queues: QoS 1 waits here until the broker has answered, over any number of
/// connections (MQTTnet itself forgets it with the first); QoS 0 waits for the socket only, and not for long. For all threads.
/// </summary>
internal sealed class Outbox(MqttLinkOptions options)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Outgoing> _sure = [];
    private readonly Queue<Outgoing> _now = [];
    private TaskCompletionSource _changed = NewSignal();
    private bool _waitedFor;
    private LinkedListNode<Outgoing>? _nextSure;
    private int _window;
    private int _inFlight;
    private int _bytes;
    private bool _connected;

    /// <summary>Takes a QoS 0 message; false when there is no broker or too many wait for the socket.</summary>
    public bool TryAddNow(Outgoing message)
    {
        lock (_gate)
        {
            if (!_connected || _now.Count >= options.MaxUnsent)
            {
                return false;
            }

            _now.Enqueue(message);
        }

        Wake();
        return true;
    }

    /// <summary>Takes a QoS 1 message; false when too many wait.</summary>
    public bool TryAddSure(Outgoing message)
    {
        lock (_gate)
        {
            if (_sure.Count >= options.MaxPending || _bytes + message.Payload.Length > options.MaxPendingBytes)
            {
                return false;
            }

            _bytes += message.Payload.Length;
            var node = _sure.AddLast(message);
            _nextSure ??= node;
        }

        Wake();
        return true;
    }

    /// <summary>A connection is there: everything unanswered is to be sent again, oldest first.</summary>
    /// <param name="window">How many QoS 1 messages the broker takes before it has answered.</param>
    public void Open(int window)
    {
        lock (_gate)
        {
            (_connected, _window, _inFlight, _nextSure) = (true, window, 0, _sure.First);
        }

        Wake();
    }

    /// <summary>The connection is gone, and with it every QoS 0 message that had not left.</summary>
    public void Shut()
    {
        lock (_gate)
        {
            _connected = false;
            _now.Clear();
        }
    }

    /// <summary>The next message to be sent; null when there is none, or none that the broker takes now.</summary>
    /// <param name="changed">Ends when there may be something new.</param>
    public Outgoing? Take(out Task changed)
    {
        lock (_gate)
        {
            changed = _changed.Task;
            if (_nextSure is { } node && _inFlight < _window)
            {
                _nextSure = node.Next;
                _inFlight++;
                return node.Value;
            }

            _waitedFor = !_now.TryDequeue(out var message);
            return message;
        }
    }

    /// <summary>Whoever waits for a change looks again.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            if (_waitedFor)
            {
                _changed.SetResult();
                (_changed, _waitedFor) = (NewSignal(), false);
            }
        }
    }

    /// <summary>The broker has answered a QoS 1 message.</summary>
    public void Settle(Outgoing message, Delivery delivery)
    {
        lock (_gate)
        {
            // The answers come in the order of the messages: it is among the first.
            if (_sure.Find(message) is { } node)
            {
                _nextSure = _nextSure == node ? node.Next : _nextSure;
                _sure.Remove(node);
                _bytes -= message.Payload.Length;
                _inFlight--;
            }
        }

        message.Settle(delivery);
        Wake();
    }

    /// <summary>The link is closed: nobody will know any more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            foreach (var message in _sure)
            {
                message.Settle(Delivery.Unknown);
            }

            _sure.Clear();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
