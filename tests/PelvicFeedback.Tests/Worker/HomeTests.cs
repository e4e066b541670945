using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Sessions;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Messaging;
using PelvicFeedback.Messaging.Store;
using PelvicFeedback.Tests.Brokers;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Tests.Messages;
using PelvicFeedback.Tests.Messaging;
using PelvicFeedback.Tests.Store;
using PelvicFeedback.Worker.Run;

namespace PelvicFeedback.Tests.Worker;

/// <summary>The home worker as a whole: the program with its private broker, the simulated patient, and a page that listens and commands.</summary>
[Trait("runs", "edges")]
public sealed class HomeTests : IDisposable
{
    private static readonly PatientTopics Topics = BrokerWorld.Patient("p7");
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [BashFact]
    public async Task A_session_plays_by_itself_and_everybody_hears_of_it()
    {
        using var worker = Worker("25");
        using var page = await Page.Open(worker, _folder.Path);
        page.Until(message => message is { Topic: "session", Phase: "end" });
        worker.Signal("TERM");
        page.Until(message => message.Topic == "state" && !message.Json.GetProperty("online").GetBoolean());
        worker.Line("Stopped: ");
        Assert.Equal((0, ""), (worker.ExitCode(), worker.Errors));

        Assert.All(page.Heard, message => Assert.Null(DocumentsOfMessages.Schema(message.Topic.Split('/')[0]).Violation(message.Json)));
        Assert.Superset((HashSet<string>)["live", "beat", "summary", "state", "sensor", "calibration", "session", "rep", "hold", "alert/pelvic-drop"], page.Heard.Select(message => message.Topic).ToHashSet());
        Assert.Equal(
            ["start", "set-start", "set-end", "set-start", "set-end", "set-start", "set-end", "set-start", "set-end", "pain", "end"],
            page.Of("session").Select(message => message.Phase));
        Assert.Superset((HashSet<string>)["static", "bow", "side"], page.Of("calibration").Where(message => message.Json.GetProperty("accepted").GetBoolean()).Select(message => message.Text("kind")!).ToHashSet());
        var session = Assert.Single(page.Heard.Select(message => message.Text("sessionId")).OfType<string>().Distinct());

        // Every alert begins and ends, the start naming both.
        var alerts = page.Of("alert/pelvic-drop").GroupBy(message => message.Text("alertId")).ToArray();
        Assert.NotEmpty(alerts);
        Assert.All(alerts, alert => Assert.Equal([("start", alert.Key), ("end", alert.Key)], alert.Select((message, i) => (message.Phase, i == 0 ? message.Text("eventId") : alert.Key))));
        Assert.All(alerts, alert => Assert.InRange(alert.Last().Json.GetProperty("trace").GetArrayLength(), 60, AlertMessage.MaxTrace));

        // What was heard is what is on record, in its order, and without a hole; raw motion is for the clinic alone.
        var stored = Stored();
        Assert.Equal(stored.Where(one => one.Topic != Topics.Motion).Select(one => one.Id), page.Heard.Select(message => message.Text("eventId")).OfType<string>());
        HaveNoHoles(stored);
        Assert.InRange(Kept.Look(Path.Combine(_folder.Path, StoreOptions.FileName), $"SELECT COUNT(*) FROM motion WHERE session = '{session}'"), 150, 1000);
        Assert.Equal(1, Kept.Look(Path.Combine(_folder.Path, StoreOptions.FileName), "SELECT COUNT(*) FROM session WHERE plan IS NOT NULL AND bands IS NOT NULL AND calibration IS NOT NULL AND algorithm IS NOT NULL AND left_axis = '+y'"));
    }

