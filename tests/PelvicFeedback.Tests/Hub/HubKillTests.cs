using System.Globalization;
using Npgsql;
using PelvicFeedback.Messaging.Brokers;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Tests.Messaging;
using PelvicFeedback.Tests.Store;
using PelvicFeedback.Worker.Pairing;

namespace PelvicFeedback.Tests.Hub;

/// <summary>The hub as a process: its first start, its command line, and what kills leave.</summary>
[Trait("runs", "edges")]
public sealed class HubKillTests : IDisposable
{
    private const int Rounds = 20;
    private const int Homes = 3;
    private readonly TemporaryFolder _folder = new();

    private string Data => Path.Combine(_folder.Path, "hub");

    private string Record => Path.Combine(Data, "hub.db");

    private string Backup => Path.Combine(_folder.Path, "backup.db");

    private string Home => Path.Combine(_folder.Path, "home");

    private string Code => Path.Combine(_folder.Path, "code");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_first_start_makes_an_administrator_and_shows_the_password_once()
    {
        using (var hub = Started())
        {
            Assert.Contains("password", hub.Line("First start"));
            hub.Terminate();
            Assert.Equal((0, ""), (hub.ExitCode(), hub.Errors));
        }

        using var again = Started();
        Assert.Equal(1, Kept.Look(Path.Combine(Data, "hub.db"), "SELECT COUNT(*) FROM account"));
        using var second = new HubProcess("run", "--data", Data);
        Assert.Equal(1, second.ExitCode());
        Assert.Contains("another hub uses this data folder", Assert.Single(second.Errors.TrimEnd().Split('\n')));
        again.Terminate();
        Assert.Equal(0, again.ExitCode());
        using var verify = new HubProcess("verify", "--data", Data);
        Assert.Contains("entries, whole", verify.Line(":"));
        Assert.Equal(0, verify.ExitCode());
        using var unusable = new HubProcess("fly");
        Assert.Equal(2, unusable.ExitCode());
    }

    [Fact]
    public async Task Twenty_kills_of_hub_and_broker_and_a_backup_put_back_lose_nothing_and_double_nothing()
    {
        var port = Ports.Free();
        var hub = Started(port);
        try
        {
            Assert.Equal(0, await PairCommand.Pair((await File.ReadAllTextAsync(Code)).Trim(), Home, TextWriter.Null));
            using var home = new BridgedHome(Home);
            var random = new Random(11);
            for (var round = 0; round < Rounds; round++)
            {
                // How far it comes differs from round to round: sometimes the hub has not even heard of them.
                await home.Commit(random.Next(5, 40));
                var owed = home.Record.Owed;
                if (round % 2 == 0)
                {
                    SpinWait.SpinUntil(() => home.Record.Owed < owed, TimeSpan.FromSeconds(3));
                }

                if (round == Rounds / 2)
                {
                    // While it runs, as a technician would.
                    Assert.Empty(HubProcess.Rows(Record, $"VACUUM INTO '{Backup}'"));
                }

                hub.Dispose();
                await home.Commit(random.Next(0, 10));
                hub = Started(port);
            }

            Assert.True(SpinWait.SpinUntil(() => home.Record.Owed == 0, BrokerProcess.Patience * 2), $"{home.Record.Owed} are still owed.");
            AssertSame(home);

            // A disk is lost, and what was copied halfway is put back: the home sends again what is missing.
            var (events, kept) = (Kept.Look(Record, "SELECT COUNT(*) FROM event"), Kept.Look(Backup, "SELECT COUNT(*) FROM event"));
            Assert.InRange(kept, 1, events - 1);
            hub.Dispose();
            foreach (var lost in Directory.GetFiles(Data, "hub.db*"))
            {
                File.Delete(lost);
            }

            File.Copy(Backup, Record);
            hub = Started(port);
            Assert.True(SpinWait.SpinUntil(() => Kept.Look(Record, "SELECT COUNT(*) FROM event") == events, BrokerProcess.Patience * 2), "Not all came again.");
            AssertSame(home);
        }
        finally
        {
            hub.Dispose();
        }

        using var verify = new HubProcess("verify", "--data", Data);
        Assert.Equal(0, verify.ExitCode());
    }

