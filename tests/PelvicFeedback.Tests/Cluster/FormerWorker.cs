using Npgsql;
using NpgsqlTypes;
using PelvicFeedback.Core.Messages;

namespace PelvicFeedback.Tests.Cluster;

/// <summary>
/// What a worker of the version before days did with the record, word for word: it locks its patient, adds an event, asks for the hash of one before, and writes the
/// state down. It knows nothing of days.
/// </summary>
internal sealed class FormerWorker : IDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly PatientTopics _topics;

    public FormerWorker(string connection, PatientTopics topics)
    {
        (_connection, _topics) = (new(new NpgsqlConnectionStringBuilder(connection) { MaxAutoPrepare = 20 }.ConnectionString), topics);
        _connection.Open();
    }

    /// <summary>Stores the next event of its stream, as one that came at that time.</summary>
    /// <returns>Whether the one before was there.</returns>
    public bool Store(long number, long sequence, string session, long received)
    {
        using var transaction = _connection.BeginTransaction();
        Do(
            "SELECT 1 FROM patient JOIN unnest($1, $2) AS asked (site, patient) USING (site, patient) ORDER BY number FOR NO KEY UPDATE OF patient",
            new[] { _topics.Site.ToString() }, new[] { _topics.Patient.ToString() });
        var before = Do("SELECT sha256 FROM event WHERE patient = $1 AND stream = $2 AND seq = $3", number, "former", sequence - 1);
        using (var copy = _connection.BeginBinaryImport("COPY event (patient, stream, seq, kind, session, at, received, doubtful, sha256, payload) FROM STDIN (FORMAT BINARY)"))
        {
            copy.StartRow();
            copy.Write(number, NpgsqlDbType.Bigint);
            copy.Write("former", NpgsqlDbType.Text);
            copy.Write(sequence, NpgsqlDbType.Bigint);
            copy.Write("rep", NpgsqlDbType.Text);
            copy.Write(session, NpgsqlDbType.Text);
            copy.Write(received, NpgsqlDbType.Bigint);
            copy.Write(received, NpgsqlDbType.Bigint);
            copy.Write(0L, NpgsqlDbType.Bigint);
            copy.Write(new byte[32], NpgsqlDbType.Bytea);
            copy.Write(new byte[100], NpgsqlDbType.Bytea);
            copy.Complete();
        }

        Do("UPDATE patient SET bytes = $2, facts = $3 WHERE number = $1", number, sequence * 100, "{}");
        Do(
            """
            INSERT INTO stream VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (patient, stream) DO UPDATE SET through = excluded.through, islands = excluded.islands, newest = excluded.newest
            """,
            number, "former", 0L, sequence, "", received);
        transaction.Commit();
        return before is not null;
    }

    public void Dispose() => _connection.Dispose();

    private object? Do(string sql, params object[] values)
    {
        using var command = new NpgsqlCommand(sql, _connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return command.ExecuteScalar();
    }
}
