using System.Security.Cryptography;
using Npgsql;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Hub.Seam;

namespace PelvicFeedback.Hub.Cluster.Homes;

/// <summary>
/// Asks the record whether a login is good, each time: what was taken away is no good a moment later. The record need not be there from the start, nor
/// all the time.
/// </summary>
internal sealed class LoginBook : IAsyncDisposable
{
    // Brokers wait ten seconds for an answer; this many ask at once without a queue of connections at the database.
    private const int PatienceSeconds = 2;
    private const int MostConnections = 8;
    private readonly NpgsqlDataSource _source;

    /// <param name="connection">To the database.</param>
    public LoginBook(string connection) => _source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection)
    {
        Pooling = true,
        MaxPoolSize = MostConnections,
        Timeout = PatienceSeconds,
        CommandTimeout = PatienceSeconds,
        ApplicationName = "logins",
    });

    /// <summary>Whether a home has that password, and its patient stands to the hub as one whose home may come.</summary>
    /// <exception cref="NpgsqlException">The record is out of reach.</exception>
    public async Task<bool> IsGood(PatientTopics topics, string password)
    {
        byte[]? known;
        try
        {
            known = await Known(topics);
        }
        catch (NpgsqlException broken) when (broken is not PostgresException)
        {
            // The connection was one from before the database was started again: one that is new tells.
            _source.Clear();
            known = await Known(topics);
        }

        return CryptographicOperations.FixedTimeEquals(HomeLogins.Hash(password), known ?? new byte[SHA256.HashSizeInBytes]);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task<byte[]?> Known(PatientTopics topics)
    {
        await using var ask = _source.CreateCommand("SELECT secret FROM login JOIN patient USING (site, patient) WHERE site = $1 AND patient = $2 AND standing = $3");
        foreach (var value in new[] { topics.Site.ToString(), topics.Patient.ToString(), Words.Of(PatientStanding.Active) })
        {
            ask.Parameters.Add(new() { Value = value });
        }

        return await ask.ExecuteScalarAsync() as byte[];
    }
}
