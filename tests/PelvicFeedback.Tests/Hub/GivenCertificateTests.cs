using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Hosting;
using PelvicFeedback.Hub.Pairing;
using PelvicFeedback.Messaging.Brokers;
using PelvicFeedback.Messaging.Pairing;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Tests.Messaging;
using PelvicFeedback.Tests.Store;
using PelvicFeedback.Worker.CommandLine;
using PelvicFeedback.Worker.Pairing;

namespace PelvicFeedback.Tests.Hub;

/// <summary>A certificate of the clinic's own authority: what homes trust, what the doors show, and what becomes of it in time.</summary>
public sealed class GivenCertificateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _said = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_home_trusts_the_clinics_authority_and_goes_on_when_the_certificate_is_renewed()
    {
        using var ca = new ClinicCa();
        var first = ca.Issue();
        var brokerPort = Ports.Free();
        await using var hub = await HubHost.Start(
            new() { Data = Path.Combine(_folder.Path, "hub"), Port = 0, HomePort = 0, BrokerPort = brokerPort, Site = Pseudonym.Parse("clinic"), Certificate = GivenCertificate.Read(ca.Settings) },
            _ => { },
            TimeProvider.System);
        var desk = hub.Parts.Desk;
        Assert.Equal((first, first), (await ShownAt(desk.Port), await ShownAt(brokerPort)));

        using var therapist = new Visitor(hub.Address);
        await therapist.SignIn("admin", hub.FirstPassword!);
        using var home = await Joined(therapist, "one");
        Assert.Equal(ca.Root.ExportCertificatePem(), (await File.ReadAllTextAsync(PairedHome.Read(Path.Combine(_folder.Path, "one"), Assert.Fail)!.Bridge.CaFile!)).Trim());
        await home.Commit(20);
        await Patiently.Until(() => Kept.Look(home.File, "SELECT COUNT(*) FROM outbox") == 0);
        Assert.Equal(hub.Parts.Authority.Ends, (await therapist.Json("GET", "/api/health")).GetProperty("certificateEnds").GetDateTimeOffset());

        // Another authority's code, and a code for another name than the certificate has.
        using var others = new TestCertificates("localhost");
        using var other = X509CertificateLoader.LoadCertificateFromFile(others.Authority);
        Assert.Contains("not the one in the code", await Refused(PairingCode.New("localhost", desk.Port, other)));
        Assert.Contains("for another name", await Refused(PairingCode.New("127.0.0.1", desk.Port, ca.Root)));

        // Nothing new is no renewal; a new one is shown at both doors, and whoever is there stays.
        Assert.False(desk.RenewCertificate());
        var second = ca.Issue(untilDays: 180);
        Assert.True(desk.RenewCertificate());
        Assert.Equal((second, second), (await ShownAt(desk.Port), await ShownAt(brokerPort)));
        await home.Commit(5);
        await Patiently.Until(() => Kept.Look(home.File, "SELECT COUNT(*) FROM outbox") == 0);
        using var next = await Joined(therapist, "two");
        await next.Commit(1);
        await Patiently.Until(() => Kept.Look(next.File, "SELECT COUNT(*) FROM outbox") == 0);
        Assert.Equal(26, Kept.Look(Path.Combine(_folder.Path, "hub", "hub.db"), "SELECT COUNT(*) FROM event"));
    }

    public static TheoryData<string, string> Flaws => new()
    {
        { "old", "not today: have a new one made" }, { "early", "not today" }, { "host", "--host" }, { "usage", "serverAuth" }, { "half", "put the certificates between" },
        { "others", "not vouched for" }, { "key", "is not the key of" }, { "passphrase", "take it off" }, { "open", "chmod 600" }, { "not-root", "no authority's own certificate" },
        { "two-roots", "takes the authority's alone" }, { "old-root", "the authority's certificate is not valid today" }, { "empty", "has no certificate in it" }, { "missing", "cannot be read" }, { "no-key", "cannot be read" },
    };

    [Theory]
    [MemberData(nameof(Flaws))]
    public void What_a_home_would_refuse_is_refused_at_the_start_with_what_to_do(string flaw, string says)
    {
        using var ca = new ClinicCa();
        using var strangers = new ClinicCa();
        ca.Issue();
        var now = ca.Now;
        switch (flaw)
        {
            case "old": ca.Issue(untilDays: -0.1); break;
            case "early": ca.Issue(fromDays: 1); break;
            case "host": ca.Issue("hub.example"); break;
            case "usage": ca.Issue(usage: "1.3.6.1.5.5.7.3.2"); break;
            case "half": ca.Issue(isWhole: false); break;
            case "others": File.WriteAllText(ca.Given.CaFile, strangers.Root.ExportCertificatePem()); break;
            case "key": Rewrite(ca, key => key.ExportPkcs8PrivateKeyPem()); break;
            case "passphrase": Rewrite(ca, key => key.ExportEncryptedPkcs8PrivateKeyPem("secret", new(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 10))); break;
            case "open" when !OperatingSystem.IsWindows(): File.SetUnixFileMode(ca.Given.KeyFile, UnixFileMode.UserRead | UnixFileMode.OtherRead); break;
            case "not-root": File.WriteAllText(ca.Given.CaFile, ca.Between.ExportCertificatePem()); break;
            case "two-roots": File.WriteAllText(ca.Given.CaFile, ca.Root.ExportCertificatePem() + "\n" + strangers.Root.ExportCertificatePem()); break;
            case "old-root": now = ca.Now.AddYears(11); break;
            case "empty": File.WriteAllText(ca.Given.CertificateFile, "nothing"); break;
            case "missing": File.Delete(ca.Given.CertificateFile); break;
            case "no-key": File.Delete(ca.Given.KeyFile); break;
        }

        var refused = Assert.Throws<ArgumentException>(() => HubAuthority.Open(Path.Combine(_folder.Path, "secrets"), "localhost", now, ca.Given));
        Assert.Contains(says, refused.Message);
        Assert.Contains(Path.GetDirectoryName(ca.Given.CaFile)!, refused.Message);
    }

    [Theory]
    [InlineData("""{"certificateFile":"a","keyFile":"b"}""")]
    [InlineData("""{"certificateFile":"a","keyFile":"b","caFile":null}""")]
    [InlineData("""{"certificateFile":"a","keyFile":"b","caFile":"c","host":"d"}""")]
    [InlineData("""{"certificateFile":"a","certificateFile":"a","keyFile":"b","caFile":"c"}""")]
    [InlineData("null")]
    [InlineData("nonsense")]
    public void Settings_that_say_something_else_are_refused_with_the_file(string text)
    {
        var file = _folder.Add("tls.json", text);
        var refused = Assert.Throws<ArgumentException>(() => GivenCertificate.Read(file));
        Assert.Contains(file, refused.Message);
        Assert.Contains("takes certificateFile", refused.Message);
    }

    [Fact]
    public void A_newer_one_is_taken_up_by_itself_and_one_that_is_no_good_is_said_once()
    {
        var time = new SteppedTime();
        using var ca = new ClinicCa(time.GetUtcNow());
        ca.Issue();
        using var authority = HubAuthority.Open(Path.Combine(_folder.Path, "secrets"), "localhost", time.GetUtcNow(), ca.Given);
        using var watch = new CertificateWatch(() => authority.Renew(time.GetUtcNow()), authority, _said.Add, time);
        time.Advance(TimeSpan.FromHours(2));
        Assert.Empty(_said);

        var second = ca.Issue(untilDays: 100);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(second, authority.Certificate.Thumbprint);
        Assert.Contains("a newer certificate", Assert.Single(_said));
        Assert.Contains(authority.Certificate.ExportCertificatePem(), File.ReadAllText(authority.CertificateFile));

        ca.Issue("hub.example");
        time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(second, authority.Certificate.Thumbprint);
        Assert.Contains("stays the one before", Assert.Single(_said.Skip(1)));

        // Homes could not follow: an authority is changed by somebody who is there.
        using var strangers = new ClinicCa(time.GetUtcNow());
        strangers.Issue();
        File.Copy(strangers.Given.CaFile, ca.Given.CaFile, overwrite: true);
        File.Copy(strangers.Given.CertificateFile, ca.Given.CertificateFile, overwrite: true);
        File.Copy(strangers.Given.KeyFile, ca.Given.KeyFile, overwrite: true);
        time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(second, authority.Certificate.Thumbprint);
        Assert.Contains("another authority", Assert.Single(_said.Skip(2)));
    }

    [Fact]
    public void That_it_ends_soon_is_said_every_day()
    {
        var time = new SteppedTime();
        using var ca = new ClinicCa(time.GetUtcNow());
        ca.Issue(untilDays: 24);
        using var authority = HubAuthority.Open(Path.Combine(_folder.Path, "secrets"), "localhost", time.GetUtcNow(), ca.Given);
        using var watch = new CertificateWatch(() => authority.Renew(time.GetUtcNow()), authority, _said.Add, time);
        time.Advance(TimeSpan.FromDays(2.9));
        Assert.Empty(_said);
        for (var day = 1; day <= 3; day++)
        {
            time.Advance(TimeSpan.FromDays(0.5));
            time.Advance(TimeSpan.FromDays(0.5));
            Assert.Equal(day, _said.Count);
        }

        Assert.All(_said, said => Assert.Contains("ends on " + authority.Ends.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), said));
    }

    [Fact]
    public void The_hubs_own_is_made_anew_in_time_and_another_authority_is_told_of()
    {
        var (time, secrets) = (new SteppedTime(), Path.Combine(_folder.Path, "secrets"));
        using var ca = new ClinicCa(time.GetUtcNow());
        ca.Issue();
        using (var own = HubAuthority.Open(secrets, "localhost", time.GetUtcNow()))
        {
            var first = own.Certificate.Thumbprint;
            Assert.False(own.IsAnother);
            Assert.False(own.Renew(time.GetUtcNow().AddDays(500)));
            Assert.True(own.Renew(time.GetUtcNow().AddDays(700)));
            Assert.NotEqual(first, own.Certificate.Thumbprint);
        }

        using (var given = HubAuthority.Open(secrets, "localhost", time.GetUtcNow(), ca.Given))
        {
            Assert.True(given.IsAnother);
            using var watch = new CertificateWatch(() => false, given, _said.Add, time);
            Assert.Contains("pair each of them again", Assert.Single(_said));
        }

        using var again = HubAuthority.Open(secrets, "localhost", time.GetUtcNow(), ca.Given);
        Assert.False(again.IsAnother);
    }

    private static void Rewrite(ClinicCa ca, Func<ECDsa, string> text)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        BrokerFolder.Write(ca.Given.KeyFile, text(key));
    }

    private async Task<BridgedHome> Joined(Visitor therapist, string name)
    {
        var patient = (await therapist.Json("POST", "/api/patients", new { name })).GetProperty("patient").GetString()!;
        var code = (await therapist.Json("POST", $"/api/patients/{patient}/code")).GetProperty("code").GetString()!;
        var folder = Path.Combine(_folder.Path, name);
        Assert.Equal(0, await PairCommand.Pair(code, folder, TextWriter.Null));
        return new(folder);
    }

    private async Task<string> Refused(PairingCode code) =>
        (await Assert.ThrowsAsync<CommandException>(() => PairCommand.Pair(code.Text(), Path.Combine(_folder.Path, "nobody"), TextWriter.Null))).Lines[0];

    // What a server shows to whoever comes.
    private static async Task<string> ShownAt(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
        var shown = "";
        await using var stream = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, certificate, _, _) => (shown = ((X509Certificate2)certificate!).Thumbprint).Length > 0);
        await stream.AuthenticateAsClientAsync("localhost");
        return shown;
    }
}
