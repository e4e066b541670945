using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Benchmarks.Fleet;

/// <summary>
/// A patient of the fleet: a stream of durable events of several kinds, the same for the same seed, and what a home knows of each: whether the hub has
/// confirmed it with the right hash. It sends in order, and again whatever is not confirmed.
/// </summary>
internal sealed class FleetHome : IDisposable
{
    /// <summary>Events that may be on their way at a time.</summary>
    private const int Window = 20;

    /// <summary>How many times its first patience it has at most, while nothing at all is confirmed.</summary>
    private const int MostPatience = 12;

    private static readonly UtcInstant Noon = new(1_795_000_000_000);
    private readonly MessageWriter _writer = new();
    private readonly ArrayBufferWriter<byte> _buffer = new(512);
    private readonly int _seed;
    private readonly double[] _sent;
    private readonly bool[] _confirmed;
    private int _next;
    private int _oldest;
    private double _lastSent;
    private int _patience = 1;

    public FleetHome(string site, int number, int events, int seed)
    {
        Topics = new(Pseudonym.Parse(site), Pseudonym.Parse(string.Create(CultureInfo.InvariantCulture, $"p{number}")));
        Stream = Pseudonym.Parse(string.Create(CultureInfo.InvariantCulture, $"k{seed}x{number}"));
        _seed = (seed * 1_000_003) + (number * 7919);
        (_sent, _confirmed) = (new double[events], new bool[events]);
    }

    public PatientTopics Topics { get; }

    public Pseudonym Stream { get; }

    public int Events => _sent.Length;

    /// <summary>All before it are confirmed.</summary>
    public int Oldest => _oldest;

    public bool IsDone => _oldest == Events;

    /// <summary>Whether it has something new to say.</summary>
    public bool MaySend => _next < Events && _next - _oldest < Window;

    /// <summary>Says the next one.</summary>
    public void Send(MqttThree link, double now)
    {
        _sent[_next] = now;
        Say(link, _next++, now);
    }

    /// <summary>Says again, in order, all that was said and not confirmed, where the last word of it is that old; each time in a row, twice as old.</summary>
    /// <returns>How many.</returns>
    public int SendAgain(MqttThree link, double now, double age)
    {
        if (_oldest == _next || now - _lastSent < age * _patience)
        {
            return 0;
        }

        _patience = Math.Min(_patience * 2, MostPatience);

        // From the first hole on: what is there already is confirmed once more.
        for (var at = _oldest; at < _next; at++)
        {
            Say(link, at, now);
        }

        return _next - _oldest;
    }

    /// <summary>Whether that is an event of ours, with its hash.</summary>
    public bool IsOurs(EventId id, string sha256) => id.Stream != Stream || (id.Sequence <= _next && HashOf((int)id.Sequence - 1) == sha256);

    /// <summary>The hub has it.</summary>
    /// <returns>How long that took from the first time it was said, s; null where that is no news, or of another run.</returns>
    public double? Confirm(EventId id, double now)
    {
        var at = (int)id.Sequence - 1;
        if (id.Stream != Stream || _confirmed[at])
        {
            return null;
        }

        _confirmed[at] = true;
        _patience = 1;
        while (_oldest < Events && _confirmed[_oldest])
        {
            _oldest++;
        }

        return now - _sent[at];
    }

    /// <summary>When it was first said, s.</summary>
    public double SentAt(EventId id) => _sent[id.Sequence - 1];

    /// <summary>Hash of the event at that place, from 0.</summary>
    public string HashOf(int at)
    {
        Event(at);
        return Convert.ToHexStringLower(SHA256.HashData(_buffer.WrittenSpan));
    }

    public void Dispose() => _writer.Dispose();

    private void Say(MqttThree link, int at, double now)
    {
        var topic = Event(at);
        link.Say(topic, _buffer.WrittenSpan);
        _lastSent = now;
    }

    // Of ten, seven are repetitions, one a hold, one an alert and one about the session: four topics of one patient, one order.
    private string Event(int at)
    {
        _buffer.ResetWrittenCount();
        var random = new Random(_seed + at);
        var id = new EventId(Stream, at + 1);
        var when = new UtcInstant(Noon.UnixMilliseconds + (at * 1500L));
        var sensor = new SampleTime(at * 1.5);
        var envelope = new Envelope(when, sensor, true, Pseudonym.Parse("s1"));
        switch (random.Next(10))
        {
            case 0:
                _writer.Write(_buffer, new SessionMessage(new(when, null, true, Pseudonym.Parse("s1")), id, new() { Phase = SessionPhase.Pain, Pain = random.Next(5) }));
                return Topics.Session;
            case 1:
                _writer.Write(_buffer, new HoldMessage(envelope, id, new(sensor, sensor, Exercise.SingleLegStance, ExerciseSide.Left, new(random.Next(1, 30)), Verdict.Level, null)));
                return Topics.Hold;
            case 2:
                _writer.Write(_buffer, FleetWords.Alert(envelope, id, random.Next(5, 15)));
                return Topics.Alert(AlertKind.PelvicDrop);
            default:
                _writer.Write(_buffer, FleetWords.Rep(envelope, id, (at % 12) + 1, random.Next(20)));
                return Topics.Rep;
        }
    }
}
