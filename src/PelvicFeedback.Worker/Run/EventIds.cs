using System.Security.Cryptography;
using PelvicFeedback.Core.Messages;

namespace PelvicFeedback.Worker.Run;

/// <summary>
/// The names of this run's durable events: a random stream that no later run has, and a count within it. Here stands the outbox's
/// place: once events are stored, the store gives the names in the transaction that writes them.
/// </summary>
internal sealed class EventIds
{
    private readonly Pseudonym _stream = Pseudonym.Parse(RandomNumberGenerator.GetHexString(16, lowercase: true));
    private long _sequence;

    /// <summary>The next event's name.</summary>
    public EventId Next() => new(_stream, ++_sequence);

    /// <summary>What joins an alert's start with its end.</summary>
    public string AlertId(int ordinal) => $"{_stream}-alert-{ordinal}";
}
