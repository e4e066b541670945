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
    /// <summary>Reads them from a JSON file; other files are named from where that one lies.</summary>
    /// <exception cref="ArgumentException">It cannot be read, or says something that cannot be.</exception>
    public static GivenBrokerSettings Read(string file)
    {
        var read = SettingsFile.Read<GivenBrokerSettings>(file, "host, port, user, passwordFile and, if need be, caFile and homesFile");
        return read.Flaw() is { } flaw ? throw new ArgumentException($"{file}: {flaw}") : read with
        {
            PasswordFile = SettingsFile.Beside(file, read.PasswordFile),
            CaFile = read.CaFile is { } authority ? SettingsFile.Beside(file, authority) : null,
            HomesFile = read.HomesFile is { } homes ? SettingsFile.Beside(file, homes) : null,
        };
    }

    private string? Flaw() =>
        Uri.CheckHostName(Host) is UriHostNameType.Unknown ? "host is a name or an address"
        : Port is < 1 or > 65535 ? "port is 1-65535"
        : User.Length == 0 || User.Any(char.IsControl) ? "user is missing"
        : CaFile is null && !ClinicBridge.IsThisMachine(Host) ? "caFile is missing: without TLS only a broker on this machine is reached"
        : null;
}
