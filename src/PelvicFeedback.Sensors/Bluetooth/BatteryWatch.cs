using PelvicFeedback.Core.Wire.Sensors;

namespace PelvicFeedback.Sensors.Bluetooth;

/// <summary>Asks a connected sensor how full its battery is, now and every minute.</summary>
/// <param name="link">The connection.</param>
/// <param name="model">What kind of sensor it is.</param>
/// <param name="time">Times the minutes.</param>
internal sealed class BatteryWatch(IGattLink link, SensorModel model, TimeProvider time)
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>How full it is; null where the sensor does not say.</summary>
    public async Task<SensorBattery?> Read(CancellationToken cancellation)
    {
        try
        {
            return model.ReadBattery(await link.Read(model.Battery, Patience, cancellation));
        }
        catch (BluetoothException)
        {
            return link.BatteryPercent is { } percent ? new(percent) : null;
        }
    }

    /// <summary>Asks until it is cancelled, which is how it ends; it never faults.</summary>
    /// <param name="told">Every answer; one that did not come leaves the last as it is.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task Mind(Action<SensorBattery> told, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Period, time, cancellation);
                if (await Read(cancellation) is { } battery)
                {
                    told(battery);
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
    }
}
