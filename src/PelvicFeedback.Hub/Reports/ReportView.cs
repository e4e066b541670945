using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Reports;
using PelvicFeedback.Core.Reports.Stored;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Hub.Plans;
using PelvicFeedback.Hub.Store;
using SetResult = PelvicFeedback.Core.Reports.SetResult;

namespace PelvicFeedback.Hub.Reports;

/// <summary>The limits of a set's first quantity; null where nobody knows what was in force.</summary>
public sealed record ReportBand(double? WarnDeg, double? AlertDeg, double? DwellS, bool FromBaseline);

/// <summary>A set on one side. Seen, judged and level count of the repetitions, holds and steps; what could not be judged is never level.</summary>
public sealed record ReportSet(
    int Number, string Exercise, string Side, string? Support, ReportBand? Band, int Reps, int Seen, int Judged, int Level, double? BandPercent, double? PeakDropDeg, double? HoldS,
    string Verdict, string? EndReason, IReadOnlyList<string> NotJudgedWhy);

/// <summary>The sets of an exercise on one side together; the share in band is the mean of its sets.</summary>
public sealed record ReportSide(int Sets, int Reps, int Judged, int Level, double? BandPercent, double? PeakDropDeg, double? HoldS);

/// <summary>An exercise, left against right.</summary>
public sealed record ReportSides(string Exercise, ReportSide? Left, ReportSide? Right, ReportSide? Both);

/// <summary>A 30 s test: what was measured, and never a verdict.</summary>
public sealed record ReportTest(string At, string Side, double? BestRaiseDeg, double? LevelAt30Deg, double? PelvisFallStartS, string EndReason, string Support);

/// <summary>A change of a band in the plan; no limit for the exercise's default where that is the patient's own.</summary>
public sealed record ReportBandChange(string At, string Exercise, string Side, double? AlertDeg, string By);

/// <summary>A calibration step.</summary>
public sealed record ReportCalibration(string At, string Kind, bool Accepted, string? Reason, double? MountingRollDeg, double? AxisErrorDeg);

/// <summary>How much it hurt, 0–10: the worst told in the session, and the last told in it.</summary>
public sealed record ReportPain(int? Before, int? During, int? After, int? Night, int? Morning);

