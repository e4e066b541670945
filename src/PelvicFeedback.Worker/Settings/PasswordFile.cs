namespace PelvicFeedback.Worker.Settings;

/// <summary>A password that lies in a file, so that it is neither on a command line nor in the environment.</summary>
internal static class PasswordFile
{
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Reads it; a line break at its end is no part of it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="refuse">Told why, when it cannot be used.</param>
    /// <returns>Null when it cannot be used. Everybody's reading is refused, a group's is not: systemd grants credentials by one.</returns>
    public static string? Read(string path, Action<string> refuse)
    {
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
            {
                refuse($"{path}: everybody on this machine may read or write this password: chmod 600 '{path}'");
                return null;
            }

            var password = File.ReadAllText(path).TrimEnd('\r', '\n');
            if (password.Length == 0)
            {
                refuse($"{path}: there is no password in it");
            }

            return password;
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            refuse($"{path}: the password cannot be read: {unusable.Message}");
            return null;
        }
    }
}
