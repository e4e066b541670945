using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Wire.Sensors;

/// <summary>
/// Time for the samples of a sensor that sends none. They are taken one period apart, but arrive in bursts: each is put one period behind
/// the last and drawn a little towards its arrival, which follows a sensor whose rate is off by a few percent. A silence of
/// max(100 ms, 3 periods) is taken as it is: nobody knows what happened in it. Losses are estimated over windows of two seconds.
/// </summary>
internal struct ArrivalClock(double hertz)
{
    private const double Pull = 0.05;
    private const double Window = 2;

    // Oscillators of such sensors are off by a few percent, which must not look like loss.
    private const double RateTolerance = 0.05;

    private readonly double _period = 1 / hertz;
    private bool _begun;
    private double _last;
    private double _lastArrival;
    private double _windowStart;
    private int _inWindow;

    /// <summary>Takes the next sample.</summary>
    /// <param name="arrived">On the host's monotonic clock, s; an earlier one than the last counts as the last.</param>
    /// <param name="lost">Samples estimated as missing in the window that ended here, mostly 0.</param>
    public SampleTime Next(Seconds arrived, out int lost)
    {
        var now = _begun ? Math.Max(arrived.Value, _lastArrival) : arrived.Value;
        lost = 0;
        if (!_begun)
        {
            _windowStart = now;
            _last = now;
        }
        else
        {
            var silent = now - _lastArrival >= Math.Max(0.1, 3 * _period);
            var expected = _last + _period;
            _last = silent ? Math.Max(now, expected) : Math.Max(expected + (Pull * (now - expected)), _last + (_period / 4));
            lost = Missing(now);
        }

        _begun = true;
        _lastArrival = now;
        _inWindow++;
        return new(_last);
    }

    private int Missing(double now)
    {
        var length = now - _windowStart;
        if (length < Window)
        {
            return 0;
        }

        var due = length / _period;
        var missing = due - _inWindow;
        _windowStart = now;
        _inWindow = 0;
        return missing > 1 + (RateTolerance * due) ? (int)Math.Min(Math.Round(missing), int.MaxValue) : 0;
    }
}
