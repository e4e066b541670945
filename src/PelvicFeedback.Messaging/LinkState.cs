namespace PelvicFeedback.Messaging;

/// <summary>The stages of a connection.</summary>
public enum LinkPhase
{
    /// <summary>The first attempt is under way.</summary>
    Connecting,

    /// <summary>The broker has accepted us.</summary>
    Up,

    /// <summary>There is no broker: it cannot be reached or was lost. Attempts go on.</summary>
    Away,

    /// <summary>The broker is there and refuses us, mostly for the login. Attempts go on.</summary>
    Refused,

    /// <summary>Disposed.</summary>
    Closed,
}

/// <summary>How a connection is.</summary>
/// <param name="Phase">The stage.</param>
/// <param name="Reason">For a person, one line: which broker, and why it is away or refuses. Never a password.</param>
public sealed record LinkState(LinkPhase Phase, string Reason);
