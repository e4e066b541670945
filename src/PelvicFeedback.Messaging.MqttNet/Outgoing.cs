namespace PelvicFeedback.Messaging.MqttNet;

/// <summary>A message on its way out.</summary>
/// <param name="Topic">Where to.</param>
/// <param name="Payload">A copy.</param>
/// <param name="Qos">How sure.</param>
/// <param name="Retain">Whether the broker keeps it.</param>
/// <param name="ExpirySeconds">0 for never.</param>
/// <param name="Properties">User properties; null for none.</param>
internal sealed record Outgoing(
    string Topic, byte[] Payload, Qos Qos, bool Retain, int ExpirySeconds, IReadOnlyList<UserProperty>? Properties)
{
    // Continuations must not run on the connection's own tasks.
    private readonly TaskCompletionSource<Delivery> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What became of it.</summary>
    public Task<Delivery> Answer => _answer.Task;

    /// <summary>It is settled.</summary>
    public void Settle(Delivery delivery) => _answer.TrySetResult(delivery);
}
