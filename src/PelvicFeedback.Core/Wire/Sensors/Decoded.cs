namespace PelvicFeedback.Core.Wire.Sensors;

/// <summary>How a number of lost samples is known.</summary>
public enum LossEvidence : byte
{
    /// <summary>From a counter that the sensor sends with its samples.</summary>
    Counted,

    /// <summary>From jumps of the sensor's own clock over its period.</summary>
    FromTime,

    /// <summary>From how many arrived over how long, since nothing in the samples tells; off by a few where the sensor's rate is.</summary>
    Estimated,
}

/// <summary>What a notification came to, beside its samples.</summary>
public readonly record struct Decoded
{
    /// <summary>How many samples were written to the caller's buffer.</summary>
    public int Samples { get; init; }

    /// <summary>The first thing that was wrong; <see cref="DecodeFault.None"/> when nothing was.</summary>
    public DecodeFault Fault { get; init; }

    /// <summary>How many things were wrong; a notification that carries several frames may have several.</summary>
    public int Faults { get; init; }

    /// <summary>Samples found missing with this notification; how that is known says <see cref="SensorDecoder.Loss"/>.</summary>
    public int Lost { get; init; }

    /// <summary>Samples of these that the sensor itself marked as beyond its range.</summary>
    public int Clipped { get; init; }

    /// <summary>Samples of these whose orientation the sensor does not trust yet; they come without one.</summary>
    public int Settling { get; init; }

    internal static Decoded Wrong(DecodeFault fault) => new() { Fault = fault, Faults = 1 };

    /// <summary>Both, one after the other.</summary>
    internal Decoded Then(in Decoded next) => new()
    {
        Samples = Samples + next.Samples,
        Fault = Fault == DecodeFault.None ? next.Fault : Fault,
        Faults = Faults + next.Faults,
        Lost = Lost + next.Lost,
        Clipped = Clipped + next.Clipped,
        Settling = Settling + next.Settling,
    };
}
