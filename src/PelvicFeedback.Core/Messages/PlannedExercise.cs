using System.Text.Json.Serialization;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Messages;

/// <summary>What is heard.</summary>
public enum Sound
{
    /// <summary>Nothing.</summary>
    Off,

    /// <summary>A cue at an alert.</summary>
    Cues,

    /// <summary>Cues, and a tone for each repetition.</summary>
    Full,
}

/// <summary>A band that differs from the exercise's default.</summary>
/// <param name="Alert">Alert limit of the first quantity, 0.5–45°; null keeps the default. Warn keeps its ratio.</param>
/// <param name="Dwell">How long it must last, 0–10 s; null keeps the default.</param>
public sealed record BandSetting(Degrees? Alert, Seconds? Dwell)
{
    internal static BandSetting Read(FieldReader fields) => new(
        fields.NumberOrNull("alertDeg", 0.5, 45) is { } alert ? new Degrees(alert) : null,
        fields.NumberOrNull("dwellS", 0, 10) is { } dwell ? new Seconds(dwell) : null);

    internal void Write(FieldWriter fields)
    {
        fields.Number("alertDeg"u8, Alert?.Value);
        fields.Number("dwellS"u8, Dwell?.Value);
    }
}

/// <summary>An exercise as it is prescribed.</summary>
public sealed record PlannedExercise
{
    /// <summary>What, and on which side; both for squats and walking, else left or right, never auto.</summary>
    public required Prescription Prescription { get; init; }

    /// <summary>What the patient holds on to.</summary>
    public required Support Support { get; init; }

    /// <summary>Sets, 1–10.</summary>
    public required int Sets { get; init; }

    /// <summary>Repetitions or holds in a set, 1–50.</summary>
    public required int Repetitions { get; init; }

    /// <summary>How long a hold, a test or a bout of walking lasts, 1–1800 s; null for exercises that are counted.</summary>
    public required Seconds? Hold { get; init; }

    /// <summary>The band; null for the exercise's default.</summary>
    public required BandSetting? Band { get; init; }

    /// <summary>Rest after a set, 5–600 s.</summary>
    public required Seconds Rest { get; init; }

    /// <summary>Share of the repetitions with feedback while they are done: 100, 75, 50, 25 or 0 %.</summary>
    public required int FeedbackPercent { get; init; }

    /// <summary>What is heard.</summary>
    public required Sound Sound { get; init; }

    /// <summary>Whether the therapist has unlocked an exercise that is locked by default.</summary>
    public bool Unlocked { get; init; }

    /// <summary>Whether an exercise is locked by default: it is hard on the shoulder, and who fails falls on the hip.</summary>
    public static bool IsLocked(Exercise exercise) => exercise == Exercise.SidePlankAbduction;

    /// <summary>About how long one set of it takes: its holds, or its repetitions at the pace of 6 s each.</summary>
    [JsonIgnore]
    public Seconds SetLength => new(Repetitions * (Hold?.Value ?? PaceSeconds));

    private const double PaceSeconds = 6;

    /// <summary>Whether an exercise is one that lasts rather than one that is counted.</summary>
    public static bool Lasts(Exercise exercise) =>
        exercise is Exercise.SingleLegStance or Exercise.TrendelenburgTest or Exercise.SidePlankAbduction or Exercise.Walking;

    internal static PlannedExercise Read(FieldReader fields)
    {
        var prescription = fields.Prescription();
        var both = prescription.Exercise is Exercise.Squat or Exercise.Walking;
        fields.Refuse(both ? prescription.Side != ExerciseSide.Both : prescription.Side.AsSide() is null, "side");
        var support = fields.Word<Support>("support");
        fields.Refuse(support == Support.Unknown, "support", MessageFaultKind.UnknownWord);
        var sets = fields.Count("sets", 1, 10);
        var repetitions = fields.Count("reps", 1, 50);
        var hold = fields.NumberOrNull("holdS", 1, 1800);
        fields.Refuse(hold.HasValue != Lasts(prescription.Exercise), "holdS");
        var band = fields.ObjectOrNull("band") is { } inside ? BandSetting.Read(inside) : null;
        var rest = fields.Number("restS", 5, 600);
        var feedback = fields.Count("feedbackPercent", 0, 100);
        fields.Refuse(feedback % 25 != 0, "feedbackPercent", MessageFaultKind.OutOfRange);
        return new()
        {
            Prescription = prescription,
            Support = support,
            Sets = sets,
            Repetitions = repetitions,
            Hold = hold is { } seconds ? new Seconds(seconds) : null,
            Band = band,
            Rest = new(rest),
            FeedbackPercent = feedback,
            Sound = fields.Word<Sound>("sound"),
            Unlocked = fields.Has("unlocked") && fields.Flag("unlocked"),
        };
    }

    internal void Write(FieldWriter fields)
    {
        fields.PrescriptionOrNull(Prescription);
        fields.Word<Support>("support"u8, Support);
        fields.Count("sets"u8, Sets);
        fields.Count("reps"u8, Repetitions);
        fields.Number("holdS"u8, Hold?.Value);
        fields.Object("band"u8, Band, (inside, band) => band.Write(inside));
        fields.Number("restS"u8, Rest.Value);
        fields.Count("feedbackPercent"u8, FeedbackPercent);
        fields.Word<Sound>("sound"u8, Sound);
        if (Unlocked)
        {
            fields.Flag("unlocked"u8, true);
        }
    }
}
