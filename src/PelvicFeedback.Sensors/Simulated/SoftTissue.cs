namespace PelvicFeedback.Sensors.Simulated;

/// <summary>
/// The give of skin and fat under the belt: the sensor is a mass on a damped spring that the pelvis shakes. With the defaults an
/// impact of 3 m/s² turns the sensor by up to about 1° and adds up to about 0.3 m/s².
/// </summary>
public readonly record struct SoftTissue()
{
    /// <summary>Natural frequency; Hz, 4–8 in people.</summary>
    public double Frequency { get; init; } = 6;

    /// <summary>Damping ratio, 0–1.</summary>
    public double Damping { get; init; } = 0.25;

    /// <summary>Share of the pelvis' acceleration that shakes the sensor against it, 0–1.</summary>
    public double Coupling { get; init; } = 0.08;

    /// <summary>How far the sensor turns as it moves against the pelvis; ° per mm.</summary>
    public double TurnPerMillimetre { get; init; } = 6.5;
}
