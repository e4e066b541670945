using System.Buffers;
using System.Collections.Immutable;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Sessions;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire.Sensors;
using PelvicFeedback.Messaging;
using PelvicFeedback.Worker.Metrics;

namespace PelvicFeedback.Worker.Run;

/// <summary>
/// Says where the service stands: <c>state</c> and <c>sensor</c> when they change, <c>beat</c> and <c>summary</c> as time passes, replies. For the
/// sensor's thread.
/// </summary>
internal sealed class Announcer(IMqttLink link, PatientTopics topics, ServiceStart start, CoachingMetrics metrics, string sensorName) : IDisposable
{
    private readonly MessageWriter _writer = new();
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private SessionState? _seen;
    private SensorFacts? _factsSeen;
    private Besides _besides;
    private StateMessage? _told;
    private Seconds? _toldDue;
    private SensorMessage? _toldSensor;
    private Feedback? _newest;
    private (long Judged, long Level) _set;
    private (long Samples, Seconds At) _rated;
    private double? _rate;
    private bool _slipped;
    private ImmutableArray<LimitInForce> _limits = [];
    private (Plan? Of, ImmutableArray<Prescription> All) _ruledOut = (null, []);
    private string? _recordingFault;

    /// <summary>How far the newest angles can be believed.</summary>
    public Confidence Confidence => _newest?.Confidence ?? Confidence.None;

    private ServiceEnvelope Envelope(Pseudonym? session) => new(start.Clock.Now, _newest?.Time, start.Clock.IsSynced, session);

    /// <summary>What is known of the sensor besides its motion.</summary>
    public SensorFacts Facts { get; set; } = SensorFacts.None;

    /// <summary>What its notifications came to; null for one that sends none. It alone tells what was lost from what was out of reach.</summary>
    public DecodeTally? Tally { get; init; }

    private double? LossPercent => (Tally?.Samples ?? metrics.Samples, Tally?.Lost ?? metrics.Lost) is var (came, lost) && came > 0 ? 100.0 * lost / (came + lost) : null;

    /// <summary>Why something is not recorded, for a person; null while all is. Set from any thread.</summary>
    public string? RecordingFault
    {
        get => Volatile.Read(ref _recordingFault);
        set => Volatile.Write(ref _recordingFault, value is { Length: > StateMessage.LongestFault } ? value[..StateMessage.LongestFault] : value);
    }

    /// <summary>Since when a pace is given; null while none is.</summary>
    public Func<SampleTime?> PaceFrom { get; init; } = () => null;

    /// <summary>What the set counts from, where that is not level; null for none.</summary>
    public Func<Degrees?> HeldFrom { get; init; } = () => null;

    /// <summary>Where the clinic's copy of what was recorded is.</summary>
    public Func<ClinicCopy> Copy { get; init; } = () => ClinicCopy.None;

    /// <summary>Takes what the pipeline said of a sample.</summary>
    public void Take(Feedback said)
    {
        if (said.Closes)
        {
            return;
        }

        _newest = said with { Events = null };
        if (said.Events is { } events)
        {
            foreach (var decided in events)
            {
                _slipped = decided is BeltSlipped || (_slipped && decided is not Calibrated { Step: CalibrationStep.Static, Accepted: true });
                (_set, _limits) = decided switch
                {
                    SetStarted begun => (default, LimitInForce.Of(begun.Band)),
                    SetEnded => (_set, []),
                    _ => (_set, _limits),
                };
            }
        }

        if (said.Zone is { } zone)
        {
            _set = (_set.Judged + 1, _set.Level + (zone == Zone.Level ? 1 : 0));
        }
    }

