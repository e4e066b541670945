using System.Buffers;
using System.Text.Json;

namespace PelvicFeedback.Core.Messages;

/// <summary>
/// Writes payloads as <c>docs/messages</c> specifies: JSON, UTF-8, camelCase, every field of the message there, unknown ones null.
/// Keep one per thread: after its first message it allocates nothing for what is written at every sample.
/// </summary>
public sealed class MessageWriter : IDisposable
{
    private static readonly ArrayBufferWriter<byte> Nowhere = new(1);

    private readonly Utf8JsonWriter _json = new(Nowhere);
    private readonly FieldWriter _fields;

    /// <summary>Makes a writer.</summary>
    public MessageWriter() => _fields = new(_json);

    /// <summary>Appends a payload.</summary>
    public void Write<T>(IBufferWriter<byte> output, in T message)
        where T : IMessage<T>
    {
        _json.Reset(output);
        _json.WriteStartObject();
        message.Write(_fields);
        End();
    }

    /// <summary>Appends a command's payload.</summary>
    public void Write(IBufferWriter<byte> output, SessionCommand command)
    {
        _json.Reset(output);
        _json.WriteStartObject();
        command.Write(_fields);
        End();
    }

    /// <summary>Frees the writer.</summary>
    public void Dispose() => _json.Dispose();

    private void End()
    {
        _json.WriteEndObject();
        _json.Flush();
        _json.Reset(Nowhere);
    }
}
