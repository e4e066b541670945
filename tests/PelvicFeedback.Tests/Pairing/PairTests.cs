using Microsoft.AspNetCore.Http;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Messaging.Brokers;
using PelvicFeedback.Messaging.Pairing;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Tests.Messaging;
using PelvicFeedback.Tests.Worker;
using PelvicFeedback.Worker.CommandLine;
using PelvicFeedback.Worker.Pairing;

namespace PelvicFeedback.Tests.Pairing;

/// <summary>Joining a clinic: over TLS, to whom the code names and nobody else.</summary>
public sealed class PairTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static PairingGrant Grant(string patient = "p7") =>
        new(1, "clinic", patient, Paired: true, new("broker.example", 8883, "clinic." + patient, "s3cret", "-----BEGIN CERTIFICATE-----\n…"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_code_is_good_once_and_what_it_stands_for_is_kept_for_the_owner_alone()
    {
        await using var hub = await HubDoor.Open();
        var code = hub.Issue(Grant());
        var said = new StringWriter();
        Assert.Equal(0, await PairCommand.Pair(code.Text(), _folder.Path, said));
        Assert.Equal($"Paired with the clinic at localhost:{hub.Port}. Start 'pelvicfeedback run' (or restart the service): it reaches the clinic's broker at broker.example:8883.", said.ToString().TrimEnd());

        var home = PairedHome.Read(_folder.Path, why => Assert.Fail(why))!;
        var ca = Path.Combine(_folder.Path, "secrets", "clinic-ca.pem");
        Assert.Equal(("pelvic/v1/clinic/p7/", new ClinicBridge("broker.example", 8883, ca, "s3cret", "clinic.p7"), true), (home.Topics.Prefix, home.Bridge, home.Paired));
        Assert.Equal(Grant().Broker.Ca, await File.ReadAllTextAsync(ca));
        if (!OperatingSystem.IsWindows())
        {
            foreach (var file in Directory.GetFiles(Path.Combine(_folder.Path, "secrets")))
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            }
        }

        Assert.Contains("was used already", await Refused(code));
        Assert.Equal([code.Secret, code.Secret], hub.Told);
    }

    [Fact]
    public async Task Several_brokers_are_kept_with_how_they_are_spoken_to()
    {
        await using var hub = await HubDoor.Open();
        ClinicAddress[] others = [new("broker-2.example", 8883), new("broker-3.example", 8884)];
        var said = new StringWriter();
        Assert.Equal(0, await PairCommand.Pair(hub.Issue(Grant() with { Broker = Grant().Broker with { Others = others, Plain = true } }).Text(), _folder.Path, said));

        var bridge = PairedHome.Read(_folder.Path, why => Assert.Fail(why))!.Bridge;
        Assert.Equal(("broker.example:8883 or broker-2.example:8883 or broker-3.example:8884", true), (bridge.ToString(), bridge.IsPlain));
        var section = bridge.Section(new(Pseudonym.Parse("clinic"), Pseudonym.Parse("p7"))).Split('\n');
        Assert.Contains("addresses broker.example:8883 broker-2.example:8883 broker-3.example:8884", section);
        Assert.Contains("try_private false", section);
    }

    [Fact]
    public async Task An_impostor_with_another_authority_is_told_nothing()
    {
        using var others = new TestCertificates("localhost");
        await using var impostor = await HubDoor.Open();
        Assert.Contains("is not the one in the code", await Refused(impostor.Issue(Grant(), authority: others.Authority)));
        Assert.Empty(impostor.Told);
    }

    [Fact]
    public async Task An_impostor_that_shows_the_right_authority_is_told_nothing()
    {
        using var others = new TestCertificates("localhost");
        await using var impostor = await HubDoor.Open(authority: others.Authority);
        Assert.Contains("is not vouched for by the clinic's authority", await Refused(impostor.Issue(Grant(), authority: others.Authority)));
        Assert.Empty(impostor.Told);
    }

    [Fact]
    public async Task A_server_of_the_same_authority_with_another_name_is_told_nothing()
    {
        await using var other = await HubDoor.Open("printer.example");
        Assert.EndsWith("is for another name than 'localhost'", await Refused(other.Issue(Grant())));
        Assert.Empty(other.Told);
    }

    [Fact]
    public async Task A_clinic_that_is_not_there_is_said_so()
    {
        PairingCode code;
        await using (var hub = await HubDoor.Open())
        {
            code = hub.Issue(Grant());
        }

        Assert.StartsWith($"the clinic at {code} cannot be reached: ", await Refused(code));
        Assert.False(File.Exists(PairedHome.FileIn(_folder.Path)));
    }

    [Theory]
    [InlineData("", "cannot be read")]
    [InlineData("null", "answers with nothing")]
    [InlineData("""{"v":1,"site":"clinic","patient":"p7","paired":true}""", "cannot be read")]
    [InlineData("""{"v":2,"site":"clinic","patient":"p7","paired":true,"broker":{"host":"h","port":1,"user":"u","password":"p","ca":"x"}}""", "answers with version 2")]
    [InlineData("""{"v":1,"site":"../x","patient":"p7","paired":true,"broker":{"host":"h","port":1,"user":"u","password":"p","ca":"x"}}""", "no pseudonym")]
    [InlineData("""{"v":1,"site":"clinic","patient":"p7","paired":true,"broker":{"host":"h","port":1,"user":"u","password":"p\nlistener 1883","ca":"x"}}""", "a login that is none")]
    [InlineData("""{"v":1,"site":"clinic","patient":"p7","paired":true,"broker":{"host":"h\nx","port":1,"user":"u","password":"p","ca":"x"}}""", "an address that is none")]
    [InlineData("""{"v":1,"site":"clinic","patient":"p7","paired":true,"broker":{"host":"h","port":1,"user":"u","password":"p","ca":null}}""", "without an authority")]
    [InlineData("""{"v":1,"site":"clinic","patient":"p7","paired":true,"broker":{"host":"h","port":1,"user":"u","password":"p","ca":"x","others":[{"host":"h 2","port":1}]}}""", "address that is none")]
    [InlineData("""{"v":1,"site":"clinic","patient":"p7","paired":true,"broker":{"host":"h","port":1,"user":"u","password":"p","ca":"x","others":[null]}}""", "address that is none")]
    [InlineData("""{"v":1,"site":"clinic","patient":"p7","paired":true,"broker":{"host":"localhost","port":1,"user":"u","password":"p","ca":null,"others":[{"host":"h","port":1}]}}""", "without an authority")]
    public async Task An_answer_that_makes_no_sense_changes_nothing(string answer, string says)
    {
        await using var hub = await HubDoor.Open();
        hub.Answer = Results.Text(answer);
        Assert.Contains(says.Replace("an address", "a broker's address"), await Refused(hub.Issue(Grant())));
        Assert.False(File.Exists(PairedHome.FileIn(_folder.Path)));
    }

    [Theory]
    [InlineData(404, "is no hub, or has a fault (HTTP 404)")]
    [InlineData(429, "too many attempts")]
    public async Task A_refusal_is_said_in_words(int status, string says)
    {
        await using var hub = await HubDoor.Open();
        hub.Answer = Results.StatusCode(status);
        Assert.Contains(says, await Refused(hub.Issue(Grant())));
    }

    [Fact]
    public async Task A_home_gets_a_new_login_and_never_another_patient()
    {
        await using var hub = await HubDoor.Open();
        await PairCommand.Pair(hub.Issue(Grant()).Text(), _folder.Path, TextWriter.Null);
        Assert.Contains("another patient's", await Refused(hub.Issue(Grant("p8"))));
        await PairCommand.Pair(hub.Issue(Grant() with { Broker = Grant().Broker with { Password = "newer" } }).Text(), _folder.Path, TextWriter.Null);
        Assert.Equal("newer", PairedHome.Read(_folder.Path, Assert.Fail)!.Bridge.Password);
    }

    [Fact]
    public async Task The_command_ends_with_1_or_2_and_one_line()
    {
        using var mistyped = new WorkerProcess("pair", "hub.example:5443/AAAAA");
        Assert.Equal(2, mistyped.ExitCode());
        Assert.StartsWith("pelvicfeedback: that is no pairing code", Assert.Single(mistyped.Errors.TrimEnd().Split('\n')));

        await using var hub = await HubDoor.Open();
        var code = hub.Issue(Grant());
        using var good = new WorkerProcess("pair", code.Text(), "--data", _folder.Path);
        Assert.Equal((0, ""), (good.ExitCode(), good.Errors));
        using var again = new WorkerProcess("pair", code.Text(), "--data", _folder.Path);
        Assert.Equal(1, again.ExitCode());
        Assert.StartsWith("pelvicfeedback: this code was used already", Assert.Single(again.Errors.TrimEnd().Split('\n')));
    }

    private async Task<string> Refused(PairingCode code)
    {
        var failed = await Assert.ThrowsAsync<CommandException>(() => PairCommand.Pair(code.Text(), _folder.Path, TextWriter.Null));
        Assert.Equal(1, failed.ExitCode);
        var line = Assert.Single(failed.Lines);
        Assert.DoesNotContain(code.Secret, line);
        return line;
    }
}
