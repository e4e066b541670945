namespace PelvicFeedback.Sensors.Bluetooth;

/// <summary>
/// Notices that nothing came for too long. It is counted in steps, each of which this machine was awake for: one that slept, or had no time for
/// its programs, heard nothing for reasons of its own, and finds what came meanwhile as it goes on.
/// </summary>
internal sealed class SilenceWatch : IDisposable
{
    private const int Steps = 4;

    private readonly TimeSpan _step;
    private readonly Func<bool> _waits;
    private readonly Action _silent;
    private readonly ITimer _timer;
    private int _quiet;

    /// <param name="silence">How long is too long; it is noticed at most a quarter later.</param>
    /// <param name="time">Times the steps.</param>
    /// <param name="waits">Whether something came that is not taken yet, which is this machine's slowness and no silence.</param>
    /// <param name="silent">Called once, on a thread of the time's.</param>
    public SilenceWatch(TimeSpan silence, TimeProvider time, Func<bool> waits, Action silent)
    {
        (_step, _waits, _silent) = (silence / Steps, waits, silent);
        _timer = time.CreateTimer(_ => Step(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(_step, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Something came.</summary>
    public void Heard() => Volatile.Write(ref _quiet, 0);

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Step()
    {
        if (_waits())
        {
            Heard();
        }
        else if (Interlocked.Increment(ref _quiet) > Steps)
        {
            _silent();
            return;
        }

        try
        {
            // One at a time, each from the end of the last: steps that were due during a sleep are not made up for.
            _timer.Change(_step, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // It was over meanwhile.
        }
    }
}
