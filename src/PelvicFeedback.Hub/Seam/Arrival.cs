using PelvicFeedback.Core.Messages;

namespace PelvicFeedback.Hub.Seam;

/// <summary>The kinds of durable events.</summary>
public enum EventKind
{
    /// <summary>An alert began or is over.</summary>
    Alert,

    /// <summary>A repetition.</summary>
    Rep,

    /// <summary>A hold.</summary>
    Hold,

    /// <summary>The 30 s one-leg test.</summary>
    Test,

    /// <summary>A bout of walking.</summary>
    Walk,

    /// <summary>A step of the calibration.</summary>
    Calibration,

    /// <summary>What was said from then to now reads not judged.</summary>
    Withdrawn,

    /// <summary>Something happened to a session.</summary>
    Session,

    /// <summary>A piece of raw motion.</summary>
    Motion,
}

/// <summary>A durable event of one patient, read and found well-formed, as it came to the hub.</summary>
public sealed record Arrival
{
    /// <summary>Its name.</summary>
    public required EventId Id { get; init; }

    /// <summary>What it is.</summary>
    public required EventKind Kind { get; init; }

    /// <summary>As it came, byte for byte; at most 64 KiB.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>SHA-256 of the payload, 64 hexadecimal digits in lower case.</summary>
    public required string Sha256 { get; init; }

    /// <summary>When it happened, as the home says.</summary>
    public required UtcInstant Time { get; init; }

    /// <summary>The session; null where none existed.</summary>
    public Pseudonym? Session { get; init; }

    /// <summary>When it came, by the hub's clock.</summary>
    public required UtcInstant Received { get; init; }

    /// <summary>Of a <see cref="EventKind.Session"/>: what happened; null of all others.</summary>
    public SessionEvent? Happened { get; init; }

    /// <summary>The hash of what is stored under that name; null where nothing is, or it is deleted since.</summary>
    public string? Known { get; init; }
}
