namespace PelvicFeedback.Tests.Habits;

/// <summary>How the script <c>test</c> counts, and what it says of adapters.</summary>
public sealed class ResultsTests : IDisposable
{
    private readonly Shell shell = new();

    [BashFact]
    public void Sums_over_projects()
    {
        Results("one", ("Passed", "A"), ("NotExecuted", "A"), ("Passed", "A"));
        Results("two", ("Passed", "B"));

        Assert.Equal((0, "3 passed, 0 failed, 1 skipped\n"), Count());
    }

    [BashTheory]
    [InlineData("Failed")]
    [InlineData("Aborted")]
    [InlineData("Timeout")]
    public void Fails_when_one_did_not_pass(string outcome)
    {
        Results("one", ("Passed", "A"), (outcome, "A"));

        Assert.Equal((1, "1 passed, 1 failed, 0 skipped\n"), Count());
    }

    [BashFact]
    public void Fails_when_none_ran() => Assert.Equal((1, "No test ran.\n0 passed, 0 failed, 0 skipped\n"), Count());

    [BashFact]
    public void Fails_when_all_were_skipped()
    {
        Results("one", ("NotExecuted", "A"));

        Assert.Equal((1, "No test ran.\n0 passed, 0 failed, 1 skipped\n"), Count());
    }

    [BashFact]
    public void Says_which_adapters_met_their_contract_and_why_the_others_did_not()
    {
        Results("one", ("Passed", "PelvicFeedback.Tests.Messaging.LibmosquittoTests"));

        string said = shell.Script("adapters \"$root/results\" 'package not on this registry'").With("FullPackages", "false").Run().Output;

        Assert.Equal(
            [
                "MQTT: libmosquitto; not run here: MQTTnet (package not on this registry)",
                "Bluetooth: none; not run here: BlueZ (no test of it is among these), InTheHand (package not on this registry)",
                "virtual time: none; not run here: HistoricalScheduler (no test of it is among these), TestScheduler (package not on this registry)",
            ],
            said.TrimEnd().Split('\n'));
    }

    [BashFact]
    public void Says_when_an_adapter_was_built_but_not_put_to_its_contract()
    {
        Results("one", ("Passed", "LibmosquittoTests"), ("Passed", "MqttNetTests"), ("Passed", "BlueZTests"));

        string[] said = shell.Script("adapters \"$root/results\" ''").With("FullPackages", "true").Run().Output.Split('\n');

        Assert.Equal("MQTT: libmosquitto, MQTTnet", said[0]);
        Assert.Equal("Bluetooth: BlueZ; not run here: InTheHand (no test of it is among these)", said[1]);
    }

    public void Dispose() => shell.Dispose();

    private void Results(string project, params (string Outcome, string Class)[] tests) => shell.Checkout($"results/{project}.trx", $"""
        <TestRun><Results>
        {string.Join('\n', tests.Select(test => $"""<UnitTestResult testName="T" duration="00:00:00.01" outcome="{test.Outcome}" />"""))}
        </Results><TestDefinitions>
        {string.Join('\n', tests.Select(test => $"""<TestMethod codeBase="a.dll" className="{test.Class}" name="T" />"""))}
        </TestDefinitions><ResultSummary outcome="Completed" /></TestRun>
        """);

    private (int ExitCode, string Output) Count()
    {
        Command.Outcome outcome = shell.Script("count \"$root/results\"").Run();
        return (outcome.ExitCode, outcome.Output);
    }
}
