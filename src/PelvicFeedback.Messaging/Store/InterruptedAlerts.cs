using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Movement;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Messaging.Store;

/// <summary>Alerts that were open when the program ended without a word: each gets an end with that reason, before anything else is published.</summary>
internal static class InterruptedAlerts
{
    /// <returns>The ends, on the disk.</returns>
    public static List<StoredEvent> End(HomeStore store, TimeProvider time)
    {
        using var writer = new MessageWriter();
        var interrupted = new List<StoredEvent>();
        foreach (var open in store.OpenAlerts())
        {
            if (MessageReader.TryRead(open.Start.Payload, out AlertMessage? start) is null)
            {
                var now = new UtcInstant(time.GetUtcNow().ToUnixTimeMilliseconds());
                var end = new EventDraft(open.Start.Topic, (output, id, _) => writer.Write(output, Interrupted(start!, now, id)))
                {
                    ClosesAlert = open.Number,
                    Session = start!.Envelope.SessionId,
                };
                interrupted.AddRange(store.Commit(new() { Events = [end] }) ?? []);
            }
            else
            {
                store.ForgetAlert(open.Number);
            }
        }

        return interrupted;
    }

    // Nothing was seen after the start: no duration and no course is known beyond it.
    private static AlertMessage Interrupted(AlertMessage start, UtcInstant now, EventId id) => start with
    {
        Envelope = start.Envelope with { Time = now },
        EventId = id,
        Phase = Phase.End,
        Duration = Seconds.Zero,
        Reason = Core.Coaching.AlertEnd.Interrupted,
        Trace = [],
    };
}
