using System.Globalization;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Reports;

/// <summary>What both reports, for the terminal and for the browser, say in sentences.</summary>
internal static class ReportSentences
{
    private const int MostBouts = 20;

    /// <summary>How far the angles can be believed, first line first.</summary>
    public static IEnumerable<string> Calibration(AnalysisSummary summary)
    {
        var calibration = summary.Calibration;
        if (calibration.Best == Confidence.None)
        {
            yield return "The angles are unknown: no 3 s of quiet, upright standing were found. Next time let the patient stand " +
                "still on both feet for 5 s before the first exercise.";
        }
        else
        {
            yield return calibration.Confidence switch
            {
                Confidence.High => "Quiet standing and forward bows were seen: confidence high.",
                Confidence.Low => "Quiet standing was seen, forward bows were not: confidence low. With the belt 5° askew, 30° of " +
                    "forward tilt make 2.5° of false drop. Three forward bows before the exercises put that right.",
                _ => "At the end of the recording the angles can no longer be believed: the belt slipped or the sensor restarted " +
                    "after the calibration.",
            };
        }

        foreach (var (elapsed, step) in calibration.Steps.TakeLast(12))
        {
            yield return Step(elapsed, step);
        }
    }

    /// <summary>Steps on either leg, how even they were, and what came of each bout; empty where nobody walked.</summary>
    public static IEnumerable<string> Walking(AnalysisSummary summary)
    {
        if (summary.Walking is not { } all)
        {
            yield break;
        }

        yield return $"{ReportWords.Count(all.Steps, "step", "steps")} in {ReportWords.Count(all.Bouts, "bout", "bouts")}, {PerMinute(all)} a minute while walking.";
        yield return Leg("LEFT", all.Left);
        yield return Leg("RIGHT", all.Right);
        if (all.Symmetry is { } even)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"A step takes {all.Left.MeanStep} on the LEFT leg and {all.Right.MeanStep} on the RIGHT leg: symmetry {100 * even:0} % (100 % is even)") +
                (all.DropDifference is { } more ? $"; the mean drop is {more.Magnitude} larger on the {(more.Value >= 0 ? "LEFT" : "RIGHT")} leg." : ".");
        }

        foreach (var (number, bout) in summary.Walks.Take(MostBouts).Select((bout, i) => (i + 1, bout)))
        {
            yield return $"Bout {number.ToString(CultureInfo.InvariantCulture)}, {ReportWords.Moment(bout.StartElapsed)}–{ReportWords.Moment(bout.EndElapsed)}: " +
                $"{ReportWords.Count(bout.Steps, "step", "steps")}, {PerMinute(bout)} a minute; {Verdicts(bout)}.";
        }

        if (all.Bouts > MostBouts)
        {
            yield return $"And {ReportWords.Count(all.Bouts - MostBouts, "more bout", "more bouts")}; --json has every step.";
        }
    }

    /// <summary>What could not be judged, and why; empty when all could.</summary>
    public static IEnumerable<string> NotJudged(AnalysisSummary summary)
    {
        foreach (var why in summary.Judgements.Where(one => one.Reads == Verdict.NotJudged).GroupBy(Why).OrderByDescending(why => why.Count()))
        {
            var reps = why.Count(one => one.Number is not null);
            var holds = why.Count(one => one.IsHold);
            var what = reps + holds == 0 ? ReportWords.Count(why.Count(), "step", "steps")
                : reps > 0 && holds > 0
                ? $"{ReportWords.Count(reps, "repetition", "repetitions")} and {ReportWords.Count(holds, "hold", "holds")}"
                : reps > 0 ? ReportWords.Count(reps, "repetition", "repetitions") : ReportWords.Count(holds, "hold", "holds");
            yield return $"{what}: {why.Key}.";
        }

        foreach (var span in summary.Withdrawals)
        {
            yield return $"Everything from {ReportWords.Moment(span.FromElapsed)} to {ReportWords.Moment(span.ToElapsed)} is " +
                $"{ReportWords.Why(span.Reason)}.";
        }

        foreach (var set in summary.Sets.Where(set => set.Counts.Repetitions + set.Counts.Holds + set.Counts.Steps == 0))
        {
            yield return $"Set {set.Number} ({ReportWords.Name(set.Prescription.Exercise)}): nothing was seen that could be counted.";
        }

        foreach (var (exercise, duration) in summary.Unjudged)
        {
            yield return exercise == Exercise.TrendelenburgTest
                ? $"{ReportWords.Name(exercise)} ({ReportWords.Length(duration.Value)}): no lift-off was seen, so nothing was measured."
                : $"{ReportWords.Name(exercise)} ({ReportWords.Length(duration.Value)}): this version has no band for it and does not judge it.";
        }

        if (summary.Sets.Count == 0 && summary.Unjudged.Count == 0 && summary.Tests.Count == 0)
        {
            yield return "No exercise is marked in the recording, so nothing was judged. Name one with --exercise NAME:SIDE, " +
                "for example --exercise single-leg-stance:left.";
        }
    }

    /// <summary>What was measured in 30 s tests. Numbers only: what they mean is a person's to say.</summary>
    public static IEnumerable<string> Tests(AnalysisSummary summary)
    {
        foreach (var test in summary.Tests)
        {
            var of = test.Ended;
            var leg = ReportWords.Leg(Exercise.TrendelenburgTest, of.Side);
            var head = $"{ReportWords.Moment(test.Elapsed)} {leg}: {ReportWords.Length(of.Duration.Value)}, {ReportWords.Ended(of.EndReason)}";
            yield return test.Withdrawn is { } why ? $"{head}; {ReportWords.Why(why)}."
                : of.Reason is { } reason ? $"{head}; nothing was measured: {ReportWords.Why(reason)}."
                : $"{head}; best raise of the free side within 5 s {of.BestRaise}, " +
                    (of.LevelAt30 is { } level ? $"at 30 s {level}; " : "") +
                    (of.PelvisFallStart is { } fall
                        ? $"from {ReportWords.Length(fall.Value)} on it was 4.0° and more under its best."
                        : "it never stayed 4.0° and more under its best for 1 s.");
        }
    }

    /// <summary>What is missing in the recording; empty when nothing is.</summary>
    public static IEnumerable<string> Recording(AnalysisSummary summary)
    {
        if (summary.Gaps > 0)
        {
            yield return $"{ReportWords.Count(summary.Gaps, "gap", "gaps")} without samples, {ReportWords.Length(summary.GapTime.Value)} " +
                "together; nothing is judged across a gap.";
        }

        if (summary.Restarts > 0)
        {
            yield return $"The sensor restarted {ReportWords.Count(summary.Restarts, "time", "times")}; each time it has to be calibrated anew.";
        }

        if (summary.Rejected > 0)
        {
            yield return $"{ReportWords.Count(summary.Rejected, "sample", "samples")} could not be used and were left out.";
        }

        foreach (var bad in summary.Recording.BadLines)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{ReportWords.Count(bad.Count, "line", "lines")} {bad.Words} (first: line {bad.FirstLine}).");
        }

        if (summary.Samples > 0 && (summary.Recording.Content & MotionContent.SpecificForce) == 0)
        {
            yield return "The recording has no acceleration: how deep a squat goes, and when a foot leaves the floor, is not known.";
        }
    }

    /// <summary>What one pelvis sensor cannot see, for the exercises that were done.</summary>
    public static IEnumerable<string> CannotSee(AnalysisSummary summary) =>
        summary.Sets
            .Select(set => set.Prescription.Exercise)
            .Concat(summary.Unjudged.Select(one => one.Exercise))
            .Concat(summary.Tests.Select(_ => Exercise.TrendelenburgTest))
            .Distinct()
            .Order()
            .Select(exercise => $"{ReportWords.Name(exercise)}: {string.Join("; ", Reports.CannotSee.In(exercise, summary.Recording.Content))}.")
            .Prepend(ReportWords.Always);

    private static string Leg(string name, StepResult steps) =>
        $"{name} leg: {ReportWords.Count(steps.Steps, "step", "steps")}, {steps.Level} level, {steps.NotLevel} not level, {steps.NotJudged} not judged" +
        (steps.MeanDrop is { } mean ? $"; drop of the free side {mean} on average, {steps.PeakDrop} at most, over warn in {steps.OverWarn}." : ".");

    private static string Verdicts(WalkResult bout) =>
        $"{bout.Left.Level + bout.Right.Level} level, {bout.Left.NotLevel + bout.Right.NotLevel} not level, {bout.Left.NotJudged + bout.Right.NotJudged} not judged";

    private static string PerMinute(WalkResult walk) => walk.PerMinute.ToString("0", CultureInfo.InvariantCulture);

    private static string Why(JudgedEffort judgement) => judgement switch
    {
        { Withdrawn: { } withdrawn } => ReportWords.Why(withdrawn),
        { Reason: { } reason } => ReportWords.Why(reason),
        _ => "no reason given",
    };

    private static string Step(double elapsed, Calibrated step)
    {
        var at = $"{ReportWords.Step(step.Step)} at {ReportWords.Moment(elapsed)}";
        if (!step.Accepted)
        {
            return $"{at}: refused, {ReportWords.Refused(step.Refusal)}.";
        }

        var facts = new List<string>();
        if (step.MountingRoll is { } roll)
        {
            facts.Add($"sensor mounted {roll.Magnitude} {(roll.Value >= 0 ? "left" : "right")} side up (standing obliquity included)");
        }

        if (step.AxisError is { } error)
        {
            facts.Add($"bows {error} out of one plane (2.0° are allowed)");
        }

        if (step.AxisTurn is { } turn && turn.Value > 5)
        {
            facts.Add($"left lies {turn} from where it was taken to be: the bows' answer is used from here on");
        }

        return facts.Count == 0 ? $"{at}: done." : $"{at}: done; {string.Join("; ", facts)}.";
    }
}
