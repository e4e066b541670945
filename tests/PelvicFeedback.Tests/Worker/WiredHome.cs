using System.Text.Json;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Sessions;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Messaging.Store;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Tests.HomeSession;
using PelvicFeedback.Tests.Messaging;
using PelvicFeedback.Tests.Store;
using PelvicFeedback.Worker.Run;

namespace PelvicFeedback.Tests.Worker;

/// <summary>The worker's session with its record, its words to the broker and a clock that the test sets; no sensor's thread, no broker.</summary>
internal sealed class WiredHome : ISessionOutside, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HomeRecord _record;
    private readonly DurableEvents _events;
    private int _pressed;
    private double _samples;

    public WiredHome(Plan? plan = null, SessionBeginning? beginning = null)
    {
        var options = new FeedbackOptions { SamplePeriod = new(0.01) };
        var store = HomeStore.Open(new() { Path = File }, Time);
        _record = HomeRecord.Start(store, Link, Kept.Topics, new(), Time);
        Start = new(new(Time, () => Synced), 1);
        _events = new(Kept.Topics, Start.Clock);
        Session = new(beginning ?? new(SessionMachine.Beginning(plan ?? Plans.Usual, demonstration: false), false, "session", false), options, Start, _events, _record, this);
        Announcer = new(Link, Kept.Topics, Start, new(Time, options.SamplePeriod), "a test") { PaceFrom = () => PaceFrom(), HeldFrom = () => HeldFrom, Copy = () => Copy() };
        Publisher = new(Link, Kept.Topics, Start, Session);
        Session.TakeUp();
    }

    /// <summary>The record.</summary>
    public string File => Path.Combine(_folder.Path, StoreOptions.FileName);

    public SteppedTime Time { get; } = new();

    public ScriptedLink Link { get; } = new();

    /// <summary>What the kernel says of a time server.</summary>
    public bool Synced { get; set; }

    /// <summary>Since when a pace is given.</summary>
    public Func<Core.Units.SampleTime?> PaceFrom { get; set; } = () => null;

    /// <summary>What the set counts from.</summary>
    public Core.Units.Degrees? HeldFrom { get; set; }

    /// <summary>Where the clinic's copy is.</summary>
    public Func<ClinicCopy> Copy { get; set; } = () => ClinicCopy.None;

    public ServiceStart Start { get; }

    public LiveSession Session { get; }

    public Announcer Announcer { get; }

    public FeedbackPublisher Publisher { get; }

    public List<ReplyMessage> Replies { get; } = [];

    public List<(string Id, bool On)> Audited { get; } = [];

    public List<TimeSpan> Jumps { get; } = [];

    /// <summary>Time goes by, a tick at a time.</summary>
    public void After(double seconds)
    {
        for (var left = seconds; left > 1e-9; left -= 0.25)
        {
            Time.Advance(TimeSpan.FromSeconds(Math.Min(0.25, left)));
            Session.Tick();
            Announcer.Tell(Session.State);
            KeepUp();
        }
    }

    public ReplyMessage Press(Func<CommandHead, SessionCommand> command, double lives = 5)
    {
        var wall = Time.GetUtcNow().AddSeconds(lives).ToUnixTimeMilliseconds();
        Session.Command(command(new($"c-{++_pressed}", new(wall), Session.State.SessionId)), retained: false);
        return Replies[^1];
    }

    /// <summary>All questions answered, so that the session is told.</summary>
    public void Begin()
    {
        Assert.True(Press(head => new SessionCommand.StartSession(head)).Accepted);
        Press(head => new SessionCommand.Answer(head, Question.PainNow, 1, null));
        while (Session.State.Question is { } question)
        {
            Press(head => question.AsksForNumber() ? new SessionCommand.Answer(head, question, 1, null) : new SessionCommand.Answer(head, question, null, question == Question.SupportReady));
        }
    }

    /// <summary>Samples that the pipeline has said something of, 60 a second.</summary>
    public void Samples(int count)
    {
        for (var i = 0; i < count; i++)
        {
            Time.Advance(TimeSpan.FromSeconds(1 / 60.0));
            Publisher.Publish(new Feedback { Time = new(_samples++ / 60), Obliquity = new(1), Tilt = new(0) });
        }
    }

    /// <summary>Waits for the disk, which knows no virtual time: a record that falls behind in it tells of a disk that hangs, and keeps no further motion.</summary>
    public void KeepUp() => Assert.True(_record.Snapshot("none").Wait(BrokerProcess.Patience));

    /// <summary>What was published on a topic of the patient, in its order.</summary>
    public JsonElement[] Of(string topic)
    {
        Assert.True(_record.Drain(BrokerProcess.Patience));
        lock (Link.Published)
        {
            return [.. Link.Published.Where(sent => sent.Topic == Kept.Topics.Prefix + topic).Select(sent => JsonSerializer.Deserialize<JsonElement>(sent.Payload))];
        }
    }

    public void Dispose()
    {
        _record.Dispose();
        Publisher.Dispose();
        Announcer.Dispose();
        _events.Dispose();
        _folder.Dispose();
    }

    void ISessionOutside.Reply(CommandRole role, ReplyMessage message) => Replies.Add(message);

    void ISessionOutside.Audit(string commandId, bool on) => Audited.Add((commandId, on));

    void ISessionOutside.ClockJumped(TimeSpan by) => Jumps.Add(by);

    void ISessionOutside.SendMotion()
    {
    }
}
