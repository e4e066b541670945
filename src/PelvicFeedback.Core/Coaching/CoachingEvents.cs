using PelvicFeedback.Core.Movement;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Coaching;

/// <summary>What is said of a repetition, a hold, a step or a set.</summary>
public enum Verdict
{
    /// <summary>No alert, and less than a quarter of the time over warn.</summary>
    Level,

    /// <summary>An alert, or a quarter of the time or more over warn.</summary>
    NotLevel,

    /// <summary>It could not be judged; a reason goes with it.</summary>
    NotJudged,
}

/// <summary>Why something reads <i>not judged</i>.</summary>
public enum NotJudgedReason
{
    /// <summary>No static calibration yet, or the orientation filter had only just begun.</summary>
    NoCalibration,

    /// <summary>The exercise needs a bow, and there was none since the belt was put on.</summary>
    NoBow,

    /// <summary>Samples are missing in it.</summary>
    Gap,

    /// <summary>The belt has slipped.</summary>
    Slip,

    /// <summary>Which leg carries the patient is not known for more than half of the time, or the lift-off left a doubt which it was.</summary>
    StanceUnknown,

    /// <summary>The moment the foot left the floor was not seen (no acceleration in the recording).</summary>
    LiftOffNotSeen,

    /// <summary>The motion showed the other leg than the one prescribed.</summary>
    OtherLeg,

    /// <summary>It ended before it could be judged: less than half a second of it was seen.</summary>
    TooShort,

    /// <summary>A side plank was lifted by less than 6°, or came back so near the floor for a second, which cannot be told from lying differently.</summary>
    LiftTooLow,

    /// <summary>The patient lay on the other side than the one prescribed.</summary>
    OtherSide,

    /// <summary>There was no still moment from which changes could have been measured.</summary>
    NoStillStart,

    /// <summary>How far the pelvis turned is not known, and the exercise limits it: no two stillnesses of 3 s that agree, the later one in the last two minutes.</summary>
    TurnUnknown,

    /// <summary>Of a set: nothing was seen in it that could be counted.</summary>
    NothingCounted,
}

/// <summary>Where a quantity lies in its band.</summary>
public enum Zone
{
    /// <summary>Under warn.</summary>
    Level,

    /// <summary>At or over warn: changes the bar only.</summary>
    Warn,

    /// <summary>At or over the alert limit, whether or not the dwell is complete.</summary>
    Alert,
}

/// <summary>What an alert is about.</summary>
public enum AlertKind
{
    /// <summary>Contralateral drop: the unsupported side is down (D).</summary>
    PelvicDrop,

    /// <summary>The unsupported side is up (−D).</summary>
    Hike,

    /// <summary>On two feet, either side is down (|φ|; in internal rotation |φ − start|).</summary>
    Unlevel,

    /// <summary>The pelvis tilts forward or back (|θ − start|).</summary>
    Tilt,

    /// <summary>The pelvis turns about the vertical (|turn|).</summary>
    Turn,

    /// <summary>In the side plank: the bridge sags (|σ − start|).</summary>
    Sag,

    /// <summary>In the side plank: the pelvis rolls (|ρ − start|).</summary>
    Roll,
}

/// <summary>Why an alert ended.</summary>
public enum AlertEnd
{
    /// <summary>The quantity came back under the threshold less the hysteresis.</summary>
    Recovered,

    /// <summary>Samples are missing.</summary>
    Gap,

    /// <summary>The patient, or somebody for the patient, said stop.</summary>
    Stop,

    /// <summary>The leg was put down, or the set is over.</summary>
    Rest,

    /// <summary>The belt was found to have slipped.</summary>
    Slip,

    /// <summary>The service was restarted while it was open.</summary>
    Interrupted,

    /// <summary>The recording ended.</summary>
    EndOfInput,
}

/// <summary>An alert began: the quantity has been at or over its threshold for the dwell.</summary>
/// <param name="At">The sample at which the dwell was complete.</param>
/// <param name="Ordinal">Counts alerts from 1 within one input; joins the start with its end.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Stance">On which leg the patient stands.</param>
/// <param name="Exercise">The exercise under way.</param>
/// <param name="Threshold">The limit that was passed; positive.</param>
/// <param name="Value">The quantity now, signed as its kind defines it.</param>
/// <param name="Peak">The largest value since the threshold was first passed, from before the dwell on.</param>
public sealed record AlertStarted(
    SampleTime At,
    int Ordinal,
    AlertKind Kind,
    Stance Stance,
    Exercise Exercise,
    Degrees Threshold,
    Degrees Value,
    Degrees Peak) : PelvicEvent(At);