    /// <summary>Says what is new of the session and of the sensor. Costs nothing where the state is the same object as before.</summary>
    public void Tell(SessionState session)
    {
        var isSet = session.Step == SessionStep.Set;

        // Said only where they are looked at: every event that is sent would change the state twice.
        var besides = new Besides(_slipped, RecordingFault, isSet ? _limits : [], isSet ? PaceFrom() : null, isSet ? HeldFrom() : null, session.SessionId is null ? Copy() : null);
        if (ReferenceEquals(session, _seen) && besides == _besides && ReferenceEquals(Facts, _factsSeen))
        {
            return;
        }

        (_seen, _besides, _factsSeen) = (session, besides, Facts);
        var state = SessionView.State(
            session, start.Now, _newest?.Time, start.Clock.IsSynced, start.BootId, ServiceStart.Version, Algorithm.Version, besides.Fault) with
        {
            Limits = besides.Limits,
            PaceFrom = besides.PaceFrom,
            HeldFrom = besides.HeldFrom,
            RuledOut = RuledOutOf(session.Plan),
            ClinicCopy = besides.Copy,
        };
        if (_told is null || session.Due != _toldDue || Bare(state) != _told)
        {
            (_told, _toldDue) = (Bare(state), session.Due);
            Publish(topics.State, state, Qos.AtLeastOnce, retain: true);
        }

        if (_toldSensor is null || session.Sensor != _toldSensor.Link || _slipped != _toldSensor.Slipped || Facts != _toldSensor.Facts)
        {
            TellSensor(session);
        }
    }

    /// <summary>How fast samples come, and how many do not, as of now. Every few seconds.</summary>
    public void TellSensor(SessionState session)
    {
        var (samples, at) = (metrics.Samples, start.Clock.Elapsed);
        if ((at - _rated.At).Value >= 1)
        {
            _rate = samples > 0 ? Math.Min(1000, Math.Round((samples - _rated.Samples) / (at - _rated.At).Value / start.Speed, 1)) : null;
            _rated = (samples, at);
        }

        _toldSensor = new(
            Envelope(session.SessionId),
            session.Sensor,
            sensorName,
            Facts,
            Facts.Battery?.IsLowFor(session.Planned?.SetLength ?? Seconds.Zero) ?? false,
            _rate,
            LossPercent,
            metrics.Rejected + (Tally?.Faults ?? 0),
            Tally?.Clipped ?? 0,
            _slipped);
        Publish(topics.Sensor, _toldSensor, Qos.AtLeastOnce, retain: true);
    }

    /// <summary>The broker is there, perhaps a new one that keeps nothing of us: what it should keep is said again.</summary>
    public void TellAgain(SessionState session)
    {
        (_seen, _told, _toldSensor) = (null, null, null);
        Tell(session);
    }

    /// <summary>The service is alive.</summary>
    public void Beat(SessionState session) =>
        Publish(topics.Beat, new BeatMessage(Envelope(session.SessionId), start.BootId, start.Clock.Elapsed), Qos.AtMostOnce);

    /// <summary>How the session goes, if there is one.</summary>
    public void Summarize(SessionState session)
    {
        if (session.SessionId is not null)
        {
            double? inBand = _set.Judged > 0 ? (double)_set.Level / _set.Judged : null;
            Publish(topics.Summary, SessionView.Summary(session, start.Now, _newest, inBand, LossPercent, start.Clock.IsSynced), Qos.AtMostOnce);
        }
    }

    /// <summary>Answers a command.</summary>
    public void Reply(CommandRole role, ReplyMessage message) => Publish(topics.Reply(role, message.CommandId), message, Qos.AtLeastOnce);

    /// <summary>The last word: the service has gone, with a good-bye.</summary>
    /// <returns>Done when the broker has it, and so all that was said before.</returns>
    public Task<Delivery> SayGoodBye() => Publish(topics.State, start.Offline(), Qos.AtLeastOnce, retain: true);

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    // What changes by itself says nothing new.
    private static StateMessage Bare(StateMessage state) => state with { Envelope = state.Envelope with { Time = default, SensorTime = null }, Left = null };

    // The same list for the same plan: another one would be something new to say.
    private ImmutableArray<Prescription> RuledOutOf(Plan? plan)
    {
        if (!ReferenceEquals(plan, _ruledOut.Of))
        {
            _ruledOut = (plan, plan is null ? [] : SafetyRule.RuledOut(plan));
        }

        return _ruledOut.All;
    }

    // What is said besides the session itself.
    private readonly record struct Besides(bool Slipped, string? Fault, ImmutableArray<LimitInForce> Limits, SampleTime? PaceFrom, Degrees? HeldFrom, ClinicCopy? Copy);

    private Task<Delivery> Publish<T>(string topic, T message, Qos qos, bool retain = false)
        where T : IMessage<T>
    {
        _buffer.ResetWrittenCount();
        _writer.Write(_buffer, message);
        return link.Publish(topic, _buffer.WrittenSpan, qos, retain);
    }
}
