using System.Text.Json.Serialization;
using PelvicFeedback.Core.Posture;

namespace PelvicFeedback.Core.Movement;

/// <summary>
/// How far the pelvis slants against the same patient on two feet, as a size without a side: which end is up never tells the stance leg, but
/// a pelvis that slants by several degrees has only one leg under it, and one that has just come level has mostly got the other foot back.
/// </summary>
public readonly record struct Slant
{
    private const double NowSeconds = 0.12;
    private const double BothSeconds = 2;
    private const double MostOnBoth = 1.5;
    private const double LegSeconds = 1.5;
    private const double OneLegDegrees = 2.5;
    private const double MostPerSecond = 3;
    private const double ClearDegrees = 1.2;
    private const double LevelScale = 0.6;
    private const double MostLevelled = 2;
    private const double MostSlanted = 3;

    /// <summary>Smoothed obliquity, degrees.</summary>
    public double Now { get; init; }

    /// <summary>The same while on both feet, degrees.</summary>
    public double OnBoth { get; init; }

    /// <summary>The usual size of the difference while on one leg, degrees; 0 for not known.</summary>
    public double OnLeg { get; init; }

    /// <summary>How far from that of two feet it is, degrees, not negative.</summary>
    [JsonIgnore]
    public double Size => Math.Abs(Now - OnBoth);

    /// <summary>Natural logarithm of odds a second for being on one leg.</summary>
    [JsonIgnore]
    public double Evidence => Math.Clamp(Size - OneLegDegrees, 0, MostPerSecond);

    /// <summary>Natural logarithm of odds for a way back at the end of a shift: that the slant of one leg has gone, or has not.</summary>
    [JsonIgnore]
    public double Levelled => OnLeg > ClearDegrees ? Math.Clamp(((OnLeg / 2) - Size) / LevelScale, -MostSlanted, MostLevelled) : 0;

    /// <summary>Whether the pelvis slants as it did on one leg, clearly.</summary>
    [JsonIgnore]
    public bool IsKept => Size > ClearDegrees && Size > OnLeg / 2;

    /// <summary>Takes the next sample.</summary>
    /// <param name="pelvis">The pelvis, standing.</param>
    /// <param name="onBoth">How probable it is that the patient stands on both feet, 0–1.</param>
    public Slant Next(in PelvisSample pelvis, double onBoth)
    {
        if (pelvis.Obliquity is not { } obliquity)
        {
            return this;
        }

        var dt = pelvis.SincePrevious.Value;
        var now = Now + ((obliquity.Value - Now) * dt / (NowSeconds + dt));
        return new()
        {
            Now = now,
            OnBoth = onBoth > 0.8 ? Math.Clamp(OnBoth + ((now - OnBoth) * dt / (BothSeconds + dt)), -MostOnBoth, MostOnBoth) : OnBoth,
            OnLeg = onBoth < 0.2 ? OnLeg + ((Math.Abs(now - OnBoth) - OnLeg) * dt / (LegSeconds + dt)) : OnLeg,
        };
    }
}
