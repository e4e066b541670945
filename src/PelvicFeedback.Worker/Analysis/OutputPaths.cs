namespace PelvicFeedback.Worker.Analysis;

/// <summary>Which file is written for which recording.</summary>
internal static class OutputPaths
{
    private static readonly string[] Endings = [".csv.gz", ".csv", ".gz"];

    /// <summary>DIR/NAME.jsonl for each recording; of two with one name the second becomes NAME-2.</summary>
    /// <exception cref="AnalyzeException">The folder cannot be made, or a recording would be overwritten.</exception>
    public static IReadOnlyList<string> InFolder(string folder, IReadOnlyList<string> files, string ending)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new AnalyzeException($"{folder}: the folder cannot be made: check the path and its permissions", unusable: true, refused);
        }

        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return [.. files.Select(file => Spare(Path.Combine(folder, Free(NameOf(file), taken) + ending), files))];
    }

    /// <summary>The page of the one recording, or one page each in a folder.</summary>
    /// <exception cref="AnalyzeException">Several recordings cannot share one page, or a recording would be overwritten.</exception>
    public static IReadOnlyList<string> Pages(string html, IReadOnlyList<string> files)
    {
        if (Directory.Exists(html) || Path.EndsInDirectorySeparator(html))
        {
            return InFolder(html, files, ".html");
        }

        return files.Count == 1
            ? [Spare(html, files)]
            : throw new AnalyzeException($"--html {html}: {files.Count} recordings need a folder for their pages: end it with /", unusable: true);
    }

    private static string NameOf(string file)
    {
        var name = Path.GetFileName(file);
        var ending = Array.Find(Endings, ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) ?? "";
        return name.Length > ending.Length ? name[..^ending.Length] : "recording";
    }

    private static string Free(string name, HashSet<string> taken)
    {
        var free = name;
        for (var number = 2; !taken.Add(free); number++)
        {
            free = $"{name}-{number}";
        }

        return free;
    }

    private static string Spare(string path, IReadOnlyList<string> files)
    {
        var full = Path.GetFullPath(path);
        return files.Any(file => Path.GetFullPath(file) == full)
            ? throw new AnalyzeException($"{path}: is the recording itself: choose another name", unusable: true)
            : path;
    }
}
