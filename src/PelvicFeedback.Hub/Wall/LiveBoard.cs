using System.Collections.Immutable;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Movement;
using PelvicFeedback.Hub.Ingest;
using PelvicFeedback.Hub.Seam;
using PelvicFeedback.Messaging;

namespace PelvicFeedback.Hub.Wall;

/// <summary>Where the beam was.</summary>
/// <param name="At">When that came, monotonic time of the hub.</param>
/// <param name="BeamDeg">How far it leant, left end up positive; null when that was not known.</param>
/// <param name="Zone">Where that lay; null when nothing was judged.</param>
public readonly record struct BeamPoint(TimeSpan At, double? BeamDeg, Zone? Zone);

/// <summary>Repetitions, or holds, of the set under way as the hub has them.</summary>
/// <param name="Paced">Where a pace was given.</param>
/// <param name="Seen">Seen in the motion.</param>
/// <param name="Judged">Read level or not level.</param>
/// <param name="Level">Read level.</param>
public readonly record struct SetCounts(int Paced, int Seen, int Judged, int Level)
{
    internal SetCounts With(bool isPaced, bool isSeen, Verdict verdict) => new(
        Paced + (isPaced ? 1 : 0), Seen + (isSeen ? 1 : 0), Judged + (verdict == Verdict.NotJudged ? 0 : 1), Level + (verdict == Verdict.Level ? 1 : 0));
}

/// <summary>What a patient's home says of now; nothing of it is kept.</summary>
/// <param name="Presence">Whether the home is there.</param>
/// <param name="Summary">The newest summary; null before the first.</param>
/// <param name="SummaryAt">When it came, monotonic time of the hub.</param>
/// <param name="Sensor">The sensor; null before it was said.</param>
/// <param name="State">Where service and session stand; null before it was said.</param>
public sealed record LivePatient(Presence Presence, SummaryMessage? Summary, TimeSpan SummaryAt, SensorMessage? Sensor, StateMessage? State)
{
    /// <summary>Of a home that has said nothing.</summary>
    public static LivePatient Unheard { get; } = new(default, null, default, null, null);

    /// <summary>How far back <see cref="Beam"/> goes.</summary>
    public static readonly TimeSpan Shown = TimeSpan.FromSeconds(60);

    private const int MostPoints = 60;

    /// <summary>The last minute of the beam, from each summary a point, the oldest first.</summary>
    public ImmutableArray<BeamPoint> Beam { get; init; } = [];

    /// <summary>Of the set under way; null outside of one, and when what was said of it was withdrawn.</summary>
    public SetCounts? Counts { get; init; }

    /// <summary>With a summary that came just now.</summary>
    public LivePatient With(SummaryMessage summary, TimeSpan now) => this with
    {
        Summary = summary,
        SummaryAt = now,
        Beam = [.. Beam.Where(point => now - point.At < Shown).TakeLast(MostPoints - 1), new(now, summary.Beam?.Value, summary.Zone)],
    };
}

/// <summary>What every home says of now: who is there, and what they do. From any thread.</summary>
/// <param name="time">The hub's clock.</param>
/// <param name="counts">Where what cannot be read is counted.</param>
public sealed class LiveBoard(TimeProvider time, IngestCounts counts)
{
    private readonly Lock _gate = new();
    private readonly long _began = time.GetTimestamp();
    private readonly Dictionary<string, LivePatient> _patients = [];
    private readonly HashSet<string> _shut = [];

    /// <summary>Something has changed: whose, what was, and what is. On the thread that <see cref="Hear"/> was called on; an observer only enqueues.</summary>
    public event Action<PatientTopics, LivePatient, LivePatient>? Changed;

    /// <summary>What this listens to.</summary>
    public static IReadOnlyList<(string Topic, Qos Qos)> Topics { get; } =
        [("link", Qos.AtLeastOnce), ("state", Qos.AtLeastOnce), ("sensor", Qos.AtLeastOnce), ("beat", Qos.AtMostOnce), ("summary", Qos.AtMostOnce)];

    /// <summary>Whether what follows the patient in a topic is one of these.</summary>
    public static bool Hears(string rest) => Topics.Any(one => one.Topic == rest);

    /// <summary>Monotonic time.</summary>
    public TimeSpan Now => time.GetElapsedTime(_began);

    /// <summary>What a home says of now.</summary>
    public LivePatient Of(PatientTopics topics)
    {
        lock (_gate)
        {
            return _patients.GetValueOrDefault(topics.Prefix, LivePatient.Unheard);
        }
    }

    /// <summary>An event was stored: it may be one of the set under way. Those of a session that is over come late, and are not.</summary>
    public void Count(Booked booked)
    {
        var (topics, arrival) = (booked.Topics, booked.Arrival);
        lock (_gate)
        {
            if (booked.Outcome == Outcome.Stored && _patients.TryGetValue(topics.Prefix, out var known)
                && arrival.Session is { } session && known.State?.Envelope.SessionId == session && Counted(arrival, known.Counts) is var counts && counts != known.Counts)
            {
                _patients[topics.Prefix] = known with { Counts = counts };
            }
        }
    }

