using System.Collections.Immutable;
using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Hub.Seam;

namespace PelvicFeedback.Hub.Store;

/// <summary>A patient as the clinic knows one.</summary>
/// <param name="Number">Within this record only.</param>
/// <param name="Topics">Site and pseudonym.</param>
/// <param name="Name">What the clinic calls the patient; null once erased.</param>
/// <param name="Standing">How the patient stands to the hub.</param>
/// <param name="Facts">What the wall says.</param>
public sealed record PatientRecord(long Number, PatientTopics Topics, string? Name, PatientStanding Standing, PatientFacts Facts);

/// <summary>Patients and their states in the record. What writes is given the transaction it writes in.</summary>
public static class PatientRecords
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>A new patient, from whom nothing has come.</summary>
    /// <returns>The patient's number.</returns>
    public static long AddPatient(this Writing writing, PatientTopics topics, string name, UtcInstant now)
    {
        writing.Alone("patient");
        var number = writing.Number("SELECT COALESCE(MAX(number), 0) + 1 FROM patient");
        writing.Do(
            "INSERT INTO patient VALUES ($1, $2, $3, $4, $5, 0, '{}', $6)",
            number, topics.Site.ToString(), topics.Patient.ToString(), name, Words.Of(PatientStanding.Active), now.UnixMilliseconds);
        return number;
    }

    /// <summary>A patient's number; 0 when there is none.</summary>
    public static long NumberOf(this Writing writing, PatientTopics topics) =>
        writing.Number("SELECT number FROM patient WHERE site = $1 AND patient = $2", topics.Site.ToString(), topics.Patient.ToString());

    /// <summary>States one after another, for a database beside which that is quick.</summary>
    internal static Dictionary<string, (long Number, PatientState State)> LoadEach(this Writing writing, IReadOnlyList<PatientTopics> patients)
    {
        var states = new Dictionary<string, (long Number, PatientState State)>(patients.Count);
        foreach (var topics in patients)
        {
            if (writing.NumberOf(topics) is > 0 and var number)
            {
                var streams = writing.Rows("SELECT stream, motion, through, islands, newest FROM stream WHERE patient = $1", row => StreamOf(row, 0), number);
                states[topics.Prefix] = (number, writing.Rows("SELECT standing, bytes, facts FROM patient WHERE number = $1", row => StateOf(row, 0, streams), number).Single());
            }
        }

        return states;
    }

    /// <summary>A stream from a row: its name, whether it is motion, how far, islands, the newest.</summary>
    internal static KeyValuePair<Pseudonym, StreamReceipt> StreamOf(DbDataReader row, int first) => KeyValuePair.Create(
        Pseudonym.Parse(row.GetString(first)),
        new StreamReceipt(row.GetInt64(first + 1) == 1, row.GetInt64(first + 2), StreamReceipt.ReadIslands(row.GetString(first + 3)), new(row.GetInt64(first + 4))));

    /// <summary>A state from a row: standing, bytes, facts.</summary>
    internal static PatientState StateOf(DbDataReader row, int first, IEnumerable<KeyValuePair<Pseudonym, StreamReceipt>> streams) =>
        new(StandingOf(row.GetString(first)), streams.ToImmutableDictionary(), row.GetInt64(first + 1), FactsOf(row.GetString(first + 2)));

    /// <summary>Facts as they are written.</summary>
    internal static string TextOf(PatientFacts facts) => JsonSerializer.Serialize(facts, Json);

    /// <summary>Writes down what has changed in a state.</summary>
    internal static void SaveState(this Writing writing, StateRow row)
    {
        var (number, state, moved, hasNewFacts) = row;
        writing.Do("UPDATE patient SET bytes = $2, facts = COALESCE($3, facts) WHERE number = $1", number, state.Bytes, hasNewFacts ? TextOf(state.Facts) : null);
        foreach (var stream in moved)
        {
            var receipt = state.Streams[stream];
            writing.Do(
                """
                INSERT INTO stream VALUES ($1, $2, $3, $4, $5, $6)
                ON CONFLICT (patient, stream) DO UPDATE SET through = excluded.through, islands = excluded.islands, newest = excluded.newest
                """,
                number, stream.ToString(), receipt.IsMotion ? 1L : 0L, receipt.Through, receipt.IslandsText(), receipt.Newest.UnixMilliseconds);
        }
    }

    /// <summary>Hashes one after another, for a database beside which that is quick.</summary>
    internal static Dictionary<EventName, string> HashEach(this Writing writing, IReadOnlyList<EventName> names)
    {
        var hashes = new Dictionary<EventName, string>(names.Count);
        foreach (var name in names)
        {
            var found = writing.Rows(
                "SELECT sha256 FROM event WHERE patient = $1 AND stream = $2 AND seq = $3",
                row => Convert.ToHexStringLower(row.Bytes(0)), name.Patient, name.Id.Stream.ToString(), name.Id.Sequence);
            found.ForEach(hash => hashes[name] = hash);
        }

        return hashes;
    }

    /// <summary>All patients, those of one site where it is named; the erased ones too.</summary>
    public static List<PatientRecord> Patients(this Database database, Pseudonym? site = null) => database.Rows(
        "SELECT number, site, patient, name, standing, facts FROM patient WHERE $1 = '' OR site = $1 ORDER BY number",
        row => new PatientRecord(
            row.GetInt64(0), new(Pseudonym.Parse(row.GetString(1)), Pseudonym.Parse(row.GetString(2))), row.TextOrNull(3), StandingOf(row.GetString(4)), FactsOf(row.GetString(5))),
        site?.ToString() ?? "");

    /// <summary>How far each of a patient's streams is stored without a hole, the one with the newest event first.</summary>
    /// <param name="database">The record.</param>
    /// <param name="number">The patient.</param>
    /// <param name="since">Streams whose last event is older are left out.</param>
    public static List<KeyValuePair<Pseudonym, long>> Marks(this Database database, long number, UtcInstant since) => database.Rows(
        "SELECT stream, through FROM stream WHERE patient = $1 AND newest >= $2 ORDER BY newest DESC, stream",
        row => KeyValuePair.Create(Pseudonym.Parse(row.GetString(0)), row.GetInt64(1)), number, since.UnixMilliseconds);

    private static PatientStanding StandingOf(string word) => Enum.GetValues<PatientStanding>().Single(standing => Words.Of(standing) == word);

    private static PatientFacts FactsOf(string json) => JsonSerializer.Deserialize<PatientFacts>(json, Json) ?? new();
}
