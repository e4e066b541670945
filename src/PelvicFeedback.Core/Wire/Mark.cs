using System.Text.Json.Serialization;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Wire;

/// <summary>
/// What somebody said about the motion at a sample: the <c>event</c> column of a recording, or a command of a live session.
/// It travels with its sample, so that a replay decides what the live session decided.
/// </summary>
[JsonConverter(typeof(MarkJson))]
public abstract record Mark
{
    private Mark()
    {
    }

    /// <summary>The word in a recording's <c>event</c> column, such as <c>calibrate:bow</c>.</summary>
    public abstract string Text { get; }

    /// <summary>Reads the text of an <c>event</c> column.</summary>
    /// <param name="text">Trimmed of white space here; case matters not.</param>
    /// <returns>Null when it is none of the events known.</returns>
    public static Mark? Parse(string text)
    {
        text = text.Trim();
        if (text.StartsWith("note:", StringComparison.OrdinalIgnoreCase))
        {
            return new Note(text[5..]);
        }

        if (text.StartsWith("exercise:", StringComparison.OrdinalIgnoreCase))
        {
            return Prescription.TryParse(text[9..], out var prescription) ? new StartExercise(prescription) : null;
        }

        return text.ToUpperInvariant() switch
        {
            "CALIBRATE:STATIC" => new CalibrateStatic(),
            "CALIBRATE:BOW" => new CalibrateBow(),
            "CALIBRATE:SIDE:LEFT" => new CalibrateSide(Side.Left),
            "CALIBRATE:SIDE:RIGHT" => new CalibrateSide(Side.Right),
            "CALIBRATE:END" => new CalibrateEnd(),
            "REST" => new Rest(),
            _ => null,
        };
    }

    /// <inheritdoc/>
    public sealed override string ToString() => Text;

    /// <summary>Quiet upright standing begins.</summary>
    public sealed record CalibrateStatic : Mark
    {
        /// <inheritdoc/>
        public override string Text => "calibrate:static";
    }

    /// <summary>Forward bows, or sit-to-stand, begin.</summary>
    public sealed record CalibrateBow : Mark
    {
        /// <inheritdoc/>
        public override string Text => "calibrate:bow";
    }

    /// <summary>The patient is asked to bend that knee with both feet flat.</summary>
    /// <param name="Knee">The knee that is bent.</param>
    public sealed record CalibrateSide(Side Knee) : Mark
    {
        /// <inheritdoc/>
        public override string Text => "calibrate:side:" + Knee.Word();
    }

    /// <summary>The calibration step that was under way is over.</summary>
    public sealed record CalibrateEnd : Mark
    {
        /// <inheritdoc/>
        public override string Text => "calibrate:end";
    }

    /// <summary>An exercise's set begins.</summary>
    /// <param name="Prescription">What is done on which side.</param>
    public sealed record StartExercise(Prescription Prescription) : Mark
    {
        /// <inheritdoc/>
        public override string Text => "exercise:" + Prescription;
    }

    /// <summary>The set is over; the patient rests.</summary>
    public sealed record Rest : Mark
    {
        /// <inheritdoc/>
        public override string Text => "rest";
    }

    /// <summary>A remark; it decides nothing.</summary>
    /// <param name="Words">Free text.</param>
    public sealed record Note(string Words) : Mark
    {
        /// <inheritdoc/>
        public override string Text => "note:" + Words;
    }
}
