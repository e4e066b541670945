using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Sensors.Bluetooth;

/// <summary>
/// One time for the samples of a sensor over all its connections, so that what is missing between two of them has its length. Each connection's
/// decoder knows the sensor's clock from its own beginning only: whether that clock ran on meanwhile, was wrapped, or began anew, is told by
/// how long it took on the host's. <c>default</c> has seen nothing.
/// </summary>
internal readonly record struct SensorTimeline
{
    // Of a clock of microseconds in 32 bits, s.
    private const double Wrap = 4294.967296;

    // How far a clock that ran on may be off: what a sample waits on its way, and two oscillators that drift apart.
    private const double Tolerance = 0.5;
    private const double Drift = 200e-6;

    private bool Begun { get; init; }

    private bool Joining { get; init; }

    // What the sensor's clock said last, and when that was on the host's, s.
    private double Clock { get; init; }

    private double Arrived { get; init; }

    // From the sensor's clock to this one, s.
    private double Offset { get; init; }

    /// <summary>From here on another connection's samples come.</summary>
    public SensorTimeline Reconnected() => this with { Joining = Begun };

    /// <summary>Puts the next sample on it.</summary>
    /// <param name="sample">As decoded.</param>
    /// <param name="arrived">When it came, on the host's monotonic clock.</param>
    /// <param name="placed">The same; it starts a segment where the sensor was restarted.</param>
    public SensorTimeline Next(in MotionSample sample, Seconds arrived, out MotionSample placed)
    {
        var clock = sample.Time.Seconds;
        var restarted = Begun && sample.StartsSegment;
        var offset = Offset;
        if (Joining || restarted)
        {
            var away = Math.Max(0, arrived.Value - Arrived);
            var ranOn = clock - Clock;
            ranOn += Wrap * Math.Max(0, Math.Round((away - ranOn) / Wrap));
            restarted |= ranOn <= 0 || Math.Abs(ranOn - away) > Tolerance + (Drift * away);
            offset = Clock + Offset + (restarted ? away : ranOn) - clock;
        }

        placed = sample with { Time = new(clock + offset), StartsSegment = restarted };
        return new() { Begun = true, Clock = clock, Arrived = arrived.Value, Offset = offset };
    }
}
