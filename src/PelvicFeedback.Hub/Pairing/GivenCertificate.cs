using System.Text.Json;
using System.Text.Json.Serialization;

namespace PelvicFeedback.Hub.Pairing;

/// <summary>A certificate that the clinic's own authority made for the hub, as PEM files that somebody else looks after.</summary>
/// <param name="CertificateFile">The hub's certificate first, and after it those between it and the authority, if there are any.</param>
/// <param name="KeyFile">Its key, without a passphrase, for its owner alone; may be the same file.</param>
/// <param name="CaFile">The authority's certificate, and no other: homes trust it alone, by the fingerprint in their code.</param>
public sealed record GivenCertificate(string CertificateFile, string KeyFile, string CaFile)
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Reads them from a JSON file; other files are named from where that one lies.</summary>
    /// <exception cref="ArgumentException">It cannot be read, or says something else.</exception>
    public static GivenCertificate Read(string file)
    {
        try
        {
            var (read, folder) = (JsonSerializer.Deserialize<GivenCertificate>(File.ReadAllText(file), Strict)!, Path.GetDirectoryName(Path.GetFullPath(file))!);
            return new(Path.GetFullPath(read.CertificateFile, folder), Path.GetFullPath(read.KeyFile, folder), Path.GetFullPath(read.CaFile, folder));
        }
        catch (Exception unreadable) when (unreadable is JsonException or IOException or UnauthorizedAccessException or ArgumentException or NullReferenceException)
        {
            throw new ArgumentException($"{file}: takes certificateFile, keyFile and caFile ({unreadable.Message})", unreadable);
        }
    }
}