    [BashFact]
    public async Task A_page_commands_and_is_answered_and_what_makes_no_sense_is_refused_with_a_reason()
    {
        using var worker = Worker("5");
        using var page = await Page.Open(worker, _folder.Path);
        page.Until(message => message.Topic == "state" && message.Text("step") == "questions");
        await page.Press("take-over", "c1");
        Assert.True(page.Reply("c1").GetProperty("accepted").GetBoolean());

        await page.Press("take-over", "c1");
        Assert.True(page.Reply("c1").GetProperty("accepted").GetBoolean());
        await page.Press("redo", "c2");
        Assert.Equal("not-now", page.Reply("c2").GetProperty("refusal").GetString());
        await page.Press("redo", "c1");
        Assert.Equal("malformed", page.Reply("c1").GetProperty("refusal").GetString());
        await page.Press("pause", "c3", session: "another");
        Assert.Equal("other-session", page.Reply("c3").GetProperty("refusal").GetString());
        await page.Press("pause", "c4", lives: -1);
        Assert.Equal("expired", page.Reply("c4").GetProperty("refusal").GetString());
        await page.Send("pause", """{"v":1,"cmdId":"c5","expiresAt":7}""");
        Assert.Equal("malformed", page.Reply("c5").GetProperty("refusal").GetString());
        await page.Send("fly", "{}");
        await page.Send("pause", "not JSON");
        await page.Press("stop", "c6", more: ",\"reason\":\"tired\"");
        Assert.True(page.Reply("c6").GetProperty("accepted").GetBoolean());
        page.Until(message => message is { Topic: "session", Phase: "end" });

        using var http = new HttpClient { Timeout = BrokerProcess.Patience };
        var metrics = await http.GetStringAsync(page.Metrics);
        Assert.Contains("\npelvicfeedback_commands_refused_total 7\n", metrics);
        Assert.Contains("\npelvicfeedback_record_faults 0\n", metrics);
        worker.Signal("TERM");
        Assert.Equal((0, ""), (worker.ExitCode(), worker.Errors));
    }

    [BashFact]
    public async Task A_worker_that_is_killed_in_an_alert_takes_the_session_up_again_and_says_so()
    {
        string? alert;
        string? session;
        using (var worker = Worker("4"))
        {
            using var page = await Page.Open(worker, _folder.Path);
            var started = page.Until(message => message is { Topic: "alert/pelvic-drop", Phase: "start" });
            worker.Signal("KILL");
            Assert.Equal(137, worker.ExitCode());
            (alert, session) = (started.Text("alertId"), started.Text("sessionId"));
        }

        using (var worker = Worker("25"))
        {
            using var page = await Page.Open(worker, _folder.Path);
            page.Until(message => message.Topic == "state" && message.Text("pause") == "restarted" && message.Text("sessionId") == session);
            page.Until(message => message is { Topic: "session", Phase: "end" } && message.Text("sessionId") == session);
            worker.Signal("TERM");
            Assert.Equal(0, worker.ExitCode());
            Assert.Equal("pelvicfeedback: a session was under way when the service ended: the demonstration goes on with it, calibrated anew\n", worker.Errors);
        }

        var stored = Stored();
        HaveNoHoles(stored);
        var ofTheAlert = stored.Where(one => Text(one.Payload, "alertId") == alert).ToArray();
        Assert.Equal(["start", "end"], ofTheAlert.Select(one => Text(one.Payload, "phase")));
        Assert.Equal("interrupted", Text(ofTheAlert[1].Payload, "reason"));
        Assert.NotEqual(ofTheAlert[0].Id.Split('-')[0], ofTheAlert[1].Id.Split('-')[0]);
        var told = stored.Where(one => one.Topic.EndsWith("/session", StringComparison.Ordinal)).ToArray();
        Assert.Contains(told, one => Text(one.Payload, "phase") == "set-end" && Text(one.Payload, "reason") == "interrupted");
        Assert.Single(told, one => Text(one.Payload, "phase") == "start" && Text(one.Payload, "sessionId") == session);
    }

