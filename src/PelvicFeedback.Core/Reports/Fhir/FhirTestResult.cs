using System.Globalization;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Reports.Stored;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Reports.Fhir;

/// <summary>What was measured in each 30 s one-leg test. No code says positive or negative: the sensor sees neither "maximal" nor the trunk.</summary>
internal static class FhirTestResult
{
    // Who stops a test is heard when the foot is already down.
    private const double SaidWithinSeconds = 3;

    public static void Write(FhirWriter fhir, FhirCast cast, AnalysisSummary summary, SessionFacts session)
    {
        foreach (var (index, test) in summary.Tests.Index())
        {
            var (ended, began) = (test.Ended, test.Ended.Ended - test.Ended.Duration);
            fhir.Entry("Observation", cast.Observation("test", (index + 1).ToString(CultureInfo.InvariantCulture)), FhirNames.TestResult, () =>
            {
                fhir.References("partOf", cast.Session);
                FhirComponent.Head(fhir, cast, "activity", "Activity", "What was measured in a 30 s one-leg test", (FhirNames.Codes, "test-result", null));
                fhir.Period("effectivePeriod", session.TimeOf(began), session.TimeOf(ended.Ended));
                if (Reason(test) is { } reason)
                {
                    fhir.Object("dataAbsentReason", () => FhirComponent.Absent(fhir, [reason]));
                }

                fhir.Notes($"Cannot be seen: {string.Join("; ", CannotSee.In(Exercise.TrendelenburgTest, summary.Recording.Content))}.");
                fhir.Reference("device", cast.Sensor);
                fhir.List("component", () => Components(fhir, test, session));
            });
        }
    }

    private static void Components(FhirWriter fhir, TestResult test, SessionFacts session)
    {
        var ended = test.Ended;
        FhirComponent.Concept(fhir, "exercise", ReportWords.Name(Exercise.TrendelenburgTest), Prescription.NameOf(Exercise.TrendelenburgTest));
        FhirComponent.Concept(fhir, "side", ReportWords.Leg(Exercise.TrendelenburgTest, ended.Side), "side-" + Words.Of(ended.Side));
        FhirComponent.Quantity(fhir, "test-time", "From lift-off to the end, at most 30 s", ended.Duration.Value, "s", "s");
        if (Reason(test) is null)
        {
            Quantity("best-raise", "Best 1 s median of the free side's rise within 5 s", ended.BestRaise?.Value, "degrees", "deg");
            Quantity("level-at-30", "The free side's rise at 30 s", ended.LevelAt30?.Value, "degrees", "deg");
            Quantity("pelvis-fall-start", "From lift-off to when the free side began to fall", ended.PelvisFallStart?.Value, "s", "s");
        }

        var end = TestMessage.EndOf(ended, SaidOf(ended, session));
        FhirComponent.Concept(fhir, "end-reason", $"Ended: {Words.Of(end)}", "test-" + Words.Of(end));
        var support = SupportOf(ended, session);
        FhirComponent.Concept(fhir, "support", $"Support: {Words.Of(support)}", "support-" + Words.Of(support));

        // Not held so long, or it did not fall: there is nothing that could have been measured.
        void Quantity(string code, string words, double? value, string unit, string ucum) => FhirComponent.OrNotApplicable(fhir, code, words, value, unit, ucum);
    }

    private static string? Reason(TestResult test) => test.Withdrawn is { } withdrawn ? "withdrawn-" + Words.Of(withdrawn)
        : test.Ended.Reason is { } reason ? Words.Of(reason)
        : null;

    // What people have said: the support that the set was begun with, and why they stopped it.
    private static Support SupportOf(TestEnded test, SessionFacts session) => session.Told
        .LastOrDefault(one => one.Told is { Phase: SessionPhase.SetStart, Prescription.Exercise: Exercise.TrendelenburgTest } && one.SensorTime <= test.Ended)?.Told.Support
        ?? Support.Unknown;

    private static SessionReason? SaidOf(TestEnded test, SessionFacts session) => session.Told
        .FirstOrDefault(one => one.Told.Reason is not null && one.SensorTime is { } at && Math.Abs((at - test.At).Value) <= SaidWithinSeconds)?.Told.Reason;
}
