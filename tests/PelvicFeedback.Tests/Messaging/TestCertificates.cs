using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PelvicFeedback.Tests.Messaging;

/// <summary>An authority and a server's certificate, made for one test, as PEM files.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pelvicfeedback-test-");

    /// <param name="server">The server's name or address, for its certificate.</param>
    public TestCertificates(string server)
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authority = new CertificateRequest($"CN=Authority of {server}", authorityKey, HashAlgorithmName.SHA256);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authority.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(authority.PublicKey, false));
        var (from, until) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var authorityCertificate = authority.CreateSelfSigned(from, until);

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={server}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(server, out var address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(server);
        }

        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authorityCertificate, from, until, RandomNumberGenerator.GetBytes(8));

        File.WriteAllText(Authority, authorityCertificate.ExportCertificatePem());
        File.WriteAllText(Certificate, certificate.ExportCertificatePem());
        File.WriteAllText(Key, key.ExportPkcs8PrivateKeyPem());
    }

    public string Authority => Path.Combine(_folder.FullName, "authority.pem");

    public string Certificate => Path.Combine(_folder.FullName, "certificate.pem");

    public string Key => Path.Combine(_folder.FullName, "key.pem");

    public void Dispose() => _folder.Delete(recursive: true);
}
