using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Streams;

/// <summary>An axis of the sensor's frame, with its sign.</summary>
public enum SensorAxis
{
    /// <summary>+x.</summary>
    PlusX,

    /// <summary>−x.</summary>
    MinusX,

    /// <summary>+y.</summary>
    PlusY,

    /// <summary>−y.</summary>
    MinusY,

    /// <summary>+z.</summary>
    PlusZ,

    /// <summary>−z.</summary>
    MinusZ,
}

/// <summary>What a sensor axis is as a vector.</summary>
public static class SensorAxes
{
    /// <summary>The axis as a unit vector in the sensor's frame.</summary>
    public static Vector3D Direction(this SensorAxis axis) => axis switch
    {
        SensorAxis.PlusX => new(1, 0, 0),
        SensorAxis.MinusX => new(-1, 0, 0),
        SensorAxis.PlusY => new(0, 1, 0),
        SensorAxis.MinusY => new(0, -1, 0),
        SensorAxis.PlusZ => new(0, 0, 1),
        _ => new(0, 0, -1),
    };

    /// <summary>The axis as on the command line, such as <c>+y</c>.</summary>
    public static string Word(this SensorAxis axis) => axis switch
    {
        SensorAxis.PlusX => "+x",
        SensorAxis.MinusX => "-x",
        SensorAxis.PlusY => "+y",
        SensorAxis.MinusY => "-y",
        SensorAxis.PlusZ => "+z",
        _ => "-z",
    };

    /// <summary>Reads <see cref="Word"/>; null where it is none.</summary>
    public static SensorAxis? Read(string? word) => Enum.GetValues<SensorAxis>().Where(axis => axis.Word() == word).Cast<SensorAxis?>().FirstOrDefault();
}

/// <summary>What a person may choose about the pipeline. Every default is the one that the documents state.</summary>
public sealed record FeedbackOptions
{
    /// <summary>Nominal time between two samples of the sensor, s; 1/400–1/20. Sets the orientation filter and what counts as a gap.</summary>
    public required Seconds SamplePeriod { get; init; }

    /// <summary>The sensor axis nearest the patient's left until a bow says better. Default +y, which is left for a sensor over the sacrum with x up and z backwards.</summary>
    public SensorAxis LeftAxis { get; init; } = SensorAxis.PlusY;

    /// <summary>An exercise under way from the first sample, as if marked there; null for none.</summary>
    public Prescription? Exercise { get; init; }

    /// <summary>Replaces the alert limit of the exercise's first quantity, 0.5–45°; warn keeps its ratio. Null keeps the default.</summary>
    public Degrees? Threshold { get; init; }

    /// <summary>Replaces the dwell of the exercise's first quantity, 0–10 s. Null keeps the default.</summary>
    public Seconds? Dwell { get; init; }

    /// <summary>How far under its threshold a quantity must come for an alert to end, 0–10°. Default 1°.</summary>
    public Degrees Hysteresis { get; init; } = new(1);

    /// <summary>
    /// Whether the first 3 s of quiet standing serve as a static calibration when nobody asked for one. Default true, as for
    /// recordings; a live session asks.
    /// </summary>
    public bool CalibrateWhenStill { get; init; } = true;
}
