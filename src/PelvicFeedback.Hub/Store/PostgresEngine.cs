using System.Data;
using System.Data.Common;
using Npgsql;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Seam;

namespace PelvicFeedback.Hub.Store;

/// <summary>The record in a PostgreSQL database. One hub at a time has it: the writing connection holds a lock that no second one gets.</summary>
public sealed class PostgresEngine : IDatabaseEngine
{
    /// <summary>"pelvic" as a number: the advisory lock that any hub of this program asks for.</summary>
    public const long HubLock = 0x70656C766963;

    // The few statements of the hot path, parsed and planned once.
    private const int Prepared = 20;

    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnectionStringBuilder _settings;

    /// <param name="connection">Npgsql's connection string, such as <c>Host=/run/postgresql;Database=pelvic;Username=pelvic</c>.</param>
    /// <exception cref="HubStoreException">It is none.</exception>
    public PostgresEngine(string connection)
    {
        try
        {
            _settings = new(connection) { IncludeErrorDetail = false };
            _settings.MaxAutoPrepare = Math.Max(_settings.MaxAutoPrepare, Prepared);
            _source = NpgsqlDataSource.Create(_settings);
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException or InvalidOperationException)
        {
            throw new HubStoreException($"the connection to PostgreSQL cannot be read: {unreadable.Message}", unreadable);
        }
    }

    /// <inheritdoc/>
    public string Name => $"PostgreSQL {_settings.Database} at {_settings.Host}";

    /// <inheritdoc/>
    public DbConnection OpenToRead() => _source.OpenConnection();

    /// <inheritdoc/>
    public DbConnection OpenToWrite()
    {
        DbConnection? connection = null;
        try
        {
            connection = _source.OpenConnection();
            var isAlone = Is(connection, "SELECT pg_try_advisory_lock($1)", HubLock);

            // Nobody would make its days, nor know which of them to open.
            if (Is(connection, "SELECT EXISTS (SELECT 1 FROM pg_class WHERE oid = to_regclass('event') AND relkind = 'p')"))
            {
                throw new HubStoreException($"{Name}: is the record of a cluster, in parts by day, and stays one: use pelvicfeedback-hub-cluster, or name another database");
            }

            if (!isAlone)
            {
                throw new HubStoreException($"{Name}: another hub uses it: end that one, or name another database");
            }

            return connection;
        }
        catch (Exception broken)
        {
            connection?.Dispose();
            throw broken is NpgsqlException or TimeoutException
                ? new HubStoreException($"{Name}: cannot be reached ({broken.Message}): check that it runs and that the hub may log in", broken)
                : broken;
        }
    }

    /// <inheritdoc/>
    public DbTransaction Begin(DbConnection writing) => writing.BeginTransaction(IsolationLevel.ReadCommitted);

    /// <summary>The one writer is alone anyway.</summary>
    public void Alone(Writing writing, string what)
    {
    }

    /// <inheritdoc/>
    public string Dialect(string sql) => sql.Replace(" BLOB", " BYTEA", StringComparison.Ordinal);

    /// <inheritdoc/>
    public void Add(DbCommand command, int place, object? value) => command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });

    /// <inheritdoc/>
    public void Save(Writing writing, IReadOnlyList<EventRow> events, IReadOnlyList<StateRow> states) => PostgresBatch.Save(writing, events, states);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, (long Number, PatientState State)> LoadStates(Writing writing, IReadOnlyList<PatientTopics> patients) =>
        PostgresBatch.LoadStates(writing, patients);

    /// <inheritdoc/>
    public IReadOnlyDictionary<EventName, string> HashesOf(Writing writing, IReadOnlyList<EventName> names) =>
        PostgresBatch.HashesOf(writing, names, Span.Always);

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    private static bool Is(DbConnection connection, string sql, params ReadOnlySpan<long> values)
    {
        using var ask = connection.CreateCommand();
        ask.CommandText = sql;
        foreach (var value in values)
        {
            ask.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return ask.ExecuteScalar() is true;
    }
}
