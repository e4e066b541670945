using System.Globalization;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Reports.Stored;

namespace PelvicFeedback.Core.Reports.Fhir;

/// <summary>How much it hurt, as the patient said, and for how long the session was exercise. Codes of LOINC: 72514-3 and 55411-3.</summary>
internal static class FhirSaid
{
    public static void Write(FhirWriter fhir, FhirCast cast, AnalysisSummary summary, SessionFacts session)
    {
        foreach (var (time, _, told) in session.Told)
        {
            if (told is { Phase: SessionPhase.Start, Answers: { } answers })
            {
                Pain(fhir, cast, "pain-now", "Pain before the session", answers.PainNow, time, knowsWhen: true);
                Pain(fhir, cast, "pain-night", "Pain in the night after the session before", answers.PainNight, time, knowsWhen: false);
                Pain(fhir, cast, "pain-morning", "Pain in the morning after the session before", answers.PainMorning, time, knowsWhen: false);
            }
            else if (told.Phase == SessionPhase.Pain)
            {
                var words = told.Prescription is { } during ? $"Pain in an exercise: {ReportWords.Name(during.Exercise)}" : "Pain, not in an exercise";
                Pain(fhir, cast, "pain-in-session", words, told.Pain, time, knowsWhen: true);
            }
        }

        Duration(fhir, cast, summary, session);
    }

    private static void Pain(FhirWriter fhir, FhirCast cast, string moment, string words, int? pain, UtcInstant told, bool knowsWhen)
    {
        if (pain is not { } score)
        {
            return;
        }

        fhir.Entry("Observation", cast.Observation(moment, told.UnixMilliseconds.ToString(CultureInfo.InvariantCulture)), null, () =>
        {
            fhir.References("partOf", cast.Session);
            FhirComponent.Head(fhir, cast, "survey", "Survey", words, (FhirNames.Loinc, "72514-3", null), (FhirNames.Codes, moment, null));
            if (knowsWhen)
            {
                fhir.Time("effectiveDateTime", told);
            }

            fhir.Time("issued", told);
            fhir.Quantity("valueQuantity", score, "of 10", "{score}");
        });
    }

    private static void Duration(FhirWriter fhir, FhirCast cast, AnalysisSummary summary, SessionFacts session)
    {
        var inSets = summary.Sets.DistinctBy(set => set.Number).Sum(set => set.EndElapsed - set.StartElapsed) + summary.Unjudged.Sum(one => one.Duration.Value);
        fhir.Entry("Observation", cast.Observation("duration"), null, () =>
        {
            fhir.References("partOf", cast.Session);
            FhirComponent.Head(fhir, cast, "activity", "Activity", "Exercise duration: time in sets, rests left out", (FhirNames.Loinc, "55411-3", "Exercise duration"));
            fhir.Period("effectivePeriod", session.Began, session.End?.Time);
            fhir.Quantity("valueQuantity", inSets, "s", "s");
            fhir.Reference("device", cast.Sensor);
        });
    }
}
