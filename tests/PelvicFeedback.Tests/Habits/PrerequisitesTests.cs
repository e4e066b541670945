namespace PelvicFeedback.Tests.Habits;

/// <summary>What the scripts do about a Debian package that is missing.</summary>
public sealed class PrerequisitesTests : IDisposable
{
    private readonly Shell shell = new();

    public PrerequisitesTests()
    {
        // A machine with nothing but what the functions themselves are made of.
        shell.Keep("cat", "rm", "mktemp", "env");
        shell.StandIn("ldconfig");
    }

    [BashFact]
    public void Root_installs_only_what_is_missing_and_starts_no_service()
    {
        shell.StandIn("id", "echo 0");
        shell.StandIn("ldconfig", "echo libmosquitto.so.1");
        shell.StandIn("apt-get", "echo \"RUNLEVEL=$RUNLEVEL\" >>\"$CALLS\"");

        Command.Outcome outcome = Need("libmosquitto1 mosquitto-clients");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(["apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends mosquitto-clients", "RUNLEVEL=1"], shell.Calls.TakeLast(2));
    }

    [BashFact]
    public void Whoever_may_use_sudo_installs_with_it()
    {
        shell.StandIn("id", "echo 1000");
        shell.StandIn("sudo", "[ \"$1\" = -n ] || exec \"$@\"");
        shell.StandIn("apt-get");

        Assert.Equal(0, Need("mosquitto-clients").ExitCode);

        Assert.Contains(shell.Calls, call => call.StartsWith("sudo env ", StringComparison.Ordinal) && call.EndsWith("install -y --no-install-recommends mosquitto-clients", StringComparison.Ordinal));
    }

    [BashFact]
    public void Whoever_may_not_install_is_told_what_is_missing()
    {
        shell.StandIn("id", "echo 1000");
        shell.StandIn("sudo", "exit 1");
        shell.StandIn("apt-get");

        Command.Outcome outcome = Need("libmosquitto1 mosquitto-clients");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("libmosquitto1 mosquitto-clients", outcome.Output);
        Assert.DoesNotContain(shell.Calls, call => call.StartsWith("apt-get", StringComparison.Ordinal));
    }

    [BashFact]
    public void Without_apt_get_what_is_missing_is_named()
    {
        Command.Outcome outcome = Need("libmosquitto1 mosquitto-clients");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("libmosquitto1 mosquitto-clients", outcome.Output);
    }

    [BashFact]
    public void An_installation_that_fails_shows_its_words_and_what_is_missing()
    {
        shell.StandIn("id", "echo 0");
        shell.StandIn("apt-get", "echo 'E: words of apt'; exit 100");

        Command.Outcome outcome = Need("mosquitto-clients");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("E: words of apt", outcome.Output);
        Assert.Contains("Missing: mosquitto-clients", outcome.Output);
    }

    public void Dispose() => shell.Dispose();

    private Command.Outcome Need(string packages) => shell.Script($"need_packages {packages}").With("PATH", shell.SearchPath(alone: true)).Run();
}
