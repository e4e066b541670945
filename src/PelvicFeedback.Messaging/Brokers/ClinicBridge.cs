using System.Globalization;
using PelvicFeedback.Core.Messages;

namespace PelvicFeedback.Messaging.Brokers;

/// <summary>How a home reaches its clinic: what pairing hands over.</summary>
/// <param name="Host">The clinic's broker: name or address, as in its certificate.</param>
/// <param name="Port">Its port.</param>
/// <param name="CaFile">PEM file with the authority that vouches for it; null only for a broker on the same machine, without TLS.</param>
/// <param name="Password">The home's password there.</param>
/// <param name="User">The home's name there; null for the one that follows from its topics, see <see cref="HomeUser"/>.</param>
/// <param name="Others">Further brokers of the same clinic, any of which will do; null for none.</param>
/// <param name="IsPlain">
/// Whether those are brokers of a cluster: they take MQTT 3.1.1 as it is written, and not what mosquitto's bridges make of it among themselves, and they keep
/// nothing for a home that is away.
/// </param>
public sealed record ClinicBridge(
    string Host, int Port, string? CaFile, string Password, string? User = null, IReadOnlyList<ClinicAddress>? Others = null, bool IsPlain = false)
{
    /// <summary>The name and client id of a home at its clinic's broker. A dot is in no pseudonym, so no role has such a name.</summary>
    public static string HomeUser(PatientTopics topics) => $"{topics.Site}.{topics.Patient}";

    /// <summary>Whether an address is on this machine: only there may a password go over a line that is not encrypted.</summary>
    public static bool IsThisMachine(string host) => host is "127.0.0.1" or "::1" or "localhost";

    private IEnumerable<ClinicAddress> Addresses => [new(Host, Port), .. Others ?? []];

    /// <summary>Leaves the password out.</summary>
    public override string ToString() => string.Join(" or ", Addresses);

    /// <summary>
    /// The section of the home broker's configuration. A 3.1.1 bridge: a version 5 one would lose what the clinic sends while the home
    /// is away, since mosquitto gives it no session expiry. It drops user properties and expiry, which nothing depends on. At a cluster a home's session ends
    /// with its connection, and what it is told comes at most once, so that nothing of it is tied to the broker it was with; what the home has to say waits at
    /// home either way.
    /// </summary>
    /// <exception cref="MqttUnavailableException">Without TLS beyond this machine, or a value with a line break in it.</exception>
    internal string Section(PatientTopics topics)
    {
        if (CaFile is null && Addresses.FirstOrDefault(address => !IsThisMachine(address.Host)) is { } far)
        {
            throw new MqttUnavailableException($"the bridge to {far} has no CA file, and without TLS only this machine is reached");
        }

        if (new[] { CaFile ?? "", Password, User ?? "" }.Concat(Addresses.Select(address => address.Host)).Any(text => text.Any(char.IsControl)))
        {
            throw new MqttUnavailableException("a setting of the bridge to the clinic has a control character in it");
        }

        var user = User ?? HomeUser(topics);
        IEnumerable<string> lines =
        [
            "connection clinic",
            $"addresses {string.Join(' ', Addresses)}",

            // None of several is the main one, to which it would go back.
            "round_robin true",
            "bridge_protocol_version mqttv311",
            $"cleansession {(IsPlain ? "true" : "false")}",
            "local_cleansession false",
            $"try_private {(IsPlain ? "false" : "true")}",
            "keepalive_interval 10",
            "restart_timeout 1 30",
            "notifications true",
            $"notification_topic {topics.Prefix}link",
            $"local_clientid {UserNames.Bridge}",
            $"local_username {UserNames.Bridge}",
            $"remote_clientid {user}",
            $"remote_username {user}",
            $"remote_password {Password}",
            .. CaFile is null ? Array.Empty<string>() : [$"bridge_cafile {CaFile}", "bridge_insecure false"],
            .. TopicRights.ToldSurely.Select(topic => $"topic {topic} out 1 {topics.Prefix} {topics.Prefix}"),
            .. TopicRights.ToldOnce.Select(topic => $"topic {topic} out 0 {topics.Prefix} {topics.Prefix}"),
            .. TopicRights.FromClinic.Select(topic => $"topic {topic} in {(IsPlain ? 0 : 1)} {topics.Prefix} {topics.Prefix}"),
        ];
        return string.Join('\n', lines) + "\n";
    }
}

/// <summary>Where a clinic's broker is.</summary>
/// <param name="Host">Name or address, as in its certificate.</param>
/// <param name="Port">Its port.</param>
public sealed record ClinicAddress(string Host, int Port)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");
}

/// <summary>The users of a broker that are not homes.</summary>
public static class UserNames
{
    /// <summary>The home worker.</summary>
    public const string Worker = "worker";

    /// <summary>The coach page.</summary>
    public const string Coach = "coach";

    /// <summary>The home broker's own bridge.</summary>
    public const string Bridge = "bridge";

    /// <summary>The clinic's hub.</summary>
    public const string Hub = "hub";

    /// <summary>See <see cref="BrokerRole.Registrar"/>.</summary>
    public const string Registrar = "registrar";

    /// <summary>A display, from 1: <c>display</c>, <c>display-2</c> and so on. Two with one login would push each other off.</summary>
    public static string Display(int number) => number == 1 ? "display" : string.Create(CultureInfo.InvariantCulture, $"display-{number}");
}
