using PelvicFeedback.Core.Messages;
using PelvicFeedback.Messaging;

namespace PelvicFeedback.Worker.Run;

/// <summary>
/// Takes the commands of page and clinic from the link to the session. What cannot be read is answered where it has a name, and counted; who
/// may command on which topic is the broker's to see to.
/// </summary>
/// <param name="source">On whose thread the session is.</param>
/// <param name="topics">Of the patient.</param>
/// <param name="session">Carries them out.</param>
/// <param name="announcer">Answers what cannot be read.</param>
/// <param name="start">This start of the service.</param>
internal sealed class CommandDesk(SensorSource source, PatientTopics topics, LiveSession session, Announcer announcer, ServiceStart start)
{
    /// <summary>Commands that may wait for the sensor's thread. A person presses one at a time: more is noise, and is left out and counted.</summary>
    public const int MostWaiting = 100;

    private int _waiting;
    private long _unread;

    /// <summary>Commands that could not be read, or were too many at once.</summary>
    public long Unread => Interlocked.Read(ref _unread);

    /// <summary>Asks for commands.</summary>
    public void Open(IMqttLink link)
    {
        link.Subscribe(topics.Commands(CommandRole.Coach), Qos.AtLeastOnce);
        link.Subscribe(topics.Commands(CommandRole.Hub), Qos.AtLeastOnce);
    }

    /// <summary>A message came, on the link's thread.</summary>
    public void Hear(MqttMessage message)
    {
        if (!PatientTopics.TryParse(message.Topic, out var whose, out var rest) || whose.Prefix != topics.Prefix
            || !rest.StartsWith("cmd/", StringComparison.Ordinal))
        {
            return;
        }

        if (PatientTopics.CommandOf(rest) is not { } name || (Volatile.Read(ref _waiting) >= MostWaiting && name != CommandName.Stop))
        {
            Interlocked.Increment(ref _unread);
            return;
        }

        Interlocked.Increment(ref _waiting);
        source.Post(() =>
        {
            Interlocked.Decrement(ref _waiting);
            Read(name, message);
        });
    }

    private void Read(CommandName name, MqttMessage message)
    {
        if (MessageReader.TryRead(name, message.Payload, out var command, out var id) is not { } fault)
        {
            session.Command(command!, message.Retained);
            return;
        }

        Interlocked.Increment(ref _unread);
        if (id is not null)
        {
            announcer.Reply(SessionCommand.RoleOf(name), ReplyMessage.To(id, fault, start.Clock.Now, session.State.SessionId));
        }
    }
}
