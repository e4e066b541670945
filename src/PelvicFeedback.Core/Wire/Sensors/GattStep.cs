using System.Collections.Immutable;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Wire.Sensors;

/// <summary>One thing to do with a connected sensor. A sensor's start and stop are lists of these: data, done in order by whatever Bluetooth there is.</summary>
public abstract record GattStep
{
    private GattStep()
    {
    }

    /// <summary>Have it notify, or indicate where it does that instead.</summary>
    /// <param name="Characteristic">Which.</param>
    public sealed record Subscribe(GattUuid Characteristic) : GattStep;

    /// <summary>No more notifications.</summary>
    /// <param name="Characteristic">Which.</param>
    public sealed record Unsubscribe(GattUuid Characteristic) : GattStep;

    /// <summary>Write bytes, with a response where the characteristic gives one.</summary>
    /// <param name="Characteristic">Which.</param>
    /// <param name="Bytes">What.</param>
    public sealed record Write(GattUuid Characteristic, ImmutableArray<byte> Bytes) : GattStep;

    /// <summary>Wait for a notification or indication and ask <see cref="SensorModel.Refusal"/> about it.</summary>
    /// <param name="Characteristic">Of which.</param>
    /// <param name="Within">How long at most.</param>
    public sealed record Await(GattUuid Characteristic, Seconds Within) : GattStep;

    /// <summary>Let the sensor take in what was written.</summary>
    /// <param name="For">How long.</param>
    public sealed record Pause(Seconds For) : GattStep;
}
