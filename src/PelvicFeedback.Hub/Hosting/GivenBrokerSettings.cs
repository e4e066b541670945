using System.Text.Json;
using PelvicFeedback.Messaging.Brokers;

namespace PelvicFeedback.Hub.Hosting;

/// <summary>A broker that the clinic has already, and somebody else looks after: the hub starts none of its own then.</summary>
/// <param name="Host">Name or address, as in its certificate; homes reach it by the same.</param>
/// <param name="Port">Its MQTT port, 1–65535.</param>
/// <param name="User">The hub's name there, and its client id.</param>
/// <param name="PasswordFile">A file for its owner alone; its first line is the hub's password there.</param>
/// <param name="CaFile">PEM of the authority that vouches for it, for the hub and for homes; null, and then without TLS, on this machine alone.</param>
/// <param name="HomesFile">A file for its owner alone with a line <c>SITE.PATIENT:password</c> for each home that has been given a login there; null for none, and then no home can be paired.</param>
public sealed record GivenBrokerSettings(string Host, int Port, string User, string PasswordFile, string? CaFile = null, string? HomesFile = null)
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Reads them from a JSON file; other files are named from where that one lies.</summary>
    /// <exception cref="ArgumentException">It cannot be read, or says something that cannot be.</exception>
    public static GivenBrokerSettings Read(string file)
    {
        try
        {
            var read = JsonSerializer.Deserialize<GivenBrokerSettings>(File.ReadAllText(file), Strict)!;
            return read.Flaw() is { } flaw ? throw new ArgumentException($"{file}: {flaw}") : read with
            {
                PasswordFile = From(file, read.PasswordFile)!,
                CaFile = From(file, read.CaFile),
                HomesFile = From(file, read.HomesFile),
            };
        }
        catch (Exception unreadable) when (unreadable is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"{file}: takes host, port, user, passwordFile and, if need be, caFile and homesFile ({unreadable.Message})", unreadable);
        }
    }

    private string? Flaw() =>
        Uri.CheckHostName(Host) is UriHostNameType.Unknown ? "host is a name or an address"
        : Port is < 1 or > 65535 ? "port is 1-65535"
        : User.Length == 0 || User.Any(char.IsControl) ? "user is missing"
        : CaFile is null && !ClinicBridge.IsThisMachine(Host) ? "caFile is missing: without TLS only a broker on this machine is reached"
        : null;

    private static string? From(string file, string? other) => other is null ? null : Path.GetFullPath(other, Path.GetDirectoryName(Path.GetFullPath(file))!);
}
