using PelvicFeedback.Core.Wire.Sensors;

namespace PelvicFeedback.Sensors.Bluetooth;

/// <summary>How far it is with the sensor.</summary>
public enum SensorStage
{
    /// <summary>Bluetooth is off, missing, or its service does not run.</summary>
    Unavailable,

    /// <summary>No sensor is in reach yet.</summary>
    Searching,

    /// <summary>One was found and is being connected and started.</summary>
    Starting,

    /// <summary>Samples come.</summary>
    Live,

    /// <summary>It was there, and is not any more; it is looked for again.</summary>
    Lost,

    /// <summary>It answered, and cannot be used: <see cref="BluetoothSensorState.Words"/> say why.</summary>
    Refused,
}

/// <summary>How it is with the sensor.</summary>
/// <param name="Stage">How far it is.</param>
/// <param name="Words">Why, and what to do, for a person; null where there is nothing to say.</param>
/// <param name="Name">Kind of sensor; null before one was found.</param>
/// <param name="Id">Its <see cref="Advertisement.Id"/>; null before one was found.</param>
/// <param name="Battery">Null where it has not said.</param>
/// <param name="IsBonded">Whether nobody can pose as it.</param>
public sealed record BluetoothSensorState(
    SensorStage Stage, string? Words = null, string? Name = null, string? Id = null, SensorBattery? Battery = null, bool IsBonded = false);
