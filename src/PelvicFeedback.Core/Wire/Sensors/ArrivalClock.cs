using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Wire.Sensors;

/// <summary>
/// Time for the samples of a sensor that sends none. They are taken one period apart, but arrive in bursts: each is put one period behind
/// the last and drawn a little towards its arrival, which follows a sensor whose rate is off by a few percent. A silence of
/// max(100 ms, 3 periods) is taken as it is: nobody knows what happened in it. Losses are estimated over windows of two seconds.
/// </summary>
internal readonly record struct ArrivalClock
{
    private const double Pull = 0.05;
    private const double Window = 2;

    // Oscillators of such sensors are off by a few percent, which must not look like loss.
    private const double RateTolerance = 0.05;

    /// <summary>Has seen nothing.</summary>
    /// <param name="hertz">The sensor's nominal rate.</param>
    public ArrivalClock(double hertz) => Period = 1 / hertz;

    private double Period { get; }

    private bool Begun { get; init; }

    private double Last { get; init; }

    private double LastArrival { get; init; }

    private double WindowStart { get; init; }

    private int InWindow { get; init; }

    /// <summary>Takes the next sample.</summary>
    /// <param name="arrived">On the host's monotonic clock; an earlier one than the last counts as the last.</param>
    /// <param name="time">The sample's time.</param>
    /// <param name="lost">Samples estimated as missing in the window that ended here, mostly 0.</param>
    public ArrivalClock Next(Seconds arrived, out SampleTime time, out int lost)
    {
        lost = 0;
        time = new(arrived.Value);
        if (!Begun)
        {
            return this with { Begun = true, Last = arrived.Value, LastArrival = arrived.Value, WindowStart = arrived.Value, InWindow = 1 };
        }

        var now = Math.Max(arrived.Value, LastArrival);
        var expected = Last + Period;
        var silent = now - LastArrival >= Math.Max(0.1, 3 * Period);
        time = new(silent ? Math.Max(now, expected) : Math.Max(expected + (Pull * (now - expected)), Last + (Period / 4)));
        var next = this with { Last = time.Seconds, LastArrival = now, InWindow = InWindow + 1 };
        if (now - WindowStart < Window)
        {
            return next;
        }

        lost = Missing(now - WindowStart);
        return next with { WindowStart = now, InWindow = 1 };
    }

    private int Missing(double length)
    {
        var due = length / Period;
        var missing = due - InWindow;
        return missing > 1 + (RateTolerance * due) ? (int)Math.Min(Math.Round(missing), int.MaxValue) : 0;
    }
}
