using System.Net;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Tests.Messaging;
using PelvicFeedback.Tests.Worker;

namespace PelvicFeedback.Tests.Coach;

/// <summary>A page that was open while its worker was started again asks for a key before anything is ready.</summary>
[Trait("runs", "edges")]
public sealed class StartingTests
{
    [Fact]
    public async Task It_is_told_to_come_again_and_never_that_it_may_not()
    {
        using var folder = new TemporaryFolder();
        var environment = new Dictionary<string, string> { ["PELVIC_DATA"] = folder.Path };
        Uri address;
        using (var first = new WorkerProcess(environment, ["run"]))
        {
            address = new(first.Line("The coaching display: ").Split(' ')[^1]);
            first.Signal("KILL");
            first.ExitCode();
        }

        using var second = new WorkerProcess(environment, ["run", "--port", $"{address.Port}"]);
        using var patience = new CancellationTokenSource(BrokerProcess.Patience);
        using var http = new HttpClient { BaseAddress = address };
        var answers = new List<HttpStatusCode>();
        while (!answers.Contains(HttpStatusCode.OK))
        {
            using var asked = new HttpRequestMessage(HttpMethod.Post, "/mqtt/key") { Headers = { { "Origin", address.GetLeftPart(UriPartial.Authority) } } };
            try
            {
                using var answer = await http.SendAsync(asked, patience.Token);
                answers.Add(answer.StatusCode);
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
        }

        Assert.Empty(answers.Except([HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK]));
    }
}
