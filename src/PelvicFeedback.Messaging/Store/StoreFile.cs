using System.Globalization;
using Microsoft.Data.Sqlite;

namespace PelvicFeedback.Messaging.Store;

/// <summary>The SQLite file: opened with the settings that a commit's promise rests on, and its transactions.</summary>
internal sealed class StoreFile : IDisposable
{
    /// <summary>SQLite's code for no room, on the disk or within the file's limit.</summary>
    public const int Full = 13;

    private const int PageBytes = 4096;
    private const int PagesToCheckpoint = 256;
    private const int PagesForAcks = 64;
    private const int InputOutput = 10;

    private readonly List<Statement> _statements = [];
    private readonly Action<Boundary>? _passing;
    private readonly long _mostPages;

    private StoreFile(SqliteConnection connection, long mostPages, Action<Boundary>? passing) =>
        (Connection, _mostPages, _passing) = (connection, mostPages, passing);

    public SqliteConnection Connection { get; }

    /// <exception cref="StoreUnavailableException">It cannot be opened, or is no such file.</exception>
    public static StoreFile Open(StoreOptions options, Action<Boundary>? passing)
    {
        SqliteConnection? connection = null;
        try
        {
            PrivateFile.Ensure(options.Path);
            connection = new(new SqliteConnectionStringBuilder { DataSource = options.Path, Pooling = false }.ConnectionString);
            connection.Open();
            var file = new StoreFile(connection, options.MaxBytes / PageBytes, passing);
            file.Do($"PRAGMA page_size = {PageBytes}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = {PagesToCheckpoint}");
            file.Do("PRAGMA foreign_keys = ON");
            file.MayGrow();
            StoreSchema.Migrate(connection, options.Path);
            return file;
        }
        catch (SqliteException broken)
        {
            connection?.Dispose();
            throw new StoreUnavailableException($"{options.Path}: {Why(broken)}", broken);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"{options.Path}: cannot be written ({refused.Message}): check the folder and its permissions, or choose another data folder", refused);
        }
        catch
        {
            connection?.Dispose();
            throw;
        }
    }

    /// <summary>Whether the disk, or the file's limit, is at fault: with more room it may work.</summary>
    public static bool IsFull(SqliteException broken) => broken.SqliteErrorCode is Full or InputOutput;

    /// <summary>Compiles a statement that lives as long as the file.</summary>
    public Statement Prepare(string sql)
    {
        var statement = new Statement(Connection, sql);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>Does it all and commits, or nothing of it.</summary>
    /// <exception cref="SqliteException">It could not be written; then nothing of it was.</exception>
    public T Together<T>(Func<T> work)
    {
        Do("BEGIN IMMEDIATE");
        try
        {
            var result = work();
            _passing?.Invoke(Boundary.BeforeCommit);
            Do("COMMIT");
            _passing?.Invoke(Boundary.AfterCommit);
            return result;
        }
        catch
        {
            RollBack();
            throw;
        }
    }

    /// <summary>It may grow to its limit.</summary>
    public void MayGrow() => Do(string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {_mostPages}"));

    /// <summary>From now on new rows take the place of deleted ones alone: what is left of a full disk stays free for the log, which deleting needs.</summary>
    public void StopGrowing() => Do("PRAGMA max_page_count = 1"); // SQLite makes it the size the file has.

    /// <summary>It may grow by a little more than it may, so that an ack can be written when nothing else can.</summary>
    public void GrowALittle() => Do(string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {Pages() + PagesForAcks}"));

    /// <summary>Moves what the log holds into the file and gives the log's space back; later, if somebody is reading.</summary>
    public void Checkpoint()
    {
        try
        {
            Do("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (SqliteException full) when (IsFull(full))
        {
            // It stays in the log, which is as safe.
        }
    }

    public void Dispose()
    {
        _statements.ForEach(statement => statement.Dispose());
        Connection.Dispose();
    }

    private long Pages()
    {
        using var command = Connection.CreateCommand();
        command.CommandText = "PRAGMA page_count";
        return (long)command.ExecuteScalar()!;
    }

    private void Do(string sql)
    {
        using var command = Connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    // SQLite has mostly rolled back by itself what it could not write.
    private void RollBack()
    {
        try
        {
            Do("ROLLBACK");
        }
        catch (SqliteException)
        {
        }
    }

    private static string Why(SqliteException broken) => broken.SqliteErrorCode switch
    {
        26 or 11 => $"is damaged or no record of this program ({broken.Message}): move it away to begin a new one, and keep it for whoever can repair it",
        Full or InputOutput => $"there is no room on the disk, or it is broken ({broken.Message}): make room and start again",
        5 or 6 => "another program is writing it: end that one",
        _ => $"cannot be opened: {broken.Message}",
    };
}
