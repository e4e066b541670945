using System.Collections.Immutable;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Messages;

/// <summary>
/// What a therapist prescribes: the same document for <c>--plan</c> and for the command <c>set-plan</c>. Without the safety screen it may
/// be kept, and no exercise of it is started.
/// </summary>
public sealed record Plan : IMessage<Plan>
{
    /// <summary>The most exercises that a plan has.</summary>
    public const int MostExercises = 30;

    /// <summary>The plan's name, a pseudonym.</summary>
    public required Pseudonym PlanId { get; init; }

    /// <summary>The therapist's safety screen; null when it was not done.</summary>
    public required SafetyScreen? Screen { get; init; }

    /// <summary>1–30 exercises in the order in which they are offered; no exercise twice on one side.</summary>
    public required ImmutableArray<PlannedExercise> Exercises { get; init; }

    /// <summary>When pain stops an exercise.</summary>
    public required PainLimits Pain { get; init; }

    /// <summary>Sets a day at most, repeated ones included, 1–100.</summary>
    public required int DailySets { get; init; }

    /// <summary>Whether raw motion is sent to the clinic.</summary>
    public required bool RawMotion { get; init; }

    /// <inheritdoc/>
    public static Plan? Read(FieldReader fields)
    {
        fields.Version();
        var id = fields.Pseudonym("planId");
        var screen = fields.ObjectOrNull("screen") is { } inside ? SafetyScreen.Read(inside) : null;
        var exercises = fields.Objects("exercises", 1, MostExercises, PlannedExercise.Read);
        var pain = fields.Object("pain") is { } limits ? PainLimits.Read(limits) : null;
        var sets = fields.Count("dailySets", 1, 100);
        var raw = fields.Flag("rawMotion");
        return id is null || pain is null ? null : new()
        {
            PlanId = id,
            Screen = screen,
            Exercises = exercises,
            Pain = pain,
            DailySets = sets,
            RawMotion = raw,
        };
    }

    /// <inheritdoc/>
    public void Write(FieldWriter fields)
    {
        fields.Version();
        fields.Text("planId"u8, PlanId.ToString());
        fields.Object("screen"u8, Screen, (inside, screen) => screen.Write(inside));
        fields.Objects("exercises"u8, Exercises, (inside, exercise) => exercise.Write(inside));
        fields.Object("pain"u8, Pain, (inside, limits) => limits.Write(inside));
        fields.Count("dailySets"u8, DailySets);
        fields.Flag("rawMotion"u8, RawMotion);
    }

    /// <summary>The planned exercise; null when it is not in the plan.</summary>
    public PlannedExercise? Find(Prescription prescription) => Exercises.FirstOrDefault(planned => planned.Prescription == prescription);
}

/// <summary>How much weight the legs may carry.</summary>
public enum WeightBearing
{
    /// <summary>All of it, on either leg.</summary>
    Full,

    /// <summary>A part of it.</summary>
    Partial,

    /// <summary>None.</summary>
    None,
}

/// <summary>A motion that surgery rules out for now.</summary>
public enum Restriction
{
    /// <summary>After an abductor repair or a lateral approach.</summary>
    NoActiveAbduction,

    /// <summary>After a posterior hip replacement.</summary>
    NoInternalRotation,

    /// <summary>After an anterior hip replacement: no extension with external rotation.</summary>
    NoExtension,
}

/// <summary>What a therapist looked into before prescribing anything.</summary>
/// <param name="By">Who: a pseudonym.</param>
/// <param name="At">When.</param>
/// <param name="WeightBearing">How much weight the legs may carry.</param>
/// <param name="Restrictions">What surgery rules out.</param>
/// <param name="FractureRisk">A fracture, or osteoporosis.</param>
/// <param name="FallsOrAid">Falls, or a walking aid.</param>
/// <param name="Dizziness">Dizziness.</param>
/// <param name="Shoulder">A shoulder that must not be leaned on.</param>
public sealed record SafetyScreen(
    Pseudonym By,
    UtcInstant At,
    WeightBearing WeightBearing,
    ImmutableArray<Restriction> Restrictions,
    bool FractureRisk,
    bool FallsOrAid,
    bool Dizziness,
    bool Shoulder)
{
    internal static SafetyScreen? Read(FieldReader fields)
    {
        var by = fields.Pseudonym("by");
        var at = fields.Time("at");
        var bearing = fields.Word<WeightBearing>("weightBearing");
        var restrictions = fields.WordsOf<Restriction>("restrictions", 10);
        var (fracture, falls) = (fields.Flag("fractureRisk"), fields.Flag("fallsOrAid"));
        var (dizziness, shoulder) = (fields.Flag("dizziness"), fields.Flag("shoulder"));
        return by is null ? null : new(by, at, bearing, restrictions, fracture, falls, dizziness, shoulder);
    }

    internal void Write(FieldWriter fields)
    {
        fields.Text("by"u8, By.ToString());
        fields.Time("at"u8, At);
        fields.Word<WeightBearing>("weightBearing"u8, WeightBearing);
        fields.WordsOf("restrictions"u8, Restrictions);
        fields.Flag("fractureRisk"u8, FractureRisk);
        fields.Flag("fallsOrAid"u8, FallsOrAid);
        fields.Flag("dizziness"u8, Dizziness);
        fields.Flag("shoulder"u8, Shoulder);
    }
}

/// <summary>Pain that changes what is done, on the scale 0–10.</summary>
/// <param name="StopOver">More than this stops the exercise; default 5.</param>
/// <param name="StopRise">A rise by this much since before the session stops the exercise; default 2.</param>
/// <param name="HoldFrom">From this on the set is finished and nothing gets harder; default 4.</param>
public sealed record PainLimits(int StopOver, int StopRise, int HoldFrom)
{
    /// <summary>The defaults.</summary>
    public static PainLimits Usual { get; } = new(5, 2, 4);

    internal static PainLimits Read(FieldReader fields) =>
        new(fields.Count("stopOver", 1, 9), fields.Count("stopRise", 1, 9), fields.Count("holdFrom", 1, 9));

    internal void Write(FieldWriter fields)
    {
        fields.Count("stopOver"u8, StopOver);
        fields.Count("stopRise"u8, StopRise);
        fields.Count("holdFrom"u8, HoldFrom);
    }
}
