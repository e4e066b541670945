using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Movement;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Messages;

/// <summary>Topic <c>alert/{kind}</c>: an alert began or is over. Two durable events with one <see cref="AlertId"/>.</summary>
public sealed record AlertMessage
{
    /// <summary>When, and in which session.</summary>
    public required Envelope Envelope { get; init; }

    /// <summary>The durable event's name.</summary>
    public required EventId EventId { get; init; }

    /// <summary>Joins the start with its end; unique like an event's name. At most 64 characters of <c>a–z</c>, <c>0–9</c>, <c>-</c>.</summary>
    public required string AlertId { get; init; }

    /// <summary>What it is about.</summary>
    public required AlertKind Kind { get; init; }

    /// <summary>Whether it begins or is over.</summary>
    public required Phase Phase { get; init; }

    /// <summary>The stance at its start.</summary>
    public required Stance Stance { get; init; }

    /// <summary>The exercise under way.</summary>
    public required Exercise Exercise { get; init; }

    /// <summary>The limit that was passed; over 0 and at most 180°.</summary>
    public required Degrees Threshold { get; init; }

    /// <summary>The quantity now, signed as its kind defines it, −180–180°.</summary>
    public required Degrees Value { get; init; }

    /// <summary>The largest value so far, −180–180°.</summary>
    public required Degrees Peak { get; init; }

    /// <summary>From the first sample over the limit to the end, s, not negative; null at a start.</summary>
    public Seconds? Duration { get; init; }

    /// <summary>Why it ended; null at a start.</summary>
    public AlertEnd? Reason { get; init; }

    /// <summary>The message of a start.</summary>
    public static AlertMessage Of(AlertStarted alert, Envelope envelope, EventId eventId, string alertId) => new()
    {
        Envelope = envelope,
        EventId = eventId,
        AlertId = alertId,
        Kind = alert.Kind,
        Phase = Phase.Start,
        Stance = alert.Stance,
        Exercise = alert.Exercise,
        Threshold = alert.Threshold,
        Value = alert.Value,
        Peak = alert.Peak,
    };

    /// <summary>The message of an end.</summary>
    public static AlertMessage Of(AlertEnded alert, Envelope envelope, EventId eventId, string alertId) => new()
    {
        Envelope = envelope,
        EventId = eventId,
        AlertId = alertId,
        Kind = alert.Kind,
        Phase = Phase.End,
        Stance = alert.Stance,
        Exercise = alert.Exercise,
        Threshold = alert.Threshold,
        Value = alert.Value,
        Peak = alert.Peak,
        Duration = alert.Duration,
        Reason = alert.Reason,
    };
}
