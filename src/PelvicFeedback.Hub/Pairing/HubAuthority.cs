using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PelvicFeedback.Messaging.Brokers;
using PelvicFeedback.Messaging.Pairing;

namespace PelvicFeedback.Hub.Pairing;

/// <summary>
/// The hub's own authority, which vouches for its one certificate: that of its pages, of its door for homes, and of its broker. Homes trust it and no other,
/// by the fingerprint in their code.
/// </summary>
public sealed class HubAuthority : IDisposable
{
    private static readonly TimeSpan AuthorityLife = TimeSpan.FromDays(20 * 365);
    private static readonly TimeSpan CertificateLife = TimeSpan.FromDays(800);
    private static readonly TimeSpan Renewed = TimeSpan.FromDays(200);

    private HubAuthority(string folder, X509Certificate2 authority, X509Certificate2 certificate) => (Folder, Authority, Certificate) = (folder, authority, certificate);

    /// <summary>The authority's certificate.</summary>
    public X509Certificate2 Authority { get; }

    /// <summary>The hub's own, with its key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>PEM.</summary>
    public string AuthorityFile => Path.Combine(Folder, "authority.pem");

    /// <summary>PEM.</summary>
    public string CertificateFile => Path.Combine(Folder, "hub.pem");

    /// <summary>PEM.</summary>
    public string KeyFile => Path.Combine(Folder, "hub.key");

    private string Folder { get; }

    private string AuthorityKeyFile => Path.Combine(Folder, "authority.key");

    /// <summary>The authority in a folder, made if it is not there; a new certificate when the name is another, or the old one soon expires.</summary>
    /// <param name="secrets">For its owner alone.</param>
    /// <param name="host">What homes and browsers call the hub.</param>
    /// <param name="now">Today.</param>
    public static HubAuthority Open(string secrets, string host, DateTimeOffset now)
    {
        BrokerFolder.Make(secrets);
        using var files = new HubAuthority(secrets, null!, null!);
        if (!File.Exists(files.AuthorityFile))
        {
            files.MakeAuthority(now);
        }

        if (!File.Exists(files.CertificateFile) || !files.IsGood(host, now))
        {
            files.MakeCertificate(host, now);
        }

        return new(secrets, X509CertificateLoader.LoadCertificateFromFile(files.AuthorityFile), X509Certificate2.CreateFromPemFile(files.CertificateFile, files.KeyFile));
    }

    /// <summary>A new code for a home.</summary>
    public PairingCode NewCode(string host, int port) => PairingCode.New(host, port, Authority);

    /// <inheritdoc/>
    public void Dispose()
    {
        Authority?.Dispose();
        Certificate?.Dispose();
    }

    private bool IsGood(string host, DateTimeOffset now)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(CertificateFile);
        return certificate.NotAfter.ToUniversalTime() > (now + Renewed).UtcDateTime && certificate.MatchesHostname(host, allowWildcards: false, allowCommonName: false);
    }

    // The certificate last: as long as it is not there, all is made anew.
    private void MakeAuthority(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=PelvicFeedback clinic", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using var authority = request.CreateSelfSigned(now.AddDays(-1), now + AuthorityLife);
        BrokerFolder.Write(AuthorityKeyFile, key.ExportPkcs8PrivateKeyPem());
        BrokerFolder.Write(AuthorityFile, authority.ExportCertificatePem());
    }

    private void MakeCertificate(string host, DateTimeOffset now)
    {
        using var authority = X509Certificate2.CreateFromPemFile(AuthorityFile, AuthorityKeyFile);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=PelvicFeedback hub", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(host, out var address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(host);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        using var certificate = request.Create(authority, now.AddDays(-1), now + CertificateLife, RandomNumberGenerator.GetBytes(12));
        BrokerFolder.Write(KeyFile, key.ExportPkcs8PrivateKeyPem());
        BrokerFolder.Write(CertificateFile, certificate.ExportCertificatePem());
    }
}
