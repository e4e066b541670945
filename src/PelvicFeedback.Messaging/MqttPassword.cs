namespace PelvicFeedback.Messaging;

/// <summary>A password that lies in a file: as the private broker writes it, or as systemd's <c>LoadCredential=</c> hands it over.</summary>
public static class MqttPassword
{
    private const int MaxLength = 4096;

    /// <summary>Reads a password: the file's first line.</summary>
    /// <exception cref="MqttUnavailableException">The file cannot be read, is empty, or others than its owner may read it.</exception>
    public static string FromFile(string file) => Read(file, static reader =>
    {
        var line = new char[MaxLength];
        return new string(line, 0, reader.ReadBlock(line)).Split('\n')[0].TrimEnd('\r');
    }) is { Length: > 0 } first ? first : throw new MqttUnavailableException($"the password file '{file}' has no password in its first line");

    /// <summary>Reads a file with a login a line.</summary>
    /// <exception cref="MqttUnavailableException">The file cannot be read, or others than its owner may read it.</exception>
    public static string[] Lines(string file) => Read(file, static reader => reader.ReadToEnd()).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string Read(string file, Func<StreamReader, string> read)
    {
        try
        {
            if (!OperatingSystem.IsWindows()
                && (File.GetUnixFileMode(file) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite)) != 0)
            {
                throw new MqttUnavailableException($"the password file '{file}' is open to others than its owner: chmod 600 it");
            }

            using var reader = new StreamReader(file);
            return read(reader);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new MqttUnavailableException($"the password file '{file}' cannot be read: {unreadable.Message}", unreadable);
        }
    }
}
