using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Sessions;

/// <summary>
/// Watches at every sample what only the session cares about: whether the sensor moves with somebody, and whether the pelvis lies down. The 8°
/// and the 60° for a second are our judgement.
/// </summary>
public readonly record struct BodyWatch
{
    private const double MovedDegrees = 8;
    private const double DownDegrees = 60;
    private const double DownSeconds = 1;
    private const double LongestStep = 0.5;

    /// <summary>Up as the sensor had it when watching began, unit vector in its frame; null before the first sample.</summary>
    public Vector3D? Start { get; init; }

    /// <summary>Whether the movement was told already.</summary>
    public bool Told { get; init; }

    /// <summary>Since when the pelvis has been more than 60° from upright; null while it is not.</summary>
    public SampleTime? DownSince { get; init; }

    /// <summary>Whether that was told already.</summary>
    public bool DownTold { get; init; }

    /// <summary>The last sample.</summary>
    public SampleTime Last { get; init; }

    /// <summary>Watching anew for movement, as at the beginning of a wear check.</summary>
    public BodyWatch Anew() => this with { Start = null, Told = false };

    /// <summary>Takes the next sample with what the pipeline said of it.</summary>
    /// <param name="sample">As the sensor gave it.</param>
    /// <param name="said">What the pipeline said of it.</param>
    /// <param name="sign">What is new; null for mostly nothing.</param>
    public BodyWatch Next(in MotionSample sample, in Feedback said, out BodySign? sign)
    {
        var up = sample.Has(MotionContent.Orientation) ? sample.SensorToEarth.UpInSource
            : sample.SpecificForce.Length > 0 ? sample.SpecificForce.Normalized
            : default(Vector3D?);
        var moved = !Told && Start is { } start && up is { } now && Angle(start, now) >= MovedDegrees;
        var down = IsDown(said) ? (sample.Time - Last).Value is > 0 and < LongestStep ? DownSince ?? sample.Time : sample.Time : default(SampleTime?);
        var tell = !DownTold && down is { } since && (sample.Time - since).Value >= DownSeconds;
        sign = tell ? BodySign.Down : moved ? BodySign.Moved : null;
        return new()
        {
            Start = Start ?? up,
            Told = Told || (moved && !tell),
            DownSince = down,
            DownTold = tell || (DownTold && down is not null),
            Last = sample.Time,
        };
    }

    private static double Angle(Vector3D a, Vector3D b) => Math.Acos(Math.Clamp(a.Dot(b), -1, 1)) * 180 / Math.PI;

    // How far the pelvis' own up is from the vertical: cos φ cos θ.
    private static bool IsDown(in Feedback said) => said is { Obliquity: { } obliquity, Tilt: { } tilt }
        && Math.Cos(obliquity.Radians) * Math.Cos(tilt.Radians) < Math.Cos(DownDegrees * Math.PI / 180);
}
