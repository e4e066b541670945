namespace PelvicFeedback.Messaging;

/// <summary>Which broker, as whom, and how patiently. Every adapter takes the same.</summary>
public sealed record MqttLinkOptions
{
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

    /// <summary>What the broker says when we vanish; null for nothing.</summary>
    public MqttWill? Will { get; init; }

    /// <summary>
    /// How long the line may be silent before a ping goes out; unanswered for as long again, the broker counts as lost. Whole
    /// seconds, 5–3600; default 10 s, so that a silent broker is noticed within 20 s.
    /// </summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one attempt to connect may take. Default 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Wait before the first new attempt; it doubles with each. Default 0.25 s.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(0.25);

    /// <summary>Longest wait between two attempts. Default 10 s.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many QoS 1 messages may wait for the broker, in memory; further ones are <see cref="Delivery.QueueFull"/>. Default 1000.</summary>
    public int MaxPending { get; init; } = 1000;

    /// <summary>
    /// How many QoS 0 messages may wait for the socket when the broker does not take them; further ones are
    /// <see cref="Delivery.Dropped"/>. Default 120, two seconds of <c>live</c>.
    /// </summary>
    public int MaxUnsent { get; init; } = 120;

    /// <summary>For people: the broker's host and port.</summary>
    public string Broker => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    /// <summary>Leaves the password out.</summary>
    public override string ToString() => $"{ClientId} at {Broker}";
}

/// <summary>What the broker publishes for us when we vanish without a good-bye.</summary>
/// <param name="Topic">Where to.</param>
/// <param name="Payload">What.</param>
/// <param name="Qos">How sure.</param>
/// <param name="Retain">Whether the broker keeps it.</param>
public sealed record MqttWill(string Topic, ReadOnlyMemory<byte> Payload, Qos Qos, bool Retain);
