using System.Formats.Asn1;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PelvicFeedback.Messaging.Brokers;

namespace PelvicFeedback.Worker.Lan;

/// <summary>
/// What this machine shows to a device so that nobody between them can listen. No public authority vouches for an address in a home, so one is
/// made here: it vouches for this one address, once, and its key is thrown away as soon as it has. Whoever installs it on a device trusts it
/// with nothing else.
/// </summary>
internal sealed class LanCertificate : IDisposable
{
    /// <summary>How long one is good for: what Apple's systems take at most from an authority that a person installed is 825 days.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(800);

    /// <summary>With less than that left a new one is made at the start.</summary>
    public static readonly TimeSpan Spare = TimeSpan.FromDays(30);

    // Where a clock is a little wrong, and on the day it was made.
    private static readonly TimeSpan Before = TimeSpan.FromDays(1);

    private LanCertificate(X509Certificate2 own, X509Certificate2 authority) => (Own, Authority) = (own, authority);

    /// <summary>This machine's, with its key.</summary>
    public X509Certificate2 Own { get; }

    /// <summary>The one that vouches for it, without a key: there is none any more.</summary>
    public X509Certificate2 Authority { get; }

    /// <summary>The SHA-256 of this machine's certificate, 64 hexadecimal digits in capitals, as browsers show it.</summary>
    public string Fingerprint => Own.GetCertHashString(HashAlgorithmName.SHA256);

    /// <summary>The one that is kept in a folder, or a new one where none is there that fits and lasts.</summary>
    /// <param name="folder">For its owner alone.</param>
    /// <param name="address">For which it is good.</param>
    /// <param name="now">Today.</param>
    public static LanCertificate In(string folder, IPAddress address, DateTimeOffset now)
    {
        if (Kept(folder, address, now) is { } kept)
        {
            return kept;
        }

        BrokerFolder.Make(folder);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (authority, own) = Make(key, address, now);
        using (authority)
        using (own)
        {
            // The one that is looked for comes last: without it the others count as not there.
            BrokerFolder.Write(AuthorityFile(folder), authority.ExportCertificatePem());
            BrokerFolder.Write(KeyFile(folder), key.ExportPkcs8PrivateKeyPem());
            BrokerFolder.Write(OwnFile(folder), own.ExportCertificatePem());
        }

        return Kept(folder, address, now) ?? throw new CryptographicException("the certificate that was just made cannot be read");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Own.Dispose();
        Authority.Dispose();
    }

    private static string OwnFile(string folder) => Path.Combine(folder, "certificate.pem");

    private static string KeyFile(string folder) => Path.Combine(folder, "key.pem");

    private static string AuthorityFile(string folder) => Path.Combine(folder, "authority.pem");

    private static LanCertificate? Kept(string folder, IPAddress address, DateTimeOffset now)
    {
        if (!File.Exists(OwnFile(folder)))
        {
            return null;
        }

        try
        {
            using var pem = X509Certificate2.CreateFromPemFile(OwnFile(folder), KeyFile(folder));
            using var authority = X509Certificate2.CreateFromPem(File.ReadAllText(AuthorityFile(folder)));
            var lasts = pem.NotBefore <= now && now + Spare <= pem.NotAfter;

            // By way of PKCS #12, since Windows does not serve with a key that was never in a store.
            return lasts && pem.MatchesHostname(address.ToString()) && pem.Issuer == authority.Subject
                ? new(X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null), X509CertificateLoader.LoadCertificate(authority.RawData))
                : null;
        }
        catch (Exception broken) when (broken is CryptographicException or ArgumentException or FileNotFoundException)
        {
            return null;
        }
    }

    private static (X509Certificate2 Authority, X509Certificate2 Own) Make(ECDsa key, IPAddress address, DateTimeOffset now)
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var day = now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var authority = new CertificateRequest($"CN=PelvicFeedback at {address} since {day}", authorityKey, HashAlgorithmName.SHA256);
        authority.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority(0));
        authority.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        authority.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(authority.PublicKey, critical: false));
        authority.CertificateExtensions.Add(OnlyFor(address));
        var (from, until) = (now - Before, now - Before + Life);
        var signed = authority.CreateSelfSigned(from, until);

        // Not the bare address: as a subject it would be taken for a host's name, and those the authority may not vouch for.
        var own = new CertificateRequest($"CN=PelvicFeedback at {address}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(address);
        own.CertificateExtensions.Add(names.Build());
        own.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForEndEntity());
        own.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        own.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1")], critical: false));
        own.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(signed, true, false));
        return (signed, own.Create(signed, from, until, RandomNumberGenerator.GetBytes(16)));
    }

    // RFC 5280, 4.2.1.10: this address and no other, and of names only those that can never be (RFC 2606).
    private static X509Extension OnlyFor(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        byte[] alone = [.. bytes, .. Enumerable.Repeat(byte.MaxValue, bytes.Length)];
        var asn = new AsnWriter(AsnEncodingRules.DER);
        using (asn.PushSequence())
        using (asn.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
        {
            using (asn.PushSequence())
            {
                asn.WriteOctetString(alone, new(TagClass.ContextSpecific, 7));
            }

            using (asn.PushSequence())
            {
                asn.WriteCharacterString(UniversalTagNumber.IA5String, "invalid", new(TagClass.ContextSpecific, 2));
            }
        }

        return new("2.5.29.30", asn.Encode(), critical: true);
    }
}
