using System.Diagnostics;

namespace PelvicFeedback.Tests.Habits;

/// <summary>The script <c>run</c>, with a stand-in for the SDK that makes a stand-in for the program.</summary>
public sealed class RunTests : IDisposable
{
    private const string Program = "src/PelvicFeedback.Worker/bin/Release/net10.0/pelvicfeedback";
    private const string HubProgram = "src/PelvicFeedback.Hub/bin/Release/net10.0/pelvicfeedback-hub";

    // As the real ones do: it ends when it is told to.
    private const string Hub = """
        [ "$1" = run ] || exit 9
        while [ $# -gt 0 ]; do case $1 in --data) data=$2 ;; --demonstration-code) code=$2 ;; --first-password-file) word=$2 ;; esac; shift; done
        echo "hub $$ starts" >>"$CALLS"
        trap 'echo "hub ends" >>"$CALLS"; exit 0' TERM
        mkdir -p "$data"
        echo "The hub: http://127.0.0.1:5090/ on this machine, and more"
        echo "admin with the password s3cret" >"$word"
        echo CODE >"$code.next" && mv "$code.next" "$code"
        while :; do sleep 0.1; done
        """;

    private const string Home = """
        case $1 in
            --version) exit 0 ;;
            pair) echo "home pair $2" >>"$CALLS"; mkdir -p "$4/secrets"; touch "$4/secrets/pairing.json"; exit 0 ;;
        esac
        trap 'echo "home ends" >>"$CALLS"; exit 0' TERM
        echo "home $$ starts with [$*]"
        while :; do sleep 0.1; done
        """;

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
        using Process process = Started(Run("--sensor", "sim"));
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        Assert.StartsWith($"program {process.Id} ", said);
    }

    [BashFact]
    public void Alone_it_is_a_home_and_a_clinic_that_are_paired_once_and_end_in_order()
    {
        Builds(Home, hub: Hub);
        for (int time = 0; time < 2; time++)
        {
            using Process process = Started(Run("--port", "0"));
            string therapist = process.StandardOutput.ReadLine()!;
            Assert.Equal("The therapist: http://127.0.0.1:5090/  Sign in as admin with the password s3cret, unless you have chosen another password there.", therapist);
            Assert.EndsWith($"starts with [run --data {Data}/demonstration/home --port 0]", process.StandardOutput.ReadLine());
            Interrupt(process, "INT");
            Assert.Equal((0, ""), (Ended(process), process.StandardOutput.ReadToEnd()));
        }

        Assert.Equal(["hub", "home pair CODE", "home ends", "hub ends", "hub", "home ends", "hub ends"], Calls());
    }

    [BashFact]
    public void One_that_is_killed_is_told_and_the_other_is_ended()
    {
        Builds(Home, hub: Hub);
        using (Process process = Started(Run()))
        {
            process.StandardOutput.ReadLine();
            process.StandardOutput.ReadLine();
            Interrupt(Process.GetProcessById(int.Parse(shell.Calls.Single(call => call.StartsWith("hub ", StringComparison.Ordinal)).Split(' ')[1])), "KILL");
            Assert.Equal(1, Ended(process));
            Assert.Contains("The clinic's hub was ended by signal 9: the home is ended too.", process.StandardError.ReadToEnd());
            Assert.Equal("home ends", Calls()[^1]);
        }

        using Process again = Started(Run());
        again.StandardOutput.ReadLine();
        Interrupt(Process.GetProcessById(int.Parse(again.StandardOutput.ReadLine()!.Split(' ')[1])), "KILL");
        Assert.Equal(137, Ended(again));
        Assert.Contains("The home was ended by signal 9: the clinic is ended too.", again.StandardError.ReadToEnd());
        Assert.Equal("hub ends", Calls()[^1]);
    }

    [BashFact]
    public void A_clinic_that_does_not_start_is_told_and_no_home_starts()
    {
        Builds(Home, hub: "echo 'port 5090 is in use' >&2; exit 1");
        Command.Outcome outcome = Run().With("FullPackages", "false").With("PELVIC_DATA", Data).Run();
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("port 5090 is in use", outcome.Output);
        Assert.Contains("The clinic's hub has ended with exit code 1: see above.", outcome.Output);
        Assert.DoesNotContain("home", outcome.Output.Replace("The clinic's hub", ""));
    }

    [BashTheory]
    [InlineData("", true)]
    [InlineData("--speed 2 --port=0 --log json", true)]
    [InlineData("--sensor sim", false)]
    [InlineData("--speed 2 --patient p7", false)]
    [InlineData("--data here", false)]
    [InlineData("--help", false)]
    public void Whoever_names_something_of_his_own_has_no_clinic(string arguments, bool demonstration)
    {
        Assert.Equal(demonstration ? 0 : 1, shell.Script($"is_demonstration {arguments}").Run().ExitCode);
        Assert.Equal(1, shell.Script($"PELVIC_SENSOR=ble is_demonstration {arguments}").Run().ExitCode);
    }

    [BashFact]
    public void Builds_with_the_packages_when_the_registry_has_them()
    {
        Command.Outcome outcome = Run("--sensor", "sim").Run();

        Assert.Contains("FullPackages=true", outcome.Output);
    }

    [BashFact]
    public void Goes_on_with_the_built_in_adapters_when_the_full_build_fails()
    {
        Builds(program: "echo \"FullPackages=$FullPackages\"", before: """
            [ "$FullPackages" = false ] || { echo "error CS0246: a full build's words"; exit 1; }
            """);

        Command.Outcome outcome = Run("--sensor", "sim").Run();

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("a full build's words", outcome.Output);
        Assert.Contains("going on with the built-in adapters", outcome.Output);
        Assert.StartsWith("FullPackages=false\n", outcome.Output);
    }

    [BashFact]
    public void Goes_on_with_the_built_in_adapters_when_the_full_build_does_not_start()
    {
        Builds(program: "[ \"$FullPackages\" = false ] || exit 1\necho \"FullPackages=$FullPackages\"");

        Command.Outcome outcome = Run("--sensor", "sim").Run();

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("going on with the built-in adapters", outcome.Output);
        Assert.StartsWith("FullPackages=false\n", outcome.Output);
    }

    [BashFact]
    public void Fails_with_the_builds_words_when_no_build_succeeds()
    {
        Builds(program: "echo started", before: "echo 'error CS1002: words of the build'; exit 1");

        Command.Outcome outcome = Run("--sensor", "sim").With("FullPackages", "false").Run();

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("words of the build", outcome.Output);
        Assert.DoesNotContain("started", outcome.Output);
    }

    [BashFact]
    public void Names_the_SDK_and_where_it_is_when_it_is_missing()
    {
        shell.StandIn("dotnet", "exit 1");

        Command.Outcome outcome = Run("--sensor", "sim").Run();

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

        Assert.Equal(exitCode, Run("--sensor", "sim").With("FullPackages", "false").Run().ExitCode);
    }

    public void Dispose() => shell.Dispose();

    private Command Run(params string[] arguments) => shell.Command([Path.Combine(shell.Root, "run"), .. arguments]);

    private string Data => Path.Combine(shell.Root, "data");

    // Without the numbers of processes, and what other stand-ins noted.
    private string[] Calls() => [.. shell.Calls.Where(call => call.StartsWith('h')).Select(call => call.EndsWith(" starts", StringComparison.Ordinal) ? "hub" : call)];

    private Process Started(Command run)
    {
        run = run.With("FullPackages", "false").With("PELVIC_DATA", Data);
        ProcessStartInfo start = new(run.Program, run.Arguments) { WorkingDirectory = run.Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string variable, string? value) in run.Environment)
        {
            start.Environment[variable] = value;
        }

        return Process.Start(start)!;
    }

    private static void Interrupt(Process process, string signal)
    {
        using Process kill = Process.Start("kill", ["-" + signal, $"{process.Id}"]);
        kill.WaitForExit();
    }

    private static int Ended(Process process)
    {
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(60)), "It does not end.");
        return process.ExitCode;
    }

    private void Builds(string program, string before = "", string hub = "exit 9") => shell.StandIn("dotnet", $$"""
        [ "$1" = build ] || exit 0
        {{before}}
        made() {
            mkdir -p "$(dirname "$1")"
            cat >"$1"
            chmod +x "$1"
        }
        made "{{Program}}" <<'END'
        #!/bin/bash
        {{program}}
        END
        made "{{HubProgram}}" <<'END'
        #!/bin/bash
        {{hub}}
        END
        """);
}
