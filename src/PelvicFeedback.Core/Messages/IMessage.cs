namespace PelvicFeedback.Core.Messages;

/// <summary>A payload of <c>docs/messages</c>: knows how its fields are read and written, and lies beside nothing else that does.</summary>
/// <typeparam name="TSelf">The message itself.</typeparam>
public interface IMessage<TSelf>
    where TSelf : IMessage<TSelf>
{
    /// <summary>Takes the fields. What it gives when <see cref="FieldReader.Fault"/> is set is thrown away.</summary>
    static abstract TSelf? Read(FieldReader fields);

    /// <summary>Writes every field in the order that the documents show; unknown ones as null.</summary>
    void Write(FieldWriter fields);
}
