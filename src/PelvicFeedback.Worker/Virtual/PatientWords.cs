using System.Globalization;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Sensors.Simulated;

namespace PelvicFeedback.Worker.Virtual;

/// <summary>What somebody tells the patient on a virtual sensor to do, in words: what a session asks for on another computer.</summary>
internal static class PatientWords
{
    /// <summary>For people: what can be said.</summary>
    public const string All = $"{Tap} (twice, the sensor), {Button} (of the sensor: for a minute it can be paired with), stand, lean, bow, bend:left, bend:right, or NAME:SIDE[:SECONDS] such as single-leg-stance:left:8";

    /// <summary>Those that are about the sensor.</summary>
    public const string Tap = "tap", Button = "button";

    private const double UsualHold = 10;

    /// <summary>Reads one that is about the patient.</summary>
    /// <returns>Null for none of them.</returns>
    public static SimulatedTask? Read(string text) => text.Trim().ToLowerInvariant() switch
    {
        "stand" => SimulatedTask.Stand,
        "lean" => new SimulatedTask.Leaning(),
        "bow" => new SimulatedTask.Bowing(),
        "bend:left" => new SimulatedTask.BendingKnee(Side.Left),
        "bend:right" => new SimulatedTask.BendingKnee(Side.Right),
        var other => Exercise(other),
    };

    private static SimulatedTask.Exercising? Exercise(string text)
    {
        var parts = text.Split(':');
        return parts.Length is 2 or 3
            && Prescription.TryParse($"{parts[0]}:{parts[1]}", out var exercise) && exercise.Side != ExerciseSide.Auto
            && (parts.Length == 2 ? UsualHold : Seconds(parts[2])) is >= 1 and <= 60 and var hold
                ? new SimulatedTask.Exercising(exercise, new(hold))
                : null;
    }

    private static double Seconds(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) ? seconds : 0;
}
