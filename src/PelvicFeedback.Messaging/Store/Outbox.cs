using PelvicFeedback.Core.Messages;

namespace PelvicFeedback.Messaging.Store;

/// <summary>
/// Brings committed events to the broker, and those that are owed to the hub, in their order, until it has confirmed each. A broker's own
/// acknowledgement proves nothing: it may lose the event, or a right at the clinic may refuse it in silence. So an event that is passed over
/// while later ones are confirmed is sent again, and after some tries set aside, where it blocks nobody and is a fault that stands. For one
/// thread, the writer's.
/// </summary>
public sealed class Outbox
{
    private readonly HomeStore _store;
    private readonly IMqttLink _link;
    private readonly OutboxRules _rules;
    private readonly TimeProvider _time;
    private readonly Action<Action> _post;
    private readonly Action<Boundary>? _passing;
    private readonly Dictionary<long, Flight> _flights = [];
    private readonly Dictionary<long, StoredEvent> _aside = [];
    private readonly Dictionary<long, int> _passedOver = [];
    private readonly Dictionary<string, long> _confirmedOn = new(StringComparer.Ordinal);
    private readonly HashSet<string> _refusedTopics = new(StringComparer.Ordinal);
    private readonly List<HubAck> _acks = [];
    private long _cursor;
    private long _furthest;
    private long _sendings;
    private long _heard;
    private long _probed;
    private int _silences;
    private bool _up;

    /// <summary>Makes an outbox over a record; nothing is sent before <see cref="LinkIs"/> says that there is a broker.</summary>
    /// <param name="store">What is owed.</param>
    /// <param name="link">Where to.</param>
    /// <param name="rules">How patiently.</param>
    /// <param name="time">For patience alone; its timestamps, never its wall time.</param>
    /// <param name="post">Runs something on the writer's thread later; called from any thread.</param>
    /// <param name="passing">Told of every boundary; null in life.</param>
    public Outbox(HomeStore store, IMqttLink link, OutboxRules rules, TimeProvider time, Action<Action> post, Action<Boundary>? passing = null)
    {
        (_store, _link, _rules, _time, _post, _passing) = (store, link, rules, time, post, passing);
        _heard = _probed = time.GetTimestamp();
    }

    /// <summary>How many events are on their way and neither confirmed nor set aside.</summary>
    public int InFlight => _flights.Count;

    /// <summary>How often an event was sent once more.</summary>
    public long SentAgain { get; private set; }

    /// <summary>
    /// Publishes what was just committed. Each goes out at once: when its turn to the hub has not come, as a copy with QoS 0 for the displays
    /// at home, which a bridge that is away does not keep.
    /// </summary>
    public void Committed(IReadOnlyList<StoredEvent> events)
    {
        if (!_store.Paired)
        {
            foreach (var one in events)
            {
                Publish(one, delivery => RefusedBy(delivery, one.Topic));
            }

            return;
        }

        Pump();
        foreach (var one in events)
        {
            if (_up && !_flights.ContainsKey(one.Ordinal))
            {
                _link.Publish(one.Topic, one.Payload, Qos.AtMostOnce);
            }
        }
    }

    /// <summary>The connection has changed. A new one is asked to take everything again that the broker before it may have lost.</summary>
    public void LinkIs(LinkPhase phase)
    {
        var wasUp = _up;
        _up = phase == LinkPhase.Up;
        if (_up && !wasUp)
        {
            (_silences, _heard) = (0, _time.GetTimestamp());
            Retry();
            Pump();
        }
    }

    /// <summary>Takes an <c>ack</c>; it is written by <see cref="Settle"/>.</summary>
    /// <param name="eventId">What follows <c>ack/</c> in the topic.</param>
    /// <param name="payload">The payload.</param>
    public void Ack(string eventId, ReadOnlyMemory<byte> payload)
    {
        if (HubAck.Read(eventId, payload) is { } ack)
        {
            _acks.Add(ack);
            _passing?.Invoke(Boundary.AfterAck);
        }
        else
        {
            Unreadable("ack");
        }
    }