    /// <summary>Forgets a home that may not come any more. At a broker that is somebody else's it may go on: it is not listened to.</summary>
    public void Forget(PatientTopics topics)
    {
        lock (_gate)
        {
            _patients.Remove(topics.Prefix);
            _shut.Add(topics.Prefix);
        }
    }

    /// <summary>Listens to a home again.</summary>
    public void Admit(PatientTopics topics)
    {
        lock (_gate)
        {
            _shut.Remove(topics.Prefix);
        }
    }

    /// <summary>Events of a home, or of all, may have been missed: how far the set under way has come is not known.</summary>
    public void Uncount(PatientTopics? topics = null)
    {
        lock (_gate)
        {
            foreach (var prefix in topics is null ? [.. _patients.Keys] : new[] { topics.Prefix })
            {
                if (_patients.TryGetValue(prefix, out var known))
                {
                    _patients[prefix] = known with { Counts = null };
                }
            }
        }
    }

    /// <summary>Forgets a site's homes: they are not heard any more, and what is known of them grows old.</summary>
    public void Leave(Pseudonym site)
    {
        lock (_gate)
        {
            foreach (var prefix in _patients.Keys.Where(prefix => IsOf(site, prefix)).ToList())
            {
                _patients.Remove(prefix);
            }
        }
    }

    /// <summary>Of a site, forgets these homes, and listens to all others, whoever shut or admitted them.</summary>
    public void Shut(Pseudonym site, IReadOnlyList<PatientTopics> homes)
    {
        lock (_gate)
        {
            _shut.RemoveWhere(prefix => IsOf(site, prefix));
            foreach (var home in homes)
            {
                _patients.Remove(home.Prefix);
                _shut.Add(home.Prefix);
            }
        }
    }

    /// <summary>Takes a message; what is none of these topics is ignored.</summary>
    /// <returns>Whether it changed anything.</returns>
    public bool Hear(in MqttMessage message)
    {
        if (!PatientTopics.TryParse(message.Topic, out var topics, out var rest))
        {
            return false;
        }

        // Cleared by the broker, with an empty payload, as for a home that was revoked.
        Func<LivePatient, LivePatient>? change = rest switch
        {
            "link" => Linked(message.Payload),
            "state" when Read<StateMessage>(message) is { } state => home => home with { State = state, Presence = home.Presence.With(state) },
            "sensor" when Read<SensorMessage>(message) is { } sensor => home => home with { Sensor = sensor },

            // Out of a broker's memory these would be old.
            "beat" when !message.Retained && Read<BeatMessage>(message) is { } beat => home => home with { Presence = home.Presence.With(beat, Now) },
            "summary" when !message.Retained && Read<SummaryMessage>(message) is { } summary => home => home.With(summary, Now),
            _ => null,
        };
        if (change is null)
        {
            return false;
        }

        LivePatient before, after;
        lock (_gate)
        {
            if (_shut.Contains(topics.Prefix))
            {
                return false;
            }

            before = _patients.GetValueOrDefault(topics.Prefix, LivePatient.Unheard);
            _patients[topics.Prefix] = after = change(before);
        }

        Changed?.Invoke(topics, before, after);
        return true;
    }

    private static bool IsOf(Pseudonym site, string prefix) => prefix.StartsWith($"{PatientTopics.Root}/{site}/", StringComparison.Ordinal);

    private static Func<LivePatient, LivePatient> Linked(ReadOnlyMemory<byte> payload) => home => home with { Presence = home.Presence.WithLink(payload.Span) };

    private static SetCounts? Counted(Arrival arrival, SetCounts? before) => (arrival.Kind, arrival.Happened?.Phase) switch
    {
        (EventKind.Session, SessionPhase.SetStart) => default(SetCounts),
        (EventKind.Session, SessionPhase.SetEnd or SessionPhase.Stop or SessionPhase.End) or (EventKind.Withdrawn, _) => null,
        (EventKind.Rep, _) when MessageReader.TryRead<RepMessage>(arrival.Payload, out var rep) is null =>
            before?.With(rep!.Repetition.Source == RepetitionSource.Paced, rep.Repetition.Seen, rep.Repetition.Verdict),
        (EventKind.Hold, _) when MessageReader.TryRead<HoldMessage>(arrival.Payload, out var hold) is null => before?.With(false, true, hold!.Hold.Verdict),
        _ => before,
    };

    private T? Read<T>(in MqttMessage message)
        where T : class, IMessage<T>
    {
        if (message.Payload.IsEmpty)
        {
            return null;
        }

        if (MessageReader.TryRead<T>(message.Payload, out var read) is { } fault)
        {
            counts.Add("refused: " + fault);
            return null;
        }

        return read;
    }
}
