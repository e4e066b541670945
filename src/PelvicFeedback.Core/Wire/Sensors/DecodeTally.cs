namespace PelvicFeedback.Core.Wire.Sensors;

/// <summary>What a sensor's notifications came to so far. Bounded, whatever is sent.</summary>
public sealed class DecodeTally
{
    private readonly long[] _faults = new long[Enum.GetValues<DecodeFault>().Length];

    /// <summary>Samples that came.</summary>
    public long Samples { get; private set; }

    /// <summary>Samples that did not.</summary>
    public long Lost { get; private set; }

    /// <summary>Samples beyond the sensor's range.</summary>
    public long Clipped { get; private set; }

    /// <summary>Everything that was wrong.</summary>
    public long Faults { get; private set; }

    /// <summary>Notifications whose first fault was that.</summary>
    public long Count(DecodeFault fault) => _faults[(int)fault];

    /// <summary>Counts a notification.</summary>
    public void Add(in Decoded decoded)
    {
        Samples += decoded.Samples;
        Lost += decoded.Lost;
        Clipped += decoded.Clipped;
        Faults += decoded.Faults;
        _faults[(int)decoded.Fault]++;
    }
}
