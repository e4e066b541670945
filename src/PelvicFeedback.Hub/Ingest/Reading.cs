using System.Security.Cryptography;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Seam;

namespace PelvicFeedback.Hub.Ingest;

/// <summary>Reads durable events with the core's own readers: strict, at most 64 KiB, never throwing for what a network brings.</summary>
internal static class Reading
{
    /// <summary>What the durable events of every home come on.</summary>
    public static IReadOnlyList<string> Topics { get; } = ["alert/+", "rep", "hold", "test", "walk", "calibration", "withdrawn", "session", "motion"];

    /// <summary>Whether what follows the patient in a topic is that of a durable event.</summary>
    public static bool IsDurable(string rest) => KindOf(rest) is not null;

    /// <summary>Reads an event.</summary>
    /// <param name="rest">What follows the patient in its topic.</param>
    /// <param name="payload">Its payload; kept.</param>
    /// <param name="received">When it came.</param>
    /// <param name="fault">Why it could not be read; null when it was.</param>
    /// <returns>Null when it could not be read.</returns>
    public static Arrival? Read(string rest, ReadOnlyMemory<byte> payload, UtcInstant received, out MessageFault? fault)
    {
        fault = null;
        if (KindOf(rest) is not { } kind)
        {
            fault = new(MessageFaultKind.UnknownWord, "topic");
            return null;
        }

        var read = kind switch
        {
            EventKind.Alert => Alert(payload, PatientTopics.AlertKindOf(rest), ref fault),
            EventKind.Rep => Of<RepMessage>(payload, message => new(message.EventId, message.Envelope.Time, message.Envelope.SessionId), ref fault),
            EventKind.Hold => Of<HoldMessage>(payload, message => new(message.EventId, message.Envelope.Time, message.Envelope.SessionId), ref fault),
            EventKind.Test => Of<TestMessage>(payload, message => new(message.EventId, message.Envelope.Time, message.Envelope.SessionId), ref fault),
            EventKind.Walk => Of<WalkMessage>(payload, message => new(message.EventId, message.Envelope.Time, message.Envelope.SessionId), ref fault),
            EventKind.Calibration => Of<CalibrationMessage>(payload, message => new(message.EventId, message.Envelope.Time, message.Envelope.SessionId), ref fault),
            EventKind.Withdrawn => Of<WithdrawnMessage>(payload, message => new(message.EventId, message.Envelope.Time, message.Envelope.SessionId), ref fault),
            EventKind.Session => Of<SessionMessage>(payload, message => new(message.EventId, message.Envelope.Time, message.Envelope.SessionId, message.Event), ref fault),
            _ => Of<MotionMessage>(payload, message => new(message.EventId, message.Envelope.Time, message.Envelope.SessionId), ref fault),
        };
        return read is not { } head ? null : new()
        {
            Id = head.Id,
            Kind = kind,
            Payload = payload,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(payload.Span)),
            Time = head.Time,
            Session = head.Session,
            Received = received,
            Happened = head.Happened,
        };
    }

    private static EventKind? KindOf(string rest) => rest switch
    {
        "rep" => EventKind.Rep,
        "hold" => EventKind.Hold,
        "test" => EventKind.Test,
        "walk" => EventKind.Walk,
        "calibration" => EventKind.Calibration,
        "withdrawn" => EventKind.Withdrawn,
        "session" => EventKind.Session,
        "motion" => EventKind.Motion,
        _ => PatientTopics.AlertKindOf(rest) is null ? null : EventKind.Alert,
    };

    // The topic's kind is what rights were checked for.
    private static Head? Alert(ReadOnlyMemory<byte> payload, AlertKind? topic, ref MessageFault? fault)
    {
        AlertKind? said = null;
        var head = Of<AlertMessage>(
            payload,
            message =>
            {
                said = message.Kind;
                return new(message.EventId, message.Envelope.Time, message.Envelope.SessionId);
            },
            ref fault);
        if (head is not null && said != topic)
        {
            fault = new(MessageFaultKind.Contradiction, "kind");
            return null;
        }

        return head;
    }

    private static Head? Of<T>(ReadOnlyMemory<byte> payload, Func<T, Head> head, ref MessageFault? fault)
        where T : class, IMessage<T>
    {
        fault = MessageReader.TryRead<T>(payload, out var message);
        return fault is null && message is not null ? head(message) : null;
    }

    private readonly record struct Head(EventId Id, UtcInstant Time, Pseudonym? Session, SessionEvent? Happened = null);
}
