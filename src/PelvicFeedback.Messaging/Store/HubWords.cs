using PelvicFeedback.Core.Messages;

namespace PelvicFeedback.Messaging.Store;

/// <summary>The hub has stored an event: topic <c>ack/{eventId}</c>.</summary>
/// <param name="Event">The event's name.</param>
/// <param name="Said">What the hub says that it has stored.</param>
public sealed record HubAck(EventId Event, AckMessage Said)
{
    /// <summary>Reads an <c>ack</c>.</summary>
    /// <param name="eventId">What follows <c>ack/</c> in the topic.</param>
    /// <param name="payload">As in <c>docs/messages/ack.schema.json</c>.</param>
    /// <returns>Null when it is none.</returns>
    public static HubAck? Read(string eventId, ReadOnlyMemory<byte> payload) =>
        EventId.Parse(eventId) is { } id && MessageReader.TryRead(payload, out AckMessage? said) is null ? new(id, said!) : null;
}

/// <summary>How far the hub has what a home has sent: topic <c>marks</c>.</summary>
public static class HubMarks
{
    /// <summary>
    /// Makes <c>marks</c> that fit a message, however many streams there are: those over it are left out, which costs re-sending and loses
    /// nothing, since a stream that is not named counts as 0. For a hub.
    /// </summary>
    /// <param name="epoch">The hub's.</param>
    /// <param name="newestFirst">Every stream that had an event in the last 30 days, that with the newest event first.</param>
    public static MarksMessage Fitting(Pseudonym epoch, IEnumerable<KeyValuePair<Pseudonym, long>> newestFirst)
    {
        // {"v":1,"hubEpoch":"…","marks":{…}} around them, and of each "name":seq,
        const int around = 100;
        var left = MessageReader.MaxLength - around;
        return new(epoch, [.. newestFirst.TakeWhile(mark => (left -= mark.Key.ToString().Length + 4 + Digits(mark.Value)) >= 0)]);
    }

    private static int Digits(long sequence) => sequence.ToString(System.Globalization.CultureInfo.InvariantCulture).Length;
}
