using System.Text.Json;
using System.Text.Unicode;

namespace PelvicFeedback.Core.Messages;

/// <summary>
/// Reads payloads strictly: unknown fields are ignored, anything else that the schemas in <c>docs/messages</c> do not allow is
/// refused with a reason. Never throws for what came over a network.
/// </summary>
public static class MessageReader
{
    /// <summary>Longest payload, bytes.</summary>
    public const int MaxLength = 64 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Reads a payload.</summary>
    /// <typeparam name="T">The message of the topic that it came on.</typeparam>
    /// <returns>Null when it was read; otherwise why not, and then <paramref name="message"/> is null or empty.</returns>
    public static MessageFault? TryRead<T>(ReadOnlyMemory<byte> payload, out T? message)
        where T : IMessage<T> => Read(payload, T.Read, out message);

    /// <summary>Reads a command's payload.</summary>
    /// <param name="name">Which command, from its topic (<see cref="PatientTopics.CommandOf"/>).</param>
    /// <param name="payload">Its payload.</param>
    /// <param name="command">The command; null when it was refused.</param>
    /// <param name="commandId">The command's own name, so that a refusal can be answered; null when not even that could be read.</param>
    /// <returns>Null when it was read; otherwise why not.</returns>
    public static MessageFault? TryRead(CommandName name, ReadOnlyMemory<byte> payload, out SessionCommand? command, out string? commandId)
    {
        string? id = null;
        var fault = Read(
            payload,
            fields =>
            {
                id = fields.Name("cmdId");
                return SessionCommand.Read(name, fields);
            },
            out command);
        commandId = id;
        return fault;
    }

    private static MessageFault? Read<T>(ReadOnlyMemory<byte> payload, Func<FieldReader, T?> read, out T? message)
    {
        message = default;
        if (payload.Length > MaxLength)
        {
            return new(MessageFaultKind.TooLong, "");
        }

        if (!Utf8.IsValid(payload.Span))
        {
            return new(MessageFaultKind.NotJson, "");
        }

        try
        {
            using var json = JsonDocument.Parse(payload, Strict);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
            {
                return new(MessageFaultKind.NotAnObject, "");
            }

            var fields = new FieldReader(json.RootElement);
            var decoded = read(fields);
            message = fields.Fault is null ? decoded : default;
            return fields.Fault;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // The latter for a name with half of a surrogate pair in it: valid as JSON's grammar goes, but no text.
            return new(MessageFaultKind.NotJson, "");
        }
    }
}
