using System.Globalization;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Reports.Stored;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Reports.Fhir;

/// <summary>
/// What came of each set, an observation for each side it was done on. What could not be judged has a reason in the place of a number: nothing
/// judged is not nothing amiss.
/// </summary>
internal static class FhirSetResult
{
    public static void Write(FhirWriter fhir, FhirCast cast, IReadOnlyList<SetResult> rows, AnalysisSummary summary, SessionFacts session)
    {
        foreach (var row in rows)
        {
            var (counts, reasons) = (row.Counts, Reasons(row, summary));
            var side = Words.Of(counts.Side);
            var id = cast.Observation("set", row.Number.ToString(CultureInfo.InvariantCulture), side);
            fhir.Entry("Observation", id, FhirNames.SetResult, () =>
            {
                fhir.References("partOf", cast.Set(row.Number));
                Head(fhir, cast);
                fhir.Period("effectivePeriod", session.TimeOf(row.Start), session.TimeOf(row.End));
                if (IsUnjudged(counts))
                {
                    fhir.Object("dataAbsentReason", () => FhirComponent.Absent(fhir, reasons));
                }

                if (row.Withdrawn)
                {
                    fhir.Notes("Part of this set was taken back afterwards and is counted as not judged.");
                }

                fhir.Reference("device", cast.Sensor);
                fhir.List("component", () => Components(fhir, row, reasons));
            });
        }
    }

    /// <summary>Exercises that this version has no band for: done, for so long, and nothing is said of them.</summary>
    public static void WriteUnjudged(FhirWriter fhir, FhirCast cast, AnalysisSummary summary)
    {
        foreach (var (exercise, duration) in summary.Unjudged)
        {
            var name = Prescription.NameOf(exercise);
            fhir.Entry("Observation", cast.Observation("unjudged", name), FhirNames.SetResult, () =>
            {
                fhir.References("partOf", cast.Session);
                Head(fhir, cast);
                fhir.Concept(
                    "dataAbsentReason", "this version has no band for it and does not judge it",
                    (FhirNames.AbsentReason, "unsupported", null), (FhirNames.Codes, "no-band", null));
                fhir.Reference("device", cast.Sensor);
                fhir.List("component", () =>
                {
                    FhirComponent.Concept(fhir, "exercise", ReportWords.Name(exercise), name);
                    FhirComponent.Quantity(fhir, "exercise-time", "Time under way", duration.Value, "s", "s");
                });
            });
        }
    }

    private static void Head(FhirWriter fhir, FhirCast cast) => FhirComponent.Head(fhir, cast, "activity", "Activity", "Result of a set: was the pelvis level?", (FhirNames.Codes, "set-result", null));

    private static void Components(FhirWriter fhir, SetResult row, IReadOnlyList<string> reasons)
    {
        var (counts, exercise) = (row.Counts, row.Prescription.Exercise);
        FhirComponent.Concept(fhir, "exercise", ReportWords.Name(exercise), Prescription.NameOf(exercise));
        FhirComponent.Concept(fhir, "side", ReportWords.Leg(exercise, counts.Side), "side-" + Words.Of(counts.Side));
        if (counts.Holds > 0 || (PlannedExercise.Lasts(exercise) && exercise != Exercise.Walking))
        {
            FhirComponent.Count(fhir, "holds", "Holds", counts.Holds);
            FhirComponent.Quantity(fhir, "hold-time", "Sum of the holds", counts.HoldTime.Value, "s", "s");
        }

        if (counts.Steps > 0 || exercise == Exercise.Walking)
        {
            FhirComponent.Count(fhir, "steps", "Steps", counts.Steps);
        }

        if (counts.Repetitions > 0 || !PlannedExercise.Lasts(exercise))
        {
            FhirComponent.Count(fhir, "repetitions", "Repetitions", counts.Repetitions);
        }

        FhirComponent.Count(fhir, "level", "Repetitions, holds and steps that were level", counts.Level);
        FhirComponent.Count(fhir, "not-level", "Repetitions, holds and steps that were not level", counts.NotLevel);
        FhirComponent.Count(fhir, "not-judged", "Repetitions, holds and steps that could not be judged", counts.NotJudged);
        FhirComponent.Count(fhir, "alerts", "Alerts", counts.Alerts);
        FhirComponent.Quantity(fhir, "judged-time", "Time that was judged", counts.Judged.Value, "s", "s");
        FhirComponent.OrAbsent(fhir, "in-band", "Share of the judged time under warn", counts.InBandShare * 100, "%", "%", reasons);
        var peak = row.Band.First.Kind switch
        {
            AlertKind.PelvicDrop => "Largest drop of the free side, negative for a hike",
            AlertKind.Sag => "Largest sag from the start of a hold",
            _ => "Furthest from level",
        };
        FhirComponent.OrAbsent(fhir, "peak-drop", peak, counts.PeakDrop?.Value, "degrees", "deg", reasons);
        if (!row.BandIsKnown)
        {
            return;
        }

        if (row.Band.First.Warn is { } warn)
        {
            FhirComponent.Quantity(fhir, "warn-limit", "Warn limit in force", warn.Value, "degrees", "deg");
        }

        FhirComponent.Quantity(fhir, "alert-limit", "Alert limit in force", row.Band.First.Alert.Value, "degrees", "deg");
    }

    // Counts of none are numbers; what was to be counted from is not there.
    private static bool IsUnjudged(SetCounts counts) => counts is { Level: 0, NotLevel: 0, InBandShare: null };

    private static List<string> Reasons(SetResult row, AnalysisSummary summary)
    {
        var reasons = summary.Judgements
            .Where(one => one.Set == row.Number && one.Side == row.Counts.Side && one.Reads == Verdict.NotJudged)
            .Select(one => one.Withdrawn is { } withdrawn ? "withdrawn-" + Words.Of(withdrawn) : one.Reason is { } reason ? Words.Of(reason) : null)
            .OfType<string>()
            .Distinct()
            .ToList();
        return reasons.Count > 0 ? reasons : ["nothing-seen"];
    }
}