    [Fact]
    public async Task Twenty_kills_of_hub_broker_and_PostgreSQL_under_load_lose_nothing_and_double_nothing()
    {
        using var cluster = new PostgresCluster();
        var connection = cluster.NewDatabase();
        var (settings, port) = (Path.Combine(_folder.Path, "postgres"), Ports.Free());
        BrokerFolder.Write(settings, connection + "\n");
        var hub = Started(port, "--postgres-file", settings, "--first-password-file", Path.Combine(_folder.Path, "sign-in"));
        var homes = new List<BridgedHome>();
        using var over = new CancellationTokenSource();
        try
        {
            for (var n = 0; n < Homes; n++)
            {
                homes.Add(await Paired(hub, n));
            }

            var load = Task.WhenAll(homes.Select(home => Task.Run(async () =>
            {
                using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
                while (!over.IsCancellationRequested)
                {
                    await home.Commit(3);
                    await pace.WaitForNextTickAsync();
                }
            })));
            var random = new Random(17);
            for (var round = 0; round < Rounds; round++)
            {
                // Each round begins with something of the last one confirmed, and ends somewhere in the middle of the next.
                var stored = Stored(connection);
                Assert.True(SpinWait.SpinUntil(() => Stored(connection) > stored + random.Next(10), BrokerProcess.Patience), "Nothing came any more.");
                switch (round % 3)
                {
                    case 0:
                        hub.Dispose();
                        hub = Started(port, "--postgres-file", settings);
                        break;
                    case 1:
                        hub.KillBroker();
                        break;
                    default:
                        cluster.Kill();
                        cluster.Start();
                        break;
                }
            }

            await over.CancelAsync();
            await load;
            foreach (var home in homes)
            {
                Assert.True(SpinWait.SpinUntil(() => home.Record.Owed == 0, BrokerProcess.Patience * 2), $"{home.Record.Owed} are still owed.");
                var patient = home.Topics.Patient.ToString();
                Assert.Equal(
                    HubProcess.Rows(home.File, "SELECT stream, seq, lower(hex(payload)) FROM event ORDER BY stream, seq"),
                    Rows(connection, $"SELECT stream || ' ' || seq || ' ' || encode(payload, 'hex') FROM event WHERE patient = (SELECT number FROM patient WHERE patient = '{patient}') ORDER BY stream COLLATE \"C\", seq"));
            }

            Assert.Equal(["0"], Rows(connection, "SELECT COUNT(*)::text FROM aside"));
            Assert.Empty(Rows(connection, "SELECT islands FROM stream WHERE islands <> ''"));
        }
        finally
        {
            await over.CancelAsync();
            hub.Dispose();
            homes.ForEach(home => home.Dispose());
        }

        using var verify = new HubProcess("verify", "--data", Data, "--postgres-file", settings);
        Assert.Equal(0, verify.ExitCode());
    }

    private async Task<BridgedHome> Paired(HubProcess hub, int n)
    {
        using var visitor = new Visitor(hub.Address);
        var password = (await File.ReadAllTextAsync(Path.Combine(_folder.Path, "sign-in"))).Trim().Split(' ')[^1];
        await visitor.SignIn("admin", password);
        var patient = (await visitor.Json("POST", "/api/patients", new { name = $"Patient {n}" })).GetProperty("patient").GetString();
        var code = (await visitor.Json("POST", $"/api/patients/{patient}/code")).GetProperty("code").GetString()!;
        Assert.Equal(0, await PairCommand.Pair(code, Home + n, TextWriter.Null));
        return new(Home + n);
    }

    private static List<string> Rows(string connection, string sql)
    {
        using var database = new NpgsqlConnection(connection);
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    private static long Stored(string connection) => long.Parse(Rows(connection, "SELECT COUNT(*)::text FROM event")[0], CultureInfo.InvariantCulture);

    private void AssertSame(BridgedHome home)
    {
        const string all = "SELECT stream, seq, hex(payload) FROM event ORDER BY stream, seq";
        Assert.Equal(HubProcess.Rows(home.File, all), HubProcess.Rows(Record, all));
        Assert.Equal(0, Kept.Look(Record, "SELECT COUNT(*) FROM aside"));
        Assert.Equal("", string.Concat(HubProcess.Rows(Record, "SELECT islands FROM stream")));
    }

    // The broker of one that was killed may have its port for a moment longer: it is waited for.
    private HubProcess Started(int brokerPort = 0, params string[] more)
    {
        var hub = new HubProcess(["run", "--data", Data, "--port", "0", "--home-port", "0", "--broker-port", $"{brokerPort}", "--demonstration-code", Code, .. more]);
        hub.Address = hub.Line("The hub:").Split(' ')[2].TrimEnd('/');
        return hub;
    }
}
