using System.Security.Cryptography.X509Certificates;
using PelvicFeedback.Messaging.Pairing;
using PelvicFeedback.Tests.Messaging;

namespace PelvicFeedback.Tests.Pairing;

/// <summary>A code as it is given out, read out, typed and mistyped.</summary>
public sealed class PairingCodeTests : IDisposable
{
    private readonly TestCertificates _certificates = new("hub.example");
    private readonly X509Certificate2 _authority;

    public PairingCodeTests() => _authority = X509CertificateLoader.LoadCertificateFromFile(_certificates.Authority);

    public void Dispose()
    {
        _authority.Dispose();
        _certificates.Dispose();
    }

    [Theory]
    [InlineData("hub.example", 5443)]
    [InlineData("192.168.1.7", 1)]
    [InlineData("fe80::1", 65535)]
    public void It_is_read_as_it_was_given_out(string host, int port)
    {
        var code = PairingCode.New(host, port, _authority);
        var read = PairingCode.Parse(code.Text())!;
        Assert.Equal((host, port, code.Secret), (read.Host, read.Port, read.Secret));
        Assert.True(read.Names(_authority));
        Assert.Equal(2 * PairingCode.SecretBytes, code.Secret.Length);
        Assert.DoesNotContain(code.Secret, $"{code}");
        Assert.Matches("^.+:[0-9]+/([0-9A-HJKMNP-TV-Z]{5}-){8}[0-9A-HJKMNP-TV-Z]{5}$", code.Text());
        Assert.NotEqual(code.Secret, PairingCode.New(host, port, _authority).Secret);
    }

    [Fact]
    public void Another_authority_is_not_the_one_it_names()
    {
        using var others = new TestCertificates("hub.example");
        using var other = X509CertificateLoader.LoadCertificateFromFile(others.Authority);
        Assert.False(PairingCode.New("hub.example", 5443, _authority).Names(other));
    }

    [Fact]
    public void It_may_be_typed_in_any_case_with_blanks_for_dashes_and_letters_for_the_digits_they_look_like()
    {
        var code = PairingCode.New("hub.example", 5443, _authority);
        var text = code.Text();
        var slash = text.IndexOf('/');
        var typed = " " + text[..slash].ToUpperInvariant() + "/" + text[(slash + 1)..].ToLowerInvariant().Replace('-', ' ').Replace('0', 'o').Replace('1', 'l');
        Assert.Equal(code.Secret, PairingCode.Parse(typed)!.Secret);
    }

    [Fact]
    public void A_letter_that_is_wrong_missing_or_too_many_is_noticed_and_so_is_another_address()
    {
        // One in 65536 wrong codes passes the check: this one is fixed by its letters, so it always does the same.
        var text = PairingCode.Parse("hub.example:5443/" + Fixed)!.Text();
        Assert.Equal("hub.example:5443/" + Fixed, text);
        var letters = text.IndexOf('/') + 1;
        for (var at = letters; at < text.Length; at++)
        {
            var wrong = text[at] == '-' ? 'U' : text[at] == 'Z' ? '7' : 'Z';
            Assert.Null(PairingCode.Parse(text[..at] + wrong + text[(at + 1)..]));
            Assert.True(text[at] == '-' || PairingCode.Parse(text.Remove(at, 1)) is null);
        }

        Assert.Null(PairingCode.Parse(text + "0"));
        Assert.Null(PairingCode.Parse(text.Replace("hub.", "hab.")));
        Assert.Null(PairingCode.Parse(text.Replace(":5443", ":5444")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("hub.example:5443")]
    [InlineData("hub.example:5443/")]
    [InlineData("hub.example/00000-00000-00000-00000-00000-00000-00000-00000-00000")]
    [InlineData("hub.example:0/00000-00000-00000-00000-00000-00000-00000-00000-00000")]
    [InlineData("hub example:1/00000-00000-00000-00000-00000-00000-00000-00000-00000")]
    [InlineData(":1/00000-00000-00000-00000-00000-00000-00000-00000-00000")]
    public void What_is_no_code_is_none(string text) => Assert.Null(PairingCode.Parse(text));

    private const string Fixed = "000G4-0R40M-30E20-9185G-R38E1-W8124-GK2GA-HC5RR-34X9E";
}
