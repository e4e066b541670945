using System.Buffers;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Hub.Cluster.Brokers;
using PelvicFeedback.Hub.Seam;
using PelvicFeedback.Hub.Store;
using PelvicFeedback.Messaging.Store;
using RabbitMQ.Client;

namespace PelvicFeedback.Hub.Cluster.Homes;

/// <summary>
/// Tells homes how far the record goes, so that they send again what it lacks. Nothing is retained at the cluster's brokers, so a home is told whenever it
/// comes: its bridge says so on <c>link</c>, which goes to the patient's shard like an event.
/// </summary>
internal static class HomeMarks
{
    /// <summary>What follows the patient in the topic on which a bridge says that it is there.</summary>
    public const string Link = "link";

    // As in the hub on one machine: a home does not send again what is older.
    private static readonly TimeSpan Age = TimeSpan.FromDays(30);

    /// <summary>Whether that bridge has just come.</summary>
    public static bool HasCome(ReadOnlySpan<byte> payload) => payload.SequenceEqual("1"u8);

    /// <summary>The marks of those patients whose homes may come.</summary>
    /// <param name="database">The record.</param>
    /// <param name="patients">Whose; null for all.</param>
    /// <param name="now">Wall time.</param>
    public static IEnumerable<(PatientTopics Topics, MarksMessage Marks)> Of(Database database, IReadOnlyList<PatientTopics>? patients, UtcInstant now)
    {
        var rows = database.Each(
            $"""
            SELECT site, patient.patient, stream, through FROM patient
            {(patients is null ? "" : "JOIN unnest($3, $4) AS asked (site, patient) USING (site, patient)")}
            LEFT JOIN stream ON stream.patient = patient.number AND newest >= $1
            WHERE standing = $2 ORDER BY number, newest DESC, stream
            """,
            row => (Site: row.GetString(0), Patient: row.GetString(1), Stream: row.TextOrNull(2), Through: row.NumberOrNull(3)),
            [
                now.UnixMilliseconds - (long)Age.TotalMilliseconds, Words.Of(PatientStanding.Active),
                .. patients is null ? Array.Empty<object>() : [patients.Select(one => one.Site.ToString()).ToArray(), patients.Select(one => one.Patient.ToString()).ToArray()],
            ]);
        ((string Site, string Patient) Whose, List<KeyValuePair<Pseudonym, long>> Streams)? open = null;
        foreach (var row in rows)
        {
            if (open is { } before && before.Whose != (row.Site, row.Patient))
            {
                yield return Marks(before);
                open = null;
            }

            open ??= ((row.Site, row.Patient), []);
            if (row.Stream is { } stream)
            {
                open.Value.Streams.Add(new(Pseudonym.Parse(stream), row.Through!.Value));
            }
        }

        if (open is { } last)
        {
            yield return Marks(last);
        }

        (PatientTopics, MarksMessage) Marks(((string Site, string Patient) Whose, List<KeyValuePair<Pseudonym, long>> Streams) one) =>
            (new(Pseudonym.Parse(one.Whose.Site), Pseudonym.Parse(one.Whose.Patient)), HubMarks.Fitting(database.Epoch, one.Streams));
    }

    /// <summary>Says them; done when the brokers have them.</summary>
    /// <param name="channel">With confirms.</param>
    /// <param name="one">Whose, and which.</param>
    public static ValueTask Say(IChannel channel, (PatientTopics Topics, MarksMessage Marks) one)
    {
        using var writer = new MessageWriter();
        var payload = new ArrayBufferWriter<byte>(256);
        writer.Write(payload, one.Marks);
        return channel.BasicPublishAsync(Topology.Homes, Topology.KeyOf(one.Topics.Marks), payload.WrittenMemory);
    }
}
