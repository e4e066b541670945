using PelvicFeedback.Worker.CommandLine;

namespace PelvicFeedback.Worker.Settings;

/// <summary>
/// The worker's own folder, held by one worker at a time: two would write into each other's store. Only its owner can look into it;
/// on Windows that is what the application-data folder's own rights say.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private const string LockName = "in-use";
    private readonly FileStream _lock;

    private DataFolder(string path, FileStream held) => (Path, _lock) = (path, held);

    /// <summary>Where it lies when nobody chose: <c>~/.local/share/pelvicfeedback</c> on Linux, <c>%LOCALAPPDATA%\pelvicfeedback</c> on Windows.</summary>
    public static string OfThePlatform => System.IO.Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "pelvicfeedback");

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Makes the folder if it is not there, and takes it.</summary>
    /// <exception cref="CommandException">It cannot be used, or another worker has it.</exception>
    public static DataFolder Take(string path)
    {
        try
        {
            path = System.IO.Path.GetFullPath(path);
            Create(path);
            return new(path, Hold(System.IO.Path.Combine(path, LockName)));
        }
        catch (IOException taken) when (taken is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException)
            && Directory.Exists(path) && File.Exists(System.IO.Path.Combine(path, LockName)))
        {
            throw new CommandException(
                ExitCode.Failed, $"{path}: another worker uses this data folder: stop it, or name another folder with --data", taken);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandException(
                ExitCode.Failed, $"{path}: the data folder cannot be used: {unusable.Message} Name another with --data or {Setting.VariablePrefix}DATA", unusable);
        }
    }

    /// <summary>Whether a worker has taken it; false also where that cannot be seen. Changes nothing.</summary>
    public static bool IsInUse(string path)
    {
        try
        {
            using var free = new FileStream(System.IO.Path.Combine(path, LockName), FileMode.Open, FileAccess.Write, FileShare.None);
            return false;
        }
        catch (IOException held) when (held is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException))
        {
            return true;
        }
        catch (Exception unseen) when (unseen is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    // The system lets go of it when the process ends, however that is.
    private static FileStream Hold(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new(path, options);
    }
}
