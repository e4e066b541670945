namespace PelvicFeedback.Core.Messages;

/// <summary>Why a payload was refused.</summary>
public enum MessageFaultKind
{
    /// <summary>Longer than 64 KiB.</summary>
    TooLong,

    /// <summary>Not JSON in UTF-8, or a field twice.</summary>
    NotJson,

    /// <summary>JSON, but not an object.</summary>
    NotAnObject,

    /// <summary>A field that must be there is not.</summary>
    Missing,

    /// <summary>A field has another type: text for a number, null where none may be.</summary>
    WrongType,

    /// <summary>A number outside its range, or a text that does not have its form.</summary>
    OutOfRange,

    /// <summary>A word that this version does not know.</summary>
    UnknownWord,

    /// <summary>The payload is of another version.</summary>
    OtherVersion,

    /// <summary>Two fields contradict each other, such as a drop on both legs.</summary>
    Contradiction,
}

/// <summary>A payload that was refused: expected from a network, so a value to count, not an exception.</summary>
/// <param name="Kind">What was wrong.</param>
/// <param name="Field">The field, or the empty text where it is the whole payload.</param>
public readonly record struct MessageFault(MessageFaultKind Kind, string Field)
{
    /// <summary>For a log: <c>wrong-type: dropDeg</c>. Says nothing of the content.</summary>
    public override string ToString() => Units.Words.Of(Kind) + (Field.Length > 0 ? ": " + Field : "");
}
