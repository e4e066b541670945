using System.Globalization;

namespace PelvicFeedback.Messaging.Brokers;

/// <summary>The configuration of a mosquitto: what both brokers share, with every limit written down.</summary>
/// <param name="Folder">Where its files lie.</param>
internal sealed record BrokerSettings(string Folder)
{
    public string Configuration => Path.Combine(Folder, "mosquitto.conf");

    public string Users => Path.Combine(Folder, "users");

    public string Rights => Path.Combine(Folder, "rights");

    /// <summary>The text for a broker on loopback.</summary>
    /// <param name="port">Its port there.</param>
    /// <param name="more">Further lines: a second listener, a bridge.</param>
    public string Text(int port, string more = "") => string.Create(CultureInfo.InvariantCulture, $"""
        # Written by pelvicfeedback at every start: changes are lost.
        {User}
        listener {port} 127.0.0.1
        {ListenerLimits(OnThisMachine)}
        allow_anonymous false
        password_file {Users}
        acl_file {Rights}

        # A broker's file is no proof of anything (the hub's ack is), so it is written now and then: a write for each message would
        # hold up live.
        persistence true
        persistence_location {Folder}/
        autosave_interval 30
        persistent_client_expiration 14d

        # At most 100 events and some motion are ever unacknowledged; what is over the limits is sent again.
        max_queued_messages 2000
        max_queued_bytes 33554432
        max_inflight_messages 20
        message_size_limit {MqttLinkOptions.MaxPayload}
        max_packet_size {MqttLinkOptions.MaxPacket}
        queue_qos0_messages false
        allow_zero_length_clientid false
        set_tcp_nodelay true
        sys_interval 0

        log_dest stderr
        log_type error
        log_type warning
        log_type notice
        log_type information

        """) + more;

    /// <summary>Connections on loopback: the programs of one home, or of one clinic.</summary>
    private const int OnThisMachine = 256;

    /// <summary>What holds for every listener.</summary>
    /// <param name="connections">At most, so that whoever opens many without a login takes no more than that of the machine's memory.</param>
    public static string ListenerLimits(int connections) => string.Create(CultureInfo.InvariantCulture, $"""
        # Nobody can take another's place: the client id is the user's name, whatever a client says.
        use_username_as_clientid true
        max_connections {connections}
        """);

    // Started as root, mosquitto would become another user and could not read this folder.
    private static string User => Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows() ? "user root" : "";
}