    /// <summary>Takes <c>marks</c>: what the hub lacks is owed again, and all that is on its way is sent again.</summary>
    public void Marks(ReadOnlyMemory<byte> payload)
    {
        Settle();
        if (MessageReader.TryRead(payload, out MarksMessage? marks) is not null)
        {
            Unreadable("marks");
            return;
        }

        if (_store.Owe(marks!) is not null)
        {
            Retry();
            Pump();
        }
    }

    /// <summary>Writes the acks taken since in one transaction, and sends on.</summary>
    public void Settle()
    {
        if (_acks.Count == 0)
        {
            return;
        }

        // An ack of another epoch speaks of a hub that may have lost the event since, unless we have asked anew.
        var epoch = _store.HubEpoch;
        var believed = _acks.FindAll(ack => epoch is null || ack.Said.HubEpoch.ToString() == epoch || IsAsked(ack.Event));
        _acks.Clear();
        if (_store.Settle(believed, () => _passing?.Invoke(Boundary.BeforeDelete)) is not { Count: > 0 } settled)
        {
            return;
        }

        (_heard, _silences) = (_time.GetTimestamp(), 0);
        _store.Faults.Set(StoreFaultKind.HubSilent, "", 0, "");
        foreach (var one in settled)
        {
            Confirmed(one);
        }

        Pump();
    }

    /// <summary>Sends what may be sent, and again what is overdue. After everything above, and every second or so.</summary>
    public void Pump()
    {
        if (!_up || !_store.Paired)
        {
            return;
        }

        ProbeRefused();
        if (IsSilent())
        {
            _silences++;
            _heard = _time.GetTimestamp();
            if (_silences > 1)
            {
                _store.Faults.Set(StoreFaultKind.HubSilent, "", _store.Owed, $"{_store.Owed} events wait: the clinic has confirmed none for a while; they are kept");
            }

            PutBack();
            Fill(_rules.InFlight * 9 / 10);

            // Should all at the head be refused at the clinic, one of another topic that is confirmed shows it.
            foreach (var first in _store.FirstOfEachTopic())
            {
                Send(first);
            }
        }

        Fill(_rules.InFlight);
    }

    private TimeSpan Patience => TimeSpan.FromTicks(Math.Min(_rules.MostPatience.Ticks, _rules.Patience.Ticks << Math.Min(_silences, 10)));

    private bool IsSilent() => _flights.Count > 0 && _time.GetElapsedTime(_heard) >= Patience;

    private bool IsAsked(EventId id) => _flights.Values.Any(flight => flight.Event.Id == id) || _aside.Values.Any(one => one.Id == id);

    private void Confirmed(StoredEvent one)
    {
        var sending = _flights.Remove(one.Ordinal, out var flight) ? flight.Sending : 0;
        _aside.Remove(one.Ordinal);
        _passedOver.Remove(one.Ordinal);
        _confirmedOn[one.Topic] = _sendings;
        _store.Faults.Set(StoreFaultKind.Refused, one.Id.ToString(), 0, "");
        _store.Faults.Set(StoreFaultKind.Refused, one.Topic, 0, "");
        if (_refusedTopics.Remove(one.Topic))
        {
            _cursor = 0;
        }

        foreach (var passed in _flights.Values.Where(other => other.Sending < sending && other.Handed.IsCompleted).ToArray())
        {
            PassedOver(passed);
        }
    }

    private void PassedOver(Flight passed)
    {
        var ordinal = passed.Event.Ordinal;
        _passedOver[ordinal] = _passedOver.GetValueOrDefault(ordinal) + 1;
        if (_passedOver[ordinal] < _rules.Tries)
        {
            Send(passed.Event, passed.First);
        }
        else
        {
            SetAside(passed, "the clinic confirms later events, not this one: check the rights of the home's bridge there");
        }
    }

    // One event may be odd, as when the hub has something else under its name; a topic that nothing is confirmed on is refused whole.
    private void SetAside(Flight flight, string why)
    {
        _flights.Remove(flight.Event.Ordinal);
        _passedOver.Remove(flight.Event.Ordinal);
        _aside[flight.Event.Ordinal] = flight.Event;
        if (_confirmedOn.GetValueOrDefault(flight.Event.Topic) < flight.First)
        {
            RefuseTopic(flight.Event.Topic, why);
        }
        else
        {
            _store.Faults.Set(StoreFaultKind.Refused, flight.Event.Id.ToString(), 1, $"the event {flight.Event.Id} is refused ({why}); it is kept and tried again");
        }
    }

