using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Reports;

/// <summary>Everything a report says of a recording. Times named elapsed are seconds since its first sample.</summary>
public sealed record AnalysisSummary
{
    /// <summary>What the recording is.</summary>
    public required RecordingFacts Recording { get; init; }

    /// <summary>Accepted samples.</summary>
    public required long Samples { get; init; }

    /// <summary>Time of the first sample on the sensor's clock; null without samples.</summary>
    public required SampleTime? Start { get; init; }

    /// <summary>Time of the last sample on the sensor's clock; null without samples.</summary>
    public required SampleTime? End { get; init; }

    /// <summary>From the first sample to the last, gaps included, s.</summary>
    public required Seconds Duration { get; init; }

    /// <summary>Gaps: no sample for at least max(100 ms, 3 periods).</summary>
    public required int Gaps { get; init; }

    /// <summary>Sum of the gaps, s.</summary>
    public required Seconds GapTime { get; init; }

    /// <summary>Samples that could be read but not used.</summary>
    public required long Rejected { get; init; }

    /// <summary>How often the sensor's clock began anew.</summary>
    public required int Restarts { get; init; }

    /// <summary>What is known of up and left.</summary>
    public required CalibrationResult Calibration { get; init; }

    /// <summary>Time on each leg, s; the rest of the time no sample said.</summary>
    public required StanceTimes Stance { get; init; }

    /// <summary>Every set, one row for each side it was done on, in order.</summary>
    public required IReadOnlyList<SetResult> Sets { get; init; }

    /// <summary>The same, added up by side; only sides that were done.</summary>
    public required IReadOnlyList<SetCounts> Sides { get; init; }

    /// <summary>Exercises that were marked and that this version has no band for.</summary>
    public required IReadOnlyList<UnjudgedExercise> Unjudged { get; init; }

    /// <summary>The 30 s tests, in order.</summary>
    public required IReadOnlyList<TestResult> Tests { get; init; }

    /// <summary>Repetitions, holds and steps, in the order decided.</summary>
    public required IReadOnlyList<JudgedEffort> Judgements { get; init; }

    /// <summary>Every bout of walking, in order.</summary>
    public IEnumerable<WalkResult> Walks => Steps.GroupBy(one => one.Step!.At).Select(bout => WalkResult.Of([.. bout]));

    /// <summary>All bouts together; null where nobody walked.</summary>
    public WalkResult? Walking => Steps.Any() ? WalkResult.Of([.. Steps]) : null;

    private IEnumerable<JudgedEffort> Steps => Judgements.Where(one => one.Step is not null);

    /// <summary>Alerts, in order.</summary>
    public required IReadOnlyList<AlertResult> Alerts { get; init; }

    /// <summary>What was taken back, in order.</summary>
    public required IReadOnlyList<WithdrawnSpan> Withdrawals { get; init; }

    /// <summary>Remarks in the recording, in order; the first hundred.</summary>
    public required IReadOnlyList<RemarkAt> Remarks { get; init; }
}

/// <summary>How far up and left are known at the end.</summary>
/// <param name="Confidence">Of the last sample.</param>
/// <param name="Best">The best of all samples: <see cref="Confidence.None"/> means that no angle was ever known.</param>
/// <param name="Done">Steps done since the sensor last started.</param>
/// <param name="Steps">Every step tried, done or refused, in order; the last hundred.</param>
/// <param name="Slips">How often the belt was found slipped.</param>
public sealed record CalibrationResult(
    Confidence Confidence,
    Confidence Best,
    IReadOnlyList<CalibrationStep> Done,
    IReadOnlyList<CalibrationStepAt> Steps,
    int Slips);

/// <summary>A calibration step.</summary>
/// <param name="Elapsed">When it was decided, s.</param>
/// <param name="Calibrated">What was decided.</param>
public readonly record struct CalibrationStepAt(double Elapsed, Calibrated Calibrated);

/// <summary>Time in each stance, s.</summary>
/// <param name="Left">On the left leg.</param>
/// <param name="Right">On the right leg.</param>
/// <param name="Both">On both.</param>
/// <param name="Unknown">Not known.</param>
public readonly record struct StanceTimes(double Left, double Right, double Both, double Unknown);

/// <summary>Counts and times of one side; anything withdrawn is counted as not judged.</summary>
/// <param name="Side">The side it was done on.</param>
/// <param name="Repetitions">Repetitions.</param>
/// <param name="Holds">Holds.</param>
/// <param name="HoldTime">Sum of the holds, s.</param>
/// <param name="Level">Of repetitions and holds.</param>
/// <param name="NotLevel">Of repetitions and holds.</param>
/// <param name="NotJudged">Of repetitions and holds.</param>
/// <param name="Judged">Time judged, s.</param>
/// <param name="InBand">Of that, time under warn, s.</param>
/// <param name="Alerts">Alerts that still stand.</param>
/// <param name="AlertsWithdrawn">Alerts that were taken back.</param>
/// <param name="PeakDrop">Largest value of the band's first quantity in judged time (drop; on two feet |φ|, in a side plank sag); null when nothing was judged.</param>
public sealed record SetCounts(
    ExerciseSide Side,
    int Repetitions,
    int Holds,
    Seconds HoldTime,
    int Level,
    int NotLevel,
    int NotJudged,
    Seconds Judged,
    Seconds InBand,
    int Alerts,
    int AlertsWithdrawn,
    Degrees? PeakDrop)
{
    /// <summary>Steps.</summary>
    public int Steps { get; init; }

    /// <summary>Share of the judged time under warn, 0–1; null when nothing was judged.</summary>
    public double? InBandShare => Judged.Value > 0 ? InBand.Value / Judged.Value : null;
}

