using System.Buffers;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Messaging;

namespace PelvicFeedback.Worker.Run;

/// <summary>
/// Publishes the newest tilt as <c>live</c>, and six at a time as <c>watch/live</c> while the clinic watches. For the sensor's thread alone: it
/// only encodes and enqueues, and after its first message <c>live</c> allocates nothing.
/// </summary>
internal sealed class FeedbackPublisher(IMqttLink link, PatientTopics topics, ServiceStart start, LiveSession session) : IDisposable
{
    private const int LiveExpirySeconds = 2;

    private readonly MessageWriter _writer = new();
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly List<LiveMessage> _watched = [];

    /// <summary><c>live</c> messages handed to the link, those it dropped included.</summary>
    public long Live { get; private set; }

    /// <summary>Publishes the newest tilt.</summary>
    public void Publish(Feedback feedback)
    {
        Live++;
        var live = LiveMessage.Of(feedback, new(start.Clock.Now, feedback.Time, start.Clock.IsSynced, session.State.SessionId));
        var message = live with { Alert = Standing(feedback), Lift = session.Memory.LiftOf(feedback.LongAxis) };
        _buffer.ResetWrittenCount();
        _writer.Write(_buffer, message);
        link.Publish(topics.Live, _buffer.WrittenSpan, Qos.AtMostOnce, expirySeconds: LiveExpirySeconds);
        if (session.State.IsWatched(start.Now))
        {
            Show(message);
        }
        else
        {
            // What the lease left over must not open the next one.
            _watched.Clear();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    // The session hears of this sample only after it was shown.
    private AlertKind? Standing(in Feedback feedback)
    {
        var standing = session.Standing;
        if (feedback.Events is { } events)
        {
            foreach (var decided in events)
            {
                standing = LiveSession.StandsAfter(standing, decided);
            }
        }

        return standing?.Kind;
    }

    private void Show(in LiveMessage message)
    {
        _watched.Add(message);
        if (_watched.Count == WatchLiveMessage.Usual)
        {
            _buffer.ResetWrittenCount();
            _writer.Write(_buffer, new WatchLiveMessage(message.Envelope, [.. _watched]));
            link.Publish(topics.WatchLive, _buffer.WrittenSpan, Qos.AtMostOnce, expirySeconds: LiveExpirySeconds);
            _watched.Clear();
        }
    }
}
