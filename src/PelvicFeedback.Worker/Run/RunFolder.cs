namespace PelvicFeedback.Worker.Run;

/// <summary>A folder for one run, of mode 0700; a worker that is killed leaves it behind, with passwords that are then good for nothing.</summary>
internal sealed class RunFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pelvicfeedback-");

    public string Path => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);
}
