namespace PelvicFeedback.Messaging;

/// <summary>
/// A connection to one MQTT broker that keeps itself up: it connects, and after a loss connects again, without being asked. Every
/// adapter behaves as said here. Disposing it last, after the source of messages and after waiting for what is still to be
/// acknowledged, loses nothing; disposing it any time is safe, tells the broker good-bye (so that the will stays unsaid) and
/// frees its thread.
/// </summary>
/// <remarks>
/// Observers of <see cref="States"/> and <see cref="Messages"/> are called on the adapter's own thread, one at a time and in order:
/// they only enqueue. They may publish and subscribe, but not dispose of the link. One that throws is counted in
/// <see cref="ObserverFaults"/>, goes on being called, and harms nobody else.
/// </remarks>
public interface IMqttLink : IDisposable
{
    /// <summary>How the connection is now.</summary>
    LinkState State { get; }

    /// <summary>How the connection is now and every change of it, until it is closed; never an error.</summary>
    IObservable<LinkState> States { get; }

    /// <summary>
    /// What the broker sends, from now on, until the link is closed; never an error. Nothing is kept for observers to come: observe
    /// first, then <see cref="Subscribe"/>. A QoS 1 message counts as received once its observers have returned.
    /// </summary>
    IObservable<MqttMessage> Messages { get; }

    /// <summary>How many QoS 0 messages were dropped since the link was made.</summary>
    long Dropped { get; }

    /// <summary>How many arriving messages were thrown away because they are over <see cref="MqttLinkOptions.MaxPayload"/>.</summary>
    long Oversized { get; }

    /// <summary>How often an observer threw.</summary>
    long ObserverFaults { get; }

    /// <summary>
    /// Asks for messages, now and after every later connection: <see cref="LinkPhase.Up"/> is said once the broker has answered for
    /// every filter that was known when it was reached. A filter that it refuses is named in <see cref="LinkState.Reason"/>.
    /// From any thread; does not wait. The same filter again replaces its <paramref name="qos"/>.
    /// </summary>
    /// <param name="filter">A topic, with <c>+</c> and <c>#</c> as MQTT has them.</param>
    /// <param name="qos">How sure, at most.</param>
    /// <exception cref="ArgumentException">That is no filter, or there are <see cref="MqttLinkOptions.MaxFilters"/> already.</exception>
    void Subscribe(string filter, Qos qos);

    /// <summary>
    /// Grows on the adapter's own thread at least once a second while that is not held up, whether or not there is a broker: a sign of
    /// life for a watchdog.
    /// </summary>
    long Turns { get; }

    /// <summary>
    /// Hands a message over. Never blocks on the network and never throws for what the network does; from any thread. A QoS 0 message
    /// is sent now or dropped. A QoS 1 message waits, up to <see cref="MqttLinkOptions.MaxPending"/> of them, until a broker has it.
    /// What one thread publishes with the same QoS arrives in that order.
    /// </summary>
    /// <param name="topic">Where to; UTF-8 without wildcards, at most 65 535 bytes.</param>
    /// <param name="payload">Copied before this returns; over <see cref="MqttLinkOptions.MaxPayload"/> bytes is refused.</param>
    /// <param name="qos">How sure.</param>
    /// <param name="retain">Whether the broker keeps it for later subscribers.</param>
    /// <param name="expirySeconds">After that long in a queue a broker throws it away; 0 for never.</param>
    /// <param name="properties">User properties; null for none.</param>
    /// <returns>What became of it: already known for QoS 0, and for QoS 1 once the broker has answered. Never faulted or cancelled.</returns>
    Task<Delivery> Publish(
        string topic,
        ReadOnlySpan<byte> payload,
        Qos qos,
        bool retain = false,
        int expirySeconds = 0,
        IReadOnlyList<UserProperty>? properties = null);
}

/// <summary>How sure a message is to arrive.</summary>
public enum Qos
{
    /// <summary>Once or not at all.</summary>
    AtMostOnce = 0,

    /// <summary>At least once, as far as the broker: its acknowledgement says nothing about who reads it, or about its disk.</summary>
    AtLeastOnce = 1,
}

/// <summary>What became of a message.</summary>
public enum Delivery
{
    /// <summary>QoS 0: handed to the network.</summary>
    Sent,

    /// <summary>QoS 1: the broker has it.</summary>
    Acknowledged,

    /// <summary>QoS 0: there is no broker, or it takes nothing just now; counted in <see cref="IMqttLink.Dropped"/>.</summary>
    Dropped,

    /// <summary>QoS 1: too many wait already.</summary>
    QueueFull,

    /// <summary>The broker, or the adapter, refuses it for good: no right to the topic, too long, not a topic.</summary>
    Refused,

    /// <summary>QoS 1: the link was closed before the broker answered; it may or may not have it.</summary>
    Unknown,
}
