namespace PelvicFeedback.Messaging.Mosquitto;

/// <summary>
/// Which messages are under way. The library reports both a QoS 0 message that reached the socket and a QoS 1 message that was
/// acknowledged by number only, on its own thread, and may do so before publishing has returned that number.
/// </summary>
internal sealed class Deliveries(int maxPending, int maxPendingBytes, int maxUnsent)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, (TaskCompletionSource<Delivery> Waiting, int Bytes)> _pending = [];
    private readonly Dictionary<int, Delivery> _early = [];
    private bool _publishing;
    private int _pendingBytes;
    private int _unsent;

    /// <summary>Whether one more of that kind and length may be handed to the library.</summary>
    public bool HasRoom(Qos qos, int bytes)
    {
        lock (_gate)
        {
            return qos == Qos.AtMostOnce
                ? _unsent < maxUnsent
                : _pending.Count < maxPending && _pendingBytes + bytes <= maxPendingBytes;
        }
    }

    /// <summary>A QoS 0 message is about to be handed over.</summary>
    public void Unsent()
    {
        lock (_gate)
        {
            _unsent++;
        }
    }

    /// <summary>A QoS 1 message is about to be handed over; one at a time.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            _publishing = true;
        }
    }

    /// <summary>It was, and got this number.</summary>
    public Task<Delivery> Accepted(int number, int bytes)
    {
        lock (_gate)
        {
            var answered = _early.Remove(number, out var already);
            EndOfPublishing();
            if (answered)
            {
                return Task.FromResult(already);
            }

            // Continuations must not run on the library's thread.
            var waiting = new TaskCompletionSource<Delivery>(TaskCreationOptions.RunContinuationsAsynchronously);
            _pending[number] = (waiting, bytes);
            _pendingBytes += bytes;
            return waiting.Task;
        }
    }

    /// <summary>It was not.</summary>
    public void NotAccepted()
    {
        lock (_gate)
        {
            EndOfPublishing();
        }
    }

    /// <summary>The library reports a message as sent (QoS 0) or answered (QoS 1).</summary>
    public void Done(int number, Delivery delivery)
    {
        lock (_gate)
        {
            if (_pending.Remove(number, out var message))
            {
                _pendingBytes -= message.Bytes;
                message.Waiting.SetResult(delivery);
            }
            else if (_publishing)
            {
                _early[number] = delivery;
            }
            else
            {
                Sent(1);
            }
        }
    }

    /// <summary>The connection is gone, and with it every QoS 0 message that had not left.</summary>
    public void ConnectionLost()
    {
        lock (_gate)
        {
            _unsent = 0;
        }
    }

    /// <summary>The link is closed: nobody will know any more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            foreach (var (waiting, _) in _pending.Values)
            {
                waiting.SetResult(Delivery.Unknown);
            }

            _pending.Clear();
        }
    }

    // What is left among the early reports were QoS 0 messages.
    private void EndOfPublishing()
    {
        Sent(_early.Count);
        _early.Clear();
        _publishing = false;
    }

    private void Sent(int count) => _unsent = Math.Max(0, _unsent - count);
}
