using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Movement;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Messaging;
using PelvicFeedback.Messaging.Mosquitto;

namespace PelvicFeedback.Benchmarks.Hub;

/// <summary>
/// Many homes as their clinic's broker sees them, in a process of their own, each with its own login over TLS: state, a beat every 2 s, a summary a
/// second, an event a second and a half, and where the clinic watches 60 samples a second, six at a time. Times are the machine's monotonic clock, which
/// all its processes share: <c>done</c> of a summary counts hundredths of a second of it, <c>sensorT</c> of a sample its seconds.
/// </summary>
internal static class LoadHomes
{
    private const double TickSeconds = 0.1;
    private static readonly Pseudonym Boot = Pseudonym.Parse("load");

    /// <summary>Now, s.</summary>
    public static double Now => Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;

    /// <summary>What a summary's <c>done</c> says of a time: hundredths of a second, from 0 again after 1000 s.</summary>
    public static int Hundredths(double seconds) => (int)((long)(seconds * 100) % 100_000);

    /// <summary>Plays until its input ends; then says how many events the broker has of it, all told.</summary>
    /// <param name="logins">A file with a line a home: topics' site, patient and password.</param>
    /// <param name="port">The broker's, for homes.</param>
    /// <param name="authority">Who vouches for it, PEM.</param>
    public static int Run(string logins, int port, string authority)
    {
        var homes = File.ReadAllLines(logins).Select((line, n) => new Home(line.Split(' '), n, port, authority)).ToList();
        using var stopping = new ManualResetEventSlim();
        var reader = new Thread(() =>
        {
            Console.In.ReadToEnd();
            stopping.Set();
        })
        { IsBackground = true };
        reader.Start();
        SpinWait.SpinUntil(() => homes.All(home => home.IsUp) || stopping.IsSet);
        Console.WriteLine("up");
        var began = Now;
        for (var tick = 0L; !stopping.IsSet; tick++)
        {
            foreach (var home in homes)
            {
                home.Tick(tick);
            }

            // Not a pace of ticks that were late: of the clock.
            var left = began + ((tick + 1) * TickSeconds) - Now;
            if (left > 0)
            {
                stopping.Wait(TimeSpan.FromSeconds(left));
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"events {homes.Sum(home => home.Finish())}"));
        homes.ForEach(home => home.Dispose());
        return 0;
    }

    private sealed class Home : IDisposable
    {
        private readonly PatientTopics _topics;
        private readonly MosquittoLink _link;
        private readonly MessageWriter _writer = new();
        private readonly ArrayBufferWriter<byte> _buffer = new(2048);
        private readonly Pseudonym _stream;
        private readonly int _phase;
        private readonly List<Task<Delivery>> _events = [];
        private volatile bool _watched;
        private long _sequence;

        public Home(string[] login, int phase, int port, string authority)
        {
            _topics = new(Pseudonym.Parse(login[0]), Pseudonym.Parse(login[1]));
            (_phase, _stream) = (phase, Pseudonym.Parse(string.Create(CultureInfo.InvariantCulture, $"load{phase}")));
            var user = $"{login[0]}.{login[1]}";
            _link = MosquittoLink.Connect(
                new() { Host = "localhost", Port = port, ClientId = user, UserName = user, Password = login[2], Tls = new(authority) },
                link =>
                {
                    link.Messages.Subscribe(Hear, _ => { });
                    link.Subscribe(_topics.Commands(CommandRole.Hub), Qos.AtLeastOnce);
                });
            _link.Publish(_topics.Link, "1"u8, Qos.AtLeastOnce, retain: true);
            Say(_topics.State, StateMessage.Offline(Envelope(), Boot, "1", "core") with { Online = true, Demonstration = true }, Qos.AtLeastOnce, retain: true);
        }

        public bool IsUp => _link.State.Phase == LinkPhase.Up;