/// <summary>One set on one side.</summary>
/// <param name="Number">Counts sets from 1.</param>
/// <param name="Prescription">As it was prescribed.</param>
/// <param name="Band">The limits in force.</param>
/// <param name="Start">First sample, sensor's clock.</param>
/// <param name="End">Last sample, sensor's clock.</param>
/// <param name="StartElapsed">The same, elapsed, s.</param>
/// <param name="EndElapsed">The same, elapsed, s.</param>
/// <param name="Counts">What happened in it on this side.</param>
/// <param name="Withdrawn">Whether part of it was taken back.</param>
public sealed record SetResult(
    int Number,
    Prescription Prescription,
    Band Band,
    SampleTime Start,
    SampleTime End,
    double StartElapsed,
    double EndElapsed,
    SetCounts Counts,
    bool Withdrawn)
{
    /// <summary>Whether those limits are known to have been in force, or stand here because others are not on record.</summary>
    public bool BandIsKnown { get; init; } = true;

    /// <summary>What is said of the whole set on this side.</summary>
    public Verdict Verdict { get; init; } = Verdict.NotJudged;

    /// <summary>Why it is not judged; null otherwise.</summary>
    public NotJudgedReason? Reason { get; init; }
}

/// <summary>A 30 s test.</summary>
/// <param name="Elapsed">Its end, s.</param>
/// <param name="Ended">What was measured.</param>
/// <param name="Withdrawn">Why it was taken back; null when it stands.</param>
public readonly record struct TestResult(double Elapsed, TestEnded Ended, WithdrawalReason? Withdrawn);

/// <summary>An exercise that was done and not judged at all.</summary>
/// <param name="Exercise">The exercise.</param>
/// <param name="Duration">How long it was under way, s.</param>
public readonly record struct UnjudgedExercise(Exercise Exercise, Seconds Duration);

/// <summary>A repetition, a hold or a step.</summary>
/// <param name="Elapsed">Its end, s; of a step, the contact that it begins with.</param>
/// <param name="Set">Number of its set; 0 outside any.</param>
/// <param name="Number">Of the repetition; null for a hold and a step.</param>
/// <param name="Side">The side it was done on.</param>
/// <param name="Duration">s; of a step 0 s here.</param>
/// <param name="Verdict">What was said, before any withdrawal.</param>
/// <param name="Reason">Why it was not judged; null otherwise.</param>
/// <param name="Withdrawn">Why it was taken back; null when it stands.</param>
public readonly record struct JudgedEffort(
    double Elapsed,
    int Set,
    int? Number,
    ExerciseSide Side,
    Seconds Duration,
    Verdict Verdict,
    NotJudgedReason? Reason,
    WithdrawalReason? Withdrawn)
{
    /// <summary>The step; null for a repetition or a hold.</summary>
    public StepJudged? Step { get; init; }

    /// <summary>The repetition; null for a hold or a step.</summary>
    public RepetitionJudged? Repetition { get; init; }

    /// <summary>Whether it is a hold.</summary>
    public bool IsHold => Number is null && Step is null;

    /// <summary>What it reads now.</summary>
    public Verdict Reads => Withdrawn is null ? Verdict : Verdict.NotJudged;
}

/// <summary>An alert, from its start to its end.</summary>
/// <param name="Ordinal">Counts alerts from 1.</param>
/// <param name="Elapsed">When its dwell was complete, s.</param>
/// <param name="EndElapsed">When it ended, s; null while it is open.</param>
/// <param name="Set">Number of its set; 0 outside any.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Stance">The stance at its start.</param>
/// <param name="Threshold">The limit that was passed.</param>
/// <param name="Peak">The largest value.</param>
/// <param name="Duration">From the first sample over the limit to the end, s; null while it is open.</param>
/// <param name="Reason">Why it ended; null while it is open.</param>
/// <param name="Withdrawn">Why it was taken back; null when it stands.</param>
public readonly record struct AlertResult(
    int Ordinal,
    double Elapsed,
    double? EndElapsed,
    int Set,
    AlertKind Kind,
    Stance Stance,
    Degrees Threshold,
    Degrees Peak,
    Seconds? Duration,
    AlertEnd? Reason,
    WithdrawalReason? Withdrawn);

/// <summary>A time of which everything said was taken back.</summary>
/// <param name="FromElapsed">From here, s.</param>
/// <param name="ToElapsed">To here, s.</param>
/// <param name="Reason">Why.</param>
public readonly record struct WithdrawnSpan(double FromElapsed, double ToElapsed, WithdrawalReason Reason);

/// <summary>A remark in the recording.</summary>
/// <param name="Elapsed">When, s.</param>
/// <param name="Words">Free text of a person: escape it.</param>
public readonly record struct RemarkAt(double Elapsed, string Words);
