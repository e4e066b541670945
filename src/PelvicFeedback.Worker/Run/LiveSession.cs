using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Sessions;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Messaging.Store;

namespace PelvicFeedback.Worker.Run;

/// <summary>
/// Feeds the session with all that it hears of, and does what it wants done: marks for the pipeline, bands, replies, durable events. What one
/// sample, one command or one tick brings is written down in one transaction, with the session as it is then. All of it is on the sensor's
/// thread.
/// </summary>
/// <param name="beginning">How the session begins.</param>
/// <param name="options">The pipeline's.</param>
/// <param name="start">This start of the service.</param>
/// <param name="events">Makes durable events.</param>
/// <param name="record">Writes them down.</param>
/// <param name="outside">Is told what is for others.</param>
internal sealed class LiveSession(
    SessionBeginning beginning, FeedbackOptions options, ServiceStart start, DurableEvents events, HomeRecord record, ISessionOutside outside)
{
    private readonly Queue<Mark> _marks = new();
    private readonly List<EventDraft> _drafts = [];
    private readonly List<string> _calibrations = [.. SessionPapers.Items(beginning.Known?.Calibration)];
    private readonly List<string> _bands = [.. SessionPapers.Items(beginning.Known?.Bands)];
    private SessionState _saved = beginning.State;
    private bool _unsaved;
    private SessionRecord? _known;
    private Pseudonym? _owesMotion;
    private BodyWatch _body;
    private MotionSample _sample;

    /// <summary>The session now.</summary>
    public SessionState State { get; private set; } = beginning.State;

    /// <summary>The pipeline's state.</summary>
    public PipelineMemory Memory { get; } = new(PipelineState.Beginning(options.Exercise));

    /// <summary>The newest sample's time; null before the first.</summary>
    public Core.Units.SampleTime? Newest { get; private set; }

    /// <summary>The alert that stands, the one that began last; null for none.</summary>
    public AlertStarted? Standing { get; private set; }

    /// <summary>The alert that stands once this was decided too.</summary>
    public static AlertStarted? StandsAfter(AlertStarted? standing, PelvicEvent decided) => decided switch
    {
        AlertStarted begun => begun,
        AlertEnded over when over.Ordinal == standing?.Ordinal => null,
        _ => standing,
    };

    /// <summary>Takes up a session that a restart has interrupted. The first call of all.</summary>
    public void TakeUp()
    {
        if (beginning.WasRestarted)
        {
            Hear(new SessionInput.Restarted(start.Now));
        }

        WriteDown();
    }

    /// <summary>The sample as the pipeline is to have it: with the session's next mark.</summary>
    public MotionSample Mark(MotionSample sample)
    {
        var mark = beginning.MarksOfItsOwn ? sample.Mark : null;
        _sample = sample with { Mark = mark ?? (_marks.TryDequeue(out var next) ? next : null) };
        Newest = sample.Time;
        if (State.SessionId is { } session)
        {
            record.AddMotion(session, _sample);
        }

        return _sample;
    }

    /// <summary>Takes what the pipeline said of it.</summary>
    public void Take(Feedback said)
    {
        events.Remember(said);
        if (State.Sensor != SensorLink.Live && !said.Closes)
        {
            Hear(new SessionInput.Sensor(start.Now, SensorLink.Live));
        }

        if (!said.Closes)
        {
            _body = _body.Next(_sample, said, out var sign);
            if (sign is { } told)
            {
                Hear(new SessionInput.Body(start.Now, told));
            }
        }

        if (said.Events is { } decided)
        {
            foreach (var one in decided)
            {
                Take(one);
            }
        }

        WriteDown();
    }

    /// <summary>The link to the sensor has changed. A silent one leaves no alert open: nobody knows whether it will ever speak again.</summary>
    public void Sensor(SensorLink link)
    {
        if (link != SensorLink.Live && Memory.Silence() is { } ended)
        {
            foreach (var one in ended)
            {
                Take(one);
            }
        }

        Hear(new SessionInput.Sensor(start.Now, link));
        WriteDown();
    }

    /// <summary>A command came.</summary>
    /// <param name="command">What is wanted.</param>
    /// <param name="retained">Whether it came out of a broker's memory.</param>
    public void Command(SessionCommand command, bool retained)
    {
        MindTheClock();
        Hear(new SessionInput.Commanded(start.Now, command, retained, ServiceStart.FreshName()));
        WriteDown();
    }

    /// <summary>Time has passed; a few times a second.</summary>
    public void Tick()
    {
        MindTheClock();
        Hear(new SessionInput.Tick(start.Now));
        if (DemoPatient.Press(State, start.Now) is { } pressed)
        {
            Hear(new SessionInput.Commanded(start.Now, pressed, Retained: false, ServiceStart.FreshName()));
        }

        WriteDown();
    }

    // A session keeps the anchor it began with; until one begins, the clock goes with the wall. A run without sessions is like one.
    private void MindTheClock()
    {
        if (beginning.SavedAs is not null && State.SessionId is null)
        {
            start.Clock.TakeAnchor();
        }
        else if (start.Clock.HasJumped(out var by))
        {
            outside.ClockJumped(by);
        }
    }

    private void Take(PelvicEvent decided)
    {
        Standing = StandsAfter(Standing, decided);
        if (decided is SensorRestarted)
        {
            record.BeginStream();
        }

        if (events.Of(decided, State.SessionId, State.Closing?.Reason) is { } draft)
        {
            _drafts.Add(draft);
        }

        if (State.SessionId is { } session)
        {
            Note(session, decided);
        }

        Hear(new SessionInput.Decided(start.Now, decided));
    }

    private void Hear(SessionInput input)
    {
        var before = State;
        var outcome = SessionMachine.Step(State, input);
        State = outcome.State;
        _body = State.Step == SessionStep.WearCheck && before.Step != SessionStep.WearCheck ? _body.Anew() : _body;
        foreach (var effect in outcome.Effects)
        {
            Do(effect);
        }

        if (before.SessionId is { } over && State.SessionId is null)
        {
            record.EndMotion();
            _owesMotion = before.Plan is { RawMotion: true } ? over : _owesMotion;
        }
    }

    private void Do(SessionEffect effect)
    {
        switch (effect)
        {
            case SessionEffect.Reply reply:
                outside.Reply(reply.Role, reply.Message);
                break;
            case SessionEffect.Tell tell:
                _drafts.Add(events.Of(tell.Event.Phase == SessionPhase.Start ? tell with { Event = tell.Event with { LeftAxis = options.LeftAxis } } : tell, Newest));
                Note(tell);
                break;
            case SessionEffect.PutMark put:
                _marks.Enqueue(put.Mark);
                break;
            case SessionEffect.PutBand put:
                Memory.Rules = put.Band is { } band ? new(band.Alert, band.Dwell, options.Hysteresis) : null;
                break;
            case SessionEffect.Audit audit:
                outside.Audit(audit.CommandId, audit.On);
                break;
        }
    }

    private void Note(SessionEffect.Tell tell)
    {
        if (tell.Event.Phase == SessionPhase.Start && State.Plan is { } plan)
        {
            _calibrations.Clear();
            _bands.Clear();
            _known = new(tell.SessionId)
            {
                Plan = SessionPapers.Plan(plan),
                Algorithm = Algorithm.Version,
                LeftAxis = options.LeftAxis.Word(),
            };
        }
    }

    private void Note(Pseudonym session, PelvicEvent decided)
    {
        if (decided is Calibrated { Accepted: true } calibrated)
        {
            _calibrations.Add(SessionPapers.Calibration(calibrated));
            _known = (_known ?? new(session)) with { Calibration = SessionPapers.List(_calibrations) };
        }
        else if (decided is SetStarted set)
        {
            _bands.Add(SessionPapers.Band(set));
            _known = (_known ?? new(session)) with { Bands = SessionPapers.List(_bands) };
        }
    }

    // Equal states are mostly the same object: comparing costs nothing then.
    private void WriteDown()
    {
        var changed = beginning.SavedAs is not null && (!State.Equals(_saved) || Volatile.Read(ref _unsaved));
        if (_drafts.Count == 0 && !changed && _known is null && _owesMotion is null)
        {
            return;
        }

        Volatile.Write(ref _unsaved, false);
        var written = record.Record(new()
        {
            Events = [.. _drafts],
            Snapshots = changed ? [new(beginning.SavedAs!, State.ToJson())] : [],
            Session = _known,
            OwesMotion = _owesMotion,
        });
        if (_owesMotion is not null)
        {
            outside.SendMotion();
        }

        _drafts.Clear();
        (_saved, _known, _owesMotion) = (State, null, null);

        // On a full disk nothing was written: a restart must not find the session of some time before.
        if (changed)
        {
            _ = written.ContinueWith(
                done =>
                {
                    if (done is { IsCompletedSuccessfully: true, Result: null })
                    {
                        Volatile.Write(ref _unsaved, true);
                    }
                },
                TaskContinuationOptions.ExecuteSynchronously);
        }
    }
}

