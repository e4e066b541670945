using System.Collections.Immutable;
using System.Diagnostics;

namespace PelvicFeedback.Tests.Habits;

/// <summary>A program as a user would start it: no standard input, output and errors together.</summary>
public sealed record Command(string Program, params ImmutableArray<string> Arguments)
{
    /// <summary>Where it runs.</summary>
    public string Folder { get; init; } = Repository.Root;

    /// <summary>What its environment has beside ours; a null takes a variable away.</summary>
    public ImmutableDictionary<string, string?> Environment { get; init; } = ImmutableDictionary<string, string?>.Empty;

    /// <summary>What it said and how it ended.</summary>
    public readonly record struct Outcome(int ExitCode, string Output);

    /// <summary>A command of the SDK that leaves no server behind: one would keep the output open, and this waiting, for minutes.</summary>
    public static Command Dotnet(params ImmutableArray<string> arguments) => new("dotnet", arguments)
    {
        Environment = ImmutableDictionary<string, string?>.Empty
            .Add("MSBUILDDISABLENODEREUSE", "1")
            .Add("UseSharedCompilation", "false")
            .Add("DOTNET_CLI_USE_MSBUILD_SERVER", "0")
            .Add("DOTNET_CLI_UI_LANGUAGE", "en"),
    };

    /// <summary>The same with one variable more; null takes it away.</summary>
    public Command With(string variable, string? value) => this with { Environment = Environment.SetItem(variable, value) };

    /// <summary>Runs it to its end; a program that hangs is ended, and fails the test.</summary>
    public Outcome Run()
    {
        ProcessStartInfo start = new(Program, Arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string variable, string? value) in Environment)
        {
            start.Environment[variable] = value;
        }

        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(5)))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{Program} {string.Join(' ', Arguments)} did not end");
        }

        return new(process.ExitCode, output.GetAwaiter().GetResult() + errors.GetAwaiter().GetResult());
    }
}
