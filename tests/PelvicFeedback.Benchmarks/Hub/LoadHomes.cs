using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using PelvicFeedback.Benchmarks.Fleet;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Messaging;
using PelvicFeedback.Messaging.Brokers;
using PelvicFeedback.Messaging.Mosquitto;
using PelvicFeedback.Messaging.Store;

namespace PelvicFeedback.Benchmarks.Hub;

/// <summary>
/// Many homes as their clinic's broker sees them, in a process of their own, each with its own login over TLS and its own record and outbox: state, a beat
/// every 2 s, a summary a second, an event a second and a half, and where the clinic watches 60 samples a second, six at a time. Times are the machine's
/// monotonic clock, which all its processes share: <c>done</c> of a summary counts hundredths of a second of it, <c>sensorT</c> of a sample its seconds.
/// </summary>
internal static class LoadHomes
{
    private const double TickSeconds = 0.1;
    private static readonly TimeSpan Confirmed = TimeSpan.FromMinutes(3);
    private static readonly Pseudonym Boot = Pseudonym.Parse("load");

    /// <summary>Now, s.</summary>
    public static double Now => Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;

    /// <summary>What a summary's <c>done</c> says of a time: hundredths of a second, from 0 again after 1000 s.</summary>
    public static int Hundredths(double seconds) => (int)((long)(seconds * 100) % 100_000);

    /// <summary>
    /// Plays until a line comes, and says how many events were committed. At every further line it waits until the hub has confirmed all of them, and says how
    /// many it has not; it ends with its input.
    /// </summary>
    /// <param name="logins">A file with a line a home: topics' site, patient and password.</param>
    /// <param name="port">The broker's, for homes.</param>
    /// <param name="authority">Who vouches for it, PEM.</param>
    /// <param name="records">The folder of their records, <c>PATIENT.db</c>.</param>
    public static int Run(string logins, int port, string authority, string records)
    {
        var homes = File.ReadAllLines(logins).Select((line, n) => new Home(line.Split(' '), n, port, authority, records)).ToList();
        SpinWait.SpinUntil(() => homes.All(home => home.IsUp));
        Console.WriteLine("up");
        Play(homes);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"committed {homes.Sum(home => home.Committed())}"));
        while (Console.In.ReadLine() is not null)
        {
            SpinWait.SpinUntil(() => homes.TrueForAll(home => home.Owed == 0), Confirmed);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"owed {homes.Sum(home => home.Owed)}"));
        }

        homes.ForEach(home => home.Dispose());
        return 0;
    }

    private static void Play(List<Home> homes)
    {
        using var stopping = new ManualResetEventSlim();
        var reader = new Thread(() =>
        {
            Console.In.ReadLine();
            stopping.Set();
        })
        { IsBackground = true };
        reader.Start();
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
    }

    private sealed class Home : IDisposable
    {
        private readonly PatientTopics _topics;
        private readonly MosquittoLink _link;
        private readonly HomeRecord _record;
        private readonly MessageWriter _writer = new();
        private readonly ArrayBufferWriter<byte> _buffer = new(2048);

        // Of the record's own thread.
        private readonly MessageWriter _events = new();
        private readonly List<Task<IReadOnlyList<StoredEvent>?>> _recorded = [];
        private readonly int _phase;
        private volatile bool _watched;
        private int _made;

        public Home(string[] login, int phase, int port, string authority, string records)
        {
            _topics = new(Pseudonym.Parse(login[0]), Pseudonym.Parse(login[1]));
            _phase = phase;
            var user = ClinicBridge.HomeUser(_topics);
            var store = HomeStore.Open(new() { Path = Path.Combine(records, login[1] + ".db"), Paired = true, ReserveBytes = 0 }, TimeProvider.System);
            _link = MosquittoLink.Connect(
                new() { Host = "localhost", Port = port, ClientId = user, UserName = user, Password = login[2], Tls = new(authority), SessionExpiry = TimeSpan.FromHours(1) },
                link =>
                {
                    link.Messages.Subscribe(Hear, _ => { });
                    link.States.Subscribe(state => Present(link, state.Phase), _ => { });
                    link.Subscribe(_topics.Commands(CommandRole.Hub), Qos.AtLeastOnce);
                });
            _record = HomeRecord.Start(store, _link, _topics, new(), TimeProvider.System);
        }

        public bool IsUp => _link.State.Phase == LinkPhase.Up;

        /// <summary>Events that the hub has not confirmed.</summary>
        public long Owed => _record.Unconfirmed;

        public void Tick(long tick)
        {
            var at = tick + _phase;
            if (_watched)
            {
                var now = Now;
                Say(_topics.WatchLive, new WatchLiveMessage(At(now), [.. Enumerable.Range(0, 6).Select(n => Sample(now - ((5 - n) / 60.0)))]));
            }

            if (at % 10 == 0)
            {
                Say(_topics.Summary, FleetWords.Summary(Envelope(), Hundredths(Now)));
            }

            if (at % 20 == 3)
            {
                Say(_topics.Beat, new BeatMessage(Envelope(), Boot, new(Now)));
            }

            if (at % 15 == 7)
            {
                var number = ++_made;
                _recorded.Add(_record.Record(new() { Events = [new(TopicOf(number), (output, id, _) => Write(output, id, number))] }));
            }
        }

        public int Committed() => Task.WhenAll(_recorded).Result.Sum(stored => stored?.Count ?? 0);

        public void Dispose()
        {
            _record.Dispose();
            _link.Dispose();
            _writer.Dispose();
            _events.Dispose();
        }

        // Of ten, eight are repetitions' size, one the start of an alert and one about the session.
        private string TopicOf(int number) => (number % 10) switch { 0 => _topics.Session, 5 => _topics.Alert(AlertKind.PelvicDrop), _ => _topics.Rep };

        private void Write(IBufferWriter<byte> output, EventId id, int number)
        {
            switch (number % 10)
            {
                case 0:
                    _events.Write(output, new SessionMessage(Envelope(), id, new() { Phase = SessionPhase.Pain, Pain = 3 }));
                    break;
                case 5:
                    _events.Write(output, FleetWords.Alert(At(Now), id, 6));
                    break;
                default:
                    _events.Write(output, FleetWords.Rep(At(Now), id, number % 10, 12));
                    break;
            }
        }

        // A broker that was killed may have forgotten who was there.
        private void Present(IMqttLink link, LinkPhase phase)
        {
            if (phase == LinkPhase.Up)
            {
                link.Publish(_topics.Link, "1"u8, Qos.AtLeastOnce, retain: true);
                using var writer = new MessageWriter();
                var output = new ArrayBufferWriter<byte>(512);
                writer.Write(output, StateMessage.Offline(Envelope(), Boot, "1", "core") with { Online = true, Demonstration = true });
                link.Publish(_topics.State, output.WrittenSpan, Qos.AtLeastOnce, retain: true);
            }
        }

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

        // About now: of the playing thread alone.
        private void Say<T>(string topic, T message)
            where T : IMessage<T>
        {
            _buffer.ResetWrittenCount();
            _writer.Write(_buffer, message);
            _link.Publish(topic, _buffer.WrittenSpan, Qos.AtMostOnce);
        }
    }
}
