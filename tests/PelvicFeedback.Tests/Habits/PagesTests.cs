namespace PelvicFeedback.Tests.Habits;

/// <summary>How the pages are built by the scripts, with a stand-in for npm that makes what npm would make.</summary>
public sealed class PagesTests : IDisposable
{
    private readonly Shell shell = new();

    public PagesTests()
    {
        shell.Checkout("src/displays/coach/package-lock.json", "{}");
        shell.Checkout("docs/messages/live.schema.json", "{}");
        shell.StandIn("npm", """
            page=$2
            case $3 in
                ci) mkdir -p "$page/node_modules" && touch "$page/node_modules/.package-lock.json" ;;
                run) mkdir -p "$page/dist" && touch "$page/dist/index.html" ;;
            esac
            """);
    }

    [BashFact]
    public void A_page_is_built_once_and_again_when_a_message_changed()
    {
        Assert.Equal(["ci", "run build"], Build());
        Assert.Equal([], Build());
        shell.Checkout("docs/messages/live.schema.json", "{ }");
        Assert.Equal(["run build"], Build());
    }

    [BashFact]
    public void What_it_is_built_with_is_installed_again_when_the_lock_file_changed()
    {
        Build();
        shell.Checkout("src/displays/coach/package-lock.json", "{ }");
        Assert.Equal(["ci", "run build"], Build());
    }

    [BashFact]
    public void A_page_that_cannot_be_built_is_said()
    {
        shell.StandIn("npm", "echo 'words of npm'; exit 1");
        Command.Outcome outcome = BuildPages().Run();
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("words of npm", outcome.Output);
    }

    public void Dispose() => shell.Dispose();

    private string[] Build()
    {
        int before = shell.Calls.Count;
        Command.Outcome outcome = BuildPages().Run();
        Assert.True(outcome.ExitCode == 0, outcome.Output);
        return [.. shell.Calls.Skip(before).Select(call => call.Split("/src/displays/coach ")[1].Replace(" --no-audit --no-fund", "", StringComparison.Ordinal))];
    }

    private Command BuildPages() => shell.Script("build_pages \"$root\"");
}
