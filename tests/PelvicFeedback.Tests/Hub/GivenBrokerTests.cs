using System.Diagnostics;
using System.Globalization;
using System.Net;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Hosting;
using PelvicFeedback.Hub.Pairing;
using PelvicFeedback.Hub.Store;
using PelvicFeedback.Messaging;
using PelvicFeedback.Messaging.Brokers;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Tests.Messaging;
using PelvicFeedback.Tests.Store;
using PelvicFeedback.Worker.CommandLine;
using PelvicFeedback.Worker.Pairing;

namespace PelvicFeedback.Tests.Hub;

/// <summary>A hub at a broker that is somebody else's: it starts none, changes no login there, and hands over what the operator has made.</summary>
public sealed class GivenBrokerTests : IDisposable
{
    private const string OfHub = "the-hub";
    private readonly TemporaryFolder _folder = new();
    private readonly TestCertificates _certificates = new("localhost");
    private readonly List<(string User, string Password)> _users = [(OfHub, "hubs-password")];
    private readonly List<string> _said = [];
    private readonly int _port = Ports.Free();

    private string Data => Path.Combine(_folder.Path, "hub");

    private string Homes => Path.Combine(_folder.Path, "homes");

    public void Dispose()
    {
        _certificates.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_home_joins_with_the_login_that_the_operator_made_and_what_it_sends_after_its_end_is_set_aside()
    {
        using var broker = await Started();
        await using var hub = await HubHost.Start(Settings(), Say, TimeProvider.System);
        using var therapist = new Visitor(hub.Address);
        await therapist.SignIn("admin", hub.FirstPassword!);
        var patient = (await therapist.Json("POST", "/api/patients", new { name = "Anna" })).GetProperty("patient").GetString()!;
        var user = "clinic." + patient;

        // Nothing of a broker of its own, and no code that would lead nowhere.
        Assert.False(Directory.Exists(Path.Combine(Data, "clinic-broker")));
        var refused = await therapist.Send("POST", $"/api/patients/{patient}/code");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var why = await refused.Content.ReadAsStringAsync();
        Assert.All(["no-login", user, Homes, "rights"], said => Assert.Contains(said, why));
        Assert.Contains(user, Assert.Single(Said()));

        _users.Add((user, "homes-password"));
        await Operate(broker);
        Write(Homes, $"{user}:homes-password\n");
        var code = (await therapist.Json("POST", $"/api/patients/{patient}/code")).GetProperty("code").GetString()!;
        var home = Path.Combine(_folder.Path, "home");
        Assert.Equal(0, await PairCommand.Pair(code, home, TextWriter.Null));
        var way = PairedHome.Read(home, Assert.Fail)!.Bridge;
        Assert.Equal(("localhost", _port, "homes-password"), (way.Host, way.Port, way.Password));
        Assert.Equal(await File.ReadAllTextAsync(_certificates.Authority), await File.ReadAllTextAsync(way.CaFile!));

        using var bridged = new BridgedHome(home);
        await bridged.Commit(20);
        await Patiently.Until(() => Kept.Look(bridged.File, "SELECT COUNT(*) FROM outbox") == 0);
        Assert.Equal(20, Count("event"));

        var revoked = await therapist.Send("POST", $"/api/patients/{patient}/revoke");
        Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
        Assert.Contains(user, await revoked.Content.ReadAsStringAsync());
        await bridged.Commit(5);
        await Patiently.Until(() => Count("aside") == 5);
        Assert.Equal((20, 5), (Count("event"), Kept.Look(bridged.File, "SELECT COUNT(*) FROM outbox")));
    }

    [Fact]
    public async Task A_code_whose_login_is_gone_again_is_refused_and_says_so()
    {
        Write(Homes, "");
        await using var hub = await HubHost.Start(Settings(), Say, TimeProvider.System);
        var topics = new PatientTopics(Pseudonym.Parse("clinic"), Pseudonym.Parse("p7"));
        hub.Parts.Ledger.Change(writing => writing.AddPatient(topics, "Anna", Told.Noon));
        Write(Homes, "clinic.p7:homes-password\n");
        var record = hub.Parts.Database.Patients().Single();
        Assert.Null(hub.Parts.Desk.Obstacle(record));
        var code = hub.Parts.Desk.Issue(record, "test");
        Write(Homes, "");
        Assert.Equal(1, (await Assert.ThrowsAsync<CommandException>(() => PairCommand.Pair(code.Text(), Path.Combine(_folder.Path, "home"), TextWriter.Null))).ExitCode);
        Assert.Contains("clinic.p7", Said()[^1]);
    }

    [Theory]
    [InlineData("""{"host":"mqtt.example","port":8883,"user":"hub","passwordFile":"password"}""", "caFile")]
    [InlineData("""{"host":"mqtt.example","port":0,"user":"hub","passwordFile":"password","caFile":"ca.pem"}""", "port")]
    [InlineData("""{"host":"mqtt.example","port":8883,"user":"hub","passwordFile":"password","caFile":"ca.pem","tls":false}""", "takes host")]
    [InlineData("""{"host":"mqtt.example","port":8883,"user":"","passwordFile":"password","caFile":"ca.pem"}""", "user")]
    [InlineData("nonsense", "takes host")]
    public void A_setting_that_cannot_be_is_refused_with_the_file(string text, string why)
    {
        var file = _folder.Add("broker.json", text);
        var refused = Assert.Throws<ArgumentException>(() => GivenBrokerSettings.Read(file));
        Assert.Contains(file, refused.Message);
        Assert.Contains(why, refused.Message);
    }

    [Fact]
    public void Files_are_named_from_where_the_settings_lie_and_passwords_are_their_owners_alone()
    {
        var read = GivenBrokerSettings.Read(_folder.Add("broker.json", """{"host":"localhost","port":8883,"user":"hub","passwordFile":"password","homesFile":"/etc/homes"}"""));
        Assert.Equal((Path.Combine(_folder.Path, "password"), "/etc/homes", null), (read.PasswordFile, read.HomesFile, read.CaFile));
        if (!OperatingSystem.IsWindows())
        {
            File.WriteAllText(read.PasswordFile, "secret");
            File.SetUnixFileMode(read.PasswordFile, UnixFileMode.UserRead | UnixFileMode.OtherRead);
            Assert.Contains("chmod 600", Assert.Throws<MqttUnavailableException>(() => new GivenBroker(read, _ => { })).Message);
        }
    }

    private HubSettings Settings()
    {
        Write(Path.Combine(_folder.Path, "password"), _users[0].Password + "\n");
        if (!File.Exists(Homes))
        {
            Write(Homes, "");
        }

        var file = _folder.Add("broker.json", string.Create(
            CultureInfo.InvariantCulture, $$"""{"host":"localhost","port":{{_port}},"user":"{{OfHub}}","passwordFile":"password","caFile":"{{_certificates.Authority}}","homesFile":"homes"}"""));
        return new() { Data = Data, Port = 0, HomePort = 0, Site = Pseudonym.Parse("clinic"), GivenBroker = GivenBrokerSettings.Read(file) };
    }

    // As its operator would: users, and the rights that the hub's own program prints.
    private async Task Operate(MosquittoProcess? running = null)
    {
        Write(Path.Combine(_folder.Path, "users"), BrokerLogin.Users(_users.Select(user => new BrokerLogin(user.User, BrokerLogin.Hash(user.Password), "", BrokerRole.Home))));
        var rights = "";
        foreach (var (user, _) in _users)
        {
            rights += await Rights(user);
        }

        Write(Path.Combine(_folder.Path, "rights"), rights);
        running?.Reload();
    }

    private async Task<MosquittoProcess> Started()
    {
        await Operate();
        var configuration = _folder.Add("mosquitto.conf", string.Create(CultureInfo.InvariantCulture, $"""
            user {Environment.UserName}
            listener {_port} 127.0.0.1
            certfile {_certificates.Certificate}
            keyfile {_certificates.Key}
            allow_anonymous false
            password_file {Path.Combine(_folder.Path, "users")}
            acl_file {Path.Combine(_folder.Path, "rights")}
            log_dest stderr

            """));
        return MosquittoProcess.Start(configuration, _ => { }, new(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(5)), () => 0.5);
    }

    private static async Task<string> Rights(string user)
    {
        using var program = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "pelvicfeedback-hub.dll"), "rights", user]) { RedirectStandardOutput = true })!;
        var said = await program.StandardOutput.ReadToEndAsync();
        await program.WaitForExitAsync();
        Assert.Equal(0, program.ExitCode);
        return said;
    }

    private void Say(string what)
    {
        lock (_said)
        {
            _said.Add(what);
        }
    }

    private List<string> Said()
    {
        lock (_said)
        {
            return [.. _said];
        }
    }

    private static void Write(string path, string text) => BrokerFolder.Write(path, text);

    private long Count(string table) => Kept.Look(Path.Combine(Data, "hub.db"), $"SELECT COUNT(*) FROM {table}");
}
