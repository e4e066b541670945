using Microsoft.Data.Sqlite;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Sessions;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Messaging.Brokers;
using PelvicFeedback.Messaging.Store;
using PelvicFeedback.Tests.Brokers;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Tests.Store;
using PelvicFeedback.Worker.Run;
using Xunit.Abstractions;

namespace PelvicFeedback.Tests.Worker;

/// <summary>
/// The program itself in its sessions, paired over a real bridge, while it, its broker, the clinic's broker and the hub are killed (kill -9) in
/// turn: every event that it has committed is at the hub once, its streams without a hole.
/// </summary>
[Trait("runs", "edges")]
public sealed class WholeWorkerKillTests : IDisposable
{
    private const int Rounds = 20;
    private const int Alerts = 200;
    private const int Seed = 20261122;

    // For all of it together; a round waits for no more than its events.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly ITestOutputHelper _output;
    private readonly BrokerWorld _world = new();
    private readonly TemporaryFolder _folder = new();
    private readonly CancellationTokenSource _late = new(Longest);
    private readonly ClinicBroker _clinic;
    private readonly string _password;

    public WholeWorkerKillTests(ITestOutputHelper output)
    {
        _output = output;
        _clinic = _world.Clinic();
        _password = _folder.Add("password", _clinic.AddHome(BrokerWorld.Topics).Password);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_password, UnixFileMode.UserRead);
        }
    }

    private string Home => Path.Combine(_folder.Path, "data", StoreOptions.FileName);

    private string Hub => Path.Combine(_folder.Path, "hub.db");

    public void Dispose()
    {
        _clinic.Dispose();
        _late.Dispose();
        _folder.Dispose();
        _world.Dispose();
    }

    [BashFact]
    public void Twenty_rounds_of_kills_in_sessions_lose_and_double_nothing()
    {
        var random = new Random(Seed);
        var plan = _folder.Add("plan.json", SessionPapers.Plan(Plan));
        string[] session = ["--plan", plan, "--speed", "30"];
        var killed = new Dictionary<string, int> { ["worker"] = 0, ["home broker"] = 0, ["clinic broker"] = 0, ["hub"] = 0 };
        var hub = StartHub();
        var worker = StartWorker(session);
        try
        {
            for (var round = 0; round < Rounds; round++)
            {
                GrowBy(random.Next(1, 25));
                foreach (var victim in killed.Keys.OrderBy(_ => random.Next()).Take(round % 3 == 2 ? 2 : 1).ToArray())
                {
                    killed[victim]++;
                    switch (victim)
                    {
                        case "worker":
                            worker.Signal("KILL");
                            worker.Dispose();
                            worker = StartWorker(session);
                            break;
                        case "home broker":
                            // It is the worker's only child, and comes back by itself.
                            Wait(() => worker.Children().Length == 1, "The home's broker does not come back.");
                            BrokerWorld.Signal(Assert.Single(worker.Children()), "KILL");
                            break;
                        case "clinic broker":
                            Wait(() => _clinic.ProcessId is not null, "The clinic's broker does not come back.");
                            BrokerWorld.Signal(_clinic.ProcessId!.Value, "KILL");
                            break;
                        default:
                            hub.Dispose();
                            hub = StartHub();
                            break;
                    }
                }
            }

            Wait(() => Starts() >= Alerts, "There are too few alerts.");
            worker.Signal("TERM");
            Assert.Equal(0, worker.ExitCode());

            // A recording that has nothing to say for minutes: what is owed is sent, and nothing comes anew.
            worker.Dispose();
            var quiet = Path.Combine(_folder.Path, "tiny.csv");
            TinyRecording.Write(quiet);
            worker = StartWorker("--sensor", "replay:" + quiet, "--speed", "0.01");
            Wait(() => Look("SELECT COUNT(*) FROM outbox") == 0 && Look("SELECT COUNT(*) FROM motion_owed") == 0, "What is owed does not get to the hub.");
            worker.Signal("TERM");
            Assert.Equal(0, worker.ExitCode());
        }
        finally
        {
            worker.Dispose();
            hub.Dispose();
        }

        var (home, there) = (Rows(Home), Rows(Hub));
        _output.WriteLine(
            $"{Rounds} rounds, seed {Seed}; killed: {string.Join(", ", killed.Select(one => $"{one.Key} {one.Value}"))}; {home.Count} events in {home.Select(row => row.Stream).Distinct().Count()} streams, "
            + $"{Starts()} alerts, {Look("SELECT COUNT(*) FROM event WHERE topic LIKE '%/motion'")} pieces of motion; the hub heard {Kept.Look(Hub, "SELECT SUM(heard) - COUNT(*) FROM event")} again");
        Assert.Equal(home, there);
        Assert.All(home.GroupBy(row => row.Stream), stream => Assert.Equal(Enumerable.Range(1, stream.Count()).Select(n => (long)n), stream.Select(row => row.Seq)));
        Assert.Equal(0, Kept.Look(Hub, "SELECT COUNT(*) FROM aside"));
        Assert.All(killed.Values, times => Assert.NotEqual(0, times));
        Assert.InRange(Starts(), Alerts, int.MaxValue);
        Assert.Equal(Starts(), Look("SELECT COUNT(*) FROM event WHERE topic LIKE '%/alert/%' AND json_extract(CAST(payload AS TEXT), '$.phase') = 'end'"));
    }

    // Many holds with drops in each, and the raw motion too.
    private static Plan Plan => DemoPlan.Plan with
    {
        RawMotion = true,
        Exercises = [.. DemoPlan.Plan.Exercises.Take(2).Select(exercise => exercise with { Repetitions = 12, Band = new(new Degrees(2), new Seconds(0.1)) })],
    };

    private ChaosProcess StartHub()
    {
        var hub = new ChaosProcess(_clinic.Hub.Password, ["hub", Hub, $"{_clinic.Port}"]);
        hub.Line("open");
        return hub;
    }

    private WorkerProcess StartWorker(params string[] more)
    {
        var worker = new WorkerProcess(
            new Dictionary<string, string> { ["PELVIC_DATA"] = Path.Combine(_folder.Path, "data") },
            ["run", "--site", "clinic", "--patient", "p7", "--clinic", $"127.0.0.1:{_clinic.Port}", "--clinic-password-file", _password, "--paired", "yes", .. more]);
        worker.Line("Bridged to the clinic's broker");

        // Said when the record is open.
        worker.Line("topics pelvic/v1/clinic/p7/");
        return worker;
    }

    private void GrowBy(int events)
    {
        var before = Look("SELECT COUNT(*) FROM event");
        Wait(() => Look("SELECT COUNT(*) FROM event") >= before + events, "Nothing more is recorded.");
    }

    private void Wait(Func<bool> holds, string otherwise) =>
        Assert.True(SpinWait.SpinUntil(() => _late.IsCancellationRequested || holds(), Longest) && !_late.IsCancellationRequested, otherwise);

    private long Starts() => Look("SELECT COUNT(*) FROM event WHERE topic LIKE '%/alert/%' AND json_extract(CAST(payload AS TEXT), '$.phase') = 'start'");

    private long Look(string sql) => Kept.Look(Home, sql);

    private static List<(string Stream, long Seq, string Payload)> Rows(string path)
    {
        using var file = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
        file.Open();
        using var statement = new Statement(file, "SELECT stream, seq, CAST(payload AS TEXT) FROM event ORDER BY stream, seq");
        return statement.Rows(row => (row.GetString(0), row.GetInt64(1), row.GetString(2)));
    }
}
