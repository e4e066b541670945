using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PelvicFeedback.Core.Messages;

namespace PelvicFeedback.Tests.Messages;

/// <summary>Whatever comes over a network: every decoder refuses it or reads it, and never throws; what it reads is valid.</summary>
public class DecoderFuzzTests
{
    private const int Rounds = 1500;

    public static TheoryData<string> Messages => new(Payloads.Readers.Keys);

    [Theory]
    [MemberData(nameof(Messages))]
    public void Bytes_turned_cut_and_repeated_are_refused_or_read(string message)
    {
        var random = new Random(20261122);
        var valid = Valid(message);
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = Encoding.UTF8.GetBytes(valid[random.Next(valid.Length)]);
            for (var i = random.Next(1, 6); i > 0 && bytes.Length > 0; i--)
            {
                bytes = Turned(bytes, random);
            }

            Check(message, bytes);
        }
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void Values_put_in_place_of_others_are_refused_or_read(string message)
    {
        var random = new Random(20261123);
        var valid = Valid(message);
        var read = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var node = JsonNode.Parse(valid[random.Next(valid.Length)])!;
            for (var i = random.Next(1, 4); i > 0; i--)
            {
                Exchange(node, random);
            }

            read += Check(message, Encoding.UTF8.GetBytes(node.ToJsonString())) ? 1 : 0;
        }

        // Else the exchanges only ever broke it at once, and little was tried.
        Assert.InRange(read, 1, Rounds - 1);
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_payload_that_is_too_long_or_too_deep_is_refused(string message)
    {
        var valid = Encoding.UTF8.GetBytes(Valid(message)[0]);
        Assert.Null(Payloads.Readers[message](Padded(valid, MessageReader.MaxLength)).Fault);
        Assert.Equal(MessageFaultKind.TooLong, Payloads.Readers[message](Padded(valid, MessageReader.MaxLength + 1)).Fault?.Kind);
        var deep = Encoding.UTF8.GetBytes("{\"v\":" + new string('[', 30_000) + new string(']', 30_000) + "}");
        Assert.Equal(MessageFaultKind.NotJson, Payloads.Readers[message](deep).Fault?.Kind);
    }

    private static bool Check(string message, byte[] payload)
    {
        var (fault, written) = Payloads.Readers[message](payload);
        if (fault is { } refused)
        {
            Assert.InRange(refused.ToString().Length, 1, 300);
            return false;
        }

        using var json = JsonDocument.Parse(payload);
        var violation = DocumentsOfMessages.Schema(message).Violation(json.RootElement);
        Assert.True(violation is null, $"{violation}: {Encoding.UTF8.GetString(payload)}");
        Assert.Null(Payloads.Readers[message](Encoding.UTF8.GetBytes(written!)).Fault);
        return true;
    }

    private static string[] Valid(string message) =>
        [.. DocumentsOfMessages.Vectors(message).Where(vector => vector.Valid).Select(vector => vector.Payload.GetRawText())];

    private static byte[] Padded(byte[] payload, int length) => [.. payload, .. Enumerable.Repeat((byte)' ', length - payload.Length)];

    private static byte[] Turned(byte[] bytes, Random random)
    {
        var at = random.Next(bytes.Length);
        switch (random.Next(5))
        {
            case 0:
                bytes[at] = (byte)random.Next(256);
                return bytes;
            case 1:
                return bytes[..at];
            case 2:
                return [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + random.Next(1, 9))..]];
            case 3:
                return [.. bytes[..at], .. bytes[at..Math.Min(bytes.Length, at + random.Next(1, 20))], .. bytes[at..]];
            default:
                bytes[at] = (byte)"\"{}[]:,0-9e.ntf\\u"[random.Next(17)];
                return bytes;
        }
    }

    private static void Exchange(JsonNode node, Random random)
    {
        var places = Places(node).ToArray();
        if (places.Length == 0)
        {
            return;
        }

        var (parent, key) = places[random.Next(places.Length)];
        var other = places[random.Next(places.Length)];
        var value = random.Next(12) switch
        {
            0 => null,
            1 => JsonValue.Create(random.Next(-5, 200)),
            2 => JsonValue.Create((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-3, 14))),
            3 => JsonValue.Create(random.Next(2) == 0),
            4 => JsonValue.Create(""),
            5 => JsonValue.Create(new string('a', random.Next(700))),
            6 => new JsonObject(),
            7 => new JsonArray(),
            8 => JsonValue.Create("left"),
            _ => Get(other.Parent, other.Key)?.DeepClone(),
        };
        switch (parent)
        {
            case JsonObject inside when random.Next(8) == 0:
                inside.Remove(key);
                break;
            case JsonObject inside:
                inside[key] = value;
                break;
            case JsonArray list:
                list[int.Parse(key)] = value;
                break;
        }
    }

    private static JsonNode? Get(JsonNode parent, string key) => parent is JsonArray list ? list[int.Parse(key)] : parent[key];

    private static IEnumerable<(JsonNode Parent, string Key)> Places(JsonNode node) => node switch
    {
        JsonObject inside => inside.SelectMany(field => Below(inside, field.Key, field.Value)),
        JsonArray list => list.Take(20).SelectMany((item, i) => Below(list, i.ToString(), item)),
        _ => [],
    };

    private static IEnumerable<(JsonNode Parent, string Key)> Below(JsonNode parent, string key, JsonNode? value) =>
        (value is null ? [] : Places(value)).Prepend((parent, key));
}
