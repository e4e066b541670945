using System.Text.RegularExpressions;
using PelvicFeedback.Tests.Habits;

namespace PelvicFeedback.Tests.Architecture;

/// <summary>What the repository holds, and what it must not.</summary>
public sealed class RepositoryTests
{
    private static readonly HashSet<string> TopLevel =
    [
        "src", "tests", "firmware-protocol", "deploy", "docs", ".ci", ".config",
        "PelvicFeedback.sln", "README.md", "CHANGELOG.md", "LICENSE", "SECURITY.md", "INTENDED-USE.md",
        "run", "run.ps1", "test",
        "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json",
        ".editorconfig", ".gitattributes", ".gitignore",
    ];

    // Put together here, so that this file does not hold what it looks for: folders of somebody's own machine, and hosts of
    // package registries (which one a machine uses is its own affair).
    private static readonly Regex Unwanted = new(
        @"(?<![\w.~*}>-])/(" + string.Join('|', "home", "work", "root", "Users") + @")/\w"
        + @"|[A-Z]:\\" + "Users"
        + "|" + string.Join('|', new[] { ("nuget", "org"), ("npm" + "js", "(org|com)"), ("yarnpkg", "com"), ("pypi", "org"), ("deb." + "debian", "org") }
            .Select(host => $@"\b{Regex.Escape(host.Item1)}\.{host.Item2}")),
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    [Fact]
    public void The_top_level_holds_only_what_is_agreed() =>
        Assert.Empty(Repository.Entries(Repository.Root).Select(entry => entry.Name).Except(TopLevel));

    [Fact]
    public void No_file_names_a_place_of_one_machine_or_a_registry()
    {
        IEnumerable<string> found =
            from file in Repository.Files(Repository.Root)
            where !IsBinary(file)
            from line in File.ReadLines(file.FullName).Select((text, index) => (text, number: index + 1))
            where Unwanted.IsMatch(line.text)
            select $"{Repository.NameOf(file)}:{line.number}: {line.text.Trim()}";

        Assert.Empty(found);
    }

    private static bool IsBinary(FileInfo file)
    {
        using FileStream stream = file.OpenRead();
        byte[] start = new byte[8000];
        return start.AsSpan(0, stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)).Contains((byte)0);
    }
}