    [BashFact]
    public async Task A_stop_in_an_alert_with_a_broker_that_hangs_is_in_time_and_loses_nothing()
    {
        long alerts;
        using (var worker = Worker("4"))
        {
            using var page = await Page.Open(worker, _folder.Path);
            page.Until(message => message is { Topic: "alert/pelvic-drop", Phase: "start" });
            using var broker = Process.GetProcessById(Assert.Single(worker.Children()));
            using (var stop = Process.Start("kill", ["-STOP", $"{broker.Id}"]))
            {
                await stop.WaitForExitAsync();
            }

            // The session goes on without anybody hearing of it, until there was another alert.
            var before = await Alerts(page);
            alerts = before;
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
            using var patience = new CancellationTokenSource(BrokerProcess.Patience);
            while (alerts == before)
            {
                await timer.WaitForNextTickAsync(patience.Token);
                alerts = await Alerts(page);
            }

            // The promise is 5 s; a machine that is busy with other tests gets four times as long.
            worker.Signal("TERM");
            worker.Line("Stopped: ");
            Assert.Equal(0, worker.ExitCode(within: TimeSpan.FromSeconds(20)));
            Assert.True(broker.WaitForExit(BrokerProcess.Patience), "The broker is still there.");
        }

        var stored = Stored();
        HaveNoHoles(stored);
        var started = stored.Where(one => one.Topic.Contains("/alert/", StringComparison.Ordinal) && Text(one.Payload, "phase") == "start").ToArray();
        Assert.InRange(started.Length, alerts, alerts + 1);

        // And the session is found again, as it was: the set that was under way is told as interrupted, in the record, before a page can listen.
        using (var again = Worker("25"))
        {
            using var next = await Page.Open(again, _folder.Path);
            next.Until(message => message is { Topic: "session", Phase: "set-end" });
            again.Signal("TERM");
            Assert.Equal(0, again.ExitCode());
        }

        var told = Stored().Skip(stored.Count).First(one => one.Topic == Topics.Session && Text(one.Payload, "phase") == "set-end").Payload;
        Assert.Equal(("interrupted", Text(started[0].Payload, "sessionId")), (Text(told, "reason"), Text(told, "sessionId")));

        static async Task<long> Alerts(Page page)
        {
            using var http = new HttpClient { Timeout = BrokerProcess.Patience };
            var line = (await http.GetStringAsync(page.Metrics)).Split('\n').Single(line => line.StartsWith("pelvicfeedback_alerts_total ", StringComparison.Ordinal));
            return long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
        }
    }

    [BashFact]
    public async Task A_plan_from_a_file_is_followed_and_the_raw_motion_that_it_asks_for_is_sent()
    {
        var plan = DemoPlan.Plan with { RawMotion = true, Exercises = [DemoPlan.Plan.Exercises[2]] };
        using var worker = Worker("25", "--plan", _folder.Add("plan.json", SessionPapers.Plan(plan)));
        using var page = await Page.Open(worker, _folder.Path);
        var session = page.Until(message => message is { Topic: "session", Phase: "end" }).Text("sessionId");
        Assert.Equal(["start", "set-start", "set-end", "pain", "end"], page.Of("session").Select(message => message.Phase));
        Assert.Contains($"Raw motion of session {session}: ", worker.Line("pieces for the clinic"));
        worker.Signal("TERM");
        Assert.Equal((0, ""), (worker.ExitCode(), worker.Errors));

        var stored = Stored();
        HaveNoHoles(stored);
        var pieces = stored.Where(one => one.Topic == Topics.Motion).ToArray();
        Assert.All(pieces, one => Assert.Null(DocumentsOfMessages.Schema("motion").Violation(one.Payload)));
        Assert.Equal(session, Assert.Single(pieces.Select(one => Text(one.Payload, "sessionId")).Distinct()));
        Assert.DoesNotContain(stored, one => one.Topic != Topics.Motion && one.Id.Split('-')[0] == pieces[0].Id.Split('-')[0]);
    }

