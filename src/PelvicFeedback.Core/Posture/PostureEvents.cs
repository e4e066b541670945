using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Posture;

/// <summary>The three steps of a calibration.</summary>
public enum CalibrationStep
{
    /// <summary>Quiet upright standing: where is up.</summary>
    Static,

    /// <summary>Three forward bows: where is left.</summary>
    Bow,

    /// <summary>A knee bent on request: is left really left.</summary>
    Side,
}

/// <summary>Why a calibration step was refused.</summary>
public enum CalibrationRefusal
{
    /// <summary>No 3 s of standing still were seen.</summary>
    NotStill,

    /// <summary>A static calibration has to come first.</summary>
    NoStatic,

    /// <summary>Fewer than three bows of 20–45° (18–50° are let pass) that begin or end upright were seen.</summary>
    TooFewBows,

    /// <summary>The bows did not lie in one plane: the out-of-plane RMS was over 2°.</summary>
    NotInOnePlane,

    /// <summary>The axes of two bows differ by more than 3°.</summary>
    BowsDisagree,

    /// <summary>The other side of the pelvis came down than the knee that was asked for.</summary>
    WrongSide,

    /// <summary>Neither side of the pelvis came down by 2°.</summary>
    NoKneeBend,
}

/// <summary>A calibration step was done, or refused with a reason.</summary>
/// <param name="At">The sample at which it was decided.</param>
/// <param name="Step">Which step.</param>
/// <param name="Accepted">Whether it counts from now on; a refused step leaves what was there before.</param>
/// <param name="Refusal">Why it was refused; null when accepted.</param>
/// <param name="MountingRoll">
/// Angle between the sensor's own left axis and the horizontal in quiet standing, left up positive, −90–90°. A fact about the
/// mounting and the standing obliquity together, which cannot be told apart; never a leg length. Null when refused.
/// </param>
/// <param name="AxisError">
/// Static: null. Bow: RMS of the bows out of their plane, 0–90°, a measure of how well left is known. Side: null.
/// </param>
/// <param name="AxisTurn">
/// Bow: how far the axis lies from the one used until now, about the vertical, 0–180°. Over 5° from an earlier bow's the belt was
/// turned, over 20° from the setting's it was put on another way round; both withdraw what was said. Null otherwise.
/// </param>
public sealed record Calibrated(
    SampleTime At,
    CalibrationStep Step,
    bool Accepted,
    CalibrationRefusal? Refusal,
    Degrees? MountingRoll,
    Degrees? AxisError,
    Degrees? AxisTurn) : PelvicEvent(At)
{
    /// <summary>Static: how far up lies from where it was found the time before, sensor frame, 0–180°; null the first time. Else null.</summary>
    public Degrees? UpTurn { get; init; }
}

/// <summary>At rest the pelvis no longer reads level: the belt has slipped by what gravity shows.</summary>
/// <param name="At">The sample at which it was decided.</param>
/// <param name="Change">Angle between the direction up now and at the calibration, sensor frame; over 2°.</param>
public sealed record BeltSlipped(SampleTime At, Degrees Change) : PelvicEvent(At);

/// <summary>Why something already said is taken back.</summary>
public enum WithdrawalReason
{
    /// <summary>The belt slipped at some time since the last good check.</summary>
    Slip,

    /// <summary>A bow showed that the axis used until then was wrong.</summary>
    Axis,
}

/// <summary>
/// Every repetition, hold, step, test and alert decided from <paramref name="From"/> to <paramref name="At"/>, both included, now reads
/// <i>not judged</i>. They are not sent again: who shows or stores them applies this.
/// </summary>
/// <param name="At">The sample at which it was decided.</param>
/// <param name="From">The last time at which the calibration was known to be good.</param>
/// <param name="Reason">Why.</param>
public sealed record Withdrawn(SampleTime At, SampleTime From, WithdrawalReason Reason) : PelvicEvent(At);
