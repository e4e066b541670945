using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire.Motion;
using PelvicFeedback.Messaging.Store;

namespace PelvicFeedback.Worker.Run;

/// <summary>
/// Sends the raw motion that is owed to the clinic, a piece at a time: the next one is read when the last one is on the disk, together
/// with how far it has come. So a restart goes on behind the last piece, and no piece is made twice.
/// </summary>
/// <param name="path">The record's file.</param>
/// <param name="topics">Whose.</param>
/// <param name="clock">For the envelopes.</param>
/// <param name="record">Knows what is owed, and writes the pieces down.</param>
internal sealed class MotionPosting(string path, PatientTopics topics, SessionClock clock, HomeRecord record)
{
    private readonly Lock _gate = new();
    private Task _last = Task.CompletedTask;

    /// <summary>Reads it back from the record, and hands it over as durable events of their own stream. One call after the other.</summary>
    /// <param name="done">Told of each session that is over with, and how many pieces it was this time.</param>
    /// <exception cref="StoreUnavailableException">The record cannot be read.</exception>
    public Task SendWhatIsOwed(Action<Pseudonym, int> done)
    {
        lock (_gate)
        {
            return _last = SendAfter(_last, done);
        }
    }

    private async Task SendAfter(Task before, Action<Pseudonym, int> done)
    {
        // However that one ended: what it left is still owed.
        await Task.WhenAny(before);

        // What was handed over before this is on the disk when it answers.
        foreach (var owed in await record.MotionOwed())
        {
            if (await Send(owed) is { } pieces)
            {
                done(owed.Session, pieces);
            }
        }
    }

    // Null when the disk takes no more: it stays owed.
    private async Task<int?> Send(MotionOwed owed)
    {
        using var archive = SessionArchive.Open(path);
        using var writer = new MessageWriter();
        var sent = 0;
        foreach (var (through, blobs) in archive.Pieces(owed.Session, owed.After))
        {
            if (SpanOf(blobs) is not { } span)
            {
                continue;
            }

            var envelope = new ServiceEnvelope(clock.Now, span.To, clock.IsSynced, owed.Session);
            var piece = new EventDraft(topics.Motion, (output, id, _) => writer.Write(output, new MotionMessage(envelope, id, span.From, span.To, [.. blobs])))
            {
                Session = owed.Session,
                IsMotion = true,
            };
            if (await record.Record(new() { Events = [piece], MotionSent = new(owed.Session, through) }) is null)
            {
                return null;
            }

            sent++;
        }

        await record.Record(new() { MotionSent = new(owed.Session, null) });
        return sent;
    }

    // From the first sample to the last; null when all of it is damaged.
    private static (SampleTime From, SampleTime To)? SpanOf(byte[] piece) => MotionPayload.Read(piece, out _) is { Count: > 0 } samples ? (samples[0].Time, samples[^1].Time) : null;
}
