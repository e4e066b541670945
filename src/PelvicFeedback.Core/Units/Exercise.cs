namespace PelvicFeedback.Core.Units;

/// <summary>The exercises that the software knows by name.</summary>
public enum Exercise
{
    /// <summary>Standing still on one leg.</summary>
    SingleLegStance,

    /// <summary>Squats on one leg.</summary>
    SingleLegSquat,

    /// <summary>Squats on two legs.</summary>
    Squat,

    /// <summary>Stepping sideways up onto a step with the stance leg, and down again.</summary>
    LateralStepUp,

    /// <summary>Walking.</summary>
    Walking,

    /// <summary>Hip abduction in extension, standing.</summary>
    HipAbductionExtension,

    /// <summary>Modified side plank with leg lifts.</summary>
    SidePlankAbduction,

    /// <summary>Hip internal rotation, standing on both feet.</summary>
    StandingInternalRotation,

    /// <summary>The 30 s one-leg test after Hardcastle and Nade (1985).</summary>
    TrendelenburgTest,
}

/// <summary>An exercise and the side it is done on.</summary>
/// <param name="Exercise">What is done.</param>
/// <param name="Side">On which side; what that means depends on the exercise.</param>
public readonly record struct Prescription(Exercise Exercise, ExerciseSide Side)
{
    private static readonly string[] Names =
    [
        "single-leg-stance", "single-leg-squat", "squat", "lateral-step-up", "walking",
        "hip-abduction-extension", "side-plank-abduction", "standing-internal-rotation", "trendelenburg-test",
    ];

    /// <summary>The names that <see cref="TryParse"/> takes, in the order of <see cref="Exercise"/>.</summary>
    public static IReadOnlyList<string> ExerciseNames => Names;

    /// <summary>The exercise's name in files and messages, such as <c>single-leg-stance</c>.</summary>
    public static string NameOf(Exercise exercise) => Names[(int)exercise];

    /// <summary>Reads <c>NAME:SIDE</c>.</summary>
    /// <param name="text">Such as <c>single-leg-stance:left</c>; case matters not.</param>
    /// <param name="prescription">What was read.</param>
    /// <returns>False when the name or the side is not one of those known.</returns>
    public static bool TryParse(string text, out Prescription prescription)
    {
        prescription = default;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? text : text[..colon];
        var index = Array.FindIndex(Names, known => known.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase));
        ExerciseSide? side = (colon < 0 ? "" : text[(colon + 1)..].Trim()).ToUpperInvariant() switch
        {
            "LEFT" => ExerciseSide.Left,
            "RIGHT" => ExerciseSide.Right,
            "BOTH" => ExerciseSide.Both,
            "AUTO" => ExerciseSide.Auto,
            _ => null,
        };
        if (index < 0 || side is null)
        {
            return false;
        }

        prescription = new((Exercise)index, side.Value);
        return true;
    }

    /// <summary>As in files: <c>single-leg-stance:left</c>.</summary>
    public override string ToString() => $"{NameOf(Exercise)}:{Side.Word()}";
}
