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
    private readonly TemporaryFolder _folder = new();

    private string Data => Path.Combine(_folder.Path, "hub");

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
        Assert.Contains("another hub uses this data folder", Assert.Single(second.Errors.Split('\n')));
        again.Terminate();
        Assert.Equal(0, again.ExitCode());
        using var verify = new HubProcess("verify", "--data", Data);
        Assert.Contains("entries, whole", verify.Line(":"));
        Assert.Equal(0, verify.ExitCode());
        using var unusable = new HubProcess("fly");
        Assert.Equal(2, unusable.ExitCode());
    }

    [Fact]
    public async Task Twenty_kills_of_hub_and_broker_lose_nothing_and_double_nothing()
    {
        var port = MosquittoProcess.FreePort();
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

                hub.Dispose();
                await home.Commit(random.Next(0, 10));
                hub = Started(port);
            }

            Assert.True(SpinWait.SpinUntil(() => home.Record.Owed == 0, BrokerProcess.Patience * 2), $"{home.Record.Owed} are still owed.");
            const string all = "SELECT stream, seq, hex(payload) FROM event ORDER BY stream, seq";
            Assert.Equal(HubProcess.Rows(home.File, all), HubProcess.Rows(Path.Combine(Data, "hub.db"), all));
            Assert.Equal(0, Kept.Look(Path.Combine(Data, "hub.db"), "SELECT COUNT(*) FROM aside"));
            Assert.Equal("", string.Concat(HubProcess.Rows(Path.Combine(Data, "hub.db"), "SELECT islands FROM stream")));
        }
        finally
        {
            hub.Dispose();
        }

        using var verify = new HubProcess("verify", "--data", Data);
        Assert.Equal(0, verify.ExitCode());
    }

    // The broker of a hub that was killed may have its port for a moment longer: then it is started again, as systemd would.
    private HubProcess Started(int brokerPort = 0)
    {
        for (var tries = 1; ; tries++)
        {
            var hub = new HubProcess("run", "--data", Data, "--port", "0", "--home-port", "0", "--broker-port", $"{brokerPort}", "--demonstration-code", Code);
            if (hub.TryLine("The hub:") is not null)
            {
                return hub;
            }

            using (hub)
            {
                Assert.True(tries < 10, hub.Errors);
            }
        }
    }
}
