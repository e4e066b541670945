using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Hub.Wall;
using PelvicFeedback.Messaging;

namespace PelvicFeedback.Hub.Live;

/// <summary>What became of a command to a home.</summary>
public enum HomeAnswer
{
    /// <summary>The home does it.</summary>
    Accepted,

    /// <summary>The home does not do it, and says why.</summary>
    Refused,

    /// <summary>The home is there and did not answer: the command has expired and will not be carried out late.</summary>
    NoAnswer,

    /// <summary>The home is not there: nothing was sent.</summary>
    Offline,
}

/// <summary>What a home said to a command.</summary>
/// <param name="State">What became of it.</param>
/// <param name="Reason">Of a refusal: a word of <see cref="Refusal"/>; else null. A home's own sentence stays there.</param>
public readonly record struct HomeReply(HomeAnswer State, string? Reason = null);

/// <summary>
/// Commands of the clinic, each answered within <see cref="Patience"/> or expired by then. A reply counts on the topic of the patient whom the command
/// went to, where that patient's home alone may publish.
/// </summary>
public sealed class HomeCommands : IDisposable
{
    /// <summary>How long an answer is waited for, and how long a command may be carried out.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, TaskCompletionSource<HomeReply>> _open = new(StringComparer.Ordinal);
    private readonly IMqttLink _link;
    private readonly LiveBoard _board;
    private readonly TimeProvider _time;
    private readonly IDisposable _hearing;

    /// <param name="link">To the clinic's broker; subscribed to all replies.</param>
    /// <param name="board">Who is there, and in which session.</param>
    /// <param name="time">For when a command expires.</param>
    public HomeCommands(IMqttLink link, LiveBoard board, TimeProvider time)
    {
        (_link, _board, _time) = (link, board, time);
        _hearing = link.Messages.Subscribe(Hear, _ => { });
        link.Subscribe($"{PatientTopics.Root}/+/+/reply/hub/+", Qos.AtLeastOnce);
    }

    /// <summary>Sends a command and waits for what the home says to it. For the session that the home is in, unless the fields name another or none.</summary>
    /// <param name="patient">Whose home.</param>
    /// <param name="name">The command, as in its topic: <c>set-plan</c>, <c>set-band</c>, <c>watch</c>, <c>message</c>.</param>
    /// <param name="fields">What it says beside its head.</param>
    /// <param name="cancel">Ends the waiting; the command may be carried out all the same.</param>
    /// <exception cref="OperationCanceledException">The waiting was ended.</exception>
    public async Task<HomeReply> Send(PatientTopics patient, string name, JsonObject fields, CancellationToken cancel = default)
    {
        var live = _board.Of(patient);
        if (!live.Presence.IsOnline(_board.Now))
        {
            return new(HomeAnswer.Offline);
        }

        var id = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var command = new JsonObject
        {
            ["v"] = Envelope.Version,
            ["cmdId"] = id,
            ["expiresAt"] = new UtcInstant((_time.GetUtcNow() + Patience).ToUnixTimeMilliseconds()).ToString(),
            ["sessionId"] = live.State?.Envelope.SessionId?.ToString(),
        };
        foreach (var (field, value) in fields)
        {
            command[field] = value?.DeepClone();
        }

        var topic = patient.Reply(CommandRole.Hub, id);
        var answered = _open[topic] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            _ = _link.Publish($"{patient.Prefix}cmd/hub/{name}", System.Text.Encoding.UTF8.GetBytes(command.ToJsonString()), Qos.AtLeastOnce);
            return await answered.Task.WaitAsync(Patience, _time, cancel);
        }
        catch (TimeoutException)
        {
            return new(HomeAnswer.NoAnswer);
        }
        finally
        {
            _open.TryRemove(topic, out _);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _hearing.Dispose();

    // On the link's thread. A reply that nobody waits for is late, or nobody's.
    private void Hear(MqttMessage message)
    {
        if (_open.TryGetValue(message.Topic, out var waiting) && MessageReader.TryRead<ReplyMessage>(message.Payload, out var reply) is null && reply is not null
            && message.Topic.EndsWith("/" + reply.CommandId, StringComparison.Ordinal))
        {
            waiting.TrySetResult(reply.Refusal is { } refusal ? new(HomeAnswer.Refused, Words.Of(refusal)) : new(HomeAnswer.Accepted));
        }
    }
}
