using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Seam;

namespace PelvicFeedback.Hub.Store;

/// <summary>What a batch of events asks of PostgreSQL and writes there: each a round trip, for however many.</summary>
internal static class PostgresBatch
{
    /// <summary>Adds events, then writes down the states that they led to.</summary>
    public static void Save(Writing writing, IReadOnlyList<EventRow> events, IReadOnlyList<StateRow> states)
    {
        using var batch = Begin(writing);
        if (events.Count > 0)
        {
            Add(
                batch,
                "INSERT INTO event (patient, stream, seq, kind, session, at, received, doubtful, sha256, payload) SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                events.Select(one => one.Patient).ToArray(), events.Select(one => one.Stream).ToArray(), events.Select(one => one.Sequence).ToArray(),
                events.Select(one => one.Kind).ToArray(), events.Select(one => one.Session).ToArray(), events.Select(one => one.At).ToArray(),
                events.Select(one => one.Received).ToArray(), events.Select(one => one.Doubtful).ToArray(), events.Select(one => one.Sha256).ToArray(),
                events.Select(one => one.Payload).ToArray());
        }

        if (states.Count > 0)
        {
            Add(
                batch,
                "UPDATE patient SET bytes = now.bytes, facts = COALESCE(now.facts, patient.facts) FROM unnest($1, $2, $3) AS now (number, bytes, facts) WHERE patient.number = now.number",
                states.Select(one => one.Number).ToArray(), states.Select(one => one.State.Bytes).ToArray(),
                states.Select(one => one.HasNewFacts ? PatientRecords.TextOf(one.State.Facts) : null).ToArray());
            var moved = states.SelectMany(one => one.Moved, (one, stream) => (one.Number, Stream: stream, Receipt: one.State.Streams[stream])).ToList();
            Add(
                batch,
                """
                INSERT INTO stream (patient, stream, motion, through, islands, newest) SELECT * FROM unnest($1, $2, $3, $4, $5, $6)
                ON CONFLICT (patient, stream) DO UPDATE SET through = excluded.through, islands = excluded.islands, newest = excluded.newest
                """,
                moved.Select(one => one.Number).ToArray(), moved.Select(one => one.Stream.ToString()).ToArray(), moved.Select(one => one.Receipt.IsMotion ? 1L : 0).ToArray(),
                moved.Select(one => one.Receipt.Through).ToArray(), moved.Select(one => one.Receipt.IslandsText()).ToArray(),
                moved.Select(one => one.Receipt.Newest.UnixMilliseconds).ToArray());
        }

        if (batch.BatchCommands.Count > 0)
        {
            batch.ExecuteNonQuery();
        }
    }

    /// <summary>Numbers and states, by the topics' prefix.</summary>
    public static Dictionary<string, (long Number, PatientState State)> LoadStates(Writing writing, IReadOnlyList<PatientTopics> patients)
    {
        string[] sites = [.. patients.Select(topics => topics.Site.ToString())], names = [.. patients.Select(topics => topics.Patient.ToString())];
        const string asked = "FROM patient JOIN unnest($1, $2) AS asked (site, name) ON patient.site = asked.site AND patient.patient = asked.name";
        using var batch = Begin(writing);
        Add(batch, $"SELECT number, stream, motion, through, islands, newest {asked} JOIN stream ON stream.patient = number", sites, names);
        Add(batch, $"SELECT number, patient.site, patient.patient, standing, bytes, facts {asked}", sites, names);
        using var reader = batch.ExecuteReader();
        var streams = new List<(long Number, KeyValuePair<Pseudonym, StreamReceipt> Stream)>();
        while (reader.Read())
        {
            streams.Add((reader.GetInt64(0), PatientRecords.StreamOf(reader, 1)));
        }

        var (of, states) = (streams.ToLookup(one => one.Number, one => one.Stream), new Dictionary<string, (long Number, PatientState State)>(patients.Count));
        reader.NextResult();
        while (reader.Read())
        {
            var topics = new PatientTopics(Pseudonym.Parse(reader.GetString(1)), Pseudonym.Parse(reader.GetString(2)));
            states[topics.Prefix] = (reader.GetInt64(0), PatientRecords.StateOf(reader, 3, of[reader.GetInt64(0)]));
        }

        return states;
    }

    /// <summary>Hashes of what is stored under these names, and came in that time.</summary>
    public static Dictionary<EventName, string> HashesOf(Writing writing, IReadOnlyList<EventName> names, Span came)
    {
        // The time is part of the text: with it the planner leaves out what cannot have it.
        using var batch = Begin(writing);
        Add(
            batch,
            string.Create(CultureInfo.InvariantCulture, $"""
            SELECT event.patient, event.stream, event.seq, sha256 FROM event
            JOIN unnest($1, $2, $3) AS asked (patient, stream, seq) ON event.patient = asked.patient AND event.stream = asked.stream AND event.seq = asked.seq
            {(came == Span.Always ? "" : $"WHERE received BETWEEN {came.From} AND {came.Until}")}
            """),
            names.Select(name => name.Patient).ToArray(), names.Select(name => name.Id.Stream.ToString()).ToArray(), names.Select(name => name.Id.Sequence).ToArray());
        using var reader = batch.ExecuteReader();
        var hashes = new Dictionary<EventName, string>(names.Count);
        while (reader.Read())
        {
            hashes[new(reader.GetInt64(0), new(Pseudonym.Parse(reader.GetString(1)), reader.GetInt64(2)))] = Convert.ToHexStringLower(reader.Bytes(3));
        }

        return hashes;
    }

    /// <summary>Statements that go together.</summary>
    public static NpgsqlBatch Begin(Writing writing) => new((NpgsqlConnection)writing.Connection, (NpgsqlTransaction?)writing.Transaction);

    /// <summary>One more, with its values, each an array as long as the others.</summary>
    public static void Add(NpgsqlBatch batch, string sql, params ReadOnlySpan<Array> columns)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var column in columns)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = column, NpgsqlDbType = NpgsqlDbType.Array | TypeOf(column) });
        }

        batch.BatchCommands.Add(command);
    }

    private static NpgsqlDbType TypeOf(Array column) => column switch
    {
        long[] => NpgsqlDbType.Bigint,
        byte[][] => NpgsqlDbType.Bytea,
        _ => NpgsqlDbType.Text,
    };
}
