using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using PelvicFeedback.Messaging.Store;

namespace PelvicFeedback.Hub.Store;

/// <summary>The record in one file, <c>hub.db</c>, for its owner alone: readers beside the one writer, and on the disk when a commit returns.</summary>
/// <param name="folder">The data folder.</param>
public sealed class SqliteEngine(string folder) : IDatabaseEngine
{
    /// <summary>The file's name.</summary>
    public const string FileName = "hub.db";

    private readonly string _path = Path.Combine(folder, FileName);
    private SqliteCommand? _addEvent;

    /// <inheritdoc/>
    public string Name => _path;

    /// <inheritdoc/>
    public DbConnection OpenToRead() => Open(new() { DataSource = _path, Mode = SqliteOpenMode.ReadOnly });

    /// <inheritdoc/>
    public DbConnection OpenToWrite()
    {
        try
        {
            PrivateFile.Ensure(_path);
            var connection = Open(new() { DataSource = _path, Pooling = false });
            using var settings = connection.CreateCommand();
            settings.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000";
            settings.ExecuteNonQuery();
            return connection;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or SqliteException)
        {
            throw new HubStoreException($"{_path}: cannot be opened ({refused.Message}): check the folder, or move the file away to begin a new one", refused);
        }
    }

    /// <inheritdoc/>
    public DbTransaction Begin(DbConnection writing) => ((SqliteConnection)writing).BeginTransaction(deferred: false);

    /// <summary>The one writer is alone anyway.</summary>
    public void Alone(Writing writing, string what)
    {
    }

    /// <inheritdoc/>
    public string Dialect(string sql) => sql;

    /// <inheritdoc/>
    public void Add(DbCommand command, int place, object? value) =>
        ((SqliteCommand)command).Parameters.AddWithValue(string.Create(CultureInfo.InvariantCulture, $"${place}"), value ?? DBNull.Value);

    /// <inheritdoc/>
    public void Save(Writing writing, IReadOnlyList<EventRow> events, IReadOnlyList<StateRow> states)
    {
        var add = _addEvent ??= (SqliteCommand)writing.Command(
            "INSERT INTO event VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)", 0L, "", 0L, "", "", 0L, 0L, 0L, Array.Empty<byte>(), Array.Empty<byte>());
        add.Transaction = (SqliteTransaction?)writing.Transaction;
        foreach (var one in events)
        {
            object?[] values = [one.Patient, one.Stream, one.Sequence, one.Kind, one.Session, one.At, one.Received, one.Doubtful, one.Sha256, one.Payload];
            for (var place = 0; place < values.Length; place++)
            {
                add.Parameters[place].Value = values[place] ?? DBNull.Value;
            }

            add.ExecuteNonQuery();
        }

        foreach (var state in states)
        {
            writing.SaveState(state);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _addEvent?.Dispose();

    private static SqliteConnection Open(SqliteConnectionStringBuilder builder)
    {
        var connection = new SqliteConnection(builder.ConnectionString);
        connection.Open();
        return connection;
    }
}
