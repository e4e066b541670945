using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PelvicFeedback.Hub.Pairing;

/// <summary>A certificate that can be shown to homes: with its key, what lies between it and its authority, and the authority.</summary>
internal sealed class HubCertificate : IDisposable
{
    private const string ForServers = "1.3.6.1.5.5.7.3.1";
    private readonly X509Certificate2Collection _chain;

    private HubCertificate(X509Certificate2 authority, X509Certificate2 certificate, X509Certificate2Collection chain)
    {
        (Authority, Certificate, _chain) = (authority, certificate, chain);
        Shown = SslStreamCertificateContext.Create(certificate, chain, offline: true);
    }

    /// <summary>Which vouches for it.</summary>
    public X509Certificate2 Authority { get; }

    /// <summary>The hub's, with its key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>What a server shows.</summary>
    public SslStreamCertificateContext Shown { get; }

    /// <summary>One that the hub made itself.</summary>
    public static HubCertificate Own(X509Certificate2 authority, X509Certificate2 certificate) => new(authority, certificate, []);

    /// <summary>One that somebody else made, held against everything that a home will hold against it.</summary>
    /// <param name="given">Where it lies.</param>
    /// <param name="host">What homes call the hub.</param>
    /// <param name="now">Today.</param>
    /// <exception cref="ArgumentException">A home would refuse it, or it cannot be used; says what to do.</exception>
    public static HubCertificate Read(GivenCertificate given, string host, DateTimeOffset now)
    {
        var authority = AuthorityIn(given.CaFile, now);
        X509Certificate2Collection chain = [];
        X509Certificate2? certificate = null;
        try
        {
            chain.ImportFromPem(Text(given.CertificateFile));
            if (chain.Count == 0)
            {
                throw new ArgumentException($"{given.CertificateFile}: has no certificate in it; it takes the hub's in PEM, and after it those between it and the authority");
            }

            certificate = WithKey(chain[0], given);
            Hold(chain, authority, given, host, now);
            return new(authority, certificate, chain);
        }
        catch (Exception unusable)
        {
            authority.Dispose();
            certificate?.Dispose();
            Dispose(chain);
            throw unusable is CryptographicException ? new ArgumentException($"{given.CertificateFile}: cannot be used ({unusable.Message})", unusable) : unusable;
        }
    }

    /// <summary>As a broker reads it: the key, then the certificate, then what is between it and the authority.</summary>
    public string Pem()
    {
        using AsymmetricAlgorithm key = (AsymmetricAlgorithm?)Certificate.GetECDsaPrivateKey() ?? Certificate.GetRSAPrivateKey()!;
        return string.Join('\n', [key.ExportPkcs8PrivateKeyPem(), .. _chain.Select(one => one.ExportCertificatePem())]) + "\n";
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Authority.Dispose();
        Certificate.Dispose();
        Dispose(_chain);
    }

    // A home's bridge trusts one that vouches for itself, and no other.
    private static X509Certificate2 AuthorityIn(string file, DateTimeOffset now)
    {
        try
        {
            X509Certificate2Collection found = [];
            found.ImportFromPem(Text(file));
            if (found is not [var authority])
            {
                Dispose(found);
                throw new ArgumentException($"{file}: has {found.Count} certificates in it; it takes the authority's alone, those between it and the hub's belong into certificateFile");
            }

            var isOne = authority.SubjectName.RawData.AsSpan().SequenceEqual(authority.IssuerName.RawData)
                && authority.Extensions.OfType<X509BasicConstraintsExtension>().Any(one => one.CertificateAuthority);
            if (!isOne || !IsValid(authority, now))
            {
                authority.Dispose();
                throw new ArgumentException(isOne ? $"{file}: the authority's certificate is not valid today" : $"{file}: is no authority's own certificate (a root): take the one at the end of the chain");
            }

            return authority;
        }
        catch (CryptographicException unreadable)
        {
            throw new ArgumentException($"{file}: cannot be read as PEM ({unreadable.Message})", unreadable);
        }
    }

    private static X509Certificate2 WithKey(X509Certificate2 certificate, GivenCertificate given)
    {
        var key = Text(given.KeyFile);
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(given.KeyFile) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite)) != 0)
        {
            throw new ArgumentException($"{given.KeyFile}: is open to others than its owner: chmod 600 it");
        }

        if (key.Contains("ENCRYPTED", StringComparison.Ordinal))
        {
            throw new ArgumentException($"{given.KeyFile}: has a passphrase, which nobody is there to type: take it off (openssl pkey -in … -out …)");
        }

        try
        {
            return X509Certificate2.CreateFromPem(certificate.ExportCertificatePem(), key);
        }
        catch (Exception other) when (other is CryptographicException or ArgumentException)
        {
            throw new ArgumentException($"{given.KeyFile}: is not the key of {given.CertificateFile}, or neither RSA nor ECDSA ({other.Message})", other);
        }
    }

    private static void Hold(X509Certificate2Collection chain, X509Certificate2 authority, GivenCertificate given, string host, DateTimeOffset now)
    {
        if (chain.FirstOrDefault(one => !IsValid(one, now)) is { } old)
        {
            throw new ArgumentException($"{given.CertificateFile}: '{old.Subject}' is valid from {old.NotBefore.ToUniversalTime():yyyy-MM-dd} to {old.NotAfter.ToUniversalTime():yyyy-MM-dd}, and not today: have a new one made");
        }

        if (!chain[0].MatchesHostname(host, allowWildcards: true, allowCommonName: false))
        {
            throw new ArgumentException($"{given.CertificateFile}: is not for '{host}', by which homes call this hub (--host): have that name put into its subjectAltName");
        }

        using var built = new X509Chain();
        built.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        built.ChainPolicy.CustomTrustStore.Add(authority);
        built.ChainPolicy.ExtraStore.AddRange(chain);
        built.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        built.ChainPolicy.DisableCertificateDownloads = true;
        built.ChainPolicy.VerificationTime = now.UtcDateTime;
        built.ChainPolicy.ApplicationPolicy.Add(new(ForServers));
        if (!built.Build(chain[0]))
        {
            var flaws = built.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
            throw new ArgumentException(flaws == X509ChainStatusFlags.NotValidForUsage
                ? $"{given.CertificateFile}: is not for a server: have 'serverAuth' put into its extendedKeyUsage"
                : $"{given.CertificateFile}: is not vouched for by {given.CaFile} ({flaws}): put the certificates between the two after the hub's, or name the authority at the chain's end");
        }
    }

    private static bool IsValid(X509Certificate2 one, DateTimeOffset now) => one.NotBefore.ToUniversalTime() <= now.UtcDateTime && now.UtcDateTime < one.NotAfter.ToUniversalTime();

    private static string Text(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"{file}: cannot be read ({unreadable.Message})", unreadable);
        }
    }

    private static void Dispose(X509Certificate2Collection chain)
    {
        foreach (var one in chain)
        {
            one.Dispose();
        }
    }
}
