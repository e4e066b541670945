using System.Buffers;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Messaging;

namespace PelvicFeedback.Worker.Run;

/// <summary>
/// Puts what the pipeline says on the link, each thing on its topic. For the sensor's thread alone: it only encodes and
/// enqueues, and after its first message <c>live</c> allocates nothing.
/// </summary>
internal sealed class FeedbackPublisher(IMqttLink link, PatientTopics topics, SessionClock clock, EventIds ids) : IDisposable
{
    private const int LiveExpirySeconds = 2;

    private readonly MessageWriter _writer = new();
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly List<Task<Delivery>> _unanswered = [];
    private int _waiting;

    /// <summary><c>live</c> messages handed to the link, those it dropped included.</summary>
    public long Live { get; private set; }

    /// <summary>Alert messages that the broker has not answered yet.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Alert messages that the broker did not take.</summary>
    public long Lost { get; private set; }

    /// <summary>Publishes the newest tilt.</summary>
    public void PublishLive(Feedback feedback)
    {
        Live++;
        _buffer.ResetWrittenCount();
        _writer.Write(_buffer, LiveMessage.Of(feedback, EnvelopeAt(feedback.Time)));
        link.Publish(topics.Live, _buffer.WrittenSpan, Qos.AtMostOnce, expirySeconds: LiveExpirySeconds);
    }

    /// <summary>Publishes an alert's start or end; other events have no message yet.</summary>
    public void PublishAlert(PelvicEvent decided)
    {
        var message = decided switch
        {
            AlertStarted start => AlertMessage.Of(start, EnvelopeAt(start.At), ids.Next(), ids.AlertId(start.Ordinal)),
            AlertEnded end => AlertMessage.Of(end, EnvelopeAt(end.At), ids.Next(), ids.AlertId(end.Ordinal)),
            _ => null,
        };
        if (message is not null)
        {
            _buffer.ResetWrittenCount();
            _writer.Write(_buffer, message);
            CountAnswered();
            _unanswered.Add(link.Publish(topics.Alert(message.Kind), _buffer.WrittenSpan, Qos.AtLeastOnce));
            Volatile.Write(ref _waiting, _unanswered.Count);
        }
    }

    /// <summary>After the last message: waits until the broker has answered every alert, but no longer than that.</summary>
    public async Task DrainAsync(TimeSpan deadline, TimeProvider time)
    {
        var all = Task.WhenAll(_unanswered);
        await Task.WhenAny(all, Task.Delay(deadline, time));
        CountAnswered();
        Lost += _unanswered.Count;
        _unanswered.Clear();
    }

    public void Dispose() => _writer.Dispose();

    private void CountAnswered()
    {
        Lost += _unanswered.Count(answer => answer is { IsCompleted: true, Result: not Delivery.Acknowledged });
        _unanswered.RemoveAll(answer => answer.IsCompleted);
        Volatile.Write(ref _waiting, _unanswered.Count);
    }

    private Envelope EnvelopeAt(SampleTime sample) => new(clock.Now, sample, clock.IsSynced, SessionId: null);
}
