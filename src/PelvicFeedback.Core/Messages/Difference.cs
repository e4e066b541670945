using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Messages;

/// <summary>Which way an exercise went against the patient's own last time.</summary>
public enum Change
{
    /// <summary>The pelvis stayed nearer to level.</summary>
    MoreLevel,

    /// <summary>It came farther from level.</summary>
    LessLevel,
}

/// <summary>An exercise that went otherwise than the patient's own last time, by more than the error of measuring.</summary>
/// <param name="Prescription">Which exercise, on which side.</param>
/// <param name="Change">Which way.</param>
public sealed record Difference(Prescription Prescription, Change Change)
{
    internal static Difference Read(FieldReader fields) => new(fields.Prescription(), fields.Word<Change>("change"));

    internal void Write(FieldWriter fields)
    {
        fields.PrescriptionOrNull(Prescription);
        fields.Word<Change>("change"u8, Change);
    }
}
