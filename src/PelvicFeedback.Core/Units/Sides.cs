namespace PelvicFeedback.Core.Units;

/// <summary>A side of the patient's body, never of the onlooker's view.</summary>
public enum Side
{
    /// <summary>The patient's left.</summary>
    Left,

    /// <summary>The patient's right.</summary>
    Right,
}

/// <summary>Which leg carries the patient.</summary>
public enum Stance
{
    /// <summary>Not known: never a guess.</summary>
    Unknown,

    /// <summary>On the left leg alone.</summary>
    Left,

    /// <summary>On the right leg alone.</summary>
    Right,

    /// <summary>On both legs.</summary>
    Both,
}

/// <summary>The side an exercise is prescribed for; what it means depends on the exercise (stance leg, lower side, working leg).</summary>
public enum ExerciseSide
{
    /// <summary>The patient's left.</summary>
    Left,

    /// <summary>The patient's right.</summary>
    Right,

    /// <summary>Both sides, as in a squat on two legs.</summary>
    Both,

    /// <summary>To be found from the motion; in recordings only.</summary>
    Auto,
}

/// <summary>Conversions between the three ways to name a side, and to and from the words used in files and messages.</summary>
public static class Sides
{
    /// <summary>The stance on that leg.</summary>
    public static Stance AsStance(this Side side) => side == Side.Left ? Stance.Left : Stance.Right;

    /// <summary>The same side as an exercise names it.</summary>
    public static ExerciseSide AsExerciseSide(this Side side) => side == Side.Left ? ExerciseSide.Left : ExerciseSide.Right;

    /// <summary>The one leg of a stance, or null for both and unknown.</summary>
    public static Side? AsSide(this Stance stance) => stance switch
    {
        Stance.Left => Side.Left,
        Stance.Right => Side.Right,
        _ => null,
    };

    /// <summary>The one prescribed side, or null for both and auto.</summary>
    public static Side? AsSide(this ExerciseSide side) => side switch
    {
        ExerciseSide.Left => Side.Left,
        ExerciseSide.Right => Side.Right,
        _ => null,
    };

    /// <summary>The other side.</summary>
    public static Side Other(this Side side) => side == Side.Left ? Side.Right : Side.Left;

    /// <summary>+1 for left, −1 for right: obliquity times this is the drop of the other side (contralateral drop).</summary>
    public static double Sign(this Side side) => side == Side.Left ? 1 : -1;

    /// <summary>The word in files and messages: <c>left</c>, <c>right</c>.</summary>
    public static string Word(this Side side) => side == Side.Left ? "left" : "right";

    /// <summary>The word in files and messages: <c>left</c>, <c>right</c>, <c>both</c>, <c>unknown</c>.</summary>
    public static string Word(this Stance stance) => stance switch
    {
        Stance.Left => "left",
        Stance.Right => "right",
        Stance.Both => "both",
        _ => "unknown",
    };

    /// <summary>The word in files and messages: <c>left</c>, <c>right</c>, <c>both</c>, <c>auto</c>.</summary>
    public static string Word(this ExerciseSide side) => side switch
    {
        ExerciseSide.Left => "left",
        ExerciseSide.Right => "right",
        ExerciseSide.Both => "both",
        _ => "auto",
    };
}
