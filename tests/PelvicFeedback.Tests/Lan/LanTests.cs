using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Tests.Store;
using PelvicFeedback.Worker.Lan;

namespace PelvicFeedback.Tests.Lan;

public sealed class LanAddressTests
{
    [Theory]
    [InlineData("192.168.1.20", "192.168.1.20:5081")]
    [InlineData("192.168.1.20:8443", "192.168.1.20:8443")]
    [InlineData("127.0.0.2:0", "127.0.0.2:0")]
    [InlineData("fd00::20", "[fd00::20]:5081")]
    [InlineData("[fd00::20]:8443", "[fd00::20]:8443")]
    [InlineData("[fd00::20]", "[fd00::20]:5081")]
    public void One_address_of_one_machine_is_taken(string text, string read) => Assert.Equal(read, LanAddress.Parse(text)?.ToString());

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("[::]:5081")]
    [InlineData("255.255.255.255")]
    [InlineData("224.0.0.251")]
    [InlineData("ff02::fb")]
    [InlineData("fe80::1")]
    [InlineData("::ffff:192.168.1.20")]
    [InlineData("tv.local")]
    [InlineData("127.1")]
    [InlineData("192.168.1.20:65536")]
    [InlineData("192.168.1.20:")]
    [InlineData("yes")]
    [InlineData("")]
    public void All_addresses_at_once_groups_and_names_are_refused(string text) => Assert.Null(LanAddress.Parse(text));
}

public sealed class LanCertificateTests : IDisposable
{
    private static readonly IPAddress Address = IPAddress.Parse("192.168.1.20");
    private static readonly DateTimeOffset Today = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_stays_the_same_as_long_as_it_fits_and_lasts()
    {
        var first = Fingerprint(Address, Today);
        Assert.Equal(first, Fingerprint(Address, Today.AddDays(700)));
        Assert.NotEqual(first, Fingerprint(Address, Today.AddDays(775)));
    }

    [Fact]
    public void Another_address_gets_another_one() => Assert.NotEqual(Fingerprint(Address, Today), Fingerprint(IPAddress.Parse("192.168.1.21"), Today));

    [Fact]
    public void One_that_was_spoiled_is_made_anew()
    {
        var first = Fingerprint(Address, Today);
        File.WriteAllText(System.IO.Path.Combine(_folder.Path, "key.pem"), "no key");
        Assert.NotEqual(first, Fingerprint(Address, Today));
    }

