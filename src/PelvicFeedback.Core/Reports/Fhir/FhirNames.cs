using System.Security.Cryptography;
using System.Text;

namespace PelvicFeedback.Core.Reports.Fhir;

/// <summary>The names that the bundle uses: code systems, profiles, and ids that are the same whenever a session is exported again.</summary>
internal static class FhirNames
{
    /// <summary>Where our own definitions have their canonical names. <c>.example</c> belongs to nobody (RFC 2606): they are names, not addresses.</summary>
    public const string Base = "https://pelvicfeedback.example/fhir/";

    public const string Codes = Base + "CodeSystem/pelvic-feedback";
    public const string SetResult = Base + "StructureDefinition/pelvic-set-result";
    public const string TestResult = Base + "StructureDefinition/pelvic-test-result";
    public const string Loinc = "http://loinc.org";
    public const string Ucum = "http://unitsofmeasure.org";
    public const string AbsentReason = "http://terminology.hl7.org/CodeSystem/data-absent-reason";
    public const string ObservationCategory = "http://terminology.hl7.org/CodeSystem/observation-category";
    public const string ActReason = "http://terminology.hl7.org/CodeSystem/v3-ActReason";

    /// <summary>An id as a UUID of version 8 (RFC 9562): bits of a SHA-256 over what it names.</summary>
    public static string Id(params ReadOnlySpan<string> names)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('/', names)));
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        var hex = Convert.ToHexStringLower(hash.AsSpan(0, 16));
        return $"{hex[..8]}-{hex[8..12]}-{hex[12..16]}-{hex[16..20]}-{hex[20..]}";
    }
}
