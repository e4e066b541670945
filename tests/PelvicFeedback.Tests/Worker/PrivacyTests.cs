using System.Text.Json;
using PelvicFeedback.Tests.Messaging;

namespace PelvicFeedback.Tests.Worker;

/// <summary>A session with drops, pain and answers in it: metrics and log say how the worker is, and nothing of how the patient is.</summary>
public sealed class PrivacyTests
{
    private static readonly Dictionary<string, string> Wanted = new()
    {
        ["pelvicfeedback_samples_total"] = "counter",
        ["pelvicfeedback_samples_lost_total"] = "counter",
        ["pelvicfeedback_publish_seconds"] = "histogram",
        ["pelvicfeedback_outbox_events"] = "gauge",
        ["pelvicfeedback_reconnects_total"] = "counter",
        ["pelvicfeedback_alerts_total"] = "counter",
        ["pelvicfeedback_commands_refused_total"] = "counter",
    };

    // What a line of the log may be about. A new one belongs here once somebody has asked whose business it is.
    private static readonly HashSet<string> Lines =
    [
        "Metrics and health: {Metrics} {Health}",
        "From {Source} to the broker at {Broker}, topics {Topics}…",
        "Watch with: {Command}",
        "{Why}: {Samples} samples, {Live} live messages ({Dropped} dropped), {Alerts} {Unit}.",
    ];

    private static readonly string[] OfAPatient =
        ["°", "deg", "level", "drop of", "pelvic-drop", "pain", "answer", "unwell", "stance", "squat", "hold", "rep ", "tilt", "obliquity", "verdict"];

    [Fact]
    public async Task A_session_with_drops_leaves_its_angles_pain_and_answers_out_of_metrics_and_log()
    {
        using var worker = new WorkerProcess("run", "--speed", "30", "--patient", "p7", "--log", "json");
        var first = worker.Line("/metrics");
        using var http = new HttpClient { Timeout = BrokerProcess.Patience };
        var page = JsonDocument.Parse(first).RootElement.GetProperty("State").GetProperty("Metrics").GetString()!;
        var text = await Until(http, page, metrics => metrics["pelvicfeedback_alerts_total"].Samples.Values.Single() >= 2);
        worker.Signal("TERM");
        string[] log = [first, .. worker.Rest()];

        var metrics = ExpositionText.Read(text);
        Assert.Equal(Wanted, Wanted.ToDictionary(metric => metric.Key, metric => metrics[metric.Key].Type));
        Assert.DoesNotContain("p7", text);
        Assert.Equal("", worker.Errors);
        Assert.All(log, line =>
        {
            var said = JsonDocument.Parse(line).RootElement;
            Assert.Contains(said.GetProperty("State").GetProperty("{OriginalFormat}").GetString()!, Lines);
            Assert.All(OfAPatient, word => Assert.DoesNotContain(word, said.GetProperty("Message").GetString()!.Replace("pelvicfeedback", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase));
        });
        Assert.All(OfAPatient, word => Assert.DoesNotContain(word, text, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("# HELP a_total Words.\n# TYPE a_total gauge\na_total 1\n")]
    [InlineData("# HELP a Words.\n# TYPE a counter\na 1\n")]
    [InlineData("# HELP a_ms Words.\n# TYPE a_ms gauge\na_ms 1\n")]
    [InlineData("# TYPE a gauge\na 1\n")]
    [InlineData("# HELP a Words.\n# TYPE a gauge\na 1,5\n")]
    [InlineData("# HELP a Words.\n# TYPE a gauge\nb 1\n")]
    [InlineData("# HELP a Words.\n# TYPE a gauge\na 1")]
    [InlineData("# HELP a Words.\n# TYPE a histogram\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 1\n")]
    public void The_reader_is_strict(string text) => Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => ExpositionText.Read(text));

    // A poll, because what is waited for is in another process that cannot tell us.
    private static async Task<string> Until(HttpClient http, string page, Func<Dictionary<string, (string Type, Dictionary<string, double> Samples)>, bool> holds)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        using var patience = new CancellationTokenSource(BrokerProcess.Patience);
        while (true)
        {
            var text = await http.GetStringAsync(page, patience.Token);
            if (holds(ExpositionText.Read(text)))
            {
                return text;
            }

            await timer.WaitForNextTickAsync(patience.Token);
        }
    }
}
