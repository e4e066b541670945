using Microsoft.Win32.SafeHandles;

namespace PelvicFeedback.Worker.Analysis;

/// <summary>Standard output that says so when nobody reads it any more.</summary>
internal static class StandardOutput
{
    private const int BrokenPipe = 32;

    /// <summary>
    /// The console's own stream swallows a closed pipe, and <c>| head</c> would go on for hours; a file stream reports it. One that can
    /// seek stays with the console, since a file stream would not move the position that the shell goes on from.
    /// </summary>
    public static Stream Open()
    {
        if (OperatingSystem.IsWindows())
        {
            return Console.OpenStandardOutput();
        }

        var raw = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, 1);
        return raw.CanSeek ? Console.OpenStandardOutput() : raw;
    }

    /// <summary>Whether the reader of a pipe has gone away.</summary>
    public static bool IsClosed(IOException broken) => (broken.HResult & 0xFFFF) is BrokenPipe or 109 or 232;
}
