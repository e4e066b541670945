using System.Globalization;
using PelvicFeedback.Core.Messages;

namespace PelvicFeedback.Hub.Store;

/// <summary>Knows which epoch a record is in, and whether it was put back from a backup since.</summary>
public interface IEpochs : IDisposable
{
    /// <summary>The epoch of a record that was just opened; null where it is new, or not the one that went on last.</summary>
    Pseudonym? Known(Writing writing);

    /// <summary>Begins a new one, in a transaction.</summary>
    /// <returns>The record's epoch from now on.</returns>
    Pseudonym Begin(Writing writing, Pseudonym epoch);

    /// <summary>Counts a transaction, the last thing in it.</summary>
    long Count(Writing writing);

    /// <summary>That transaction is on the disk.</summary>
    void Counted(Pseudonym epoch, long commits);
}

/// <summary>
/// How many transactions the record had, in itself and in a file beside it, written after each and never waited for. While it is open no second hub
/// can open it.
/// </summary>
internal sealed class CommitMark : IEpochs
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

    public Pseudonym? Known(Writing writing)
    {
        var (known, commits) = (writing.Text("SELECT value FROM note WHERE name = 'epoch'"), writing.Number("SELECT commits FROM progress"));
        return known is not null && Pseudonym.TryParse(known, out var epoch) && IsOf(epoch, commits) ? epoch : null;
    }

    public Pseudonym Begin(Writing writing, Pseudonym epoch)
    {
        writing.Do("INSERT INTO note VALUES ('epoch', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value", epoch.ToString());
        return epoch;
    }

    public long Count(Writing writing) => writing.Number("UPDATE progress SET commits = commits + 1 RETURNING commits");

    public void Counted(Pseudonym epoch, long commits)
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

    // The mark may be behind, never ahead.
    private bool IsOf(Pseudonym epoch, long commits)
    {
        Span<byte> text = stackalloc byte[Length];
        var read = RandomAccess.Read(_file.SafeFileHandle, text, 0);
        return System.Text.Encoding.ASCII.GetString(text[..read]).Split(' ', StringSplitOptions.TrimEntries) is [var known, var count, ..]
            && known == epoch.ToString() && long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var counted) && counted <= commits;
    }
}
