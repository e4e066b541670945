using PelvicFeedback.Core.Wire.Sensors;

namespace PelvicFeedback.Sensors.Bluetooth;

/// <summary>How it is with the sensor.</summary>
/// <param name="Stage">How far it is.</param>
/// <param name="Words">Why, and what to do, for a person; null where there is nothing to say.</param>
/// <param name="Name">Kind of sensor; null before one was found.</param>
/// <param name="Id">Its <see cref="Advertisement.Id"/>; null before one was found.</param>
/// <param name="Battery">Null where it has not said.</param>
/// <param name="IsBonded">Whether nobody can pose as it.</param>
public sealed record BluetoothSensorState(
    SensorStage Stage, string? Words = null, string? Name = null, string? Id = null, SensorBattery? Battery = null, bool IsBonded = false);
