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
    SensorStage Stage, string? Words = null, string? Name = null, string? Id = null, SensorBattery? Battery = null, bool IsBonded = false)
{
    /// <summary>Which one it is; null before it was connected.</summary>
    public SensorIdentity? Identity { get; init; }

    /// <summary>What was asked of it; null before it was started.</summary>
    public SensorAsk? Asked { get; init; }

    /// <summary>How its losses are known; null before it was started.</summary>
    public LossEvidence? Loss { get; init; }

    /// <summary>Whether it is connected and streams.</summary>
    public bool Streams => Stage is SensorStage.TapTwice or SensorStage.Live;
}
