using System.Globalization;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Reports;

/// <summary>The words of the reports: level, not level, not judged; every side with its leg, every number with its unit.</summary>
internal static class ReportWords
{
    public const string IntendedUse =
        "Movement-practice and research software. Not CE-marked or FDA-cleared. Not for diagnosis, emergency monitoring or " +
        "unsupervised treatment decisions.";

    public const string Always =
        "One sensor on the pelvis sees how the pelvis stands, not why: it cannot tell which muscle works, or whether the trunk leans " +
        "or shifts to keep the pelvis level.";

    public static string Name(Exercise exercise) => exercise switch
    {
        Exercise.SingleLegStance => "single-leg stance",
        Exercise.SingleLegSquat => "single-leg squat",
        Exercise.Squat => "squat",
        Exercise.LateralStepUp => "lateral step-up",
        Exercise.Walking => "walking",
        Exercise.HipAbductionExtension => "hip abduction-extension",
        Exercise.SidePlankAbduction => "side plank, leg lifts",
        Exercise.StandingInternalRotation => "hip internal rotation",
        Exercise.TrendelenburgTest => "30 s one-leg test",
        _ => Prescription.NameOf(exercise),
    };

    /// <summary>The leg of a set, as its exercise means it.</summary>
    public static string Leg(Exercise exercise, ExerciseSide side) => side switch
    {
        ExerciseSide.Both => exercise is Exercise.Squat or Exercise.Walking ? "both legs" : "leg unknown",
        ExerciseSide.Auto => "either leg",
        _ => exercise switch
        {
            Exercise.SidePlankAbduction => $"{side.Word().ToUpperInvariant()} side down",
            Exercise.StandingInternalRotation => $"working {side.Word().ToUpperInvariant()}",
            _ => $"on {side.Word().ToUpperInvariant()} leg",
        },
    };

    public static string Verdict(Verdict verdict) => verdict switch
    {
        Coaching.Verdict.Level => "level",
        Coaching.Verdict.NotLevel => "not level",
        _ => "not judged",
    };

    public static string Kind(AlertKind kind) => kind switch
    {
        AlertKind.PelvicDrop => "drop of the free side",
        AlertKind.Hike => "free side hiked up",
        AlertKind.Unlevel => "not level on two feet",
        AlertKind.Tilt => "tilt forward or back",
        AlertKind.Turn => "turn",
        AlertKind.Sag => "bridge sags",
        _ => "roll",
    };

    public static string Standing(Stance stance) => stance switch
    {
        Stance.Left => "on LEFT leg",
        Stance.Right => "on RIGHT leg",
        Stance.Both => "on both legs",
        _ => "stance unknown",
    };

    public static string Ended(AlertEnd? reason) => reason switch
    {
        AlertEnd.Recovered => "came back level",
        AlertEnd.Gap => "samples missing",
        AlertEnd.Stop => "stopped",
        AlertEnd.Rest => "leg put down",
        AlertEnd.Slip => "belt slipped",
        AlertEnd.Interrupted => "interrupted",
        AlertEnd.EndOfInput => "recording ended",
        _ => "still open",
    };

    public static string Why(NotJudgedReason reason) => reason switch
    {
        NotJudgedReason.NoCalibration => "no 3 s of quiet standing before it, so the angles are unknown",
        NotJudgedReason.NoBow => "it needs three forward bows first, so that left and right are known well enough",
        NotJudgedReason.Gap => "samples are missing in it",
        NotJudgedReason.Slip => "the belt had slipped",
        NotJudgedReason.StanceUnknown => "which leg carried the patient is not known",
        NotJudgedReason.LiftOffNotSeen => "lift-off was not seen, as without acceleration it never is",
        NotJudgedReason.OtherLeg => "the motion showed the other leg than the one prescribed",
        NotJudgedReason.LiftTooLow => "the pelvis was lifted by less than 6°, or came back so near the floor, which cannot be told from lying differently",
        NotJudgedReason.OtherSide => "the patient lay on the other side than the one prescribed",
        NotJudgedReason.NoStillStart => "there was no still moment to measure changes from",
        NotJudgedReason.TurnUnknown => "how far the pelvis turned is not known: for that it must have stood still twice before, 3 s each, the second time within two minutes",
        NotJudgedReason.NothingCounted => "nothing was seen that could be counted",
        _ => "less than half a second of it was seen",
    };

    public static string Why(WithdrawalReason reason) => reason == WithdrawalReason.Slip
        ? "taken back: the belt was found slipped afterwards"
        : "taken back: a later bow showed that left and right had been wrong";

    public static string Refused(CalibrationRefusal? refusal) => refusal switch
    {
        CalibrationRefusal.NotStill => "no 3 s of standing still were seen",
        CalibrationRefusal.NoStatic => "quiet standing has to come first",
        CalibrationRefusal.TooFewBows => "fewer than three bows of 20–45° were seen",
        CalibrationRefusal.NotInOnePlane => "the bows were not straight forward (more than 2° out of one plane)",
        CalibrationRefusal.BowsDisagree => "two bows differ by more than 3°",
        CalibrationRefusal.WrongSide => "the other side of the pelvis came down than the knee asked for: check how the belt is worn",
        CalibrationRefusal.NoKneeBend => "no side of the pelvis came down by 2°",
        _ => "no reason given",
    };

