using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PelvicFeedback.Messaging.Brokers;
using PelvicFeedback.Messaging.Pairing;

namespace PelvicFeedback.Hub.Pairing;

/// <summary>
/// The authority that homes are to trust, and no other, by the fingerprint in their code: the clinic's, or one of the hub's own. It vouches for the one
/// certificate of the hub's pages, of its door for homes, and of its broker. Looked at from any thread; renewed by one at a time.
/// </summary>
public sealed class HubAuthority : IDisposable
{
    private readonly OwnAuthority _own;
    private readonly GivenCertificate? _given;
    private readonly string _host;

    // Connections that were begun with them may go on.
    private readonly List<HubCertificate> _past = [];
    private volatile HubCertificate _current;
    private string _seen;

    private HubAuthority(OwnAuthority own, GivenCertificate? given, string host, HubCertificate current, string seen) =>
        (_own, _given, _host, _current, _seen) = (own, given, host, current, seen);

    /// <summary>The authority's certificate.</summary>
    public X509Certificate2 Authority => _current.Authority;

    /// <summary>The hub's own, with its key.</summary>
    public X509Certificate2 Certificate => _current.Certificate;

    /// <summary>From when on homes refuse it.</summary>
    public DateTimeOffset Ends => new(_current.Certificate.NotAfter.ToUniversalTime());

    /// <summary>Whether homes that were paired before trust another one: they have to be paired again.</summary>
    public bool IsAnother { get; private init; }

    /// <summary>PEM.</summary>
    public string AuthorityFile => _given is null ? _own.AuthorityFile : TrustedFile(_own.Folder);

    /// <summary>PEM.</summary>
    public string CertificateFile => _given is null ? _own.CertificateFile : ShownFile;

    /// <summary>PEM.</summary>
    public string KeyFile => _given is null ? _own.KeyFile : ShownFile;

    /// <summary>What the HTTPS door shows to the next who comes.</summary>
    internal SslServerAuthenticationOptions Shown => new() { ServerCertificateContext = _current.Shown };

    // One file, so that nobody ever finds the key of one certificate beside another.
    private string ShownFile => Path.Combine(_own.Folder, "shown.pem");

    /// <summary>The authority that was given, or the hub's own in a folder.</summary>
    /// <param name="secrets">For its owner alone.</param>
    /// <param name="host">What homes and browsers call the hub.</param>
    /// <param name="now">Today.</param>
    /// <param name="given">The clinic's own; null for one that the hub makes.</param>
    /// <exception cref="ArgumentException">What was given cannot be used; says what to do.</exception>
    public static HubAuthority Open(string secrets, string host, DateTimeOffset now, GivenCertificate? given = null)
    {
        BrokerFolder.Make(secrets);
        var (own, before) = (new OwnAuthority(secrets), Trusted(secrets));
        var seen = given is null ? "" : Mark(given);
        var current = given is null ? own.Open(host, now) : HubCertificate.Read(given, host, now);
        var opened = new HubAuthority(own, given, host, current, seen) { IsAnother = before is not null && before != current.Authority.Thumbprint };
        opened.Keep(current);
        return opened;
    }

    /// <summary>Takes up a newer certificate: the clinic's, once its files have changed; of the hub's own, one that is made in time.</summary>
    /// <returns>Whether there is one: whoever read the files before is to read them again.</returns>
    /// <exception cref="ArgumentException">The clinic's cannot be used: the one before stays in use. Said once of the same files.</exception>
    public bool Renew(DateTimeOffset now)
    {
        var mark = _given is null ? "" : Mark(_given);
        if (_given is null ? OwnAuthority.IsFresh(_current.Certificate, now) : mark == _seen)
        {
            return false;
        }

        _seen = mark;
        var next = _given is null ? _own.Open(_host, now) : HubCertificate.Read(_given, _host, now);
        if (next.Authority.Thumbprint != _current.Authority.Thumbprint)
        {
            next.Dispose();
            throw new ArgumentException($"{_given?.CaFile}: is another authority than the one that homes trust: start the hub again, and pair every home anew");
        }

        Keep(next);
        _past.Add(_current);
        _current = next;
        return true;
    }

    /// <summary>A new code for a home.</summary>
    public PairingCode NewCode(string host, int port) => PairingCode.New(host, port, Authority);

    /// <inheritdoc/>
    public void Dispose()
    {
        _past.ForEach(one => one.Dispose());
        _current.Dispose();
    }

    private static string TrustedFile(string secrets) => Path.Combine(secrets, "trusted.pem");

    private void Keep(HubCertificate next)
    {
        if (_given is not null)
        {
            BrokerFolder.Write(ShownFile, next.Pem());
        }

        BrokerFolder.Write(TrustedFile(_own.Folder), next.Authority.ExportCertificatePem() + "\n");
    }

    // Of a hub that never kept it: its own.
    private static string? Trusted(string secrets)
    {
        if (new[] { TrustedFile(secrets), new OwnAuthority(secrets).AuthorityFile }.FirstOrDefault(File.Exists) is not { } file)
        {
            return null;
        }

        using var trusted = X509CertificateLoader.LoadCertificateFromFile(file);
        return trusted.Thumbprint;
    }

    // What the files say, or why they say nothing: another one is another try.
    private static string Mark(GivenCertificate given)
    {
        try
        {
            return string.Join(' ', new[] { given.CertificateFile, given.KeyFile, given.CaFile }.Select(file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return unreadable.Message;
        }
    }
}
