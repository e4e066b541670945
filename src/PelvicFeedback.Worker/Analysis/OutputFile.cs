namespace PelvicFeedback.Worker.Analysis;

/// <summary>
/// A file that appears under its name only when it is whole: until <see cref="Keep"/> it is written beside it, and without that it is
/// deleted again.
/// </summary>
internal sealed class OutputFile : IDisposable
{
    private readonly string _path;
    private readonly string _unfinished;
    private readonly FileStream _stream;
    private bool _kept;

    private OutputFile(string path, string unfinished, FileStream stream) => (_path, _unfinished, _stream) = (path, unfinished, stream);

    /// <summary>Where it is written.</summary>
    public Stream Stream => _stream;

    /// <exception cref="AnalyzeException">The file cannot be created there.</exception>
    public static OutputFile Create(string path)
    {
        var unfinished = path + ".unfinished";
        try
        {
            if (Directory.Exists(path))
            {
                throw new AnalyzeException($"{path}: is a folder: name a file in it", unusable: true);
            }

            return new(path, unfinished, new(unfinished, FileMode.Create, FileAccess.Write, FileShare.Read, 1));
        }
        catch (DirectoryNotFoundException missing)
        {
            throw new AnalyzeException($"{path}: there is no such folder: create it first", unusable: true, missing);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new AnalyzeException($"{path}: may not be written: check its permissions, or choose another place", unusable: true, refused);
        }
        catch (Exception broken) when (broken is IOException or ArgumentException or NotSupportedException)
        {
            throw new AnalyzeException($"{path}: cannot be written: {broken.Message}", unusable: true, broken);
        }
    }

    /// <summary>It is whole: it takes its name, and the place of a file that had it.</summary>
    public void Keep()
    {
        _stream.Dispose();
        File.Move(_unfinished, _path, overwrite: true);
        _kept = true;
    }

    /// <summary>It did not become whole, and is worth more than nothing: it stays under the name that it has.</summary>
    /// <returns>That name.</returns>
    public string Abandon()
    {
        _kept = true;
        return _unfinished;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _stream.Dispose();
        }
        finally
        {
            if (!_kept)
            {
                File.Delete(_unfinished);
            }
        }
    }
}
