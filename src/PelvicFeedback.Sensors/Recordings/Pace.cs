using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Sensors.Recordings;

/// <summary>
/// Gives a recording's samples when they are due. One timer is under way at a time: it is set for the next sample's due time, rounded up to
/// whole milliseconds (what .NET's timers count in), and when it fires it gives every sample that is due by then. So at 100 Hz each sample
/// has its own tick and is at most 1 ms late by this rounding; at 400 Hz times 10 a tick carries four. Due times are counted from the first
/// sample on the scheduler's stopwatch, so lateness never adds up and a step of the wall clock moves nothing; a consumer that was
/// held up gets what is due at once. Silence in the recording is silence here, so that what watches for it is
/// exercised, but at most a minute of it; a new segment goes on at once, one sample period after the last of the old one.
/// </summary>
internal sealed class Pace(RecordingReader reader, double speed, IObserver<MotionSample> observer) : IDisposable
{
    private const double FastestSpeed = 1000;
    private const double LongestSilence = 60;

    private const double ClockRounding = 1e-6;

    private readonly Lock _reading = new();

    // Not a SerialDisposable: a timer may fire, and set the next one, before it is itself put here.
    private readonly MultipleAssignmentDisposable _tick = new();
    private bool _stopped;
    private IStopwatch? _elapsed;
    private MotionSample _next;
    private double _due;

    public static void CheckSpeed(double speed)
    {
        if (speed is not (> 0 and <= FastestSpeed))
        {
            throw new ArgumentOutOfRangeException(nameof(speed), speed, "The speed of a replay is above 0 and at most 1000.");
        }
    }

    public IDisposable Start(IScheduler scheduler)
    {
        _elapsed = scheduler.StartStopwatch();
        _tick.Disposable = scheduler.Schedule(this, static (on, pace) =>
        {
            if (pace.TryAdvance(first: true))
            {
                pace.Tick(on);
            }

            return Disposable.Empty;
        });
        return this;
    }

    /// <summary>No sample is given or read any more once this returns, but for one that is being given; the reader may then be closed.</summary>
    public void Dispose()
    {
        lock (_reading)
        {
            _stopped = true;
        }

        _tick.Dispose();
    }

    private void Tick(IScheduler scheduler)
    {
        while (!_tick.IsDisposed)
        {
            var wait = _due - _elapsed!.Elapsed.TotalSeconds;
            if (wait > ClockRounding)
            {
                var milliseconds = Math.Ceiling((wait - ClockRounding) * 1000);
                _tick.Disposable = scheduler.Schedule(this, TimeSpan.FromMilliseconds(milliseconds), static (on, pace) =>
                {
                    pace.Tick(on);
                    return Disposable.Empty;
                });
                return;
            }

            observer.OnNext(_next);
            if (!TryAdvance(first: false))
            {
                return;
            }
        }
    }

    /// <summary>Takes the next sample and finds out when it is due.</summary>
    /// <returns>False when there is none, and then the observer knows, or when stopped.</returns>
    private bool TryAdvance(bool first)
    {
        var last = _next.Time;
        try
        {
            bool found;
            lock (_reading)
            {
                if (_stopped)
                {
                    return false;
                }

                found = reader.TryRead(out _next);
            }

            if (!found)
            {
                observer.OnCompleted();
                return false;
            }

            var step = _next.StartsSegment ? reader.SamplePeriod : _next.Time - last;
            _due += first ? 0 : Math.Min(step.Value, LongestSilence) / speed;
            return true;
        }
        catch (RecordingException broken)
        {
            observer.OnError(broken);
            return false;
        }
    }
}
