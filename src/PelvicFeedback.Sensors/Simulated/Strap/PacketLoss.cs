namespace PelvicFeedback.Sensors.Simulated;

/// <summary>Which samples never arrive: single ones by chance, and gaps.</summary>
internal sealed class PacketLoss
{
    private readonly Seeded _singles;
    private readonly Seeded _gaps;
    private readonly SimulatedSensor _sensor;
    private double _gapStart = double.PositiveInfinity;
    private double _gapEnd = double.PositiveInfinity;

    public PacketLoss(SimulatedSensor sensor, int seed)
    {
        (_sensor, _singles, _gaps) = (sensor, Seeded.For(seed, "single losses"), Seeded.For(seed, "gaps"));
        if (sensor.GapsPerMinute > 0)
        {
            PlanGap(after: 0);
        }
    }

    /// <summary>Whether the sample of that time is lost; asked once for every sample, in order.</summary>
    public bool Loses(double time)
    {
        var single = _sensor.LossProbability > 0 && _singles.Chance(_sensor.LossProbability);
        while (time >= _gapEnd)
        {
            PlanGap(_gapEnd);
        }

        return single || time >= _gapStart;
    }

    // Waiting times between gaps are exponential: the link forgets.
    private void PlanGap(double after)
    {
        _gapStart = after - (Math.Log(1 - _gaps.Even()) * 60 / _sensor.GapsPerMinute);
        _gapEnd = _gapStart + _gaps.Draw(_sensor.GapLength);
    }
}
