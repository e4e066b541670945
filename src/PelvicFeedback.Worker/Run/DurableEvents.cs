using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Sessions;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Messaging.Store;

namespace PelvicFeedback.Worker.Run;

/// <summary>
/// What was decided, as durable events: each is written down by the record, which gives it its name, and only then published. For the sensor's
/// thread; the payloads are written on the record's.
/// </summary>
internal sealed class DurableEvents(PatientTopics topics, SessionClock clock) : IDisposable
{
    private readonly MessageWriter _onTheRecordsThread = new();
    private readonly AlertTraces _traces = new();
    private SetOfTest? _test;

    /// <summary>Keeps what an alert's end will tell; to be called first for every sample.</summary>
    public void Remember(in Feedback feedback) => _traces.Next(feedback);

    /// <summary>What the pipeline decided, of the session it was decided in.</summary>
    /// <param name="decided">What.</param>
    /// <param name="session">The session under way; null for none.</param>
    /// <param name="closing">Why the set that has just been broken off or ended was; null for none.</param>
    /// <returns>Null for what is not told on its own.</returns>
    public EventDraft? Of(PelvicEvent decided, Pseudonym? session, SessionReason? closing)
    {
        var now = clock.Now;
        return decided switch
        {
            AlertStarted start => Draft(topics.Alert(start.Kind), session, (id, alert) => AlertMessage.Of(start, At(start.At), id, alert!)) with { OpensAlert = start.Ordinal },
            AlertEnded end => Ended(end),
            RepetitionJudged repetition => Draft(topics.Rep, session, (id, _) => new RepMessage(At(repetition.At), id, repetition)),
            HoldJudged hold => Draft(topics.Hold, session, (id, _) => new HoldMessage(At(hold.Ended), id, hold)),
            WalkEnded walk => Draft(topics.Walk, session, (id, _) => WalkMessage.Of(walk, At(walk.At), id)),
            TestEnded test => Test(test),
            Calibrated calibrated => Draft(topics.Calibration, session, (id, _) => new CalibrationMessage(At(calibrated.At), id, calibrated)),
            Withdrawn withdrawn => Draft(topics.Withdrawn, session, (id, _) => new WithdrawnMessage(At(withdrawn.At), id, withdrawn.From, withdrawn.Reason)),
            _ => null,
        };

        EventDraft Ended(AlertEnded end)
        {
            var trace = _traces.Take(end);
            return Draft(topics.Alert(end.Kind), session, (id, alert) => AlertMessage.Of(end, At(end.At), id, alert!, trace)) with { ClosesAlert = end.Ordinal };
        }

        // A stop ends the session before the pipeline hears of it.
        EventDraft Test(TestEnded test)
        {
            var told = _test;
            var of = session ?? told?.Session;
            var said = closing ?? told?.Reason;
            return Draft(topics.Test, of, (id, _) =>
                TestMessage.Of(new(now, test.Ended, clock.IsSynced, of), id, test, said, told?.Support ?? Support.Unknown));
        }

        Envelope At(SampleTime sample) => new(now, sample, clock.IsSynced, session);
    }

    /// <summary>What happened to a session.</summary>
    /// <param name="told">What.</param>
    /// <param name="newest">The newest sample; null before the first.</param>
    public EventDraft Of(SessionEffect.Tell told, SampleTime? newest)
    {
        _test = told.Event switch
        {
            { Phase: SessionPhase.SetStart, Prescription.Exercise: Exercise.TrendelenburgTest, Support: { } support } => new(told.SessionId, support, null),
            { Phase: SessionPhase.SetStart } => null,
            { Reason: { } reason } => _test is { } test ? test with { Reason = test.Reason ?? reason } : null,
            _ => _test,
        };
        var envelope = new ServiceEnvelope(clock.Now, newest, clock.IsSynced, told.SessionId);
        return Draft(topics.Session, told.SessionId, (id, _) => new SessionMessage(envelope, id, told.Event));
    }

    /// <inheritdoc/>
    public void Dispose() => _onTheRecordsThread.Dispose();

    private sealed record SetOfTest(Pseudonym Session, Support Support, SessionReason? Reason);

    private EventDraft Draft<T>(string topic, Pseudonym? session, Func<EventId, string?, T> message)
        where T : IMessage<T> =>
        new(topic, (output, id, alert) => _onTheRecordsThread.Write(output, message(id, alert))) { Session = session };
}
