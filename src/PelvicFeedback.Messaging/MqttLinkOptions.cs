using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Messaging;

/// <summary>Which broker, as whom, and how patiently. Every adapter takes the same.</summary>
public sealed record MqttLinkOptions
{
    /// <summary>The longest payload that is sent or taken, in bytes.</summary>
    public const int MaxPayload = MessageReader.MaxLength;

    /// <summary>How many filters one link remembers.</summary>
    public const int MaxFilters = 256;

    /// <summary>
    /// What a broker is told to send at most, in bytes: four payloads of the longest. What is over it never reaches us, so that
    /// nobody can fill our memory; what is between the two is thrown away and counted.
    /// </summary>
    internal const int MaxPacket = 4 * MaxPayload;

    /// <summary>Host name or address.</summary>
    public required string Host { get; init; }

    /// <summary>TCP port, 1–65535.</summary>
    public required int Port { get; init; }

    /// <summary>The client's id; brokers here make it the same as the user's name.</summary>
    public required string ClientId { get; init; }

    /// <summary>The user's name; null for none.</summary>
    public string? UserName { get; init; }

    /// <summary>The password; null for none. Never printed.</summary>
    public string? Password { get; init; }

    /// <summary>How the connection is encrypted; null for not at all, which is for loopback.</summary>
    public MqttTls? Tls { get; init; }

    /// <summary>What the broker says when we vanish; null for nothing.</summary>
    public MqttWill? Will { get; init; }

    /// <summary>
    /// How fast a broker that stopped answering is noticed: within one and a half of it, whatever is being published. Whole
    /// seconds, 8–3600; default 10 s.
    /// </summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long the broker keeps our subscriptions, and what arrives for them with QoS 1, while we are away; whole seconds. Default
    /// zero: it forgets us at once.
    /// </summary>
    public TimeSpan SessionExpiry { get; init; }

    /// <summary>How long one attempt to connect may take. Default 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest wait before the first new attempt; it doubles with each, and half of it is random. Default 0.25 s.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(0.25);

    /// <summary>Longest wait between two attempts. Default 10 s.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From 0 to 1, evenly: what makes the waits random. From any thread.</summary>
    public Func<double> Randomness { get; init; } = Random.Shared.NextDouble;

    /// <summary>How many QoS 1 messages may wait for the broker, in memory; further ones are <see cref="Delivery.QueueFull"/>. Default 1000.</summary>
    public int MaxPending { get; init; } = 1000;

    /// <summary>How many bytes of payload the waiting QoS 1 messages may have together. Default 16 MiB.</summary>
    public int MaxPendingBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>
    /// How many QoS 0 messages may wait for the socket when the broker does not take them; further ones are
    /// <see cref="Delivery.Dropped"/>. Default 120, two seconds of <c>live</c>.
    /// </summary>
    public int MaxUnsent { get; init; } = 120;

    /// <summary>For people: the broker's host and port.</summary>
    public string Broker => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    internal Backoff Retry => new(FirstRetry, LongestRetry);

    /// <summary>Leaves the password out.</summary>
    public override string ToString() => $"{ClientId} at {Broker}";

    /// <summary>Whether every value is within its range; the files it names are not looked at.</summary>
    /// <exception cref="MqttUnavailableException">One is not; says which and why.</exception>
    internal void Check()
    {
        Demand(Host.Length > 0, "a broker's host is missing");
        Demand(Port is >= 1 and <= 65535, $"a broker's port is 1–65535, not {Port}");
        Demand(ClientId.Length > 0, "an MQTT client's id is missing");
        Demand(KeepAlive.TotalSeconds is >= 8 and <= 3600, $"a keep-alive is 8–3600 s, not {KeepAlive.TotalSeconds}");
        Demand(SessionExpiry >= TimeSpan.Zero, $"a session cannot expire after {SessionExpiry.TotalSeconds} s");
        Demand(FirstRetry > TimeSpan.Zero && LongestRetry >= FirstRetry, "the first wait before a new attempt is above zero and not above the longest");
        Demand(ConnectTimeout > TimeSpan.Zero, "an attempt to connect takes some time");
        Demand(Will is not { Payload.Length: > MaxPayload }, $"a will has at most {MaxPayload} bytes");
    }

    private static void Demand(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new MqttUnavailableException(otherwise);
        }
    }
}

/// <summary>What the broker publishes for us when we vanish without a good-bye.</summary>
/// <param name="Topic">Where to.</param>
/// <param name="Payload">What.</param>
/// <param name="Qos">How sure.</param>
/// <param name="Retain">Whether the broker keeps it.</param>
public sealed record MqttWill(string Topic, ReadOnlyMemory<byte> Payload, Qos Qos, bool Retain);
