using System.Threading.Channels;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Ingest;
using PelvicFeedback.Hub.Wall;
using PelvicFeedback.Messaging;

namespace PelvicFeedback.Hub.Hosting;

/// <summary>The way of what homes say of now to the board: a queue that drops its oldest, as nobody looks at what was.</summary>
internal sealed class NowLane : IDisposable
{
    private const int MostWaiting = 5000;

    // A home says two or three things a second: one that says more must not crowd out what the others say.
    private const double PerSecond = 20;
    private const double AtOnce = 100;
    private readonly Allowance _allowance = new(PerSecond, AtOnce);
    private readonly TimeProvider _time;
    private readonly long _began;

    private readonly Channel<MqttMessage> _waiting = Channel.CreateBounded<MqttMessage>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private readonly LiveBoard _board;
    private readonly Task _hearing;

    public NowLane(LiveBoard board, TimeProvider time)
    {
        (_board, _time, _began) = (board, time, time.GetTimestamp());
        _hearing = Task.Run(Hear);
    }

    /// <summary>Hands a message over, unless the home has said too much. From one thread at a time.</summary>
    public void Offer(PatientTopics patient, in MqttMessage message)
    {
        if (_allowance.Take(patient.Prefix, _time.GetElapsedTime(_began)))
        {
            _waiting.Writer.TryWrite(message);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _waiting.Writer.TryComplete();
        _hearing.Wait();
    }

    private async Task Hear()
    {
        await foreach (var message in _waiting.Reader.ReadAllAsync())
        {
            _board.Hear(message);
        }
    }
}
