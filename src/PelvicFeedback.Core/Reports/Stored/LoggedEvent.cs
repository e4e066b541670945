using System.Collections.Immutable;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Reports.Stored;

/// <summary>A durable event of a session, read.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Time">When, by the home's clock.</param>
/// <param name="SensorTime">When, on the sensor's clock; null before the first sample.</param>
/// <param name="ClockSynced">Whether a time server had set the clock.</param>
public sealed record LoggedEvent(EventId Id, UtcInstant Time, SampleTime? SensorTime, bool ClockSynced)
{
    /// <summary>What happened to the session; null for everything else.</summary>
    public SessionEvent? Told { get; init; }

    /// <summary>What the pipeline decided; empty for what happened to the session.</summary>
    public ImmutableArray<PelvicEvent> Decided { get; init; } = [];

    /// <summary>The 30 s test; null for everything else.</summary>
    public TestMessage? Test { get; init; }

    /// <summary>Of an alert, its start or its end; null for everything else.</summary>
    public AlertMessage? Alert { get; init; }

    /// <summary>Reads an event.</summary>
    /// <param name="kind">The first word of its topic: <c>rep</c>, <c>alert</c>, …</param>
    /// <param name="payload">Its payload.</param>
    /// <returns>Null for a piece of raw motion, and where it cannot be read.</returns>
    public static LoggedEvent? Read(string kind, ReadOnlyMemory<byte> payload) => kind switch
    {
        "session" => Of<SessionMessage>(payload, message => new(message.EventId, message.Envelope.Time, message.Envelope.SensorTime, message.Envelope.ClockSynced) { Told = message.Event }),
        "rep" => Of<RepMessage>(payload, message => Decide(message.EventId, message.Envelope, message.Repetition)),
        "hold" => Of<HoldMessage>(payload, message => Decide(message.EventId, message.Envelope, message.Hold)),
        "walk" => Of<WalkMessage>(payload, message => Decide(message.EventId, message.Envelope, [.. message.Steps.Select(step => Step(step, message.Envelope.SensorTime))])),
        "test" => Of<TestMessage>(payload, message => Decide(message.EventId, message.Envelope, Tested(message)) with { Test = message }),
        "calibration" => Of<CalibrationMessage>(payload, message => Decide(message.EventId, message.Envelope, message.Calibrated)),
        "withdrawn" => Of<WithdrawnMessage>(payload, message => Decide(message.EventId, message.Envelope, new Withdrawn(message.Envelope.SensorTime, message.From, message.Reason))),
        "alert" => Of<AlertMessage>(payload, message => Decide(message.EventId, message.Envelope) with { Alert = message }),
        _ => null,
    };

    private static LoggedEvent Decide(EventId id, Envelope envelope, params ImmutableArray<PelvicEvent> decided) =>
        new(id, envelope.Time, envelope.SensorTime, envelope.ClockSynced) { Decided = decided };

    // Whether it was over warn is not told on its own: it is what is not level, and never said of what was not judged.
    private static StepJudged Step(WalkStep step, SampleTime at) => new(
        at, step.Time, step.Side, null, step.PeakDrop, step.Verdict != Verdict.NotJudged && step.PeakDrop >= Bands.For(Exercise.Walking, default)!.First.Warn, step.Verdict, step.Reason);

    // How long it was held was not always told; then nothing is said of it but what stands in the message.
    private static ImmutableArray<PelvicEvent> Tested(TestMessage test) => test.Duration is not { } duration ? [] :
    [
        new TestEnded(
            test.Envelope.SensorTime, test.Envelope.SensorTime, test.Side.AsExerciseSide(), duration, test.BestRaise, test.LevelAt30, test.PelvisFallStart, test.EndReason, test.Reason),
    ];

    private static LoggedEvent? Of<T>(ReadOnlyMemory<byte> payload, Func<T, LoggedEvent> read)
        where T : class, IMessage<T> => MessageReader.TryRead<T>(payload, out var message) is null && message is not null ? read(message) : null;
}
