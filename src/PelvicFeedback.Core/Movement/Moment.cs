using PelvicFeedback.Core.Movement.Walking;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Movement;

/// <summary>A repetition that is over, as the motion told it; what is said of it is coaching's business.</summary>
/// <param name="Number">Counts from 1 in each set.</param>
/// <param name="Began">When it began to move.</param>
/// <param name="Duration">From its first motion to its end, s.</param>
/// <param name="DepthCm">How far the pelvis went down (in a step-up: up), cm, positive; null without acceleration, and where only the tilt showed it.</param>
/// <param name="Turn">How far the pelvis had turned about the vertical from start to end (paced: at its farthest), left positive; null when not within its limits.</param>
/// <param name="LegSeen">Whether the motion showed the prescribed leg alone carry the patient; true where both do.</param>
/// <param name="OtherLeg">Whether the motion showed the other leg than the one prescribed.</param>
public sealed record RepetitionDone(int Number, SampleTime Began, Seconds Duration, double? DepthCm, Degrees? Turn, bool LegSeen = true, bool OtherLeg = false)
{
    /// <summary>Where its boundaries come from.</summary>
    public RepetitionSource Source { get; init; }

    /// <summary>Whether the motion showed it.</summary>
    public bool Seen { get; init; } = true;

    /// <summary>Whether too many of its samples are missing for anything to be said of it.</summary>
    public bool CutShort { get; init; }

    /// <summary>Whether the pelvis was so near the floor in it, in a side plank, that it may have lain there.</summary>
    public bool TooLow { get; init; }
}

/// <summary>A hold on one leg, or of a side plank, that is over.</summary>
/// <param name="Leg">The stance leg, or the lower side; null for another than was prescribed, and where nothing showed any.</param>
/// <param name="Ended">When the foot came down, as reckoned afterwards.</param>
/// <param name="Duration">From lift-off to foot-down, s.</param>
/// <param name="LiftOffSeen">Whether the motion showed the lift-off; otherwise the time runs from the start of the set.</param>
/// <param name="OtherLeg">Whether the motion showed the other leg than the one prescribed.</param>
/// <param name="CutShort">Whether missing samples ended it: the time is a lower bound.</param>
public sealed record HoldDone(Side? Leg, SampleTime Ended, Seconds Duration, bool LiftOffSeen, bool OtherLeg, bool CutShort)
{
    /// <summary>Whether the lift-off left hardly a doubt which leg carries.</summary>
    public bool LegSure { get; init; } = true;

    /// <summary>Whether a side plank was lifted too little to be told from lying differently, or came as near to the floor for a while.</summary>
    public bool TooLow { get; init; }
}

/// <summary>One sample of the pelvis with what the patient is doing.</summary>
public readonly record struct Moment
{
    /// <summary>The pelvis.</summary>
    public PelvisSample Pelvis { get; init; }

    /// <summary>The exercise under way; null at rest.</summary>
    public Prescription? Prescription { get; init; }

    /// <summary>Counts sets from 1 over the input; a new number begins a new set.</summary>
    public int Set { get; init; }

    /// <summary>On which leg the patient stands.</summary>
    public Stance Stance { get; init; }

    /// <summary>How far the angles can be believed, slips considered.</summary>
    public Confidence Confidence { get; init; }

    /// <summary>Whether the belt has slipped since the last static calibration.</summary>
    public bool Slipped { get; init; }

    /// <summary>Whether a repetition seems to be under way.</summary>
    public bool InRepetition { get; init; }

    /// <summary>Lift-off of the hold that is under way, or may be: the stance is then in doubt; null for none.</summary>
    public SampleTime? HoldSince { get; init; }

    /// <summary>Whether the motion showed the lift-off of that hold.</summary>
    public bool LiftOffSeen { get; init; }

    /// <summary>Whether that left hardly a doubt which leg carries.</summary>
    public bool LegSure { get; init; }

    /// <summary>What changes within the set are measured from; null where nothing is.</summary>
    public StartPosture? Start { get; init; }

    /// <summary>
    /// Turn about the vertical since the paced repetition began, left positive; while the turn rate is in doubt the least that it can be. Null outside of a
    /// repetition, and when nothing is known of it.
    /// </summary>
    public Degrees? Turn { get; init; }

    /// <summary>The repetition that ended at this sample; mostly null.</summary>
    public RepetitionDone? Repetition { get; init; }

    /// <summary>The hold that ended at this sample; mostly null.</summary>
    public HoldDone? Hold { get; init; }

    /// <summary>The bout of walking that ended at this sample; mostly null.</summary>
    public WalkDone? Walk { get; init; }
}
