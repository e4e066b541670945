using System.Text.Json.Serialization;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Orientation;

/// <summary>
/// All that the <see cref="OrientationFilter"/> knows after a sample: a value that can be kept, compared and written as JSON, and
/// from which the filter goes on as if it had never stopped, to the last bit. <c>default</c> has seen nothing.
/// </summary>
public readonly record struct OrientationState
{
    /// <summary>When the last sample was taken, on the sensor's clock.</summary>
    [JsonConverter(typeof(SampleTimeJson))]
    public SampleTime Time { get; init; }

    /// <summary>
    /// Samples since the start or the last gap, counted no further than the longest low-pass takes to warm up; 0 before the first.
    /// </summary>
    public int Samples { get; init; }

    /// <summary>
    /// Rotation from the sensor's frame to the earth's: z up, heading arbitrary and drifting slowly. Of norm 1 once a sample has
    /// been seen; before that the null quaternion, which is no rotation.
    /// </summary>
    [JsonConverter(typeof(RotationJson))]
    public Rotation SensorToEarth { get; init; }

    /// <summary>
    /// Rotation from the sensor's frame to the frame in which gravity is low-passed: what the angular rate alone says. That frame
    /// moves against the earth only as fast as the rate's bias is wrong.
    /// </summary>
    [JsonConverter(typeof(RotationJson))]
    public Rotation SensorToReference { get; init; }

    /// <summary>Rotation from the frame in which gravity is low-passed to the earth's: what the specific force says.</summary>
    [JsonConverter(typeof(RotationJson))]
    public Rotation ReferenceToEarth { get; init; }

    /// <summary>The rate sensor's bias and how well it is known.</summary>
    public BiasEstimate Bias { get; init; }

    /// <summary>Whether the sensor lies or hangs still: its readings have been quiet for long enough.</summary>
    public bool AtRest { get; init; }

    /// <summary>For how long the readings have been quiet, s.</summary>
    public double QuietSeconds { get; init; }

    /// <summary>Low-pass of the specific force, m/s², in the reference frame: it becomes gravity's reaction, which points up.</summary>
    public LowPassMemory Gravity { get; init; }

    /// <summary>Low-pass of the angular rate, rad/s, sensor frame, against which quiet is measured.</summary>
    public LowPassMemory QuietRate { get; init; }

    /// <summary>Low-pass of the specific force, m/s², sensor frame, against which quiet is measured.</summary>
    public LowPassMemory QuietForce { get; init; }

    /// <summary>Low-pass of the earth's first horizontal axis as the sensor sees it.</summary>
    public LowPassMemory EarthX { get; init; }

    /// <summary>Low-pass of the earth's second horizontal axis as the sensor sees it.</summary>
    public LowPassMemory EarthY { get; init; }

    /// <summary>Low-pass of the direction up as the sensor sees it.</summary>
    public LowPassMemory EarthZ { get; init; }

    /// <summary>Low-pass of the bias estimate as the earth sees it, rad/s.</summary>
    public LowPassMemory EarthBias { get; init; }
}
