namespace PelvicFeedback.Messaging.Brokers;

/// <summary>What a role may publish and read, below <c>pelvic/v1/{site}/{patient}/</c>; everything else is forbidden. The only list of it.</summary>
/// <param name="Writes">Topics and filters that may be published to.</param>
/// <param name="Reads">Topics and filters whose messages are delivered.</param>
public sealed record TopicRights(IReadOnlyList<string> Writes, IReadOnlyList<string> Reads)
{
    private static readonly string[] Durable = ["alert/+", "rep", "hold", "test", "walk", "calibration", "withdrawn", "session"];

    // From home to clinic, and back.
    private static readonly string[] Told = [.. Durable, "motion", "state", "sensor", "reply/hub/+", "summary", "beat", "watch/live"];
    private static readonly string[] Asked = ["ack/+", "marks", "cmd/hub/+"];

    /// <summary>What is told to the clinic with QoS 1; the rest of it goes with QoS 0.</summary>
    internal static IReadOnlyList<string> ToldSurely { get; } = [.. Durable, "motion", "state", "sensor", "reply/hub/+"];

    /// <summary>What is told to the clinic with QoS 0.</summary>
    internal static IReadOnlyList<string> ToldOnce { get; } = ["summary", "beat", "watch/live"];

    /// <summary>What the clinic asks or answers.</summary>
    internal static IReadOnlyList<string> FromClinic => Asked;

    /// <summary>Topics that a broker keeps: what a revoked home would leave behind.</summary>
    internal static IReadOnlyList<string> Kept { get; } = ["state", "sensor", "link", "marks"];

    /// <summary>The rights of a role.</summary>
    public static TopicRights Of(BrokerRole role) => role switch
    {
        BrokerRole.Worker => new(
            [.. Durable, "live", "watch/live", "summary", "motion", "beat", "state", "sensor", "reply/coach/+", "reply/hub/+"],
            ["ack/+", "marks", "cmd/coach/+", "cmd/hub/+"]),
        BrokerRole.Coach => new(["cmd/coach/+"], [.. Durable, "live", "summary", "beat", "state", "sensor", "reply/coach/+"]),
        BrokerRole.Bridge => new(Asked, Told),
        BrokerRole.Display => new([], ["live", "summary", "alert/+", "rep", "hold", "state"]),
        BrokerRole.Hub => new(Asked, [.. Told, "link"]),
        BrokerRole.Home => new([.. Told, "link"], Asked),
        BrokerRole.Registrar => new(Kept, []),
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, null),
    };
}
