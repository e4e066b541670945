using System.Collections.Concurrent;
using System.Text.Json;
using PelvicFeedback.Benchmarks.Fleet;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Movement;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Tests.Hub;

namespace PelvicFeedback.Tests.Cluster;

/// <summary>
/// A home in a session, as a broker of the cluster sees it: connected, alive, with a summary four times a second whose <c>done</c> counts them, doing what it is
/// told, and showing itself while it is watched.
/// </summary>
internal sealed class WebHome : IDisposable
{
    private const int PerSecond = 4;
    private static readonly Pseudonym Boot = Pseudonym.Parse("b1");
    private readonly CancellationTokenSource _over = new();
    private readonly SemaphoreSlim _gate = new(1);
    private readonly ConcurrentDictionary<int, double> _said = new();
    private readonly ConcurrentQueue<string> _commands = new();
    private readonly MqttThree _link;
    private readonly Task _living;
    private volatile bool _isWatched;

    private WebHome(PatientTopics topics, MqttThree link)
    {
        (Topics, _link) = (topics, link);
        _living = Task.WhenAll(Task.Run(Speak), Task.Run(Hear));
    }

    public PatientTopics Topics { get; }

    /// <summary>The names of the commands that came, in their order.</summary>
    public IReadOnlyCollection<string> Commands => _commands;

    /// <summary>Connects and says that it is there.</summary>
    public static async Task<WebHome> Open(PatientTopics topics, int port, string user, string password)
    {
        var link = await MqttThree.Open("127.0.0.1", port, "home-" + topics.Patient, user, password, CancellationToken.None);
        link.Ask(topics.Commands(CommandRole.Hub));
        var state = StateMessage.Offline(Envelope, Boot, "1", "core") with { Online = true };
        link.Say(topics.Link, "1"u8);
        link.Say(topics.State, Told.Payload(state));
        await link.Flush(CancellationToken.None);
        return new(topics, link);
    }

    /// <summary>When a summary was said, by the machine's monotonic clock, s.</summary>
    public double SaidAt(int done) => _said[done];

    /// <summary>Says a durable event.</summary>
    public Task Say(string topic, byte[] payload) => Locked(() => _link.Say(topic, payload));

    /// <summary>A repetition that was level.</summary>
    public Task Repeat(string id) => Say(Topics.Rep, Told.Payload(new RepMessage(
        new(Told.Noon, new(1), true, Pseudonym.Parse("s1")),
        EventId.Parse(id)!,
        new(new(1), 1, Exercise.SingleLegSquat, ExerciseSide.Left, new(3), null, new(4), null, RepetitionSource.Motion, true, Verdict.Level, null))));

    public void Dispose()
    {
        _over.Cancel();
        _link.Dispose();
        _living.ContinueWith(static _ => { }, TaskScheduler.Default).Wait();
        _gate.Dispose();
        _over.Dispose();
    }

    private static ServiceEnvelope Envelope => new(Told.Noon, null, true, Pseudonym.Parse("s1"));

    private async Task Speak()
    {
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / PerSecond));
        for (var done = 0; await pace.WaitForNextTickAsync(_over.Token); done++)
        {
            var number = done;
            await Locked(() =>
            {
                if (number % PerSecond == 0)
                {
                    _link.Say(Topics.Beat, Told.Payload(new BeatMessage(Envelope, Boot, new(number))));
                }

                if (_isWatched)
                {
                    var sample = new LiveMessage { Envelope = new(Told.Noon, new(number), true, null), Obliquity = new(4), Tilt = new(1), Drop = null };
                    _link.Say(Topics.WatchLive, Told.Payload(new WatchLiveMessage(sample.Envelope, [sample])));
                }

                _said[number] = FleetLine.Now;
                _link.Say(Topics.Summary, Told.Payload(new SummaryMessage
                {
                    Envelope = Envelope,
                    Step = SessionStep.Set,
                    Prescription = new(Exercise.SingleLegSquat, ExerciseSide.Left),
                    Set = 1,
                    Sets = 1,
                    Done = number,
                    Repetitions = 8,
                    Beam = new Degrees(2),
                    Zone = Zone.Level,
                    Sensor = SensorLink.Live,
                }));
            });
        }
    }

    private async Task Hear()
    {
        while (true)
        {
            var word = await _link.Hear(_over.Token);
            if (word.Topic is not null)
            {
                await Locked(() => Do(word.Topic[(word.Topic.LastIndexOf('/') + 1)..], JsonDocument.Parse(word.Payload).RootElement));
            }
        }
    }

    // Accepts everything.
    private void Do(string name, JsonElement command)
    {
        if (name == "watch")
        {
            _isWatched = command.GetProperty("on").GetBoolean();
        }

        _commands.Enqueue(name);
        var id = command.GetProperty("cmdId").GetString()!;
        _link.Say(Topics.Reply(CommandRole.Hub, id), Told.Payload(new ReplyMessage(Told.Noon, null, id, null, null)));
    }

    private async Task Locked(Action say)
    {
        await _gate.WaitAsync(_over.Token);
        try
        {
            say();
            await _link.Flush(_over.Token);
        }
        finally
        {
            _gate.Release();
        }
    }
}
