using System.Collections.Immutable;

namespace PelvicFeedback.Core.Messages;

/// <summary>Topic <c>ack/{eventId}</c>: the hub has stored the event.</summary>
/// <param name="Sha256">Hash of the payload as it was stored, 64 hexadecimal digits in lower case.</param>
/// <param name="HubEpoch">New whenever the hub's store was restored or made anew.</param>
public sealed record AckMessage(string Sha256, Pseudonym HubEpoch) : IMessage<AckMessage>
{
    /// <inheritdoc/>
    public static AckMessage? Read(FieldReader fields)
    {
        fields.Version();
        var hash = fields.Text("sha256", text => text.Length == 64 && text.All(char.IsAsciiHexDigitLower) ? text : null);
        var epoch = fields.Pseudonym("hubEpoch");
        return hash is null || epoch is null ? null : new(hash, epoch);
    }

    /// <inheritdoc/>
    public void Write(FieldWriter fields)
    {
        fields.Version();
        fields.Text("sha256"u8, Sha256);
        fields.Text("hubEpoch"u8, HubEpoch.ToString());
    }
}

/// <summary>Topic <c>marks</c>, retained: up to where the hub has stored each stream without holes.</summary>
/// <param name="HubEpoch">New whenever the hub's store was restored or made anew.</param>
/// <param name="Marks">For each stream the last sequence before the first hole; 0 for none yet.</param>
public sealed record MarksMessage(Pseudonym HubEpoch, ImmutableArray<KeyValuePair<Pseudonym, long>> Marks) : IMessage<MarksMessage>
{
    /// <inheritdoc/>
    public static MarksMessage? Read(FieldReader fields)
    {
        fields.Version();
        var epoch = fields.Pseudonym("hubEpoch");
        var marks = fields.Pairs(
            "marks", text => Pseudonym.TryParse(text, out var stream) ? stream : null, (inside, stream) => inside.Sequence(stream, 0));
        return epoch is null ? null : new(epoch, marks);
    }

    /// <inheritdoc/>
    public void Write(FieldWriter fields)
    {
        fields.Version();
        fields.Text("hubEpoch"u8, HubEpoch.ToString());
        fields.Pairs("marks"u8, Marks);
    }
}
