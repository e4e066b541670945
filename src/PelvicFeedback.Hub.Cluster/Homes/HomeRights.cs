using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Cluster.Brokers;
using PelvicFeedback.Messaging.Brokers;

namespace PelvicFeedback.Hub.Cluster.Homes;

/// <summary>
/// What a home may do at the cluster's brokers, in their words. It follows from the home's name alone and from the one list of rights there is, so that
/// whoever is in can go on while the record is out of reach.
/// </summary>
internal sealed class HomeRights
{
    private const string VirtualHost = "/";

    // The plugin's own, one for each quality of service: what the home hears waits there.
    private const string Waiting = "mqtt-subscription-";
    private static readonly TopicRights Home = TopicRights.Of(BrokerRole.Home);
    private readonly string _user;

    private HomeRights(PatientTopics topics) => (Topics, _user) = (topics, ClinicBridge.HomeUser(topics));

    /// <summary>Whose home it is.</summary>
    public PatientTopics Topics { get; }

    /// <summary>The rights of a home.</summary>
    /// <param name="user">Its name, <c>SITE.PATIENT</c>.</param>
    /// <returns>Null when that is no home's name.</returns>
    public static HomeRights? Of(string user) =>
        user.Split('.') is [var site, var patient] && Pseudonym.TryParse(site, out var at) && Pseudonym.TryParse(patient, out var who) ? new(new(at, who)) : null;

    /// <summary>Whether it may be there as that client: as itself alone, and so over MQTT alone, as other clients have no id.</summary>
    public bool MayBe(string client) => client == _user;

    /// <summary>Whether it may enter a virtual host.</summary>
    public static bool MayEnter(string virtualHost) => virtualHost == VirtualHost;

    /// <summary>Whether it may use something at all: the queues in which waits what it hears, and the exchange over which homes speak.</summary>
    /// <param name="kind"><c>queue</c> or <c>exchange</c>.</param>
    /// <param name="name">Which.</param>
    /// <param name="permission"><c>configure</c>, <c>write</c> or <c>read</c>.</param>
    public bool MayUse(string kind, string name, string permission) => (kind, permission) switch
    {
        ("queue", "configure" or "write" or "read") => name == $"{Waiting}{_user}qos0" || name == $"{Waiting}{_user}qos1",
        ("exchange", "write" or "read") => name == Topology.Homes,
        _ => false,
    };

    /// <summary>Whether it may say something under a key, or hear what a key with wildcards in it takes.</summary>
    /// <param name="exchange">Over which exchange.</param>
    /// <param name="permission"><c>write</c> to say, <c>read</c> to hear.</param>
    /// <param name="key">What the plugin has made of the topic.</param>
    public bool MaySpeak(string exchange, string permission, string key) => exchange == Topology.Homes && permission switch
    {
        "write" => Home.Writes.Any(right => Covers(right, key)),
        "read" => Home.Reads.Any(right => Covers(right, key)),
        _ => false,
    };

    // Level by level: a level that is left open in the right may be anything but all levels.
    private bool Covers(string right, string key)
    {
        var (allowed, asked) = (Topology.KeyOf(Topics.Prefix + right).Split('.'), key.Split('.'));
        return allowed.Length == asked.Length && allowed.Zip(asked).All(level => level.First == level.Second || (level.First == "*" && level.Second is not ("" or "#")));
    }
}
