using System.Text.Json;
using PelvicFeedback.Core.Messages;

namespace PelvicFeedback.Messaging.Store;

/// <summary>The hub has stored an event: topic <c>ack/{eventId}</c>.</summary>
/// <param name="Event">The event's name.</param>
/// <param name="Sha256">Of the payload that the hub stored, 32 bytes.</param>
/// <param name="Epoch">The hub's epoch.</param>
public sealed record HubAck(EventId Event, ReadOnlyMemory<byte> Sha256, string Epoch)
{
    /// <summary>Reads an <c>ack</c>.</summary>
    /// <param name="eventId">What follows <c>ack/</c> in the topic.</param>
    /// <param name="payload"><c>{"v":1,"sha256":"64 hexadecimal digits","hubEpoch":"…"}</c>; more fields are ignored.</param>
    /// <returns>Null when it is none.</returns>
    public static HubAck? Read(string eventId, ReadOnlyMemory<byte> payload) => HubWords.Read(payload, root =>
        EventId.Parse(eventId) is { } id && HubWords.Text(root, "sha256") is { Length: 64 } hash && HubWords.Epoch(root) is { } epoch
            ? new HubAck(id, Convert.FromHexString(hash), epoch)
            : null);
}

/// <summary>How far the hub has what a home has sent: topic <c>marks</c>.</summary>
/// <param name="Epoch">New when the hub was begun anew or put back from a backup.</param>
/// <param name="Marks">For each stream the seq up to which it has all events.</param>
public sealed record HubMarks(string Epoch, IReadOnlyDictionary<string, long> Marks)
{
    /// <summary>Reads <c>marks</c>.</summary>
    /// <param name="payload"><c>{"v":1,"hubEpoch":"…","marks":{"streamId":seq}}</c>; more fields are ignored.</param>
    /// <returns>Null when it is none.</returns>
    public static HubMarks? Read(ReadOnlyMemory<byte> payload) => HubWords.Read(payload, root =>
    {
        if (HubWords.Epoch(root) is not { } epoch || !root.TryGetProperty("marks", out var all) || all.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var marks = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var mark in all.EnumerateObject())
        {
            if (!Pseudonym.TryParse(mark.Name, out _) || mark.Value.ValueKind != JsonValueKind.Number || !mark.Value.TryGetInt64(out var last) || last is < 0 or > MostEvents)
            {
                return null;
            }

            marks[mark.Name] = last;
        }

        return new HubMarks(epoch, marks);
    });

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

    private const long MostEvents = 999_999_999_999_999;

    private static int Digits(long sequence) => sequence.ToString(System.Globalization.CultureInfo.InvariantCulture).Length;
}

/// <summary>What the hub's two messages have in common. Nothing that comes over a network throws.</summary>
internal static class HubWords
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static T? Read<T>(ReadOnlyMemory<byte> payload, Func<JsonElement, T?> read)
        where T : class
    {
        if (payload.Length > MessageReader.MaxLength)
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(payload, Strict);
            var root = json.RootElement;
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("v", out var version)
                && version.ValueKind == JsonValueKind.Number && version.TryGetInt32(out var v) && v == Envelope.Version ? read(root) : null;
        }
        catch (Exception bad) when (bad is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    public static string? Epoch(JsonElement root) => Text(root, "hubEpoch") is { } text && Pseudonym.TryParse(text, out _) ? text : null;

    public static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.String ? found.GetString() : null;
}
