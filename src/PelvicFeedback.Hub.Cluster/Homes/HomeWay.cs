using PelvicFeedback.Messaging;
using PelvicFeedback.Messaging.Brokers;

namespace PelvicFeedback.Hub.Cluster.Homes;

/// <summary>How homes reach the brokers.</summary>
/// <param name="Addresses">One for each, as in its certificate.</param>
/// <param name="CaFile">PEM of the authority that vouches for all of them; null only for brokers on this machine, without TLS.</param>
internal sealed record HomeWay(IReadOnlyList<ClinicAddress> Addresses, string? CaFile)
{
    private const int UsualPort = 8883;

    /// <summary>Reads a file with an address a line, <c>mqtts://broker-1.example:8883</c>.</summary>
    /// <param name="file">Which.</param>
    /// <param name="caFile">As <see cref="CaFile"/>.</param>
    /// <exception cref="ArgumentException">It has none, or a line that is none.</exception>
    /// <exception cref="MqttUnavailableException">The authority cannot be read.</exception>
    public static HomeWay Read(string file, string? caFile)
    {
        var lines = File.ReadAllLines(file).Select(line => line.Trim()).Where(line => line.Length > 0).ToList();
        var addresses = lines.Select(line => Address(line, caFile is not null)).OfType<ClinicAddress>().ToList();
        if (addresses.Count == 0 || addresses.Count < lines.Count)
        {
            throw new ArgumentException($"{file}: takes an address a line, mqtts://broker-1.example:8883, and an authority with it; mqtt://127.0.0.1:1883 without one on this machine alone");
        }

        _ = new MqttTls(caFile).Authorities();
        return new(addresses, caFile);
    }

    /// <summary>The way of one home: its own order, so that homes are spread over the brokers, and those of one that is lost over the others.</summary>
    public ClinicBridge Of(string user, string password)
    {
        ClinicAddress[] own = [.. Addresses.OrderByDescending(address => Brokers.Shards.Claim(user, address.ToString()))];
        return new(own[0].Host, own[0].Port, CaFile, password, null, own.Length > 1 ? own[1..] : null, IsPlain: true);
    }

    private static ClinicAddress? Address(string line, bool isEncrypted) =>
        Uri.TryCreate(line, UriKind.Absolute, out var uri) && uri.AbsolutePath is "/" or "" && uri.UserInfo.Length == 0
        && (isEncrypted ? uri.Scheme == "mqtts" : uri.Scheme == "mqtt" && ClinicBridge.IsThisMachine(uri.Host))
            ? new(uri.IdnHost, uri.Port > 0 ? uri.Port : UsualPort)
            : null;
}
