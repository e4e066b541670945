namespace PelvicFeedback.Sensors.Simulated;

/// <summary>
/// How a simulated patient does the 30 s test: the free side is raised as far as possible and held (Hardcastle and Nade 1985 note whether it
/// is raised, and when it begins to fall). The sizes are chosen.
/// </summary>
public sealed record TestTraits
{
    /// <summary>Hardly raised, and soon falling.</summary>
    public static TestTraits Weak => new() { Raise = new(-1, 2), Falls = 1, FallsAfter = new(3, 12), Fall = new(6, 11), FootsDown = 0.3 };

    /// <summary>Raised, and falling late.</summary>
    public static TestTraits Tiring => new() { Falls = 1, FallsAfter = new(12, 24), Fall = new(6, 10) };

    /// <summary>Raised and not moved again.</summary>
    public static TestTraits Perfect => new() { Raise = new(5, 7) };

    /// <summary>How far the free side is raised; °, so −D.</summary>
    public Between Raise { get; init; } = new(3, 8);

    /// <summary>How often the pelvis begins to fall; probability 0–1.</summary>
    public double Falls { get; init; }

    /// <summary>When it does, from lift-off; s.</summary>
    public Between FallsAfter { get; init; } = new(5, 20);

    /// <summary>How far it falls; °.</summary>
    public Between Fall { get; init; } = new(5, 9);

    /// <summary>How long the fall takes; s.</summary>
    public Between FallLasts { get; init; } = new(1, 3);

    /// <summary>How often the foot is put down before the 30 s are over; probability 0–1.</summary>
    public double FootsDown { get; init; }

    /// <summary>How often the patient stumbles; probability 0–1.</summary>
    public double Stumbles { get; init; }
}
