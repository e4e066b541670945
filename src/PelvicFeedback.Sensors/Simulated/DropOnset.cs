namespace PelvicFeedback.Sensors.Simulated;

/// <summary>How the drop comes about while a simulated patient stands on one leg.</summary>
public enum DropOnset
{
    /// <summary>One of the others, drawn for every hold.</summary>
    Varied,

    /// <summary>Within 0.3–0.7 s of the foot leaving the floor.</summary>
    AtLiftOff,

    /// <summary>Slowly, over the whole hold.</summary>
    Creeping,

    /// <summary>In one to three episodes of 1–3 s within the hold, level between them.</summary>
    Episodic,
}
