using System.Diagnostics;

namespace PelvicFeedback.Tests.Habits;

/// <summary>The script <c>run</c>, with a stand-in for the SDK that makes a stand-in for the program.</summary>
public sealed class RunTests : IDisposable
{
    private const string Program = "src/PelvicFeedback.Worker/bin/Release/net10.0/pelvicfeedback";

    private readonly Shell shell = new();

    public RunTests()
    {
        shell.StandIn("mosquitto");
        shell.StandIn("ldconfig", "echo libmosquitto.so.1");
        Builds(program: """
            [ "$1" != --version ] || exit 0
            echo "program $$ in $PWD with [$*] FullPackages=$FullPackages"
            """);
    }

    [BashFact]
    public void Becomes_the_program_where_it_was_called_with_the_arguments_it_got()
    {
        Command run = Run("--sensor", "replay:a file.csv").With("FullPackages", "false");

        Command.Outcome outcome = run.Run();

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains($"in {run.Folder} with [run --sensor replay:a file.csv] FullPackages=false", outcome.Output);
    }

    [BashFact]
    public void Keeps_its_process_so_that_a_signal_reaches_the_program()
    {
        Command run = Run().With("FullPackages", "false");
        ProcessStartInfo start = new(run.Program, run.Arguments) { WorkingDirectory = run.Folder, RedirectStandardOutput = true };
        foreach ((string variable, string? value) in run.Environment)
        {
            start.Environment[variable] = value;
        }

        using Process process = Process.Start(start)!;
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        Assert.StartsWith($"program {process.Id} ", said);
    }

    [BashFact]
    public void Builds_with_the_packages_when_the_registry_has_them()
    {
        Command.Outcome outcome = Run().Run();

        Assert.Contains("FullPackages=true", outcome.Output);
    }

    [BashFact]
    public void Goes_on_with_the_built_in_adapters_when_the_full_build_fails()
    {
        Builds(program: "echo \"FullPackages=$FullPackages\"", before: """
            [ "$FullPackages" = false ] || { echo "error CS0246: a full build's words"; exit 1; }
            """);

        Command.Outcome outcome = Run().Run();

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("a full build's words", outcome.Output);
        Assert.Contains("going on with the built-in adapters", outcome.Output);
        Assert.StartsWith("FullPackages=false\n", outcome.Output);
    }

    [BashFact]
    public void Goes_on_with_the_built_in_adapters_when_the_full_build_does_not_start()
    {
        Builds(program: "[ \"$FullPackages\" = false ] || exit 1\necho \"FullPackages=$FullPackages\"");

        Command.Outcome outcome = Run().Run();

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("going on with the built-in adapters", outcome.Output);
        Assert.StartsWith("FullPackages=false\n", outcome.Output);
    }

    [BashFact]
    public void Fails_with_the_builds_words_when_no_build_succeeds()
    {
        Builds(program: "echo started", before: "echo 'error CS1002: words of the build'; exit 1");

        Command.Outcome outcome = Run().With("FullPackages", "false").Run();

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("words of the build", outcome.Output);
        Assert.DoesNotContain("started", outcome.Output);
    }

    [BashFact]
    public void Names_the_SDK_and_where_it_is_when_it_is_missing()
    {
        shell.StandIn("dotnet", "exit 1");

        Command.Outcome outcome = Run().Run();

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("https://dotnet.microsoft.com/", outcome.Output);
    }

    [BashTheory]
    [InlineData("--help")]
    [InlineData("-h")]
    public void Who_asks_for_help_gets_it_and_nothing_is_built(string argument)
    {
        shell.StandIn("dotnet", "exit 1");

        Command.Outcome outcome = Run(argument).Run();

        Assert.Equal(0, outcome.ExitCode);
        Assert.StartsWith("./run [ARGUMENT…]", outcome.Output);
    }

    [BashTheory]
    [InlineData("v20.18.3", 2)]
    [InlineData("v18.20.4", 2)]
    [InlineData("v20.19.0", 0)]
    [InlineData("v24.1.0", 0)]
    public void Wants_Node_for_the_pages(string version, int exitCode)
    {
        shell.Checkout("src/displays/package.json", "{}");
        shell.StandIn("node", $"echo {version}");

        Assert.Equal(exitCode, Run().With("FullPackages", "false").Run().ExitCode);
    }

    public void Dispose() => shell.Dispose();

    private Command Run(params string[] arguments) => shell.Command([Path.Combine(shell.Root, "run"), .. arguments]);

    private void Builds(string program, string before = "") => shell.StandIn("dotnet", $"""
        [ "$1" = build ] || exit 0
        {before}
        mkdir -p "{Path.GetDirectoryName(Program)}"
        cat >"{Program}" <<'END'
        #!/bin/bash
        {program}
        END
        chmod +x "{Program}"
        """);
}