    [BashFact]
    public async Task The_further_exercises_are_played_too_and_what_came_of_each_is_told()
    {
        var plan = DemoPlan.Plan with
        {
            Exercises =
            [
                Short(Exercise.HipAbductionExtension, ExerciseSide.Left, 2, null),
                Short(Exercise.StandingInternalRotation, ExerciseSide.Right, 2, null),
                Short(Exercise.TrendelenburgTest, ExerciseSide.Left, 1, 30),
                Short(Exercise.Walking, ExerciseSide.Both, 1, 20),
                Short(Exercise.SidePlankAbduction, ExerciseSide.Left, 1, 8) with { Unlocked = true },
            ],
        };
        using var worker = Worker("20", "--plan", _folder.Add("plan.json", SessionPapers.Plan(plan)));
        using var page = await Page.Open(worker, _folder.Path);
        var session = page.Until(message => message is { Topic: "session", Phase: "end" }).Text("sessionId");
        worker.Signal("TERM");
        Assert.Equal((0, ""), (worker.ExitCode(), worker.Errors));
        Assert.All(page.Heard, message => Assert.Null(DocumentsOfMessages.Schema(message.Topic.Split('/')[0]).Violation(message.Json)));

        var stored = Stored();
        HaveNoHoles(stored);
        JsonElement[] Of(string topic) => [.. stored.Where(one => one.Topic == Topics.Prefix + topic && Text(one.Payload, "sessionId") == session).Select(one => one.Payload)];
        var reps = Of("rep");
        Assert.All(["hip-abduction-extension", "standing-internal-rotation"], exercise => Assert.InRange(reps.Count(rep => Text(rep, "exercise") == exercise), 1, 2));
        Assert.All(reps, rep => Assert.Equal("paced", Text(rep, "source")));
        Assert.All(reps.Where(rep => Text(rep, "exercise") != "side-plank-abduction"), rep => Assert.Equal(JsonValueKind.Number, rep.GetProperty("turnDeg").ValueKind));
        Assert.Equal(["side-plank-abduction"], Of("hold").Select(hold => Text(hold, "exercise")).Distinct());

        var test = Assert.Single(Of("test"));
        Assert.Equal(("left", "fingertips", JsonValueKind.Number), (Text(test, "side"), Text(test, "support"), test.GetProperty("bestRaiseDeg").ValueKind));
        var steps = Of("walk").SelectMany(bout => bout.GetProperty("steps").EnumerateArray()).ToArray();
        Assert.InRange(steps.Length, 10, 60);

        // Of the last step of a bout nobody knows when the other foot came down.
        Assert.Equal("not-judged", Text(steps[^1], "verdict"));
        Assert.NotNull(Text(steps[^1], "reason"));
        Assert.DoesNotContain(stored, one => one.Topic.Contains("/alert/", StringComparison.Ordinal) && Text(one.Payload, "exercise") is "walking" or "trendelenburg-test");

        var told = Of("session");
        var ends = told.Where(one => Text(one, "phase") == "set-end").ToArray();
        Assert.Equal(plan.Exercises.Select(one => Prescription.NameOf(one.Prescription.Exercise)), ends.Select(one => Text(one, "exercise")));
        Assert.All(ends, one => Assert.Equal("done", Text(one, "reason")));

        // The 30 s test has no verdict, and so has its set: it is measured.
        Assert.Equal([true, true, false, true, true], ends.Select(one => one.GetProperty("result").ValueKind == JsonValueKind.Object));
        var verdicts = ends.Select(one => one.GetProperty("result")).Where(result => result.ValueKind == JsonValueKind.Object).Select(result => (Verdict: Text(result, "verdict"), Reason: Text(result, "reason"))).ToArray();
        Assert.InRange(verdicts.Count(one => one.Verdict is "level" or "not-level"), 2, 4);
        Assert.All(verdicts, one => Assert.Equal(one.Verdict == "not-judged", one.Reason is not null));
        Assert.Equal(ends.Select(one => Text(one, "exercise")).Order(), told[^1].GetProperty("proposals").EnumerateArray().Select(one => Text(one, "exercise")).Order());

        static PlannedExercise Short(Exercise exercise, ExerciseSide side, int repetitions, double? hold) => DemoPlan.Plan.Exercises[0] with
        {
            Prescription = new(exercise, side),
            Repetitions = repetitions,
            Hold = hold is { } seconds ? new Seconds(seconds) : null,
            Rest = new(5),
        };
    }

    private WorkerProcess Worker(string speed, params string[] more) => new(
        new Dictionary<string, string> { ["PELVIC_DATA"] = _folder.Path }, ["run", "--site", "clinic", "--patient", "p7", "--speed", speed, .. more]);