/// <summary>What a session came to, as its events tell it.</summary>
public sealed record ReportView(
    string Session, string? StartedAt, string? EndedAt, string? EndReason, bool RecordIncomplete, bool ClockDoubtful, bool Demonstration, IReadOnlyList<ReportSet> Sets, IReadOnlyList<ReportTest> Tests,
    IReadOnlyList<ReportSides> Sides, IReadOnlyList<ReportBandChange> BandHistory, IReadOnlyList<ReportCalibration> Calibrations, int Slips, ReportPain Pain, int? Effort,
    IReadOnlyDictionary<string, IReadOnlyList<string>> CannotSee, IReadOnlyDictionary<string, Trend> Trend, IReadOnlyDictionary<string, string> Versions)
{
    /// <summary>Reads it out of the record.</summary>
    /// <returns>Null where nothing of that session is on record.</returns>
    public static ReportView? Of(Database database, PatientRecord patient, Pseudonym session)
    {
        var log = database.Log(patient, session);
        if (log.Events.IsEmpty)
        {
            return null;
        }

        var (summary, plans, end) = (ToldSummary.Of(log), database.Plans(patient.Number), log.End);
        var rows = SetsOf(log, summary);
        var exercises = rows.Select(row => row.Exercise).Concat(log.Events.Any(one => one.Test is not null) ? [Words.Of(Exercise.TrendelenburgTest)] : []).Distinct().ToList();
        return new(
            session.ToString(),
            log.Start?.Time.ToString(),
            end?.Time.ToString(),
            Word(end?.Told!.Reason),
            log.Start is null || database.Missing(patient.Number, session) > 0,
            database.IsClockDoubtful(patient.Number, session),
            log.Facts(null).IsSimulated,
            rows,
            [.. log.Events.Where(one => one.Test is not null).Select(one => TestOf(one.Test!, one.Time))],
            [.. rows.GroupBy(row => row.Exercise).Select(Together)],
            [.. Changes(plans, end?.Time ?? log.Events[^1].Time).Where(change => exercises.Contains(change.Exercise))],
            [.. from one in log.Events from calibrated in one.Decided.OfType<Calibrated>() select CalibrationOf(one.Time, calibrated)],
            log.Events.Sum(one => one.Decided.OfType<Withdrawn>().Count(withdrawn => withdrawn.Reason == WithdrawalReason.Slip)),
            PainOf(log),
            end?.Told!.Effort,
            exercises.ToDictionary(name => name, name => Core.Reports.CannotSee.CodesIn(Exercises.Named(name), summary.Recording.Content)),
            Reports.Trend.Of(database, patient, log),
            VersionsOf(log));
    }

    /// <summary>The sets of a session, as its events tell them.</summary>
    internal static List<ReportSet> SetsOf(SessionLog log) => SetsOf(log, ToldSummary.Of(log));

    private static List<ReportSet> SetsOf(SessionLog log, AnalysisSummary summary)
    {
        var sets = log.Sets.ToDictionary(set => set.Number);
        return [.. summary.Sets.Select(row => SetOf(row, sets[row.Number], summary))];
    }

    private static ReportSet SetOf(SetResult row, ToldSet told, AnalysisSummary summary)
    {
        var counts = row.Counts;
        var efforts = summary.Judgements.Where(one => one.Set == row.Number && one.Side == counts.Side).ToList();
        var result = told.End?.Told!.Result;
        var done = counts.Repetitions + counts.Holds + counts.Steps;

        // Where single repetitions did not come, what was said of the whole set still did. Nothing of it may have been taken back.
        var isWhole = row.Withdrawn || result is null || done >= result.Level + result.NotLevel + result.NotJudged || told.Prescription.Exercise == Exercise.Walking;
        var (level, judged) = isWhole ? (counts.Level, counts.Level + counts.NotLevel) : (result!.Level, result.Level + result.NotLevel);
        return new(
            row.Number,
            Words.Of(row.Prescription.Exercise),
            Words.Of(counts.Side),
            Word(told.Start.Told!.Support),
            row.BandIsKnown ? new(row.Band.First.Warn?.Value, row.Band.First.Alert.Value, row.Band.First.Dwell.Value, row.Band.FromBaseline) : null,
            isWhole ? done : result!.Level + result.NotLevel + result.NotJudged,
            efforts.Count(one => one.Repetition?.Seen ?? true),
            judged,
            level,
            Rounded(row.Withdrawn ? null : counts.InBandShare * 100 ?? (counts.Steps > 0 ? null : result?.InBandPercent)),
            Rounded(counts.PeakDrop?.Value ?? (row.Withdrawn ? null : efforts.Max(one => one.Repetition?.PeakDrop?.Value))),
            counts.Holds > 0 ? Rounded(counts.HoldTime.Value) : null,
            Words.Of(row.Verdict),
            Word(told.End?.Told!.Reason),
            [.. efforts.Where(one => one.Reads == Verdict.NotJudged).Select(Why).Append(Word(row.Reason)).OfType<string>().Distinct()]);
    }

    private static string? Why(JudgedEffort one) => one.Withdrawn is { } withdrawn ? "withdrawn-" + Words.Of(withdrawn) : Word(one.Reason);

    private static ReportSides Together(IGrouping<string, ReportSet> exercise)
    {
        return new(exercise.Key, Of(ExerciseSide.Left), Of(ExerciseSide.Right), Of(ExerciseSide.Both));

        ReportSide? Of(ExerciseSide side)
        {
            var rows = exercise.Where(row => row.Side == Words.Of(side)).ToList();
            return rows.Count == 0 ? null : new(
                rows.Count, rows.Sum(row => row.Reps), rows.Sum(row => row.Judged), rows.Sum(row => row.Level), Rounded(rows.Average(row => row.BandPercent)),
                rows.Max(row => row.PeakDropDeg), rows.Exists(row => row.HoldS is not null) ? Rounded(rows.Sum(row => row.HoldS)) : null);
        }
    }

    private static ReportTest TestOf(TestMessage test, UtcInstant at) => new(
        at.ToString(), Words.Of(test.Side), Rounded(test.BestRaise?.Value), Rounded(test.LevelAt30?.Value), Rounded(test.PelvisFallStart?.Value), Words.Of(test.EndReason), Words.Of(test.Support));

    private static ReportCalibration CalibrationOf(UtcInstant at, Calibrated one) => new(
        at.ToString(), Words.Of(one.Step), one.Accepted, Word(one.Refusal), Rounded(one.MountingRoll?.Value), Rounded(one.AxisError?.Value));

    // Where a plan has another limit than the one before it, or is the first that has one of its own.
    private static IEnumerable<ReportBandChange> Changes(List<PlanRevision> plans, UtcInstant until)
    {
        var before = new Dictionary<Prescription, double?>();
        foreach (var revision in plans.Where(one => one.At.UnixMilliseconds <= until.UnixMilliseconds))
        {
            foreach (var planned in revision.Plan.Exercises)
            {
                var alert = planned.Band?.Alert?.Value;
                if (before.TryGetValue(planned.Prescription, out var known) ? known != alert : alert is not null)
                {
                    var exercise = planned.Prescription.Exercise;
                    var usual = exercise == Exercise.SingleLegSquat ? null : Bands.For(exercise, default)?.First.Alert.Value;
                    yield return new(revision.At.ToString(), Words.Of(exercise), Words.Of(planned.Prescription.Side), alert ?? usual, revision.Who);
                }

                before[planned.Prescription] = alert;
            }
        }
    }

    /// <summary>What was said of pain in a session.</summary>
    internal static ReportPain PainOf(SessionLog log)
    {
        var answers = log.Start?.Told!.Answers;
        var told = log.Told.Select(one => one.Told!.Pain).OfType<int>().ToList();
        return new(answers?.PainNow, told.Count > 0 ? told.Max() : null, told.Count > 0 ? told[^1] : null, answers?.PainNight, answers?.PainMorning);
    }

    private static Dictionary<string, string> VersionsOf(SessionLog log)
    {
        var told = log.Start?.Told;
        var versions = new Dictionary<string, string> { ["hub"] = Core.Streams.Algorithm.Version };
        Add("home", told?.Algorithm);
        Add("leftAxis", told?.LeftAxis is { } axis ? Core.Streams.SensorAxes.Word(axis) : null);
        Add("plan", told?.PlanId?.ToString());
        return versions;

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                versions[name] = value;
            }
        }
    }

    private static double? Rounded(double? value) => value is { } known ? Math.Round(known, 1) + 0.0 : null;

    private static string? Word<T>(T? word)
        where T : struct, Enum => word is { } known ? Words.Of(known) : null;
}

/// <summary>Exercises by their words.</summary>
internal static class Exercises
{
    public static Exercise Named(string word) => Enum.GetValues<Exercise>().Single(exercise => Words.Of(exercise) == word);
}