/// <summary>An alert is over.</summary>
/// <param name="At">The sample at which it ended.</param>
/// <param name="Ordinal">The ordinal of its start.</param>
/// <param name="Kind">What it was about.</param>
/// <param name="Stance">The stance at its start.</param>
/// <param name="Exercise">The exercise under way.</param>
/// <param name="Threshold">The limit that was passed; positive.</param>
/// <param name="Value">The quantity at the end (after a gap: before it).</param>
/// <param name="Peak">The largest value, from before the dwell to the end.</param>
/// <param name="Duration">From the first sample at or over the threshold to the end, s.</param>
/// <param name="Reason">Why it ended.</param>
public sealed record AlertEnded(
    SampleTime At,
    int Ordinal,
    AlertKind Kind,
    Stance Stance,
    Exercise Exercise,
    Degrees Threshold,
    Degrees Value,
    Degrees Peak,
    Seconds Duration,
    AlertEnd Reason) : PelvicEvent(At);

/// <summary>A repetition is over, with what is said of it.</summary>
/// <param name="At">Its end.</param>
/// <param name="Number">Counts from 1 in each set.</param>
/// <param name="Exercise">The exercise.</param>
/// <param name="Side">The side it was done on: the stance leg, or both.</param>
/// <param name="Duration">From its first motion to its end, s.</param>
/// <param name="DepthCm">How far the pelvis went down (in a step-up: up), cm, positive; null without acceleration, and where only the tilt showed it.</param>
/// <param name="PeakDrop">The largest value of the band's first quantity in it: contralateral drop, signed; on two feet |φ|, in a side plank sag; null when nothing could be judged.</param>
/// <param name="Turn">How far the pelvis had turned about the vertical from start to end (paced: at its farthest), left positive; null when not within its limits.</param>
/// <param name="Source">Where its boundaries come from.</param>
/// <param name="Seen">Whether the motion showed it.</param>
/// <param name="Verdict">Level, not level, not judged.</param>
/// <param name="Reason">Why it is not judged; null otherwise.</param>
public sealed record RepetitionJudged(
    SampleTime At,
    int Number,
    Exercise Exercise,
    ExerciseSide Side,
    Seconds Duration,
    double? DepthCm,
    Degrees? PeakDrop,
    Degrees? Turn,
    RepetitionSource Source,
    bool Seen,
    Verdict Verdict,
    NotJudgedReason? Reason) : PelvicEvent(At);

/// <summary>A hold on one leg, or of a side plank, is over, with what is said of it.</summary>
/// <param name="At">The sample at which its end was certain: up to three seconds after it.</param>
/// <param name="Ended">When the foot, or the pelvis, came down, as reckoned afterwards; not after <paramref name="At"/>.</param>
/// <param name="Exercise">The exercise.</param>
/// <param name="Side">The stance leg, or the side below; where another than the prescribed one was seen, the prescribed one.</param>
/// <param name="Duration">From the estimated lift-off to the estimated end, s.</param>
/// <param name="Verdict">Level, not level, not judged.</param>
/// <param name="Reason">Why it is not judged; null otherwise.</param>
public sealed record HoldJudged(
    SampleTime At,
    SampleTime Ended,
    Exercise Exercise,
    ExerciseSide Side,
    Seconds Duration,
    Verdict Verdict,
    NotJudgedReason? Reason) : PelvicEvent(At);

/// <summary>A set of an exercise began; its band stays until it ends.</summary>
/// <param name="At">The first sample of the set.</param>
/// <param name="Prescription">What is done on which side.</param>
/// <param name="Band">Limits in force for the whole set.</param>
public sealed record SetStarted(SampleTime At, Prescription Prescription, Band Band) : PelvicEvent(At);

/// <summary>A set is over.</summary>
/// <param name="At">Its last sample.</param>
/// <param name="Summary">Counts and times of the set.</param>
public sealed record SetEnded(SampleTime At, SetSummary Summary) : PelvicEvent(At);
