using PelvicFeedback.Core.Posture;

namespace PelvicFeedback.Core.Movement.Walking;

/// <summary>
/// The pelvis over one cell of the gait's own time grid, as the mean of the samples joined by straight lines: whatever the sensor's rate, a filter
/// meets evenly spaced values, and the time of each is known exactly.
/// </summary>
/// <param name="Up">Specific force upwards, gravity included, m/s².</param>
/// <param name="Forward">Specific force to the patient's front, level, m/s².</param>
/// <param name="Left">Specific force to the patient's left, level, m/s².</param>
/// <param name="Turn">Turn about the vertical, to the left positive, °/s.</param>
/// <param name="Obliquity">φ, left side up positive, degrees; 0 where it is not <paramref name="Known"/>.</param>
/// <param name="Known">Whether the obliquity was known all the time.</param>
public readonly record struct GaitCell(double Up, double Forward, double Left, double Turn, double Obliquity, bool Known)
{
    /// <summary>Length of a cell, s. Steps come at 3 Hz at most; a drop is held against 100 ms.</summary>
    public const double Seconds = 0.02;

    /// <summary>Nothing seen yet: what a mean begins with.</summary>
    public static GaitCell None => new(0, 0, 0, 0, 0, true);

    /// <summary>One sample.</summary>
    /// <param name="pelvis">With force.</param>
    public static GaitCell Of(in PelvisSample pelvis) => new(
        pelvis.LevelForce.Z, pelvis.LevelForce.X, pelvis.LevelForce.Y, pelvis.TurnRate.Value, pelvis.Obliquity?.Value ?? 0, pelvis.Obliquity is not null);

    /// <summary>Both together.</summary>
    public static GaitCell operator +(in GaitCell a, in GaitCell b) => new(
        a.Up + b.Up, a.Forward + b.Forward, a.Left + b.Left, a.Turn + b.Turn, a.Obliquity + b.Obliquity, a.Known && b.Known);

    /// <summary>Scaled.</summary>
    public static GaitCell operator *(in GaitCell a, double factor) => new(
        a.Up * factor, a.Forward * factor, a.Left * factor, a.Turn * factor, a.Obliquity * factor, a.Known);
}
