using System.Text.Json.Serialization;

namespace PelvicFeedback.Core.Messages;

/// <summary>Why a command was refused, for a program.</summary>
public enum Refusal
{
    /// <summary>It was read, but not understood: the reason names the field; or its name was another command's.</summary>
    Malformed,

    /// <summary>It came too late.</summary>
    Expired,

    /// <summary>It came out of a broker's memory.</summary>
    Retained,

    /// <summary>It was meant for another session.</summary>
    OtherSession,

    /// <summary>It makes no sense at this step.</summary>
    NotNow,

    /// <summary>Nobody is at the page.</summary>
    NobodyThere,

    /// <summary>The plan does not allow it.</summary>
    NotInPlan,

    /// <summary>The safety screen is missing, or stands against it.</summary>
    Unsafe,

    /// <summary>Enough was done today.</summary>
    DailyCap,
}

/// <summary>Topic <c>reply/{role}/{cmdId}</c>: what became of a command. The same command again gets the same reply.</summary>
/// <param name="Time">When it was decided.</param>
/// <param name="SessionId">The session then; null where none existed.</param>
/// <param name="CommandId">The command's own name.</param>
/// <param name="Refusal">Why it was refused, for a program; null when it was accepted.</param>
/// <param name="Reason">The same for a person, at most 200 characters; of an accepted one what there is to say, mostly null.</param>
public sealed record ReplyMessage(UtcInstant Time, Pseudonym? SessionId, string CommandId, Refusal? Refusal, string? Reason) : IMessage<ReplyMessage>
{
    /// <summary>Whether the command was accepted.</summary>
    [JsonIgnore]
    public bool Accepted => Refusal is null;

    /// <summary>The reply to a command that could not be read.</summary>
    public static ReplyMessage To(string commandId, MessageFault fault, UtcInstant now, Pseudonym? session) =>
        new(now, session, commandId, Messages.Refusal.Malformed, $"The command cannot be read ({fault}).");

    /// <inheritdoc/>
    public static ReplyMessage? Read(FieldReader fields)
    {
        fields.Version();
        var time = fields.Time("t");
        var session = fields.PseudonymOrNull("sessionId");
        var id = fields.Name("cmdId");
        var accepted = fields.Flag("accepted");
        var refusal = fields.WordOrNull<Refusal>("refusal");
        var reason = fields.SentenceOrNull("reason", 200);
        fields.Refuse(accepted == refusal.HasValue, "refusal");
        fields.Refuse(refusal.HasValue && reason is null, "reason");
        return id is null ? null : new(time, session, id, refusal, reason);
    }

    /// <inheritdoc/>
    public void Write(FieldWriter fields)
    {
        fields.Version();
        fields.Time("t"u8, Time);
        fields.Text("sessionId"u8, SessionId?.ToString());
        fields.Text("cmdId"u8, CommandId);
        fields.Flag("accepted"u8, Accepted);
        fields.Word("refusal"u8, Refusal);
        fields.Text("reason"u8, Reason);
    }
}
