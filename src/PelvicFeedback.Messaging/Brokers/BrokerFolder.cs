namespace PelvicFeedback.Messaging.Brokers;

/// <summary>Files that only their owner can read, written whole or not at all.</summary>
internal static class BrokerFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a folder that only its owner can enter; one that is there is closed to others.</summary>
    public static void Make(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        File.SetUnixFileMode(folder, OwnerOnly | UnixFileMode.UserExecute);
    }

    /// <summary>Writes a file in place of the one before.</summary>
    public static void Write(string file, string content)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        // A left-over of that name would keep its own mode.
        var next = file + ".next";
        File.Delete(next);
        using (var stream = new FileStream(next, options))
        {
            using var writer = new StreamWriter(stream);
            writer.Write(content);
            writer.Flush();
            stream.Flush(flushToDisk: true);
        }

        File.Move(next, file, overwrite: true);
    }

    /// <summary>A password that stays the same as long as its file is there.</summary>
    public static string Password(string file)
    {
        if (!File.Exists(file))
        {
            Write(file, BrokerLogin.NewPassword() + "\n");
        }

        return MqttPassword.FromFile(file);
    }
}
