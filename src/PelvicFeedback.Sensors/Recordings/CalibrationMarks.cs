namespace PelvicFeedback.Sensors.Recordings;

/// <summary>
/// Whether a recording says itself when to calibrate. Only where it never does may the first quiet 3 s serve, wherever they lie; that takes a
/// look through the whole file before its first sample is given, for a few bytes and at the speed of the disk.
/// </summary>
public static class CalibrationMarks
{
    private static ReadOnlySpan<byte> Mark => "calibrate:"u8;

    /// <summary>Looks for a <c>calibrate:</c> event.</summary>
    /// <param name="reader">The recording, opened; not read from.</param>
    /// <returns>False also where the file cannot be read a second time, such as a pipe.</returns>
    public static bool AreIn(RecordingReader reader)
    {
        if (!reader.Columns.Contains("event"))
        {
            return false;
        }

        try
        {
            using var stream = new FileStream(reader.Name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1);
            if (!stream.CanSeek)
            {
                return false;
            }

            using var bytes = RecordingBytes.Of(stream);
            return AreIn(bytes);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool AreIn(RecordingBytes bytes)
    {
        Span<byte> block = new byte[64 * 1024];
        var kept = 0;
        while (bytes.Read(block[kept..]) is > 0 and var count)
        {
            var text = block[..(kept + count)];
            if (text.IndexOf(Mark) >= 0)
            {
                return true;
            }

            // The word may lie across two blocks.
            kept = Math.Min(Mark.Length - 1, text.Length);
            text[^kept..].CopyTo(block);
        }

        return false;
    }
}
