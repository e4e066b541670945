using System.Data;
using System.Data.Common;
using System.Security.Cryptography;
using PelvicFeedback.Core.Messages;

namespace PelvicFeedback.Hub.Store;

/// <summary>
/// The hub's record: one writer, a transaction at a time, and any number of readers. It counts its transactions, in itself and in a small file
/// beside it: one that is behind that file was put back from a backup, and begins a new epoch, which makes every home send again what was lost.
/// </summary>
public sealed class Database : IDisposable
{
    private readonly Lock _gate = new();
    private readonly IDatabaseEngine _engine;
    private DbConnection _writing;
    private readonly IEpochs _epochs;

    private Database(IDatabaseEngine engine, DbConnection writing, IEpochs epochs) => (_engine, _writing, _epochs) = (engine, writing, epochs);

    /// <summary>New with the record, and whenever it was put back from a backup.</summary>
    public Pseudonym Epoch { get; private set; } = null!;

    /// <summary>For a person: which database, and where.</summary>
    public string Name => _engine.Name;

    /// <summary>Opens the record, and makes or migrates it where it must.</summary>
    /// <param name="engine">Which database; disposed of with this.</param>
    /// <param name="folder">Where the file that counts along lies.</param>
    /// <exception cref="HubStoreException">It cannot be opened, another hub has it, or a later version wrote it.</exception>
    public static Database Open(IDatabaseEngine engine, string folder) => Open(engine, () => CommitMark.Open(folder));

    /// <summary>Opens the record, and makes or migrates it where it must.</summary>
    /// <param name="engine">Which database; disposed of with this.</param>
    /// <param name="epochs">Gives what knows the epoch; disposed of with this.</param>
    /// <exception cref="HubStoreException">It cannot be opened, another hub has it, or a later version wrote it.</exception>
    public static Database Open(IDatabaseEngine engine, Func<IEpochs> epochs)
    {
        DbConnection? writing = null;
        IEpochs? known = null;
        try
        {
            known = epochs();
            writing = engine.OpenToWrite();
            var database = new Database(engine, writing, known);
            database.Migrate();
            database.FindEpoch();
            return database;
        }
        catch (Exception broken)
        {
            writing?.Dispose();
            known?.Dispose();
            engine.Dispose();
            throw broken is DbException ? new HubStoreException($"{engine.Name}: {broken.Message}", broken) : broken;
        }
    }

    /// <summary>An epoch that no record had.</summary>
    public static Pseudonym NewEpoch() => Pseudonym.Parse(RandomNumberGenerator.GetHexString(16, lowercase: true));

    /// <summary>Writes everything or nothing; one caller at a time.</summary>
    public T Write<T>(Func<Writing, T> work)
    {
        lock (_gate)
        {
            Reopen();
            T result;
            long commits;
            using (var transaction = _engine.Begin(_writing))
            {
                var writing = new Writing(_engine, _writing, transaction);
                result = work(writing);
                commits = _epochs.Count(writing);
                transaction.Commit();
            }

            _epochs.Counted(Epoch, commits);
            return result;
        }
    }

    /// <summary>Writes everything or nothing; one caller at a time.</summary>
    public void Write(Action<Writing> work) => Write(writing =>
    {
        work(writing);
        return true;
    });

    /// <summary>Asks for rows, beside the writer.</summary>
    public List<T> Rows<T>(string sql, Func<DbDataReader, T> row, params ReadOnlySpan<object?> values)
    {
        using var connection = _engine.OpenToRead();
        return new Writing(_engine, connection, null).Rows(sql, row, values);
    }

    /// <summary>Goes through rows that may be many, one at a time.</summary>
    public IEnumerable<T> Each<T>(string sql, Func<DbDataReader, T> row, params object?[] values)
    {
        using var connection = _engine.OpenToRead();
        using var command = new Writing(_engine, connection, null).Command(sql, values);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return row(reader);
        }
    }

    /// <summary>Between which times a patient's events came, or those of one of the sessions: to be asked for with them.</summary>
    public Span Came(long patient, Pseudonym? session = null) => _engine.Came(patient, session?.ToString());

    /// <summary>A question for how long sessions went on; see <see cref="IDatabaseEngine.SessionSpans"/>.</summary>
    public string SessionSpans => _engine.SessionSpans;

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _writing.Dispose();
            _epochs.Dispose();
            _engine.Dispose();
        }
    }

    // A database server may have been restarted, or put back from a backup.
    private void Reopen()
    {
        if (_writing.State != ConnectionState.Open)
        {
            _writing.Dispose();
            _writing = _engine.OpenToWrite();
            FindEpoch();
        }
    }

    private void Migrate()
    {
        var bare = new Writing(_engine, _writing, null);
        bare.Do(_engine.Dialect("CREATE TABLE IF NOT EXISTS progress (format BIGINT NOT NULL, commits BIGINT NOT NULL)"));
        var format = bare.Number("SELECT COALESCE(MAX(format), 0) FROM progress");
        if (format > HubSchema.Newest)
        {
            throw new HubStoreException($"{Name}: was written by a later version of this program (format {format}, known is {HubSchema.Newest}): install that version");
        }

        for (; format < HubSchema.Newest; format++)
        {
            using var transaction = _engine.Begin(_writing);
            var step = new Writing(_engine, _writing, transaction);
            step.Do(_engine.Dialect(HubSchema.Step(format)));
            step.Do(format == 0 ? "INSERT INTO progress VALUES (1, 0)" : "UPDATE progress SET format = format + 1");
            transaction.Commit();
        }
    }

    private void FindEpoch()
    {
        if (_epochs.Known(new Writing(_engine, _writing, null)) is { } epoch)
        {
            Epoch = epoch;
            return;
        }

        Epoch = NewEpoch();
        Epoch = Write(writing => _epochs.Begin(writing, Epoch));
    }
}