    private List<(string Id, string Topic, JsonElement Payload)> Stored()
    {
        using var file = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(_folder.Path, StoreOptions.FileName), Pooling = false }.ConnectionString);
        file.Open();
        using var command = file.CreateCommand();
        command.CommandText = "SELECT stream || '-' || seq, topic, payload FROM event ORDER BY ordinal";
        using var rows = command.ExecuteReader();
        var stored = new List<(string, string, JsonElement)>();
        while (rows.Read())
        {
            stored.Add((rows.GetString(0), rows.GetString(1), JsonSerializer.Deserialize<JsonElement>((byte[])rows[2])));
        }

        return stored;
    }

    private static void HaveNoHoles(IReadOnlyList<(string Id, string Topic, JsonElement Payload)> stored)
    {
        Assert.All(stored, one => Assert.Equal(one.Id, Text(one.Payload, "eventId")));
        Assert.All(
            stored.GroupBy(one => one.Id.Split('-')[0]),
            stream => Assert.Equal(Enumerable.Range(1, stream.Count()), stream.Select(one => int.Parse(one.Id.Split('-')[1], CultureInfo.InvariantCulture))));
    }

    private static string? Text(JsonElement payload, string name) =>
        payload.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.String ? found.GetString() : null;

    /// <summary>Hears what a coach page may hear, and presses what it may press.</summary>
    private sealed class Page(IMqttLink link, string metrics) : IDisposable
    {
        private readonly BlockingCollection<Told> _coming = [];

        public List<Told> Heard { get; } = [];

        public string Metrics => metrics;

        public static async Task<Page> Open(WorkerProcess worker, string data)
        {
            var metrics = worker.Line("/metrics").Split(' ').First(word => word.EndsWith("/metrics", StringComparison.Ordinal));
            var port = int.Parse(worker.Line("From a simulated patient").Split("127.0.0.1:")[1].Split(',')[0], CultureInfo.InvariantCulture);
            worker.Line("Watch with");
            var password = (await File.ReadAllTextAsync(Path.Combine(data, "secrets", "broker", "coach.password"))).Trim();
            Page? page = null;
            var link = await BrokerWorld.Up(
                new() { Host = "127.0.0.1", Port = port, ClientId = "coach", UserName = "coach", Password = password },
                made =>
                {
                    page = new(made, metrics);
                    made.Messages.Subscribe(page.Hear);
                    made.Subscribe(Topics.Prefix + "#", Qos.AtLeastOnce);
                });
            Assert.Same(link, page!.Link);
            return page;
        }

        private IMqttLink Link => link;

        /// <summary>Waits for a message; it comes, or the test fails.</summary>
        public Told Until(Func<Told, bool> wanted)
        {
            while (_coming.TryTake(out var message, BrokerProcess.Patience))
            {
                Heard.Add(message);
                if (wanted(message))
                {
                    return message;
                }
            }

            Assert.Fail("It did not come. Last were " + string.Join(", ", Heard.Where(message => message.Topic is not ("live" or "beat" or "summary")).TakeLast(5)));
            return null!;
        }

        public Told[] Of(string topic) => [.. Heard.Where(message => message.Topic == topic)];

        public JsonElement Reply(string id) => Until(message => message.Topic == "reply/coach/" + id).Json;

        /// <summary>Presses a command for the session that was heard of last.</summary>
        public Task Press(string name, string id, string? session = null, double lives = 5, string more = "")
        {
            var of = session ?? Of("state")[^1].Text("sessionId");
            var expires = new UtcInstant(DateTimeOffset.UtcNow.AddSeconds(lives).ToUnixTimeMilliseconds());
            return Send(name, $$"""{"v":1,"cmdId":"{{id}}","expiresAt":"{{expires}}","sessionId":{{(of is null ? "null" : $"\"{of}\"")}}{{more}}}""");
        }

        public async Task Send(string name, string payload) =>
            Assert.Equal(Delivery.Acknowledged, await BrokerWorld.Publish(link, Topics.Prefix + "cmd/coach/" + name, payload));

        public void Dispose()
        {
            link.Dispose();
            _coming.Dispose();
        }

        private void Hear(MqttMessage message) =>
            _coming.Add(new(message.Topic[Topics.Prefix.Length..], JsonSerializer.Deserialize<JsonElement>(message.Payload.Span)));
    }

    private sealed record Told(string Topic, JsonElement Json)
    {
        public string? Phase => Text("phase");

        public string? Text(string name) => HomeTests.Text(Json, name);

        public override string ToString() => Topic + " " + Json.GetRawText()[..Math.Min(200, Json.GetRawText().Length)];
    }
}