        public void Tick(long tick)
        {
            var at = tick + _phase;
            if (_watched)
            {
                var now = Now;
                Say(_topics.WatchLive, new WatchLiveMessage(At(now), [.. Enumerable.Range(0, 6).Select(n => Sample(now - ((5 - n) / 60.0)))]), Qos.AtMostOnce);
            }

            if (at % 10 == 0)
            {
                Say(_topics.Summary, Summary(), Qos.AtMostOnce);
            }

            if (at % 20 == 3)
            {
                Say(_topics.Beat, new BeatMessage(Envelope(), Boot, new(Now)), Qos.AtMostOnce);
            }

            if (at % 15 == 7)
            {
                _events.Add(Event(new(_stream, ++_sequence)));
            }
        }

        // All that the broker has taken: what it refused, or did not answer for, is not counted.
        public int Finish() => Task.WhenAll(_events).Wait(TimeSpan.FromSeconds(30)) ? _events.Count(sent => sent.Result == Delivery.Acknowledged) : -1;

        public void Dispose()
        {
            _link.Dispose();
            _writer.Dispose();
        }

        // Of ten, eight are repetitions' size, one the start of an alert and one about the session.
        private Task<Delivery> Event(EventId id) => (id.Sequence % 10) switch
        {
            0 => Say(_topics.Session, new SessionMessage(Envelope(), id, new() { Phase = SessionPhase.Pain, Pain = 3 }), Qos.AtLeastOnce),
            5 => Say(_topics.Alert(AlertKind.PelvicDrop), Alert(id), Qos.AtLeastOnce),
            var n => Say(_topics.Rep, new RepMessage(At(Now), id, Repetition((int)n)), Qos.AtLeastOnce),
        };

        private static RepetitionJudged Repetition(int number) =>
            new(new(Now), number, Exercise.SingleLegSquat, ExerciseSide.Left, new(3), 12, new(4), new(2), RepetitionSource.Motion, true, Verdict.Level, null);

        private static AlertMessage Alert(EventId id) => new()
        {
            Envelope = At(Now),
            EventId = id,
            AlertId = id.ToString(),
            Kind = AlertKind.PelvicDrop,
            Phase = Phase.Start,
            Stance = Stance.Left,
            Exercise = Exercise.SingleLegSquat,
            Threshold = new(5),
            Value = new(6),
            Peak = new(7),
        };

        private static SummaryMessage Summary() => new()
        {
            Envelope = Envelope(),
            Step = SessionStep.Set,
            Prescription = new(Exercise.SingleLegSquat, ExerciseSide.Left),
            Set = 1,
            Sets = 3,
            Done = Hundredths(Now),
            Repetitions = 8,
            InBandPercent = 62,
            Beam = new(3),
            Zone = Zone.Level,
            Confidence = Confidence.High,
            Sensor = SensorLink.Live,
        };

        private static LiveMessage Sample(double at) => new()
        {
            Envelope = At(at),
            Obliquity = new(3),
            Tilt = new(5),
            Drop = new(3),
            Stance = Stance.Left,
            Confidence = Confidence.High,
            Zone = Zone.Level,
            Prescription = new(Exercise.SingleLegSquat, ExerciseSide.Left),
        };

        private static UtcInstant Wall => new(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());

        private static Envelope At(double seconds) => new(Wall, new(seconds), true, Pseudonym.Parse("s1"));

        private static ServiceEnvelope Envelope() => new(Wall, null, true, Pseudonym.Parse("s1"));

        private void Hear(MqttMessage message)
        {
            if (MessageReader.TryRead(CommandName.Watch, message.Payload, out var command, out var id) is null && command is SessionCommand.Watch watch)
            {
                _watched = watch.On;
                var reply = $$"""{"v":1,"t":"{{Wall}}","sessionId":"s1","cmdId":"{{id}}","accepted":true,"refusal":null,"reason":null}""";
                _link.Publish(_topics.Reply(CommandRole.Hub, id!), Encoding.UTF8.GetBytes(reply), Qos.AtLeastOnce);
            }
        }

        private Task<Delivery> Say<T>(string topic, T message, Qos qos, bool retain = false)
            where T : IMessage<T>
        {
            _buffer.ResetWrittenCount();
            _writer.Write(_buffer, message);
            return _link.Publish(topic, _buffer.WrittenSpan, qos, retain);
        }
    }
}
