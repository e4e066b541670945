using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PelvicFeedback.Messaging.Brokers;

namespace PelvicFeedback.Hub.Pairing;

/// <summary>The authority that the hub makes for itself, where the clinic has none, and its one certificate.</summary>
/// <param name="Folder">For its owner alone.</param>
internal sealed record OwnAuthority(string Folder)
{
    private static readonly TimeSpan AuthorityLife = TimeSpan.FromDays(20 * 365);
    private static readonly TimeSpan CertificateLife = TimeSpan.FromDays(800);
    private static readonly TimeSpan Renewed = TimeSpan.FromDays(200);

    /// <summary>PEM.</summary>
    public string AuthorityFile => Path.Combine(Folder, "authority.pem");

    /// <summary>PEM.</summary>
    public string CertificateFile => Path.Combine(Folder, "hub.pem");

    /// <summary>PEM.</summary>
    public string KeyFile => Path.Combine(Folder, "hub.key");

    private string AuthorityKeyFile => Path.Combine(Folder, "authority.key");

    /// <summary>What is there; made if it is not, and a new certificate when the name is another, or the old one soon expires.</summary>
    /// <param name="host">What homes and browsers call the hub.</param>
    /// <param name="now">Today.</param>
    public HubCertificate Open(string host, DateTimeOffset now)
    {
        if (!File.Exists(AuthorityFile))
        {
            MakeAuthority(now);
        }

        if (!File.Exists(CertificateFile) || !IsGood(host, now))
        {
            MakeCertificate(host, now);
        }

        return HubCertificate.Own(X509CertificateLoader.LoadCertificateFromFile(AuthorityFile), X509Certificate2.CreateFromPemFile(CertificateFile, KeyFile));
    }

    /// <summary>Whether a certificate has long enough to go.</summary>
    public static bool IsFresh(X509Certificate2 certificate, DateTimeOffset now) => certificate.NotAfter.ToUniversalTime() > (now + Renewed).UtcDateTime;

    private bool IsGood(string host, DateTimeOffset now)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(CertificateFile);
        return IsFresh(certificate, now) && certificate.MatchesHostname(host, allowWildcards: false, allowCommonName: false);
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
