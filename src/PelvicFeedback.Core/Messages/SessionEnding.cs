namespace PelvicFeedback.Core.Messages;

/// <summary>How the last session ended: what a page that was opened since needs, to show the end to somebody who has not seen it.</summary>
/// <param name="At">When.</param>
/// <param name="SessionId">Which session; a page remembers by it what was read.</param>
/// <param name="Reason">Why it is over.</param>
/// <param name="Difference">What differs from the patient's own last time by more than the error of measuring; null for nothing.</param>
public sealed record SessionEnding(UtcInstant At, Pseudonym SessionId, SessionReason Reason, Difference? Difference)
{
    internal static SessionEnding Read(FieldReader fields) => new(
        fields.Time("t"),
        fields.Pseudonym("sessionId") ?? Pseudonym.Parse("unread"),
        fields.Word<SessionReason>("reason"),
        fields.Has("difference") && fields.Object("difference") is { } differs ? Messages.Difference.Read(differs) : null);

    internal void Write(FieldWriter fields)
    {
        fields.Time("t"u8, At);
        fields.Text("sessionId"u8, SessionId.ToString());
        fields.Word<SessionReason>("reason"u8, Reason);
        if (Difference is { } difference)
        {
            fields.Object("difference"u8, difference, (inside, differs) => differs.Write(inside));
        }
    }
}
