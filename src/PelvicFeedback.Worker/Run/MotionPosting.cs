using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire.Motion;
using PelvicFeedback.Messaging.Store;

namespace PelvicFeedback.Worker.Run;

/// <summary>Sends a session's raw motion to the clinic, a piece at a time: the next one is read when the last one is on the disk.</summary>
internal static class MotionPosting
{
    /// <summary>Reads the session's motion back from the record, and hands it over as durable events of their own stream.</summary>
    /// <param name="path">The record's file.</param>
    /// <param name="session">The session, which is over.</param>
    /// <param name="topics">Whose.</param>
    /// <param name="clock">For the envelopes.</param>
    /// <param name="record">Writes them down.</param>
    /// <returns>How many pieces there were.</returns>
    /// <exception cref="StoreUnavailableException">The record cannot be read.</exception>
    public static async Task<int> Post(string path, Pseudonym session, PatientTopics topics, SessionClock clock, HomeRecord record)
    {
        // What was handed over before this is on the disk when it answers.
        await record.Snapshot("");
        using var archive = SessionArchive.Open(path);
        using var writer = new MessageWriter();
        var sent = 0;
        foreach (var piece in archive.Pieces(session))
        {
            if (SpanOf(piece) is not { } span)
            {
                continue;
            }

            var envelope = new ServiceEnvelope(clock.Now, span.To, clock.IsSynced, session);
            await record.Record(new()
            {
                Events =
                [
                    new(topics.Motion, (output, id, _) => writer.Write(output, new MotionMessage(envelope, id, span.From, span.To, [.. piece])))
                    {
                        Session = session,
                        IsMotion = true,
                    },
                ],
            });
            sent++;
        }

        return sent;
    }

    // From the first sample to the last; null when all of it is damaged.
    private static (SampleTime From, SampleTime To)? SpanOf(byte[] piece)
    {
        (SampleTime From, SampleTime To)? span = null;
        for (var at = 0; at < piece.Length;)
        {
            var length = BitConverter.ToInt32(piece, at);
            at += sizeof(int);
            if (MotionBlob.TryDecode(piece.AsSpan(at, length), out var samples) && samples.Length > 0)
            {
                span = (span?.From ?? samples[0].Time, samples[^1].Time);
            }

            at += length;
        }

        return span;
    }
}