    private void RefuseTopic(string topic, string why)
    {
        if (_refusedTopics.Add(topic))
        {
            _store.Faults.Set(StoreFaultKind.Refused, topic, 1, $"events on {NameOf(topic)} are refused ({why}); they are kept and tried again");
        }

        foreach (var other in _flights.Values.Where(other => other.Event.Topic == topic).ToArray())
        {
            _flights.Remove(other.Event.Ordinal);
        }
    }

    private void ProbeRefused()
    {
        if ((_aside.Count == 0 && _refusedTopics.Count == 0) || _time.GetElapsedTime(_probed) < _rules.MostPatience)
        {
            return;
        }

        _probed = _time.GetTimestamp();
        foreach (var one in _aside.Values.Take(_rules.InFlight).ToArray())
        {
            SentAgain++;
            Publish(one, _ => { });
        }
    }

    private void Retry()
    {
        PutBack();
        _aside.Clear();
        _refusedTopics.Clear();
    }

    // What the link itself still holds it sends by itself.
    private void PutBack()
    {
        foreach (var flight in _flights.Values.Where(flight => flight.Handed.IsCompleted).ToArray())
        {
            _flights.Remove(flight.Event.Ordinal);
        }

        _cursor = 0;
    }

    private void Fill(int upTo)
    {
        while (_flights.Count < upTo)
        {
            var next = _store.Waiting(_cursor, _rules.InFlight);
            if (next.Count == 0)
            {
                return;
            }

            foreach (var one in next)
            {
                if (_flights.Count >= upTo)
                {
                    return;
                }

                _cursor = one.Ordinal;
                Send(one);
            }
        }
    }

    private void Send(StoredEvent one)
    {
        if (_flights.Count < _rules.InFlight && !_flights.ContainsKey(one.Ordinal) && !_aside.ContainsKey(one.Ordinal) && !_refusedTopics.Contains(one.Topic))
        {
            Send(one, _sendings + 1);
        }
    }

    private void Send(StoredEvent one, long first)
    {
        SentAgain += one.Ordinal <= _furthest ? 1 : 0;
        _furthest = Math.Max(_furthest, one.Ordinal);
        var sending = ++_sendings;
        _heard = _flights.Count == 0 ? _time.GetTimestamp() : _heard;
        _flights[one.Ordinal] = new(one, sending, first, Publish(one, delivery => Answered(one.Ordinal, sending, delivery)));
    }

    private Task<Delivery> Publish(StoredEvent one, Action<Delivery> answered)
    {
        var handed = _link.Publish(one.Topic, one.Payload, Qos.AtLeastOnce);
        handed.ContinueWith(
            done => _post(() => answered(done.Result)),
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return handed;
    }

    private void Answered(long ordinal, long sending, Delivery delivery)
    {
        if (delivery == Delivery.Acknowledged)
        {
            _passing?.Invoke(Boundary.AfterPuback);
        }

        if (!_flights.TryGetValue(ordinal, out var flight) || flight.Sending != sending)
        {
            return;
        }

        if (delivery == Delivery.Refused)
        {
            _flights.Remove(ordinal);
            _aside[ordinal] = flight.Event;
            RefuseTopic(flight.Event.Topic, "the broker at home allows this program no such topic: check its rights");
            Pump();
        }
        else if (delivery is Delivery.QueueFull or Delivery.Unknown)
        {
            // The link has no room, or is closing: the second that comes tries again.
            _flights.Remove(ordinal);
            _cursor = 0;
        }
    }

    private void RefusedBy(Delivery delivery, string topic) =>
        _store.Faults.Set(StoreFaultKind.Refused, topic, delivery == Delivery.Refused ? 1 : 0, $"events on {NameOf(topic)} are refused (the broker at home allows this program no such topic: check its rights)");

    private void Unreadable(string what) => _store.Faults.Add(StoreFaultKind.Unreadable, what, 1, $"a message '{what}' of the clinic could not be read: check that both sides have the same version");

    // The topic without the names of clinic and patient.
    private static string NameOf(string topic) => PatientTopics.TryParse(topic, out _, out var rest) ? rest : topic;

    private sealed record Flight(StoredEvent Event, long Sending, long First, Task<Delivery> Handed);
}