    public static string Step(CalibrationStep step) => step switch
    {
        CalibrationStep.Static => "Quiet standing",
        CalibrationStep.Bow => "Forward bows",
        _ => "Knee bend",
    };

    public static string Content(MotionContent content)
    {
        var parts = new List<string>();
        Add(MotionContent.Orientation, "orientation");
        Add(MotionContent.SpecificForce, "acceleration");
        Add(MotionContent.AngularRate, "turning rate");
        return parts.Count == 0 ? "unknown" : string.Join(", ", parts);

        void Add(MotionContent one, string word)
        {
            if ((content & one) != 0)
            {
                parts.Add(word);
            }
        }
    }

    /// <summary>Minutes and seconds since the start of the recording: <c>1:02.5</c>, with hours <c>1:00:02.5</c>.</summary>
    public static string Moment(double elapsed)
    {
        var tenths = (long)Math.Round(elapsed * 10);
        var (minutes, rest) = Math.DivRem(tenths, 600);
        var seconds = string.Create(CultureInfo.InvariantCulture, $"{rest / 10:00}.{rest % 10}");
        return minutes < 60
            ? string.Create(CultureInfo.InvariantCulture, $"{minutes}:{seconds}")
            : string.Create(CultureInfo.InvariantCulture, $"{minutes / 60}:{minutes % 60:00}:{seconds}");
    }

    /// <summary>A length of time: <c>12.3 s</c>, <c>4 min 12 s</c>, <c>10 h 2 min</c>.</summary>
    public static string Length(double seconds) => seconds switch
    {
        < 59.95 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s"),
        < 3599.5 => string.Create(CultureInfo.InvariantCulture, $"{(long)Math.Round(seconds) / 60} min {(long)Math.Round(seconds) % 60} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(long)Math.Round(seconds / 60) / 60} h {(long)Math.Round(seconds / 60) % 60} min"),
    };

    public static string Count(long count, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:#,0} {(count == 1 ? one : many)}");

    /// <summary><c>12 reps</c>, <c>3 holds</c>, or both of them; at least one entry, <c>none</c> where nothing was counted.</summary>
    public static IReadOnlyList<string> Done(SetCounts counts) => (counts.Repetitions, counts.Holds) switch
    {
        _ when counts.Steps > 0 => [Count(counts.Steps, "step", "steps")],
        (0, 0) => ["none"],
        (var reps, 0) => [Count(reps, "rep", "reps")],
        (0, var holds) => [Count(holds, "hold", "holds")],
        var (reps, holds) => [Count(reps, "rep", "reps"), Count(holds, "hold", "holds")],
    };

    public static string Share(double? share) =>
        share is { } known ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(known * 100):0} %") : "–";

    /// <summary>The limits of a set, in the words of its exercise.</summary>
    public static string Limits(SetResult set) => !set.BandIsKnown ? "the band that was in force is not on record"
        : set.Prescription.Exercise == Exercise.Walking ? $"over warn from {set.Band.First.Warn}, not level from {set.Band.First.Alert} held for {Dwell(set.Band.First)}; no alerts in walking"
        : Band(set.Band);

    /// <summary>The limits of a set: <c>warn from 2.0°, alert from 4.0° for 0.3 s</c>.</summary>
    public static string Band(Band band)
    {
        var further = string.Concat(band.Further.Select(limit => $"; {Kind(limit.Kind)} from {limit.Alert} for {Dwell(limit)}"));
        var warn = band.First.Warn is { } from ? $"warn from {from}, " : "";
        return $"{warn}alert from {band.First.Alert} for {Dwell(band.First)}{further}";
    }

    public static string Peak(SetResult set) => (set.Counts.PeakDrop, set.Band.First.Kind) switch
    {
        (null, _) => "largest drop not known",
        ({ } peak, AlertKind.PelvicDrop) => $"largest drop {peak}",
        ({ } peak, AlertKind.Sag) => $"largest sag {peak}",
        ({ } peak, _) => $"furthest from level {peak}",
    };

    /// <summary>What is said of a whole set: <c>not judged (the belt had slipped)</c>.</summary>
    public static string Verdict(SetResult set) => set.Reason is { } reason ? $"{Verdict(set.Verdict)} ({Why(reason)})" : Verdict(set.Verdict);

    /// <summary>Why the 30 s test ended.</summary>
    public static string Ended(TestEnd end) => end switch
    {
        TestEnd.Held => "held for 30 s",
        TestEnd.FootDown => "foot down",
        TestEnd.Stumble => "stumbled",
        TestEnd.Pain => "pain",
        _ => "the samples ended",
    };

    private static string Dwell(Limit limit) => limit.Dwell.Value.ToString("0.0##", CultureInfo.InvariantCulture) + " s";
}
