namespace PelvicFeedback.Messaging;

/// <summary>The stages of a connection.</summary>
public enum LinkPhase
{
    /// <summary>The first attempt is under way.</summary>
    Connecting,

    /// <summary>The broker has accepted us, and every subscription.</summary>
    Up,

    /// <summary>There is no broker: it cannot be reached or was lost. Attempts go on.</summary>
    Away,

    /// <summary>The broker is there and refuses us, mostly for the login. Attempts go on.</summary>
    Refused,

    /// <summary>Somebody is there whose certificate is not the broker's: we refuse, and no password was sent. Attempts go on.</summary>
    Untrusted,

    /// <summary>Disposed.</summary>
    Closed,
}

/// <summary>How a connection is.</summary>
/// <param name="Phase">The stage.</param>
/// <param name="Reason">For a person, one line: which broker, and why it is away or refuses. Never a password.</param>
public sealed record LinkState(LinkPhase Phase, string Reason)
{
    internal static LinkState Up(MqttLinkOptions options) => new(LinkPhase.Up, options.Broker);

    internal static LinkState Up(MqttLinkOptions options, IEnumerable<string> refusedFilters) =>
        new(LinkPhase.Up, $"{options.Broker}, which refuses to send {string.Join(", ", refusedFilters)}");

    internal static LinkState Away(MqttLinkOptions options, string why) => new(LinkPhase.Away, $"no broker at {options.Broker}: {why}");

    internal static LinkState Silent(MqttLinkOptions options) => Away(options, "it has stopped answering");

    internal static LinkState Refused(MqttLinkOptions options, string why) =>
        new(LinkPhase.Refused, $"the broker at {options.Broker} refuses '{options.UserName ?? options.ClientId}': {why}");

    internal static LinkState OtherAuthority(MqttLinkOptions options) => new(
        LinkPhase.Untrusted,
        $"the certificate of the broker at {options.Broker} is not vouched for by {options.Tls?.CaFile ?? "this machine's certificate store"}, or not valid today");

    internal static LinkState OtherName(MqttLinkOptions options) => new(
        LinkPhase.Untrusted, $"the certificate of the broker at {options.Broker} is for another name than '{options.Host}'");
}
