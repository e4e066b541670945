using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PelvicFeedback.Hub.Pairing;
using PelvicFeedback.Messaging.Brokers;
using PelvicFeedback.Tests.Habits;

namespace PelvicFeedback.Tests.Hub;

/// <summary>An authority as a clinic has one: a root, and below it one that makes certificates for servers.</summary>
internal sealed class ClinicCa : IDisposable
{
    private const string ForServers = "1.3.6.1.5.5.7.3.1";
    private readonly TemporaryFolder _folder = new();
    private readonly ECDsa _rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _betweenKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <param name="now">Around which everything is valid.</param>
    public ClinicCa(DateTimeOffset? now = null)
    {
        Now = now ?? DateTimeOffset.UtcNow;
        Root = Authority("CN=Root of the clinic", _rootKey).CreateSelfSigned(Now.AddYears(-1), Now.AddYears(10));
        using var between = Authority("CN=Servers of the clinic", _betweenKey).Create(Root.SubjectName, X509SignatureGenerator.CreateForECDsa(_rootKey), Now.AddYears(-1), Now.AddYears(5), [1]);
        Between = between.CopyWithPrivateKey(_betweenKey);
        Given = new(Path.Combine(_folder.Path, "hub.pem"), Path.Combine(_folder.Path, "hub.key"), Path.Combine(_folder.Path, "ca.pem"));
        File.WriteAllText(Given.CaFile, Root.ExportCertificatePem());
    }

    public DateTimeOffset Now { get; }

    public X509Certificate2 Root { get; }

    public X509Certificate2 Between { get; }

    /// <summary>Where its files lie.</summary>
    public GivenCertificate Given { get; }

    /// <summary>As the hub's settings name them, from where they lie.</summary>
    public string Settings => _folder.Add("tls.json", """{"certificateFile": "hub.pem", "keyFile": "hub.key", "caFile": "ca.pem"}""");

    /// <summary>Makes a certificate for the hub and puts it in the place of the one before.</summary>
    /// <returns>Its thumbprint.</returns>
    public string Issue(string host = "localhost", double fromDays = -1, double untilDays = 90, string usage = ForServers, bool isWhole = true, ECDsa? key = null)
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=the hub", own, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new(usage)], critical: false));
        using var certificate = request.Create(Between, Now.AddDays(fromDays), Now.AddDays(untilDays), RandomNumberGenerator.GetBytes(8));
        BrokerFolder.Write(Given.KeyFile, (key ?? own).ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Given.CertificateFile, certificate.ExportCertificatePem() + "\n" + (isWhole ? Between.ExportCertificatePem() : ""));
        return certificate.Thumbprint;
    }

    public void Dispose()
    {
        Root.Dispose();
        Between.Dispose();
        _rootKey.Dispose();
        _betweenKey.Dispose();
        _folder.Dispose();
    }

    private static CertificateRequest Authority(string name, ECDsa key)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        return request;
    }
}
