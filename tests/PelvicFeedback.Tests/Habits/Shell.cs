using System.Collections.Immutable;

namespace PelvicFeedback.Tests.Habits;

/// <summary>
/// The repository's shell functions among stand-ins: a folder of programs that comes first on the path, and a checkout that
/// holds only what the functions look at.
/// </summary>
public sealed class Shell : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public Shell()
    {
        foreach (string file in new[] { "run", "Directory.Packages.props" })
        {
            Checkout(file, File.ReadAllText(Repository.Path(file)));
        }

        foreach (FileInfo functions in Repository.Files(Repository.Path(".config", "shell")))
        {
            Checkout($".config/shell/{functions.Name}", File.ReadAllText(functions.FullName));
        }
    }

    /// <summary>Where the stand-in checkout lies.</summary>
    public string Root => Path.Combine(folder.Path, "checkout");

    /// <summary>What the stand-ins noted, a line a call.</summary>
    public IReadOnlyList<string> Calls =>
        File.Exists(Path.Combine(folder.Path, "calls")) ? File.ReadAllLines(Path.Combine(folder.Path, "calls")) : [];

    /// <summary>The path that finds the stand-ins first, or them alone.</summary>
    public string SearchPath(bool alone = false) =>
        Path.Combine(folder.Path, "bin") + (alone ? "" : $":{Environment.GetEnvironmentVariable("PATH")}");

    /// <summary>Puts a file into the checkout.</summary>
    public void Checkout(string name, string text) => folder.AddProgram($"checkout/{name}", text);

    /// <summary>Makes a program that notes its name and arguments, then does <paramref name="script"/>.</summary>
    public void StandIn(string name, string script = "") => folder.AddProgram($"bin/{name}", $"""
        #!/bin/bash
        [ "{name}" = ldconfig ] || echo "{name} $*" >>"$CALLS"
        {script}

        """);

    /// <summary>Lets the stand-ins' folder have a program of the system as it is.</summary>
    public void Keep(params string[] names)
    {
        Directory.CreateDirectory(SearchPath(alone: true));
        foreach (string name in names)
        {
            File.CreateSymbolicLink(Path.Combine(SearchPath(alone: true), name), $"/usr/bin/{name}");
        }
    }

    /// <summary>A command of these surroundings, with nothing decided about FullPackages.</summary>
    public Command Command(params ImmutableArray<string> arguments) => new("/bin/bash", arguments)
    {
        Folder = folder.Path,
        Environment = ImmutableDictionary<string, string?>.Empty
            .Add("PATH", SearchPath())
            .Add("CALLS", Path.Combine(folder.Path, "calls"))
            .Add("XDG_CACHE_HOME", Path.Combine(folder.Path, "cache"))
            .Add("FullPackages", null)
            .Add("RestoreSources", null),
    };

    /// <summary>A few lines of shell with all functions at hand and <c>$root</c> set.</summary>
    public Command Script(string lines) => Command("-euo", "pipefail", "-c", $"""
        root=$1
        for functions in "$root"/.config/shell/*.sh; do . "$functions"; done
        {lines}
        """, "script", Root);

    public void Dispose() => folder.Dispose();
}

/// <summary>A test of what is written in bash; Windows has run.ps1 instead.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BashFactAttribute : FactAttribute
{
    public BashFactAttribute() => Skip = OperatingSystem.IsWindows() ? "there is no bash" : null;
}

/// <inheritdoc cref="BashFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BashTheoryAttribute : TheoryAttribute
{
    public BashTheoryAttribute() => Skip = OperatingSystem.IsWindows() ? "there is no bash" : null;
}
