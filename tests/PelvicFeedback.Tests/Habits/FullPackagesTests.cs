namespace PelvicFeedback.Tests.Habits;

/// <summary>How the scripts find out whether the registry has the three packages, and what they remember of it.</summary>
public sealed class FullPackagesTests : IDisposable
{
    // What dotnet restore printed, the source's name and address replaced.
    private const string Restored = """
          Determining projects to restore...
          Restored probe.csproj (in 812 ms).
        """;

    private const string NotThere = """
          Determining projects to restore...
        probe.csproj : error NU1101: Unable to find package MQTTnet. No packages exist with this id in source(s): gallery
        probe.csproj : error NU1101: Unable to find package InTheHand.BluetoothLE. No packages exist with this id in source(s): gallery
          Failed to restore probe.csproj (in 636 ms).
        """;

    private const string OtherVersion = """
        probe.csproj : error NU1102: Unable to find package Microsoft.Reactive.Testing with version (= 6.0.1)
        probe.csproj : error NU1102:   - Found 1 version(s) in gallery [ Nearest version: 3.1.1 ]
        """;

    private const string Unreachable = """
        probe.csproj : error NU1301: Unable to load the service index for source gallery.
        probe.csproj : error NU1301:   Connection refused
        """;

    private readonly Shell shell = new();

    [BashTheory]
    [InlineData(0, Restored, "yes")]
    [InlineData(1, NotThere, "no")]
    [InlineData(1, OtherVersion, "no")]
    [InlineData(1, NotThere + "\n" + OtherVersion, "no")]
    [InlineData(1, Unreachable, "unknown")]
    [InlineData(1, NotThere + "\n" + Unreachable, "unknown")]
    [InlineData(1, "probe.csproj : error NU1107: Version conflict detected", "unknown")]
    [InlineData(1, "No space left on device", "unknown")]
    [InlineData(134, "", "unknown")]
    public void A_restores_end_means(int exitCode, string output, string answer) =>
        Assert.Equal(answer, Output($"full_packages_verdict {exitCode} <<'END'\n{output}\nEND"));

    [BashFact]
    public void The_versions_are_those_that_are_pinned_for_the_build() =>
        Assert.Equal(
            "MQTTnet 5.2.0\nInTheHand.BluetoothLE 4.0.44\nMicrosoft.Reactive.Testing 6.0.1",
            Output("full_packages_pinned \"$root\""));

    [BashTheory]
    [InlineData(0, Restored, "yes", 1)]
    [InlineData(1, OtherVersion, "no", 1)]
    [InlineData(1, Unreachable, "unknown", 2)]
    public void An_answer_is_remembered_and_an_unreachable_registry_is_not(int exitCode, string output, string answer, int restores)
    {
        Registry(exitCode, output);

        Assert.Equal(answer, Output("full_packages \"$root\""));
        Assert.Equal(answer, Output("full_packages \"$root\""));

        Assert.Equal(restores, Restores());
    }

    [BashFact]
    public void Another_version_or_registry_is_asked_anew()
    {
        Registry(1, NotThere);
        Output("full_packages \"$root\"");

        shell.Checkout("nuget.config", "<configuration><!-- another registry --></configuration>");
        Output("full_packages \"$root\"");
        Assert.Equal(2, Restores());

        shell.Checkout("Directory.Packages.props", File.ReadAllText(Repository.Path("Directory.Packages.props")).Replace("5.2.0", "5.2.1"));
        Output("full_packages \"$root\"");
        Assert.Equal(3, Restores());
    }

    [BashFact]
    public void What_is_forgotten_is_asked_anew()
    {
        Registry(0, Restored);

        Output("full_packages \"$root\"; full_packages_forget \"$root\"; full_packages \"$root\"");

        Assert.Equal(2, Restores());
    }

    [BashFact]
    public void The_probe_lies_outside_the_checkout_goes_by_its_registries_and_is_gone_afterwards()
    {
        shell.StandIn("dotnet", """
            [ "$1" = restore ] || exit 0
            cat "$2"
            echo "PROBE $2 in $PWD"
            """);

        string[] said = Output("full_packages_restore \"$root\"").Split('\n');

        string probe = said.Single(line => line.StartsWith("PROBE ", StringComparison.Ordinal)).Split(' ')[1];
        Assert.DoesNotContain(shell.Root, probe);
        Assert.False(Directory.Exists(Path.GetDirectoryName(probe)));
        Assert.Contains($"in {shell.Root}", said[^1]);
        Assert.Contains($"-p:RestoreRootConfigDirectory={shell.Root}", shell.Calls.Single());
        Assert.Contains("<PackageReference Include=\"MQTTnet\" Version=\"[5.2.0]\" />", said);
        Assert.Contains("<PackageReference Include=\"InTheHand.BluetoothLE\" Version=\"[4.0.44]\" />", said);
        Assert.Contains("<PackageReference Include=\"Microsoft.Reactive.Testing\" Version=\"[6.0.1]\" />", said);
    }

    [BashTheory]
    [InlineData(0, Restored, "FullPackages=true", "")]
    [InlineData(1, NotThere, "FullPackages=false", "package not on this registry")]
    [InlineData(1, Unreachable, "FullPackages=false", "the registry could not be asked")]
    public void The_decision_reaches_every_build_by_the_environment(int exitCode, string output, string variable, string why)
    {
        Registry(exitCode, output);

        string said = Output("decide_full_packages \"$root\"; env | grep ^FullPackages=; echo \"$why_not_full\"");

        Assert.StartsWith(variable, said);
        Assert.EndsWith(why, said);
    }

    [BashTheory]
    [InlineData("true")]
    [InlineData("false")]
    public void Whoever_has_decided_is_not_overruled(string decided)
    {
        Registry(1, NotThere);

        Command.Outcome outcome = shell.Script("decide_full_packages \"$root\"; env | grep ^FullPackages=").With("FullPackages", decided).Run();

        Assert.Equal($"FullPackages={decided}\n", outcome.Output);
        Assert.Empty(shell.Calls);
    }

    public void Dispose() => shell.Dispose();

    private void Registry(int exitCode, string output) => shell.StandIn("dotnet", $"""
        case $1 in
            nuget) echo "$PWD/nuget.config" ;;
            restore) printf '%s\n' '{output}'; exit {exitCode} ;;
        esac
        """);

    private int Restores() => shell.Calls.Count(call => call.StartsWith("dotnet restore", StringComparison.Ordinal));

    private string Output(string lines)
    {
        Command.Outcome outcome = shell.Script(lines).Run();
        Assert.True(outcome.ExitCode == 0, outcome.Output);
        return outcome.Output.TrimEnd('\n');
    }
}
