namespace PelvicFeedback.Messaging.Store;

/// <summary>A file of nothing: given up when the disk is full, so that there is room to delete in, and taken again when there is room.</summary>
internal sealed class SpaceReserve(string store, long bytes)
{
    private readonly string _path = store + ".reserve";

    /// <summary>Whether it is there in its full size.</summary>
    public bool IsHeld { get; private set; } = bytes == 0;

    /// <summary>Takes the space; no harm if there is none.</summary>
    public void Take()
    {
        if (IsHeld)
        {
            return;
        }

        try
        {
            using var file = new FileStream(_path, PrivateFile.Options(FileMode.OpenOrCreate));
            var zeros = new byte[64 * 1024];
            for (var left = bytes - file.Seek(0, SeekOrigin.End); left > 0; left -= zeros.Length)
            {
                file.Write(zeros.AsSpan(0, (int)Math.Min(left, zeros.Length)));
            }

            IsHeld = true;
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            GiveUp();
        }
    }

    /// <summary>Gives the space back.</summary>
    /// <returns>Whether there was any.</returns>
    public bool GiveUp()
    {
        IsHeld = bytes == 0;
        try
        {
            var had = File.Exists(_path) && new FileInfo(_path).Length > 0;
            File.Delete(_path);
            return had;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
