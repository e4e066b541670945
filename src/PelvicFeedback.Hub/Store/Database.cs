using System.Data;
using System.Data.Common;
using System.Globalization;
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
    private readonly CommitMark _mark;

    private Database(IDatabaseEngine engine, DbConnection writing, CommitMark mark) => (_engine, _writing, _mark) = (engine, writing, mark);

    /// <summary>New with the record, and whenever it was put back from a backup.</summary>
    public Pseudonym Epoch { get; private set; } = null!;

    /// <summary>For a person: which database, and where.</summary>
    public string Name => _engine.Name;

    /// <summary>Opens the record, and makes or migrates it where it must.</summary>
    /// <param name="engine">Which database; disposed of with this.</param>
    /// <param name="folder">Where the file that counts along lies.</param>
    /// <exception cref="HubStoreException">It cannot be opened, another hub has it, or a later version wrote it.</exception>
    public static Database Open(IDatabaseEngine engine, string folder)
    {
        DbConnection? writing = null;
        CommitMark? mark = null;
        try
        {
            mark = CommitMark.Open(folder);
            writing = engine.OpenToWrite();
            var database = new Database(engine, writing, mark);
            database.Migrate();
            database.FindEpoch();
            return database;
        }
        catch (Exception broken)
        {
            writing?.Dispose();
            mark?.Dispose();
            engine.Dispose();
            throw broken is DbException ? new HubStoreException($"{engine.Name}: {broken.Message}", broken) : broken;
        }
    }

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
                commits = writing.Number("UPDATE progress SET commits = commits + 1 RETURNING commits");
                transaction.Commit();
            }

            _mark.Write(Epoch, commits);
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

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _writing.Dispose();
            _mark.Dispose();
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
        var bare = new Writing(_engine, _writing, null);
        var (known, commits) = (bare.Text("SELECT value FROM note WHERE name = 'epoch'"), bare.Number("SELECT commits FROM progress"));
        if (known is not null && Pseudonym.TryParse(known, out var epoch) && _mark.IsOf(epoch, commits))
        {
            Epoch = epoch;
            return;
        }

        Epoch = Pseudonym.Parse(RandomNumberGenerator.GetHexString(16, lowercase: true));
        Write(writing => writing.Do("INSERT INTO note VALUES ('epoch', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value", Epoch.ToString()));
    }
}

/// <summary>
/// How many transactions the record had, in a file beside it, written after each and never waited for. While it is open no second hub can
/// open it.
/// </summary>
internal sealed class CommitMark : IDisposable
{
    private const int Length = 64;
    private readonly FileStream _file;

    private CommitMark(FileStream file) => _file = file;

    /// <exception cref="HubStoreException">Another hub has it, or it cannot be written.</exception>
    public static CommitMark Open(string folder)
    {
        try
        {
            return new(new(Path.Combine(folder, "hub.mark"), Messaging.Store.PrivateFile.Options(FileMode.OpenOrCreate)));
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new HubStoreException($"{folder}: another hub uses this data folder, or it may not be written ({refused.Message}): end that one, or name another folder with --data", refused);
        }
    }

    /// <summary>Whether a record of that epoch with so many transactions is the one that went on last. The mark may be behind, never ahead.</summary>
    public bool IsOf(Pseudonym epoch, long commits)
    {
        Span<byte> text = stackalloc byte[Length];
        var read = RandomAccess.Read(_file.SafeFileHandle, text, 0);
        return System.Text.Encoding.ASCII.GetString(text[..read]).Split(' ', StringSplitOptions.TrimEntries) is [var known, var count, ..]
            && known == epoch.ToString() && long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var counted) && counted <= commits;
    }

    public void Write(Pseudonym epoch, long commits)
    {
        Span<byte> text = stackalloc byte[Length];
        text.Fill((byte)' ');
        System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{epoch} {commits}"), text);
        text[^1] = (byte)'\n';
        try
        {
            RandomAccess.Write(_file.SafeFileHandle, text, 0);
        }
        catch (IOException)
        {
            // Its block is there already; on a disk so broken that even this fails the next transaction says so itself.
        }
    }

    public void Dispose() => _file.Dispose();
}