    [Fact]
    public void Its_authority_vouches_for_it_and_can_never_vouch_for_anything_again()
    {
        using var made = LanCertificate.In(_folder.Path, Address, Today);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(made.Authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = Today.DateTime;
        Assert.True(chain.Build(made.Own));
        Assert.True(made.Own.MatchesHostname("192.168.1.20"));
        Assert.False(made.Own.MatchesHostname("192.168.1.21"));
        Assert.False(made.Authority.HasPrivateKey);

        // The one key that is kept is this machine's own.
        using var kept = ECDsa.Create();
        kept.ImportFromPem(File.ReadAllText(System.IO.Path.Combine(_folder.Path, "key.pem")));
        Assert.Equal(made.Own.PublicKey.ExportSubjectPublicKeyInfo(), kept.ExportSubjectPublicKeyInfo());
        Assert.NotEqual(made.Authority.PublicKey.ExportSubjectPublicKeyInfo(), kept.ExportSubjectPublicKeyInfo());
    }

    [Theory]
    [InlineData("192.168.1.20", true)]
    [InlineData("192.168.1.21", false)]
    [InlineData("example.org", false)]
    public void Its_authority_may_vouch_for_this_address_alone(string name, bool may)
    {
        // Were its key not gone: a stand-in with the same limits and a key of its own.
        using var made = LanCertificate.In(_folder.Path, Address, Today);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var likeIt = new CertificateRequest(made.Authority.SubjectName, key, HashAlgorithmName.SHA256);
        foreach (var limit in made.Authority.Extensions.Where(one => one is not X509SubjectKeyIdentifierExtension))
        {
            likeIt.CertificateExtensions.Add(limit);
        }

        using var authority = likeIt.CreateSelfSigned(made.Authority.NotBefore, made.Authority.NotAfter);
        using var others = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var asked = new CertificateRequest("CN=other", others, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(name);
        }

        asked.CertificateExtensions.Add(names.Build());
        using var signed = asked.Create(authority, made.Own.NotBefore, made.Own.NotAfter, [1]);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = Today.DateTime;
        Assert.Equal(may, chain.Build(signed));
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void Only_the_owner_reads_it()
    {
        LanCertificate.In(_folder.Path, Address, Today).Dispose();
        Assert.All(
            Directory.GetFiles(_folder.Path),
            file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    private string Fingerprint(IPAddress address, DateTimeOffset now)
    {
        using var made = LanCertificate.In(_folder.Path, address, now);
        return made.Fingerprint;
    }
}

public sealed class LanCodeTests
{
    private readonly SteppedTime _clock = new();

    [Fact]
    public void A_code_is_good_once_and_as_a_person_types_it()
    {
        var code = new LanCode(_clock);
        var text = code.New();
        Assert.Equal(LanCode.Letters, text.Length);
        var typed = $" {text[..5].ToLowerInvariant()}-{text[5..]} ".Replace('0', 'o').Replace('1', 'l');
        Assert.Equal((true, false), (code.Take(typed), code.Take(text)));
    }

    [Fact]
    public void After_ten_minutes_it_is_void()
    {
        var code = new LanCode(_clock);
        var text = code.New();
        _clock.Advance(LanCode.Life - TimeSpan.FromSeconds(1));
        var soon = code.New();
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((false, true), (code.Take(text), code.Take(soon)));
        var late = code.New();
        _clock.Advance(LanCode.Life);
        Assert.False(code.Take(late));
    }

    [Fact]
    public void A_new_one_voids_the_one_before()
    {
        var code = new LanCode(_clock);
        var (before, now) = (code.New(), code.New());
        Assert.Equal((false, true), (code.Take(before), code.Take(now)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0000000000")]
    public void Without_one_nothing_fits(string typed) => Assert.False(new LanCode(_clock).Take(typed));
}

public sealed class AttemptsTests
{
    private readonly SteppedTime _clock = new();

    [Fact]
    public void One_address_has_five_a_minute()
    {
        var attempts = new Attempts(_clock);
        var (one, other) = (IPAddress.Parse("192.168.1.30"), IPAddress.Parse("192.168.1.31"));
        Assert.Equal([true, true, true, true, true, false], Enumerable.Range(0, 6).Select(_ => attempts.Allow(one)));
        Assert.True(attempts.Allow(other));
        _clock.Advance(Attempts.Window);
        Assert.True(attempts.Allow(one));
    }

    [Fact]
    public void All_together_have_thirty()
    {
        var attempts = new Attempts(_clock);
        Assert.Equal(Attempts.MostOfAll, Enumerable.Range(1, 200).Count(last => attempts.Allow(IPAddress.Parse($"192.168.1.{last}"))));
    }
}

public sealed class LanDevicesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SteppedTime _clock = new();
    private readonly List<string> _said = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_device_is_known_by_its_key_also_after_a_restart()
    {
        string key;
        using (var devices = Open())
        {
            key = devices.Add("TV")!;
            Assert.Equal("TV", devices.Of(key)?.Device.Name);
        }

        using var again = Open();
        Assert.Equal("TV", again.Of(key)?.Device.Name);
        Assert.All<string?>([null, "", key[..63] + "g", again.All[0].KeyHash], other => Assert.Null(again.Of(other)));
    }

    [Fact]
    public void One_that_is_shown_the_door_stays_out_and_the_others_stay_in()
    {
        using var devices = Open();
        var (tv, phone) = (devices.Add("TV")!, devices.Add("Phone")!);
        var gone = devices.Of(phone)!.Value.Revoked;
        Assert.True(devices.Revoke(devices.Of(phone)!.Value.Device.Id));
        Assert.True(gone.IsCancellationRequested);
        Assert.False(devices.Of(tv)!.Value.Revoked.IsCancellationRequested);
        Assert.False(devices.Revoke("nobody"));
        using var again = Open();
        Assert.Null(again.Of(phone));
        Assert.Equal("TV", Assert.Single(again.All).Name);
    }

    [Fact]
    public void There_are_sixteen_at_most()
    {
        using var devices = Open();
        Assert.All(Enumerable.Range(0, LanDevices.Most), _ => Assert.NotNull(devices.Add("TV")));
        Assert.Null(devices.Add("TV"));
    }

    [Theory]
    [InlineData("Anna's TV", "Anna's TV")]
    [InlineData("a\u202Eb\nc\u0000", "abc")]
    [InlineData(" \n ", "?")]
    [InlineData("0123456789012345678901234567890123456789 and more", "0123456789012345678901234567890123456789")]
    public void What_a_device_calls_itself_is_one_short_line(string name, string shown)
    {
        using var devices = Open();
        devices.Add(name);
        Assert.Equal(shown, devices.All[0].Name);
    }

    [Fact]
    public void A_list_that_cannot_be_read_lets_nobody_in_and_says_so()
    {
        File.WriteAllText(System.IO.Path.Combine(_folder.Path, "devices.json"), "[{");
        using var devices = Open();
        Assert.Empty(devices.All);
        Assert.Contains("have to be paired again", Assert.Single(_said));
    }

    private LanDevices Open() => new(_folder.Path, _clock, _said.Add);
}
