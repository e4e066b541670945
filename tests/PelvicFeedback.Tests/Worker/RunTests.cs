using System.Diagnostics;
using System.Text;
using System.Text.Json;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Tests.Messages;
using PelvicFeedback.Tests.Messaging;

namespace PelvicFeedback.Tests.Worker;

public sealed class RunTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pelvicfeedback-test-");

    private string Recording => Path.Combine(_folder.FullName, "tiny.csv");

    public RunTests() => TinyRecording.Write(Recording);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_replay_comes_out_of_the_brokers_other_end_as_live_and_alert_messages()
    {
        using var worker = new WorkerProcess("run", "--sensor", "replay:" + Recording, "--site", "clinic", "--patient", "p7", "--speed", "0.5");
        using var reader = Subscriber(worker);
        var messages = new List<SubscriberProcess.Message>();
        do
        {
            messages.Add(reader.Next());
        }
        while (messages[^1].Topic != "pelvic/v1/clinic/p7/alert/pelvic-drop" || Field(messages[^1], "phase").GetString() != "end");

        var live = messages.Where(message => message.Topic == "pelvic/v1/clinic/p7/live").ToArray();
        var alerts = messages.Where(message => message.Topic == "pelvic/v1/clinic/p7/alert/pelvic-drop").ToArray();
        var told = messages.Select(message => message.Topic["pelvic/v1/clinic/p7/".Length..]).Distinct().Except(["live", "alert/pelvic-drop"]);
        Assert.Equal(["state"], told);
        Assert.All(live, message => Assert.Null(DocumentsOfMessages.Schema("live").Violation(Json(message))));
        Assert.All(alerts, message => Assert.Null(DocumentsOfMessages.Schema("alert").Violation(Json(message))));
        Assert.All(messages, message => Assert.True(!message.Retained || message.Topic.EndsWith("/state", StringComparison.Ordinal)));

        // Every sample between the first and the last that was heard, each once and in order.
        var times = live.Select(message => Field(message, "sensorT").GetDouble()).ToArray();
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.Equal(1.0 / TinyRecording.Rate, pair.Second - pair.First, 0.0002));
        Assert.Contains(live, message => Math.Abs((Read(message).Drop?.Value ?? 0) - 6) < 0.1);

        Assert.Equal(["start", "end"], alerts.Select(alert => Field(alert, "phase").GetString()));
        Assert.Equal([Field(alerts[0], "eventId").GetString()], alerts.Select(alert => Field(alert, "alertId").GetString()).Distinct());

        // The first event is the calibration, which a display does not hear.
        Assert.Equal([2, 3], alerts.Select(alert => EventId.Parse(Field(alert, "eventId").GetString())!.Sequence));
        Assert.Equal(4.3, Field(alerts[0], "sensorT").GetDouble(), 0.05);
        Assert.Equal(6, Field(alerts[0], "peakDeg").GetDouble(), 0.1);

        Assert.Equal($"The recording is over: {TinyRecording.Samples} samples, {TinyRecording.Samples} live messages (0 dropped), 1 alert.", worker.Line("over"));
        Assert.Equal((0, ""), (worker.ExitCode(), worker.Errors));
    }

    [Theory]
    [InlineData("TERM", 0)]
    [InlineData("INT", 0)]
    [InlineData("KILL", 137)]
    public void However_the_worker_ends_its_broker_ends_with_it(string signal, int exitCode)
    {
        using var worker = new WorkerProcess("run", "--sensor", "replay:" + Recording, "--speed", "0.01");
        var files = ConfigHome(worker.Line("Watch with"));
        using var broker = Process.GetProcessById(Assert.Single(worker.Children()));
        Assert.Equal("mosquitto", broker.ProcessName);
        worker.Signal(signal);
        Assert.Equal(exitCode, worker.ExitCode());
        Assert.True(broker.WaitForExit(BrokerProcess.Patience), "The broker is still there.");

        // The next start has the same credentials, so that a lamp finds its broker again.
        Assert.True(Directory.Exists(files));
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void The_displays_credentials_are_for_their_owner_alone()
    {
        using var worker = new WorkerProcess("run", "--sensor", "replay:" + Recording, "--speed", "0.01");
        var credentials = ConfigHome(worker.Line("Watch with"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(credentials, "mosquitto_sub")));
        worker.Signal("TERM");
        worker.Line("Stopped: ");
        Assert.Equal(0, worker.ExitCode());
    }

    [Fact]
    public void A_private_broker_that_is_killed_is_started_again()
    {
        using var worker = new WorkerProcess("run", "--sensor", "replay:" + Recording, "--speed", "0.01");
        var line = worker.Line("Watch with");
        using (var broker = Process.GetProcessById(Assert.Single(worker.Children())))
        {
            broker.Kill();
        }

        // Whoever connects now, with the same credentials at the same port, hears live again.
        using var reader = Reconnected(line);
        while (!reader.Next().Topic.EndsWith("/live", StringComparison.Ordinal))
        {
            // What the broker keeps comes first.
        }

        worker.Signal("TERM");
        Assert.Equal(0, worker.ExitCode());
        Assert.Contains("the broker has ended by itself (exit code 137); it is started again\n", worker.Errors);
        Assert.Contains("the broker is back\n", worker.Errors);
        Assert.DoesNotContain("   at ", worker.Errors);
    }

    [Fact]
    public void The_display_reads_its_topics_and_writes_nothing()
    {
        using var worker = new WorkerProcess("run", "--sensor", "replay:" + Recording, "--site", "clinic", "--patient", "p7", "--speed", "0.01");
        var options = File.ReadAllLines(Path.Combine(ConfigHome(worker.Line("Watch with")), "mosquitto_sub")).SelectMany(line => line.Split(' ')).ToArray();
        using var writer = Process.Start(new ProcessStartInfo(
            "mosquitto_pub", ["-V", "5", "-q", "1", "-t", "pelvic/v1/clinic/p7/live", "-m", "forged", "-d", .. options])
        {
            RedirectStandardOutput = true,
        })!;
        Assert.Contains("RC:135", writer.StandardOutput.ReadToEnd());
        worker.Signal("TERM");
        Assert.Equal(0, worker.ExitCode());
    }

    [Fact]
    public async Task A_named_broker_is_used_and_an_unreachable_one_is_an_error()
    {
        using var broker = new BrokerProcess();
        using (var refused = new WorkerProcess("run", "--sensor", "replay:" + Recording, "--broker", $"127.0.0.1:{broker.Port}"))
        {
            Assert.Equal(1, refused.ExitCode());
            Assert.Equal($"pelvicfeedback: no broker at 127.0.0.1:{broker.Port}: Connection refused\n", refused.Errors);
        }

        broker.Start();
        using var anonymous = new WorkerProcess("run", "--sensor", "replay:" + Recording, "--broker", $"127.0.0.1:{broker.Port}");
        Assert.Equal(1, await Task.Run(anonymous.ExitCode));
        Assert.Contains("refuses 'worker': Not authorized", anonymous.Errors);
    }

    [Theory]
    [InlineData("--sensor takes sim, ble, ble:ID or replay:FILE, not 'bluetooth'", "run", "--sensor", "bluetooth")]
    [InlineData("--speed takes a number above 0 and at most 1000, not '0'", "run", "--speed", "0")]
    [InlineData("--speed takes a number above 0 and at most 1000, not 'NaN'", "run", "--speed", "NaN")]
    [InlineData("--left-axis takes +x, -x, +y, -y, +z or -z, not 'up'", "run", "--left-axis", "up")]
    [InlineData("--patient takes 1 to 32 characters of a-z, 0-9 and -, not 'Anna Smith'", "run", "--patient", "Anna Smith")]
    [InlineData("--site takes 1 to 32 characters of a-z, 0-9 and -, not '+'", "run", "--site", "+")]
    [InlineData("--broker takes HOST:PORT, not 'localhost'", "run", "--broker", "localhost")]
    [InlineData("--broker takes HOST:PORT, not 'localhost:65536'", "run", "--broker", "localhost:65536")]
    [InlineData("--broker takes HOST:PORT, not '::1:1883'", "run", "--broker", "::1:1883")]
    [InlineData("--exercise takes NAME:SIDE", "run", "--exercise", "plank:left")]
    [InlineData("no-such-plan.json: the plan cannot be read", "run", "--plan", "no-such-plan.json")]
    [InlineData("no-such-file.csv: there is no such file", "run", "--sensor", "replay:no-such-file.csv")]
    [InlineData("Unrecognized command or argument 'fly'", "fly")]
    [InlineData("Required command was not provided")]
    public void Unusable_arguments_are_one_line_with_the_option_and_the_reason(string says, params string[] arguments)
    {
        using var worker = new WorkerProcess(arguments);
        Assert.Equal(2, worker.ExitCode());
        Assert.Contains(says, worker.Errors);
        Assert.Equal(1, worker.Errors.Count(letter => letter == '\n'));
    }

    [Theory]
    [InlineData("Usage:", "--help")]
    [InlineData("--left-axis", "run", "--help")]
    [InlineData("0.1.0", "--version")]
    public void Help_and_version_are_there(string says, params string[] arguments)
    {
        using var worker = new WorkerProcess(arguments);
        worker.Line(says);
        Assert.Equal((0, ""), (worker.ExitCode(), worker.Errors));
    }

    // As the printed line says, but with the options that the tests need.
    private static SubscriberProcess Subscriber(WorkerProcess worker) => Subscriber(worker.Line("Watch with"));

    private static SubscriberProcess Subscriber(string line) => new(["-t", line.Split('\'')[1]], ConfigHome(line));

    // mosquitto_sub gives up when nobody listens yet.
    private static SubscriberProcess Reconnected(string line)
    {
        for (var left = 100; ; left--)
        {
            try
            {
                return Subscriber(line);
            }
            catch (InvalidOperationException) when (left > 0)
            {
                // The broker is not back yet.
            }
        }
    }

    private static string ConfigHome(string line) => line.Split("XDG_CONFIG_HOME=")[1].Split(' ')[0];

    private static JsonElement Json(SubscriberProcess.Message message)
    {
        using var json = JsonDocument.Parse(message.Payload);
        return json.RootElement.Clone();
    }

    private static JsonElement Field(SubscriberProcess.Message message, string name) => Json(message).GetProperty(name);

    private static LiveMessage Read(SubscriberProcess.Message message)
    {
        Assert.Null(MessageReader.TryRead(Encoding.UTF8.GetBytes(message.Payload), out LiveMessage live));
        return live;
    }
}
