using Npgsql;
using PelvicFeedback.Hub.Store;

namespace PelvicFeedback.Hub.Cluster.Store;

/// <summary>A lock of the database that is held as long as this is not disposed of, or the connection lasts.</summary>
internal sealed class SessionLock : IDisposable
{
    private const int CheckSeconds = 5;
    private const int PatienceSeconds = 120;
    private readonly NpgsqlConnection _connection;

    // Not out of a pool: there the lock would stay with the connection.
    private SessionLock(string connection) => _connection = new(new NpgsqlConnectionStringBuilder(connection) { Pooling = false }.ConnectionString);

    /// <summary>What it is held by, for work that needs it.</summary>
    public NpgsqlConnection Connection => _connection;

    /// <summary>Waits for the lock.</summary>
    /// <exception cref="HubStoreException">The database is out of reach, or the lock does not get free.</exception>
    public static SessionLock Take(string connection, long key)
    {
        var taken = new SessionLock(connection);
        try
        {
            taken._connection.Open();
            taken.Ask("SELECT pg_advisory_lock($1)", key);
            return taken;
        }
        catch (Exception broken) when (broken is NpgsqlException or TimeoutException)
        {
            taken.Dispose();
            throw new HubStoreException($"PostgreSQL: cannot be reached ({broken.Message}): check that it runs and that the hub may log in", broken);
        }
    }

    /// <summary>Takes the lock where nobody has it; null where somebody has, or the database is out of reach.</summary>
    public static SessionLock? Try(string connection, long key)
    {
        var taken = new SessionLock(connection);
        try
        {
            taken._connection.Open();
            if (taken.Ask("SELECT pg_try_advisory_lock($1)", key) is true)
            {
                return taken;
            }
        }
        catch (Exception broken) when (broken is NpgsqlException or TimeoutException)
        {
            // The next time.
        }

        taken.Dispose();
        return null;
    }

    /// <summary>Whether it is held still.</summary>
    public bool IsHeld()
    {
        try
        {
            Ask("SELECT $1", 0);
            return true;
        }
        catch (Exception lost) when (lost is NpgsqlException or TimeoutException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private object? Ask(string sql, long key)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = key == 0 ? CheckSeconds : PatienceSeconds;
        command.Parameters.Add(new NpgsqlParameter { Value = key });
        return command.ExecuteScalar();
    }
}
