using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Worker.Metrics;

/// <summary>
/// What is counted on the sensor's thread: numbers of samples, messages and alerts, and how long they took; never how the patient moves. Its
/// thread alone writes, any thread reads.
/// </summary>
/// <param name="time">Monotonic time.</param>
/// <param name="samplePeriod">Time between two samples, s; positive.</param>
internal sealed class CoachingMetrics(TimeProvider time, Seconds samplePeriod)
{
    private long _samples;
    private long _lost;
    private long _rejected;
    private long _alerts;
    private long _arrivedAt;
    private long _acceptedAt;
    private SampleTime _newest;

    /// <summary>Time between two samples; set before the first of them.</summary>
    public Seconds SamplePeriod { get; set; } = samplePeriod;

    /// <summary>Samples from the sensor.</summary>
    public long Samples => Volatile.Read(ref _samples);

    /// <summary>Samples that are missing between others, by the sensor's own clock.</summary>
    public long Lost => Volatile.Read(ref _lost);

    /// <summary>Samples that could not be used.</summary>
    public long Rejected => Volatile.Read(ref _rejected);

    /// <summary>Alerts begun.</summary>
    public long Alerts => Volatile.Read(ref _alerts);

    /// <summary>From a sample's arrival to its <c>live</c> message being with the link, s.</summary>
    public Histogram PublishSeconds { get; } = new(50e-6, 100e-6, 200e-6, 500e-6, 1e-3, 2e-3, 5e-3, 10e-3, 20e-3, 50e-3, 0.1, 1);

    /// <summary>How long ago the newest sample came that could be used; null before the first.</summary>
    public TimeSpan? Silence => Volatile.Read(ref _acceptedAt) is > 0 and var at ? time.GetElapsedTime(at) : null;

    /// <summary>A sample comes in.</summary>
    public void Arrived(MotionSample sample)
    {
        var periods = _samples == 0 || sample.StartsSegment ? 1 : Math.Round((sample.Time - _newest).Value / SamplePeriod.Value);
        Volatile.Write(ref _lost, _lost + Math.Max(0, (long)periods - 1));
        _newest = sample.Time;
        Volatile.Write(ref _samples, _samples + 1);
        Volatile.Write(ref _arrivedAt, time.GetTimestamp());
    }

    /// <summary>It could be used: a sensor that repeats itself is as silent as one that is gone.</summary>
    public void Accepted() => Volatile.Write(ref _acceptedAt, time.GetTimestamp());

    /// <summary>Something was decided at it.</summary>
    public void Decided(PelvicEvent decided)
    {
        switch (decided)
        {
            case SamplesRejected rejected:
                Volatile.Write(ref _rejected, _rejected + rejected.Count);
                break;
            case AlertStarted:
                Volatile.Write(ref _alerts, _alerts + 1);
                break;
        }
    }

    /// <summary>Its <c>live</c> message is with the link.</summary>
    public void Published() => PublishSeconds.Add(time.GetElapsedTime(_arrivedAt).TotalSeconds);
}
