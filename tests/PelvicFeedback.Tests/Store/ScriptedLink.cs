using System.Reactive.Subjects;
using PelvicFeedback.Messaging;

namespace PelvicFeedback.Tests.Store;

/// <summary>A link whose broker takes everything at once, but for what a test says otherwise.</summary>
internal sealed class ScriptedLink : IMqttLink
{
    private readonly BehaviorSubject<LinkState> _states = new(new(LinkPhase.Up, "here"));
    private readonly Subject<MqttMessage> _messages = new();

    public sealed record Sent(string Topic, string Payload, Qos Qos);

    public List<Sent> Published { get; } = [];

    public List<string> Filters { get; } = [];

    /// <summary>What the broker at home answers to a topic.</summary>
    public Func<string, Task<Delivery>> Answer { get; set; } = _ => Task.FromResult(Delivery.Acknowledged);

    public LinkState State => _states.Value;

    public IObservable<LinkState> States => _states;

    public IObservable<MqttMessage> Messages => _messages;

    public long Dropped => 0;

    public long Oversized => 0;

    public long ObserverFaults => 0;

    public long Turns => 0;

    public void Subscribe(string filter, Qos qos) => Filters.Add(filter);

    public void Say(LinkPhase phase) => _states.OnNext(new(phase, "here"));

    public void Hear(string topic, string payload) =>
        _messages.OnNext(new(topic, System.Text.Encoding.UTF8.GetBytes(payload), Qos.AtLeastOnce, Retained: false, []));

    public Task<Delivery> Publish(
        string topic, ReadOnlySpan<byte> payload, Qos qos, bool retain = false, int expirySeconds = 0, IReadOnlyList<UserProperty>? properties = null)
    {
        lock (Published)
        {
            Published.Add(new(topic, System.Text.Encoding.UTF8.GetString(payload), qos));
        }

        return Answer(topic);
    }

    public void Dispose()
    {
    }
}
