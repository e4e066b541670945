namespace PelvicFeedback.Messaging;

/// <summary>One message from a broker. The value is the receiver's own: nothing in it changes later.</summary>
/// <param name="Topic">Where it was published.</param>
/// <param name="Payload">A copy; at most <see cref="MqttLinkOptions.MaxPayload"/> bytes.</param>
/// <param name="Qos">How sure its last hop was.</param>
/// <param name="Retained">
/// Whether the broker kept it from before the subscription. A command that says so is old, however it reads.
/// </param>
/// <param name="Properties">MQTT 5 user properties, the first <see cref="MaxProperties"/> of them; empty for none, never null.</param>
public readonly record struct MqttMessage(
    string Topic, ReadOnlyMemory<byte> Payload, Qos Qos, bool Retained, IReadOnlyList<UserProperty> Properties)
{
    /// <summary>How many user properties are read from one message; further ones are left out.</summary>
    public const int MaxProperties = 16;
}

/// <summary>A name and a value beside the payload (MQTT 5). A 3.1.1 bridge drops them: nothing may depend on one.</summary>
/// <param name="Name">The name; one may come more than once.</param>
/// <param name="Value">The value.</param>
public readonly record struct UserProperty(string Name, string Value);
