namespace PelvicFeedback.Tests.Habits;

/// <summary>A folder that is gone when the test is. Its name has a space, as real folders do.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("pelvic feedback ").FullName;

    /// <summary>Writes a file, and the folders it lies in; returns its path.</summary>
    public string Add(string name, string text)
    {
        string path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Writes a file that can be executed.</summary>
    public string AddProgram(string name, string text)
    {
        string path = Add(name, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
