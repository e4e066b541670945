using System.Text;
using PelvicFeedback.Core.Messages;

namespace PelvicFeedback.Messaging.Store;

/// <summary>
/// How far the record had come, in a small file beside it: written after every commit and never waited for. A record that is behind its mark,
/// or does not know it, was put back from a backup. After a power cut the mark itself may be behind, which says nothing; it is never
/// ahead, because it is written after the commit. While it is open no other process can open it: there is one writer.
/// </summary>
internal sealed class ProgressMark : IDisposable
{
    private const int Length = 64;

    private readonly FileStream _file;

    private ProgressMark(FileStream file, bool isNew) => (_file, IsNew) = (file, isNew);

    /// <summary>Whether there was no mark before: a record beside it was copied here without it.</summary>
    public bool IsNew { get; }

    /// <exception cref="StoreUnavailableException">Another process has it, or it cannot be written.</exception>
    public static ProgressMark Open(string store)
    {
        try
        {
            var isNew = !File.Exists(store + ".mark");
            return new(new(store + ".mark", PrivateFile.Options(FileMode.OpenOrCreate)), isNew);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"{store}: another pelvicfeedback uses it, or it may not be written ({refused.Message}): end that one, or choose another data folder", refused);
        }
    }

    /// <summary>The last event that was committed; null when none was, or it cannot be read.</summary>
    public EventId? Read()
    {
        Span<byte> text = stackalloc byte[Length];
        var read = RandomAccess.Read(_file.SafeFileHandle, text, 0);
        return EventId.Parse(Encoding.ASCII.GetString(text[..read]).Trim());
    }

    public void Write(EventId last)
    {
        Span<byte> text = stackalloc byte[Length];
        text.Fill((byte)' ');
        Encoding.ASCII.GetBytes(last.ToString(), text);
        text[^1] = (byte)'\n';
        try
        {
            RandomAccess.Write(_file.SafeFileHandle, text, 0);
        }
        catch (IOException)
        {
            // Its block is there already; on a disk so broken that even this fails the next commit says so itself.
        }
    }

    public void Dispose() => _file.Dispose();
}
