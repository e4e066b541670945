using System.Text;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Ingest;
using PelvicFeedback.Hub.Seam;

namespace PelvicFeedback.Tests.Hub;

/// <summary>Words for tests of the hub: events as a home writes them.</summary>
internal static class Told
{
    public static readonly PatientTopics Topics = new(Pseudonym.Parse("clinic"), Pseudonym.Parse("p7"));
    public static readonly UtcInstant Noon = new(1_795_000_000_000);

    /// <summary>What happened to a session, as its payload.</summary>
    public static byte[] Session(string id, SessionEvent happened, UtcInstant? at = null, string? session = "s1") => Payload(
        new SessionMessage(new(at ?? Noon, null, true, session is null ? null : Pseudonym.Parse(session)), EventId.Parse(id)!, happened));

    public static byte[] Pain(string id, int pain, UtcInstant? at = null) => Session(id, new() { Phase = SessionPhase.Pain, Pain = pain }, at);

    public static byte[] Stop(string id, SessionReason reason, UtcInstant? at = null) => Session(id, new() { Phase = SessionPhase.Stop, Reason = reason }, at);

    public static byte[] MotionPiece(string id, int bytes = 100) =>
        Payload(new MotionMessage(new(Noon, null, true, Pseudonym.Parse("s1")), EventId.Parse(id)!, new(1), new(2), [.. new byte[bytes]]));

    public static byte[] Payload<T>(T message)
        where T : IMessage<T>
    {
        using var writer = new MessageWriter();
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        writer.Write(output, message);
        return output.WrittenSpan.ToArray();
    }

    public static Arrival Arrival(byte[] payload, string topic = "session", UtcInstant? received = null) =>
        Reading.Read(topic, payload, received ?? Noon, out var fault) ?? throw new InvalidOperationException($"{fault}: {Encoding.UTF8.GetString(payload)}");

    /// <summary>An event of pain, the plainest there is.</summary>
    public static Arrival Arrival(string id, int pain = 3, UtcInstant? at = null) => Arrival(Pain(id, pain, at));

    /// <summary>Takes events through the seam, one after another, as a store does that knows each hash.</summary>
    public static (PatientState State, List<Effects> Effects) After(PatientState state, IEnumerable<Arrival> arrivals, IngestRule? rule = null)
    {
        var (effects, hashes) = (new List<Effects>(), new Dictionary<EventId, string>());
        foreach (var arrival in arrivals)
        {
            (state, var effect) = state.Next(arrival with { Known = hashes.GetValueOrDefault(arrival.Id) }, rule ?? new());
            effects.Add(effect);
            if (effect.Outcome == Outcome.Stored)
            {
                hashes[arrival.Id] = arrival.Sha256;
            }
        }

        return (state, effects);
    }
}
