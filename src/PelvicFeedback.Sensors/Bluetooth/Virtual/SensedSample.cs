using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Sensors.Bluetooth.Virtual;

/// <summary>Axes whose element was at the end of its range; the bits are those of the protocol's C library.</summary>
[Flags]
internal enum ClippedAxes : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Force along x.</summary>
    ForceX = 1,

    /// <summary>Force along y.</summary>
    ForceY = 2,

    /// <summary>Force along z.</summary>
    ForceZ = 4,

    /// <summary>Rate about x.</summary>
    RateX = 8,

    /// <summary>Rate about y.</summary>
    RateY = 16,

    /// <summary>Rate about z.</summary>
    RateZ = 32,
}

/// <summary>A sample as a sensor has it, before it goes into a notification: all quantities, whatever is asked for.</summary>
/// <param name="Microseconds">The sample instant on the sensor's clock, µs; wraps.</param>
/// <param name="Counter">Counts every sample that was due; wraps.</param>
/// <param name="SensorToEarth">Sensor frame to earth frame (z up).</param>
/// <param name="SpecificForce">m/s², sensor frame.</param>
/// <param name="AngularRate">rad/s, sensor frame.</param>
/// <param name="Clipped">Axes beyond the element's range.</param>
/// <param name="Settling">Whether the orientation is not to be trusted yet.</param>
internal readonly record struct SensedSample(
    uint Microseconds,
    ushort Counter,
    Rotation SensorToEarth,
    Vector3D SpecificForce,
    Vector3D AngularRate,
    ClippedAxes Clipped = ClippedAxes.None,
    bool Settling = false);
