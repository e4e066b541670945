using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Coaching;

/// <summary>
/// The default band of each exercise. Engineering defaults that a therapist can change, not norms: no cut-off separates people
/// with pain from people without (Nakagawa 2012), so squats on one leg are held against the patient's own repetitions. The 4° of
/// standing on one leg are the minimal detectable change of a goniometer, pelvis on femur (Youdas 2007): not this sensor's error.
/// </summary>
public static class Bands
{
    private static readonly Band Stance = new(
        new(AlertKind.PelvicDrop, new(2), new(4), new(0.3)), new(AlertKind.Hike, null, new(6), new(1)));

    private static readonly Band OneLegSquat = new(
        new(AlertKind.PelvicDrop, new(8), new(10), new(0.15)), new(AlertKind.Hike, null, new(5), new(0.5)));

    private static readonly Band Squat = new(new(AlertKind.Unlevel, new(4), new(6), new(0.5)));

    private static readonly Band StepUp = new(
        new(AlertKind.PelvicDrop, new(5), new(8), new(0.15)), new(AlertKind.Hike, null, new(5), new(0.5)));

    // No alert: a pelvis in walking tips by about 5° to either side, and a patient who walks must not be made to look at a screen.
    private static readonly Band Walking = new(new(AlertKind.PelvicDrop, new(5), new(7), new(0.1)));

    // No dwell is given for tilt and turn: half a second, as long as the first quantity's, is ours.
    private static readonly Band Abduction = new(
        new(AlertKind.PelvicDrop, new(3), new(5), new(0.5)),
        new(AlertKind.Hike, null, new(4), new(0.5)),
        new(AlertKind.Tilt, new(5), new(10), new(0.5)),
        new(AlertKind.Turn, new(8), new(12), new(0.5)));

    private static readonly Band SidePlank = new(
        new(AlertKind.Sag, new(5), new(8), new(1)),
        new(AlertKind.Roll, new(10), new(15), new(1)));

    private static readonly Band Rotation = new(
        new(AlertKind.Unlevel, new(2), new(4), new(0.5)),
        new(AlertKind.Tilt, new(5), new(8), new(0.5)),
        new(AlertKind.Turn, new(5), new(8), new(0.5)));

    /// <summary>The band in force for an exercise.</summary>
    /// <param name="exercise">The exercise.</param>
    /// <param name="baseline">The patient's own repetitions of that side; used for squats on one leg.</param>
    /// <returns>Null where nothing is held against limits: walking tells its steps, the 30 s test what it measures.</returns>
    public static Band? For(Exercise exercise, in Baseline baseline) => exercise switch
    {
        Exercise.SingleLegStance => Stance,
        Exercise.SingleLegSquat when baseline.Limits is { } own =>
            OneLegSquat with { First = OneLegSquat.First with { Warn = own.Warn, Alert = own.Alert }, FromBaseline = true },
        Exercise.SingleLegSquat => OneLegSquat,
        Exercise.Squat => Squat,
        Exercise.LateralStepUp => StepUp,
        Exercise.Walking => Walking,
        Exercise.HipAbductionExtension => Abduction,
        Exercise.SidePlankAbduction => SidePlank,
        Exercise.StandingInternalRotation => Rotation,
        _ => null,
    };

    /// <summary>Whether angles in this exercise mean nothing without a bow: a deep tilt turns a small axis error into a false drop.</summary>
    public static bool NeedsBow(Exercise exercise) => exercise == Exercise.SingleLegSquat;

    /// <summary>The band with another alert limit or dwell for its first quantity; warn keeps its ratio to the alert limit.</summary>
    /// <param name="band">The band.</param>
    /// <param name="threshold">The new alert limit, positive; null keeps it.</param>
    /// <param name="dwell">The new dwell, not negative; null keeps it.</param>
    public static Band With(this Band band, Degrees? threshold, Seconds? dwell)
    {
        var first = band.First;
        if (threshold is { } alert)
        {
            first = first with { Alert = alert, Warn = first.Warn is { } warn ? new(warn.Value * alert.Value / first.Alert.Value) : null };
        }

        return band with { First = first with { Dwell = dwell ?? first.Dwell } };
    }
}
