using System.Reactive.Disposables;
using System.Reactive.Linq;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire.Sensors;
using PelvicFeedback.Messaging;
using PelvicFeedback.Messaging.Store;
using PelvicFeedback.Sensors.Simulated;
using PelvicFeedback.Worker.Metrics;
using PelvicFeedback.Worker.Run;

namespace PelvicFeedback.Worker.Hosting;

/// <summary>From the sensor to link and record, with the session between them. It stops in the order sensor, events under way, good-bye.</summary>
internal sealed class CoachingService(
    RunRequest request,
    SensorSource source,
    ServiceStart start,
    BrokerService broker,
    LinkService link,
    RecordService record,
    CoachingMetrics metrics,
    RunOutcome outcome,
    ILogger<CoachingService> log) : IHostedService, ISessionOutside, IDisposable
{
    private static readonly TimeSpan GoodByeDeadline = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BeatPeriod = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SummaryPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SensorPeriod = TimeSpan.FromSeconds(10);
    private const double TickSeconds = 0.25;
    private const double ShortestTick = 0.005;
    private const double StaleSeconds = 0.5;
    private const double LostSeconds = 5;

    /// <summary>Between two samples of a sensor of which nothing is known yet.</summary>
    public static readonly Seconds UsualPeriod = new(0.01);

    private readonly CompositeDisposable _running = [];
    private FeedbackOptions? _options;
    private DurableEvents? _events;
    private LiveSession? _session;
    private Announcer? _announcer;
    private FeedbackPublisher? _publisher;
    private CommandDesk? _desk;
    private MotionPosting? _motion;
    private long _refused;
    private long _watches;
    private long _clockJumps;
    private bool _stopped;

    /// <summary>The plan in force; null for none, and before the service is started. For any thread.</summary>
    public Plan? Plan => _session?.State.Plan;

    /// <summary>Commands that were refused, those that could not be read included.</summary>
    public long RefusedCommands => Interlocked.Read(ref _refused) + (_desk?.Unread ?? 0);

    /// <summary>Times the clinic began, or went on, to watch.</summary>
    public long Watches => Interlocked.Read(ref _watches);

    /// <summary>Times the clock on the wall was set, or the machine slept, in a session.</summary>
    public long ClockJumps => Interlocked.Read(ref _clockJumps);

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var (up, kept) = (link.Link!, record.Record!);
        log.LogInformation("From {Source} to the broker at {Broker}, topics {Topics}…", source.Name, up.State.Reason, request.Topics.Prefix);
        if (broker.SubscribeLine is { } line)
        {
            log.LogInformation("Watch with: {Command}", line);
        }

        var saved = SessionBeginnings.NameOf(request) is { } name ? await kept.Snapshot(name) : null;
        var beginning = SessionBeginnings.Of(request, saved, why => log.LogWarning("{Why}", why));
        if (beginning.State.SessionId is { } interrupted)
        {
            using var archive = SessionArchive.Open(Path.Combine(request.Data, StoreOptions.FileName));
            beginning = beginning with { Known = archive.Session(interrupted) };
        }

        if (beginning is { WasRestarted: true, State.SessionId: not null })
        {
            log.LogWarning(
                "a session was under way when the service ended: {What}",
                beginning.State.Demonstration ? "the demonstration goes on with it, calibrated anew" : "it stands by until somebody goes on");
        }

        if (request.HasSession && beginning.State.Plan is null)
        {
            log.LogInformation("There is no plan yet: name one with --plan FILE, or join a clinic with 'pelvicfeedback pair'");
        }

        _options = new()
        {
            SamplePeriod = source.SamplePeriod ?? UsualPeriod,
            Exercise = request.Exercise,
            LeftAxis = request.LeftAxis,
            CalibrateWhenStill = !request.HasSession,
        };
        _events = new(request.Topics, start.Clock);
        _session = new(beginning, _options, start, _events, kept, this);
        _announcer = new(up, request.Topics, start, metrics, source.PublicName)
        {
            Tally = source.Tally,
            PaceFrom = () => _session.Memory.PaceFrom,
            HeldFrom = () => _session.Memory.HeldFrom,
            Copy = () => !request.Paired ? ClinicCopy.None : kept.Unconfirmed > 0 ? ClinicCopy.Waiting : ClinicCopy.Sent,
        };
        _publisher = new(up, request.Topics, start, _session);
        _motion = new(Path.Combine(request.Data, StoreOptions.FileName), request.Topics, start.Clock, kept);
        _desk = new(source, request.Topics, _session, _announcer, start);
        _running.Add(kept.Faults.Changes.Subscribe(_ => _announcer.RecordingFault = record.Fault, Ended));
        _announcer.RecordingFault = record.Fault;
        source.Asked = Asked(_session, _announcer);
        source.Post(Guarded(Begin));

        // What a restart has interrupted goes on.
        SendMotion();
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _running.Dispose();
        source.Dispose();
        if (!_stopped && _announcer is { } announcer)
        {
            _stopped = true;
            record.Drain();
            await Task.WhenAny(announcer.SayGoodBye(), Task.Delay(GoodByeDeadline, CancellationToken.None));
        }
    }

    /// <summary>The last line: what there was of everything.</summary>
    public void SumUp(ILogger summary, string why)
    {
        if (_publisher is not null)
        {
            var dropped = link.Link!.Dropped;
            summary.LogInformation(
                "{Why}: {Samples} samples, {Live} live messages ({Dropped} dropped), {Alerts} {Unit}.",
                why, metrics.Samples, _publisher.Live, dropped, metrics.Alerts, metrics.Alerts == 1 ? "alert" : "alerts");
        }
    }

    /// <inheritdoc/>
    void ISessionOutside.Reply(CommandRole role, ReplyMessage message)
    {
        Interlocked.Add(ref _refused, message.Accepted ? 0 : 1);
        _announcer!.Reply(role, message);
    }

    /// <inheritdoc/>
    void ISessionOutside.Audit(string commandId, bool on)
    {
        Interlocked.Add(ref _watches, on ? 1 : 0);
        log.LogInformation("The clinic {Does} (command {Command})", on ? "watches" : "no longer watches", commandId);
    }

    /// <inheritdoc/>
    void ISessionOutside.ClockJumped(TimeSpan by)
    {
        Interlocked.Increment(ref _clockJumps);
        log.LogWarning(
            "the clock of this machine is {Seconds:0} s {Where} the session's time: it was set, or the machine slept; the session goes on by its own",
            by.Duration().TotalSeconds,
            by > TimeSpan.Zero ? "ahead of" : "behind");
    }

    /// <inheritdoc/>
    void ISessionOutside.SendMotion() => SendMotion();

    /// <inheritdoc/>
    public void Dispose()
    {
        _running.Dispose();
        _publisher?.Dispose();
        _announcer?.Dispose();
        _events?.Dispose();
    }

    private void SendMotion() => _ = Task.Run(async () =>
    {
        try
        {
            await _motion!.SendWhatIsOwed((session, pieces) =>
                log.LogInformation("Raw motion of session {Session}: {Pieces} pieces for the clinic", session, pieces));
        }
        catch (ObjectDisposedException)
        {
            // The record is closed, as at every end: what is owed is sent from the next start on.
        }
        catch (Exception unread) when (unread is StoreUnavailableException or SqliteException)
        {
            log.LogWarning("raw motion is not sent now: {Why}; it stays in the record, and the next start tries again", unread.Message);
        }
    });

    // The first thing on the sensor's thread. Nothing comes in before the session has taken up where it was.
    private void Begin()
    {
        var (up, session, announcer) = (link.Link!, _session!, _announcer!);
        session.TakeUp();
        announcer.Tell(session.State);
        _running.Add(up.Messages.Subscribe(_desk!.Hear, Ended));
        _running.Add(up.States.Skip(1).Where(state => state.Phase == LinkPhase.Up).Subscribe(
            _ => source.Post(Guarded(() => announcer.TellAgain(session.State))), Ended));
        _desk.Open(up);
        Every(TimeSpan.FromSeconds(Math.Max(ShortestTick, TickSeconds / Math.Max(1, start.Speed))), Tick);
        Every(BeatPeriod, () => announcer.Beat(session.State));
        Every(SummaryPeriod, () => announcer.Summarize(session.State));
        Every(SensorPeriod, () => announcer.TellSensor(session.State));
        _running.Add(source.Open(Take, Opened, Ended));
    }

    // Its samples come next.
    private void Opened(Seconds period)
    {
        metrics.SamplePeriod = period;
        _running.Add(LivePipeline.Start(
            source.Samples, _options! with { SamplePeriod = period }, _session!, _publisher!, _announcer!, metrics, Ended));
    }

    // What is new of a sensor over Bluetooth. That it lives, its samples say.
    private void Take(SensorFacts facts)
    {
        var (session, announcer) = (_session!, _announcer!);
        if (facts.Stage != announcer.Facts.Stage || facts.Why != announcer.Facts.Why)
        {
            log.LogInformation("The sensor: {Stage}{Why}", facts.Stage is { } stage ? Words.Of(stage) : "", facts.Why is { } why ? ". " + why : "");
        }

        announcer.Facts = facts;
        if (LinkOf(facts.Stage) is { } link && link != session.State.Sensor)
        {
            session.Sensor(link);
        }

        announcer.Tell(session.State);
    }

    private static SensorLink? LinkOf(SensorStage? stage) => stage switch
    {
        SensorStage.NoService or SensorStage.NoAdapter or SensorStage.Off => SensorLink.None,
        SensorStage.Searching or SensorStage.TapTwice or SensorStage.Starting => SensorLink.Searching,
        SensorStage.Lost or SensorStage.Refused => SensorLink.Lost,
        _ => null,
    };

    private void Tick()
    {
        var session = _session!;
        if (metrics.Silence is { } silence && session.State.Sensor is SensorLink.Live or SensorLink.Stale)
        {
            // A recording played in slow motion is no silent sensor.
            var seconds = silence.TotalSeconds * Math.Min(1, start.Speed);
            var now = seconds > LostSeconds ? SensorLink.Lost : seconds > StaleSeconds ? SensorLink.Stale : session.State.Sensor;
            if (now != session.State.Sensor)
            {
                session.Sensor(now);
            }
        }

        session.Tick();
        _announcer!.Tell(session.State);
    }

    // Without a session a simulated patient stands until the calibration is there, and then does the exercise that was named.
    private Func<SimulatedTask> Asked(LiveSession session, Announcer announcer)
    {
        SimulatedTask otherwise = request.Exercise is { } exercise ? new SimulatedTask.Exercising(exercise, new(10)) : SimulatedTask.Stand;
        return request.HasSession ? () => SimulatedTask.For(session.State)
            : () => announcer.Confidence == Confidence.None ? SimulatedTask.Stand : otherwise;
    }

    private void Every(TimeSpan period, Action work) => _running.Add(source.Every(period, Guarded(work)));

    // An exception on the sensor's thread would end the process without a word.
    private Action Guarded(Action work) => () =>
    {
        try
        {
            work();
        }
        catch (Exception bug)
        {
            Ended(bug);
        }
    };

    private void Ended(Exception? broken)
    {
        if (broken is null)
        {
            outcome.End("The recording is over");
        }
        else
        {
            outcome.Break(broken.Message, broken);
        }
    }
}