/// <summary>How a session begins.</summary>
/// <param name="State">As it was, or as it is the first time.</param>
/// <param name="WasRestarted">Whether it was there before this start of the service.</param>
/// <param name="SavedAs">Under which name it is kept; null for not at all.</param>
/// <param name="MarksOfItsOwn">Whether marks that come with the samples count.</param>
internal sealed record SessionBeginning(SessionState State, bool WasRestarted, string? SavedAs, bool MarksOfItsOwn)
{
    /// <summary>What is on record of a session that a restart has interrupted, to be gone on with; null for none.</summary>
    public SessionRecord? Known { get; init; }
}

/// <summary>Whom a session talks to besides the record. Called on the sensor's thread; only encodes and enqueues.</summary>
internal interface ISessionOutside
{
    /// <summary>Answers a command.</summary>
    void Reply(CommandRole role, ReplyMessage message);

    /// <summary>The clinic watches, or no longer does.</summary>
    void Audit(string commandId, bool on);

    /// <summary>The clock on the wall was set in a session, or the machine slept; the session's own time goes on as before.</summary>
    /// <param name="by">How far the wall is ahead of the session's time; negative when it is behind.</param>
    void ClockJumped(TimeSpan by);

    /// <summary>A session is over whose plan wants its raw motion at the clinic: the record owes it from now on.</summary>
    void SendMotion();
}
