using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Wire.Sensors;

/// <summary>How a sensor's count follows the one before.</summary>
internal enum ClockStep
{
    /// <summary>Later, or the first.</summary>
    Later,

    /// <summary>The same again, or earlier by at most 1 s.</summary>
    Earlier,

    /// <summary>Earlier by more: the sensor's clock began anew.</summary>
    Restarted,
}

/// <summary>
/// A sensor's clock that counts microseconds modulo 2³² (71.6 min), unwrapped. Going back to just after 0 is the wrap when at most 60 s lie
/// between the two counts around it; otherwise the sensor restarted, for a restart counts from 0 too. <c>default</c> has seen nothing.
/// </summary>
internal readonly record struct MicrosecondClock
{
    private const uint MostOverTheWrap = 60_000_000;
    private const uint MostDisorder = 1_000_000;

    private long Count { get; init; }

    private bool Running { get; init; }

    /// <summary>The last count, on the clock that does not wrap.</summary>
    public SampleTime Time => new(Count / 1e6);

    /// <summary>The clock that many microseconds later.</summary>
    public MicrosecondClock After(uint microseconds) => this with { Count = Count + microseconds };

    /// <summary>Takes the next count.</summary>
    /// <param name="count">As the sensor sends it, µs.</param>
    /// <param name="step">How it follows.</param>
    /// <param name="elapsed">Since the last count, µs; only where it is later, 0 at the first.</param>
    /// <returns>The clock at that count; this one where it is earlier.</returns>
    public MicrosecondClock Next(uint count, out ClockStep step, out uint elapsed)
    {
        elapsed = 0;
        if (!Running)
        {
            step = ClockStep.Later;
            return new() { Count = count, Running = true };
        }

        var last = (uint)Count;
        var forwards = unchecked(count - last);
        var backwards = unchecked(last - count);
        if (backwards <= MostDisorder)
        {
            step = ClockStep.Earlier;
            return this;
        }

        if (count < last && forwards > MostOverTheWrap)
        {
            step = ClockStep.Restarted;
            return new() { Count = count, Running = true };
        }

        step = ClockStep.Later;
        elapsed = forwards;
        return new() { Count = Count + forwards, Running = true };
    }
}
