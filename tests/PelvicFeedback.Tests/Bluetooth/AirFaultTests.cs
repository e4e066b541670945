using PelvicFeedback.Sensors.Bluetooth.Bluez;

namespace PelvicFeedback.Tests.Bluetooth;

/// <summary>Random faults, one after another. How fast it is back is measured by <c>tests/PelvicFeedback.Benchmarks</c>, <c>bluetooth</c>.</summary>
public sealed class AirFaultTests
{
    [Trait("runs", "edges")]
    [Theory]
    [InlineData(1)]
    public async Task Whatever_happens_on_the_air_every_gap_is_told_and_nothing_is_invented(int seed)
    {
        await using var air = await SensorOnAir.Started((address, scheduler) => new BluezBluetooth(scheduler, address));
        var survived = await AirFaults.Run(air, seed, Enum.GetValues<AirFault>().Length);
        var sent = await air.Stop();
        Assert.Equal(Enum.GetValues<AirFault>(), survived.Select(one => one.Fault).Order());
        Assert.Empty(AirFaults.Wrongs(air, sent));
        Assert.Equal(1, air.Sensor.Tally.Count(Core.Wire.Sensors.DecodeFault.OutOfOrder));
    }
}
