using PelvicFeedback.Hub.Hosting;

namespace PelvicFeedback.Hub.Pairing;

/// <summary>A certificate that the clinic's own authority made for the hub, as PEM files that somebody else looks after.</summary>
/// <param name="CertificateFile">The hub's certificate first, and after it those between it and the authority, if there are any.</param>
/// <param name="KeyFile">Its key, without a passphrase, for its owner alone; may be the same file.</param>
/// <param name="CaFile">The authority's certificate, and no other: homes trust it alone, by the fingerprint in their code.</param>
public sealed record GivenCertificate(string CertificateFile, string KeyFile, string CaFile)
{
    /// <summary>Reads them from a JSON file; other files are named from where that one lies.</summary>
    /// <exception cref="ArgumentException">It cannot be read, or says something else.</exception>
    public static GivenCertificate Read(string file)
    {
        var read = SettingsFile.Read<GivenCertificate>(file, "certificateFile, keyFile and caFile");
        return new(SettingsFile.Beside(file, read.CertificateFile), SettingsFile.Beside(file, read.KeyFile), SettingsFile.Beside(file, read.CaFile));
    }
}
