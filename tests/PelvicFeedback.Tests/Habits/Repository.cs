namespace PelvicFeedback.Tests.Habits;

/// <summary>The checkout these tests were built from, for the tests whose subject is the repository itself.</summary>
public static class Repository
{
    // What .gitignore leaves out, and git itself.
    private static readonly HashSet<string> NotOurs = new(StringComparer.OrdinalIgnoreCase)
    {
        ".git", "bin", "obj", ".vs", ".idea", ".vscode", "node_modules", "TestResults", "BenchmarkDotNet.Artifacts", ".cache", "dist",
    };

    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A path inside the repository, from its parts.</summary>
    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    /// <summary>Every file under <paramref name="folder"/> that belongs to the repository.</summary>
    public static IEnumerable<FileInfo> Files(string folder) => Entries(folder).SelectMany(entry => entry switch
    {
        DirectoryInfo inner => Files(inner.FullName),
        FileInfo file => [file],
        _ => Enumerable.Empty<FileInfo>(),
    });

    /// <summary>What lies directly in <paramref name="folder"/> and belongs to the repository.</summary>
    public static IEnumerable<FileSystemInfo> Entries(string folder) => new DirectoryInfo(folder).EnumerateFileSystemInfos()
        .Where(entry => !NotOurs.Contains(entry.Name) && entry.Extension != ".user");

    /// <summary>A file's path from the root, with slashes.</summary>
    public static string NameOf(FileSystemInfo entry) => System.IO.Path.GetRelativePath(Root, entry.FullName).Replace('\\', '/');

    /// <summary>The project files in these folders of the root, by name.</summary>
    public static IReadOnlyList<FileInfo> Projects(params string[] folders) =>
        [.. folders.SelectMany(folder => Files(Path(folder))).Where(file => file.Extension == ".csproj").OrderBy(file => file.Name, StringComparer.Ordinal)];

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "PelvicFeedback.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("These tests look at the checkout they were built in; run them there.");
    }
}
