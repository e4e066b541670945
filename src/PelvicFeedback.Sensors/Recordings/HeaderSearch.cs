namespace PelvicFeedback.Sensors.Recordings;

/// <summary>
/// Finds the header: the first line that names the sensor's time and some motion. Lines may stand before it, as a DOT writes its tag
/// and settings there; how many is bounded, so that a file of something else is refused at once.
/// </summary>
internal static class HeaderSearch
{
    private const int MostLines = 64;
    private const long MostBytes = 1024 * 1024;

    /// <exception cref="RecordingException">There is none, or no sample can be made from its columns.</exception>
    public static RecordingHeader Find(TextLines lines, RecordingBytes bytes, string name)
    {
        if (!bytes.IsGzip && name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
        {
            throw new RecordingException(name, "is named .gz but is not gzip: rename it to .csv if it is plain text, or copy it again");
        }

        RecordingHeader? nearest = null;
        var start = Array.Empty<byte>();
        lines.SkipsAtMost = MostBytes;
        while (lines.Number < MostLines && lines.Bytes < MostBytes)
        {
            var found = lines.Next(out var line);
            if (found == LineFound.End)
            {
                break;
            }

            start = lines.Number == 1 ? line[..Math.Min(line.Length, 4)].ToArray() : start;
            if (found != LineFound.Line)
            {
                continue;
            }

            var header = RecordingHeader.Read(line);
            if (header.IsHeader)
            {
                nearest = header;
                break;
            }

            nearest = header.KnownCount > (nearest?.KnownCount ?? 0) ? header : nearest;
        }

        lines.SkipsAtMost = long.MaxValue;
        return nearest switch
        {
            { IsHeader: true, HasMotion: true, Repeated: null } => nearest,
            null => throw new RecordingException(name, WhatItIs(start, bytes)),
            _ => throw new RecordingException(name, nearest.WhatIsMissing()),
        };
    }

    private static string WhatItIs(ReadOnlySpan<byte> start, RecordingBytes bytes) => start switch
    {
        _ when bytes.Damaged => "is a damaged or cut-off gzip file: copy it again",
        [] => "is empty: record again, or choose another file",
        [(byte)'P', (byte)'K', ..] => "is a ZIP file or a workbook: unpack it, or save the sheet as CSV",
        [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] => "is UTF-16 text: save it as CSV in UTF-8",
        _ => "names no column of a recording: its header line should read t,qw,qx,qy,qz or t,ax,ay,az,gx,gy,gz, or be a Movella DOT export",
    };
}
