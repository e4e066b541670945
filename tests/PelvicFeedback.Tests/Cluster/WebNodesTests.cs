using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using PelvicFeedback.Benchmarks.Fleet;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Sessions;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Hub.Plans;
using PelvicFeedback.Messaging.Brokers;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Tests.Hub;
using PelvicFeedback.Tests.Messaging;
using Xunit.Abstractions;

namespace PelvicFeedback.Tests.Cluster;

/// <summary>Two web nodes, each at a broker of its own, a worker and PostgreSQL, as processes: a therapist who is sent to either, and one node that is killed.</summary>
[Trait("runs", "edges")]
public sealed class WebNodesTests(ITestOutputHelper output) : IDisposable
{
    private const int Views = 40;
    private readonly TemporaryFolder _folder = new();
    private readonly List<IDisposable> _processes = [];

    public void Dispose()
    {
        _processes.ForEach(process => process.Dispose());
        _folder.Dispose();
    }

    [Fact]
    public async Task Any_node_serves_any_therapist_and_one_that_is_killed_is_not_missed()
    {
        using var brokers = new RabbitCluster(2);
        using var cluster = new PostgresCluster();
        var addresses = brokers.Addresses.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        BrokerFolder.Write(File("brokers"), brokers.Addresses);
        BrokerFolder.Write(File("broker-a"), addresses[0] + "\n");
        BrokerFolder.Write(File("broker-b"), addresses[1] + "\n");

        // With a pool, as in life.
        BrokerFolder.Write(File("postgres"), new NpgsqlConnectionStringBuilder(cluster.NewDatabase()) { Pooling = true, MaxPoolSize = 20 }.ConnectionString + "\n");
        ClusterProcess.Run("prepare", "--broker-file", File("brokers"), "--postgres-file", File("postgres"));
        var worker = Started("work", "--name", "worker-0", "--broker-file", File("brokers"), "--postgres-file", File("postgres"));
        var (nodeA, nodeB) = (Node("a"), Node("b"));
        worker.Line("at work");
        var (a, b) = (AddressOf(nodeA), AddressOf(nodeB));

        // One of them was first, and made the account.
        var first = System.IO.File.Exists(File("first-a")) ? File("first-a") : File("first-b");
        var password = (await System.IO.File.ReadAllTextAsync(first)).Trim().Split(' ')[^1];
        using var atA = new Visitor(a);
        await atA.SignIn("admin", password);
        using var atB = atA.At(b);
        var site = (await atB.Json("GET", "/api/me")).GetProperty("site").GetString()!;
        var patient = (await atB.Json("POST", "/api/patients", new { name = "Anna" })).GetProperty("patient").GetString()!;
        await atA.Json("PUT", $"/api/patients/{patient}/plan", new { plan = JsonNode.Parse(PlanRecords.JsonOf(DemoPlan.Plan)), basedOn = 0 });
        using var home = await WebHome.Open(new(Pseudonym.Parse(site), Pseudonym.Parse(patient)), brokers.Mqtt[1].Port, RabbitCluster.User, brokers.Password);

        // The home is at B's broker; the wall is open at A's.
        var (ages, last) = (new List<double>(), -1);
        using var wallA = await new WebPage
        {
            Said = wall =>
            {
                if (Live(wall) is { } live && live.GetProperty("done").GetInt32() is var done && done != last)
                {
                    ages.Add(FleetLine.Now - home.SaidAt(last = done));
                }
            },
        }.Open(a, "/api/live", atA.Cookies);
        wallA.Next(wall => Live(wall) is not null);
        using var wallB = await new WebPage().Open(b, "/api/live", atB.Cookies);
        wallB.Next(wall => Live(wall) is not null);

        // The plan that nobody was there for has come by itself.
        await Until(() => home.Commands.Contains("set-plan"));
        await Until(async () => Says(await atB.Json("GET", $"/api/patients/{patient}/plan"), "home", "state") == "accepted");

        // What the worker wrote down is counted at both, and calls for somebody at both, until one has taken it.
        await home.Say(home.Topics.Session, Told.Session("k-1", new() { Phase = SessionPhase.SetStart, Prescription = new(Exercise.SingleLegSquat, ExerciseSide.Left), Set = 1, Support = Support.None }));
        await home.Repeat("k-2");
        await home.Say(home.Topics.Session, Told.Pain("k-3", 9));
        Assert.All(new[] { wallA, wallB }, page => page.Next(wall => Live(wall) is { } live && live.GetProperty("level").ValueKind == JsonValueKind.Number && live.GetProperty("level").GetInt32() == 1));
        wallB.Next(wall => wall[0].GetProperty("alarms").GetArrayLength() == 1);
        var alarm = wallA.Next(wall => wall[0].GetProperty("alarms").GetArrayLength() == 1)[0].GetProperty("alarms")[0].GetProperty("alarm").GetString();
        Assert.Equal(HttpStatusCode.NoContent, (await atB.Send("POST", "/api/alarms", new { patient, alarm, reason = "called" })).StatusCode);
        Assert.All(new[] { wallA, wallB }, page => page.Next(wall => wall[0].GetProperty("alarms").GetArrayLength() == 0));

        // A band, with the token of the one node at the other.
        var token = (await atA.Json("GET", "/api/antiforgery")).GetProperty("token").GetString()!;
        var band = await atB.Send("POST", $"/api/patients/{patient}/band", new { exercise = "squat", side = "both", alertDeg = 7.5, basedOn = 1 }, request =>
        {
            request.Headers.Remove("X-Antiforgery");
            request.Headers.Add("X-Antiforgery", token);
        });
        Assert.Equal("""{"state":"accepted","reason":null}""", await band.Content.ReadAsStringAsync());
        Assert.Equal(2, (await atA.Json("GET", $"/api/patients/{patient}/plan")).GetProperty("revision").GetInt32());

        // Live, at the node whose broker the home is not at.
        using (var live = await new WebPage().Open(a, $"/api/patients/{patient}/live", atA.Cookies))
        {
            live.Next(said => said.GetProperty("type").GetString() == "state");
            live.Next(said => said.GetProperty("type").GetString() == "samples");
            await home.Repeat("k-4");
            live.Next(said => said.GetProperty("type").GetString() == "event" && said.GetProperty("eventId").GetString() == "k-4");
        }

        // Somebody whose account is given another password at A is out at B.
        using var other = new Visitor(b);
        await other.SignIn("berta", (await atA.Json("POST", "/api/accounts", new { name = "berta", roles = new[] { "therapist" } })).GetProperty("password").GetString()!);
        using var hers = await new WebPage().Open(b, "/api/live", other.Cookies);
        await atA.Json("POST", "/api/accounts", new { name = "berta", roles = new[] { "therapist" } });
        await hers.Gone.WaitAsync(BrokerProcess.Patience);
        Assert.Equal(HttpStatusCode.Unauthorized, (await other.Send("GET", "/api/wall")).StatusCode);

        // Both write one trail at once.
        await Task.WhenAll(new[] { atA, atB }.Select(visitor => Task.Run(async () =>
        {
            for (var n = 0; n < Views; n++)
            {
                await visitor.Json("GET", $"/api/patients/{patient}");
            }
        })));

        nodeA.Dispose();
        await wallA.Gone.WaitAsync(BrokerProcess.Patience);
        wallB.Next(wall => Live(wall) is { } live && live.GetProperty("done").GetInt32() > last);
        var nodeC = Node("c", brokers: "broker-a", data: "a");
        using var atC = atA.At(AddressOf(nodeC));
        Assert.True((await atC.Json("GET", "/api/wall"))[0].GetProperty("online").GetBoolean());
        Assert.Equal("whole", (await atC.Json("GET", "/api/audit")).GetProperty("broken").ValueKind == JsonValueKind.Null ? "whole" : "broken");
        var verified = ClusterProcess.Run("verify", "--postgres-file", File("postgres"));
        Assert.Matches($"^{site}: [0-9]+ entries, whole", verified);
        Assert.True(int.Parse(verified.Split(' ')[1], CultureInfo.InvariantCulture) > 2 * Views, verified);
        var sorted = ages.Order().ToList();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"a summary, said at one broker, until a wall at the other shows it: median {sorted[sorted.Count / 2]:0.00} s, p95 {sorted[(int)(0.95 * sorted.Count)]:0.00} s, most {sorted[^1]:0.00} s, of {sorted.Count}"));
    }

    private static JsonElement? Live(JsonElement wall) =>
        wall.GetArrayLength() == 1 && wall[0].GetProperty("live") is { ValueKind: JsonValueKind.Object } live ? live : null;

    private static string? Says(JsonElement said, params string[] path) => path.Aggregate(said, (at, name) => at.GetProperty(name)).GetString();

    private static Task Until(Func<bool> holds) => Until(() => Task.FromResult(holds()));

    private static async Task Until(Func<Task<bool>> holds)
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        for (var left = BrokerProcess.Patience; !await holds(); left -= look.Period)
        {
            Assert.True(left > TimeSpan.Zero, "It never came so far.");
            await look.WaitForNextTickAsync();
        }
    }

    private static string AddressOf(ClusterProcess node)
    {
        var line = node.Line("The pages: ");
        return line[(line.IndexOf("http://", StringComparison.Ordinal))..line.IndexOf("/ on", StringComparison.Ordinal)];
    }

    private string File(string name) => Path.Combine(_folder.Path, name);

    private ClusterProcess Node(string name, string? brokers = null, string? data = null) => Started(
        "web", "--name", "web-" + name, "--broker-file", File(brokers ?? "broker-" + name), "--postgres-file", File("postgres"), "--data", File(data ?? name),
        "--port", "0", "--home-port", "0", "--first-password-file", File("first-" + name));

    private ClusterProcess Started(params string[] arguments)
    {
        var process = new ClusterProcess(arguments);
        _processes.Add(process);
        return process;
    }
}
