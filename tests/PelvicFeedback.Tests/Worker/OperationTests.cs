using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Messaging;
using PelvicFeedback.Messaging.Mosquitto;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Tests.Messaging;
using PelvicFeedback.Worker.Metrics;
using PelvicFeedback.Worker.Run;

namespace PelvicFeedback.Tests.Worker;

/// <summary>What whoever operates the worker sees of it.</summary>
public sealed class OperationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new() { Timeout = BrokerProcess.Patience };

    private string Recording => Path.Combine(_folder.Path, "tiny.csv");

    public OperationTests() => TinyRecording.Write(Recording);

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Metrics_and_health_say_how_the_worker_is_and_nothing_of_the_patient()
    {
        using var worker = new WorkerProcess("run", "--sensor", "replay:" + Recording, "--patient", "p7", "--speed", "0.5");
        var page = Page(worker);
        var values = await Until(page, values => values["pelvicfeedback_alerts_total"] == 1);
        Assert.Equal(1, values["pelvicfeedback_broker_up"]);
        Assert.InRange(values["pelvicfeedback_samples_total"], 4.3 * TinyRecording.Rate, TinyRecording.Samples);
        Assert.Equal(values["pelvicfeedback_publish_seconds_count"], values["pelvicfeedback_publish_seconds_bucket{le=\"+Inf\"}"]);
        Assert.InRange(values["pelvicfeedback_publish_seconds_count"], 4.3 * TinyRecording.Rate, TinyRecording.Samples);
        Assert.All(
            (string[])["samples_lost_total", "samples_rejected_total", "live_dropped_total", "reconnects_total"],
            name => Assert.Equal(0, values["pelvicfeedback_" + name]));

        using var answer = await _http.GetAsync(page + "/health");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("""{"status":"ok","sensor":"ok","broker":"ok","record":"ok"}""", (await answer.Content.ReadAsStringAsync()).TrimEnd());
        Assert.DoesNotContain("p7", await _http.GetStringAsync(page + "/metrics"));
        worker.Signal("TERM");
        Assert.Equal(0, worker.ExitCode());
    }

    [Fact]
    public async Task A_lost_broker_and_its_return_are_seen()
    {
        using var broker = new BrokerProcess();
        broker.Start();
        var password = Path.Combine(_folder.Path, "password");
        await File.WriteAllTextAsync(password, BrokerProcess.Password);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(password, UnixFileMode.UserRead);
        }

        using var worker = new WorkerProcess(
            "run", "--sensor", "replay:" + Recording, "--speed", "0.1",
            "--broker", $"127.0.0.1:{broker.Port}", "--broker-user", BrokerProcess.User, "--broker-password-file", password);
        var page = Page(worker);
        await Until(page, values => values["pelvicfeedback_samples_total"] > 0);
        broker.Kill();
        await Until(page, values => values["pelvicfeedback_broker_up"] == 0);
        using var failing = await _http.GetAsync(page + "/health");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, failing.StatusCode);
        using var json = JsonDocument.Parse(await failing.Content.ReadAsStringAsync());
        Assert.Equal("failing", json.RootElement.GetProperty("status").GetString());
        Assert.Contains($"127.0.0.1:{broker.Port}", json.RootElement.GetProperty("broker").GetString());

        broker.Start();
        worker.Line($"the broker at 127.0.0.1:{broker.Port} is back");
        Assert.Equal(1, (await Until(page, values => values["pelvicfeedback_broker_up"] == 1))["pelvicfeedback_reconnects_total"]);
        Assert.DoesNotContain(BrokerProcess.Password, worker.Errors);
    }

    [Fact]
    public async Task A_page_from_elsewhere_that_was_led_here_is_turned_away()
    {
        using var worker = new WorkerProcess("run", "--sensor", "replay:" + Recording, "--speed", "0.01");
        using var request = new HttpRequestMessage(HttpMethod.Get, Page(worker) + "/metrics") { Headers = { Host = "pelvis.example" } };
        using var answer = await _http.SendAsync(request);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, answer.StatusCode);
    }

    [Fact]
    public void A_port_that_is_taken_is_an_error_that_names_it()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        using var worker = new WorkerProcess("run", "--sensor", "replay:" + Recording, "--port", $"{port}");
        Assert.Equal(1, worker.ExitCode());
        Assert.Equal($"pelvicfeedback: port {port} on this machine is in use: end what has it, or choose another with --port\n", worker.Errors);
    }

    [Fact]
    public void A_second_worker_on_the_same_data_is_refused()
    {
        Dictionary<string, string> data = new() { ["PELVIC_DATA"] = Path.Combine(_folder.Path, "data") };
        using var first = new WorkerProcess(data, "run", "--sensor", "replay:" + Recording, "--speed", "0.01");
        Page(first);
        using var second = new WorkerProcess(data, "run", "--sensor", "replay:" + Recording, "--speed", "0.01");
        Assert.Equal(1, second.ExitCode());
        Assert.Contains("another worker uses this data folder", second.Errors);
    }

    [Theory]
    [InlineData("systemd", "<6>PelvicFeedback.Worker")]
    [InlineData("json", "\"LogLevel\":\"Information\"")]
    public void The_log_has_the_form_that_was_asked_for(string form, string says)
    {
        using var worker = new WorkerProcess("run", "--sensor", "replay:" + Recording, "--speed", "0.01", "--log", form);
        Assert.Contains(says, worker.Line("/metrics"));
        Assert.Contains(says, worker.Line("From the recording"));
        worker.Signal("TERM");
        Assert.Contains(says, worker.Line("Stopped: "));
        Assert.Equal((0, ""), (worker.ExitCode(), worker.Errors));
    }

    [Fact]
    public void A_broker_that_hangs_does_not_keep_the_worker_from_stopping()
    {
        using var worker = new WorkerProcess("run", "--sensor", "replay:" + Recording, "--speed", "0.01");
        worker.Line("Watch with");
        using var broker = Process.GetProcessById(Assert.Single(worker.Children()));
        Signal(broker, "STOP");
        worker.Signal("TERM");
        worker.Line("Stopped: ");
        Assert.Equal(0, worker.ExitCode());
        Assert.True(broker.WaitForExit(BrokerProcess.Patience), "The broker is still there.");
    }

    [Fact]
    public void Samples_that_are_missing_between_others_are_counted_and_a_new_start_of_the_sensor_is_no_loss()
    {
        var metrics = new CoachingMetrics(TimeProvider.System, new(0.01));
        foreach (var (time, isNew) in ((double, bool)[])[(5, true), (5.01, false), (5.03, false), (5.0402, false), (6.0402, false), (0, true), (0.01, false)])
        {
            metrics.Arrived(new MotionSample { Time = new(time), StartsSegment = isNew });
        }

        Assert.Equal((7, 1 + 99), (metrics.Samples, metrics.Lost));
    }

    [Fact]
    public void A_histogram_counts_a_value_under_every_bound_that_it_does_not_pass()
    {
        var histogram = new Histogram(0.001, 0.01);
        foreach (var value in (double[])[0.0005, 0.001, 0.002, 3])
        {
            histogram.Add(value);
        }

        Assert.Equal(
            """
            # HELP wait_seconds How long.
            # TYPE wait_seconds histogram
            wait_seconds_bucket{le="0.001"} 2
            wait_seconds_bucket{le="0.01"} 3
            wait_seconds_bucket{le="+Inf"} 4
            wait_seconds_sum 3.0035
            wait_seconds_count 4

            """.ReplaceLineEndings("\n"),
            new MetricsText().Histogram("wait_seconds", "How long.", histogram).ToString());
    }

    [Fact]
    public async Task The_links_thread_turns_with_a_broker_and_without()
    {
        using var broker = new BrokerProcess();
        using var link = MosquittoLink.Connect(new() { Host = "127.0.0.1", Port = broker.Port, ClientId = BrokerProcess.User, UserName = BrokerProcess.User, Password = BrokerProcess.Password });
        await Turns(link);
        await Turns(link);
        broker.Start();
        await Turns(link);
        await Turns(link);

        static async Task Turns(IMqttLink link)
        {
            var before = link.Turns;
            await Eventually(() => link.Turns > before);
        }
    }

    [Fact]
    public async Task The_sensors_thread_turns_until_something_holds_it_up()
    {
        using var source = new SensorSource(SensorChoice.Simulated, speed: 1);
        using var held = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        await Eventually(() => source.Turns > 1);
        using var handler = source.Samples.Subscribe(_ =>
        {
            held.Set();
            goOn.Wait();
        });
        held.Wait(BrokerProcess.Patience);
        var before = source.Turns;
        Assert.Equal(before, source.Turns);
        goOn.Set();
        await Eventually(() => source.Turns > before);
    }

    // A poll, because what is waited for is in another process or thread that cannot tell us.
    private static async Task Eventually(Func<bool> holds)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        using var patience = new CancellationTokenSource(BrokerProcess.Patience);
        while (!holds())
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }

    private static void Signal(Process process, string name)
    {
        using var kill = Process.Start("kill", ["-" + name, $"{process.Id}"]);
        kill.WaitForExit();
    }

    private static string Page(WorkerProcess worker) => worker.Line("/metrics").Split(' ').First(word => word.EndsWith("/metrics", StringComparison.Ordinal))[..^"/metrics".Length];

    private async Task<Dictionary<string, double>> Until(string page, Func<Dictionary<string, double>, bool> holds)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        using var patience = new CancellationTokenSource(BrokerProcess.Patience);
        while (true)
        {
            var values = (await _http.GetStringAsync(page + "/metrics", patience.Token)).Split('\n')
                .Where(line => line.Length > 0 && line[0] != '#')
                .Select(line => line.Split(' '))
                .ToDictionary(parts => parts[0], parts => double.Parse(parts[1], CultureInfo.InvariantCulture));
            if (holds(values))
            {
                return values;
            }

            await timer.WaitForNextTickAsync(patience.Token);
        }
    }
}
