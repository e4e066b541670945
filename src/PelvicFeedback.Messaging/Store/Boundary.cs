namespace PelvicFeedback.Messaging.Store;

/// <summary>
/// The places between two of which a power cut may fall, in the order an event passes them. Whoever tests what is left after one is told
/// of each; in life nobody listens.
/// </summary>
public enum Boundary
{
    /// <summary>Everything of a transaction is written, nothing is committed.</summary>
    BeforeCommit,

    /// <summary>The transaction is on the disk; nothing is published.</summary>
    AfterCommit,

    /// <summary>The home's broker has acknowledged the event.</summary>
    AfterPuback,

    /// <summary>The hub's <c>ack</c> has been read.</summary>
    AfterAck,

    /// <summary>The event is off the outbox in a transaction that is not committed.</summary>
    BeforeDelete,
}
