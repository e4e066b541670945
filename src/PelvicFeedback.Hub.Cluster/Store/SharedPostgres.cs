using System.Data.Common;
using Npgsql;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Store;

namespace PelvicFeedback.Hub.Cluster.Store;

/// <summary>The record in a PostgreSQL database that several workers write to, and no hub that wants it for itself.</summary>
internal sealed class SharedPostgres(string connection) : IDatabaseEngine
{
    // Beside the hub's own: one migrates, the others wait.
    private const long MigrationLock = PostgresEngine.HubLock + 1;

    // "pelv": two numbers are another room than the one.
    private const int NamedLocks = 0x70656C76;
    private readonly PostgresEngine _engine = new(connection);

    /// <inheritdoc/>
    public string Name => _engine.Name;

    /// <summary>Opens the record as one of several.</summary>
    /// <exception cref="HubStoreException">It cannot be reached, or a hub has it for itself.</exception>
    public static Database Open(string connection)
    {
        using var gate = SessionLock.Take(connection, MigrationLock);
        return Database.Open(new SharedPostgres(connection), () => new SharedEpoch());
    }

    /// <inheritdoc/>
    public DbConnection OpenToRead() => _engine.OpenToRead();

    /// <inheritdoc/>
    public DbConnection OpenToWrite()
    {
        try
        {
            var writing = _engine.OpenToRead();
            if (Ask(writing, "SELECT pg_try_advisory_lock_shared($1)", PostgresEngine.HubLock) is true)
            {
                return writing;
            }

            writing.Dispose();
        }
        catch (Exception broken) when (broken is NpgsqlException or TimeoutException)
        {
            throw new HubStoreException($"{Name}: cannot be reached ({broken.Message}): check that it runs and that the hub may log in", broken);
        }

        throw new HubStoreException($"{Name}: a hub on one machine uses it: end that one, or name another database");
    }

    /// <inheritdoc/>
    public DbTransaction Begin(DbConnection writing) => _engine.Begin(writing);

    /// <summary>The lock of that name, until the transaction's end; names that have one hash wait for each other too.</summary>
    public void Alone(Writing writing, string what) => writing.Do("SELECT pg_advisory_xact_lock($1, hashtext($2))", NamedLocks, what);

    /// <inheritdoc/>
    public string Dialect(string sql) => _engine.Dialect(sql);

    /// <inheritdoc/>
    public void Add(DbCommand command, int place, object? value) => _engine.Add(command, place, value);

    /// <inheritdoc/>
    public void AddEvents(Writing writing, IReadOnlyList<EventRow> events) => _engine.AddEvents(writing, events);

    /// <inheritdoc/>
    public void Dispose() => _engine.Dispose();

    private static object? Ask(DbConnection connection, string sql, long key)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.Add(new NpgsqlParameter { Value = key });
        return command.ExecuteScalar();
    }
}

/// <summary>
/// The epoch of a record that several write to. No file can count along with it, and a standby that takes over is no backup that was put back: whoever puts
/// one back says so, with <c>restored</c>.
/// </summary>
internal sealed class SharedEpoch : IEpochs
{
    /// <inheritdoc/>
    public Pseudonym? Known(Writing writing) =>
        Pseudonym.TryParse(writing.Text("SELECT value FROM note WHERE name = 'epoch'"), out var epoch) ? epoch : null;

    /// <inheritdoc/>
    public Pseudonym Begin(Writing writing, Pseudonym epoch)
    {
        // Another may have been first.
        writing.Do("INSERT INTO note VALUES ('epoch', $1) ON CONFLICT (name) DO NOTHING", epoch.ToString());
        return Known(writing)!;
    }

    /// <summary>Has every home send again what the record does not have: it was put back from a backup.</summary>
    public static Pseudonym BeginAnew(Writing writing)
    {
        writing.Do("DELETE FROM note WHERE name = 'epoch'");
        return new SharedEpoch().Begin(writing, Database.NewEpoch());
    }

    /// <inheritdoc/>
    public long Count(Writing writing) => 0;

    /// <inheritdoc/>
    public void Counted(Pseudonym epoch, long commits)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
