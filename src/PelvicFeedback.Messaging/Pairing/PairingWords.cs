using System.Text.Json;
using System.Text.Json.Serialization;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Messaging.Brokers;

namespace PelvicFeedback.Messaging.Pairing;

/// <summary>What a home says to the hub: <c>POST /pair</c>.</summary>
/// <param name="V">The version, 1.</param>
/// <param name="Secret">The code's one-time secret.</param>
public sealed record PairingRequest(int V, string Secret);

/// <summary>What the hub hands over, once: who the patient is, and how the home comes to the clinic's broker.</summary>
/// <param name="V">The version, 1.</param>
/// <param name="Site">The clinic's pseudonym in the topics.</param>
/// <param name="Patient">The patient's pseudonym in the topics.</param>
/// <param name="Paired">Whether a hub confirms events.</param>
/// <param name="Broker">The clinic's broker.</param>
public sealed record PairingGrant(int V, string Site, string Patient, bool Paired, GrantedBroker Broker)
{
    /// <summary>Whose topics; only of one that is <see cref="Flaw"/>less.</summary>
    [JsonIgnore]
    public PatientTopics Topics => new(Pseudonym.Parse(Site), Pseudonym.Parse(Patient));

    /// <summary>What makes it unusable, in a few words; null when nothing does. It comes from a network.</summary>
    public string? Flaw() =>
        V != PairingWords.Version ? $"version {V}"
        : !Pseudonym.TryParse(Site, out _) || !Pseudonym.TryParse(Patient, out _) ? "a name that is no pseudonym"
        : Broker.Addresses.Any(address => address?.Port is null or < 1 or > 65535 || Uri.CheckHostName(address.Host) is UriHostNameType.Unknown) ? "a broker's address that is none"
        : Broker.Password.Length == 0 || Broker.User.Length == 0 || (Broker.User + Broker.Password).Any(char.IsControl) ? "a login that is none"
        : Broker.Ca is null && Broker.Addresses.Any(address => !ClinicBridge.IsThisMachine(address.Host)) ? "a broker without an authority"
        : null;
}

/// <summary>How a home comes to the clinic's broker.</summary>
/// <param name="Host">As in its certificate.</param>
/// <param name="Port">Its MQTT port.</param>
/// <param name="User">The home's name there.</param>
/// <param name="Password">The home's password there. Never printed.</param>
/// <param name="Ca">The authority that vouches for it, PEM; null only for one on the same machine.</param>
/// <param name="Others">Further brokers of a cluster, any of which will do; null for none, and from hubs that know of one only.</param>
/// <param name="Plain">Whether they take MQTT 3.1.1 as it is written, and no bridge that speaks as mosquitto's do among themselves.</param>
public sealed record GrantedBroker(string Host, int Port, string User, string Password, string? Ca, IReadOnlyList<ClinicAddress>? Others = null, bool Plain = false)
{
    /// <summary>All of them.</summary>
    [JsonIgnore]
    public IEnumerable<ClinicAddress> Addresses => [new(Host, Port), .. Others ?? []];

    /// <summary>Leaves the password out.</summary>
    public override string ToString() => $"{User} at {Host}:{Port}";
}

/// <summary>The places and the form of the exchange, for both sides.</summary>
public static class PairingWords
{
    /// <summary>Of the exchange.</summary>
    public const int Version = 1;

    /// <summary>Where anybody may get the authority's certificate (PEM): it is public, and worth only what its fingerprint says.</summary>
    public const string AuthorityPath = "/pair/authority.pem";

    /// <summary>Where a secret is turned into a <see cref="PairingGrant"/>.</summary>
    public const string GrantPath = "/pair";

    /// <summary>More of an answer is not read.</summary>
    public const int MostBytes = 64 * 1024;

    /// <summary>How both are written and read: what is missing or of another kind is refused, what is unknown is ignored.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
    };
}
