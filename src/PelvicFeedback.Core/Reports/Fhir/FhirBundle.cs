using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Reports.Stored;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Reports.Fhir;

/// <summary>
/// A stored session as a FHIR R4 bundle (HL7 FHIR 4.0.1): who under a pseudonym, with what, what was done, what came of each set, what the
/// patient said. docs/fhir says which resource and code means what. The same session always makes the same bytes.
/// </summary>
public static class FhirBundle
{
    /// <summary>Writes it.</summary>
    /// <param name="to">UTF-8 goes here; stays open.</param>
    /// <param name="summary">What its motion has come to.</param>
    /// <param name="session">What else is on record.</param>
    public static void Write(Stream to, AnalysisSummary summary, SessionFacts session)
    {
        using var fhir = new FhirWriter(to, session.IsSimulated);
        var cast = new FhirCast(session);
        fhir.Object(() =>
        {
            fhir.Text("resourceType", "Bundle");
            fhir.Text("id", FhirNames.Id("bundle", session.Id.ToString()));
            fhir.Text("type", "collection");
            fhir.List("entry", () =>
            {
                Patient(fhir, cast, session);
                Devices(fhir, cast, session);
                Session(fhir, cast, summary, session);
                foreach (var set in summary.Sets.GroupBy(row => row.Number))
                {
                    Set(fhir, cast, set.First(), session);
                    FhirSetResult.Write(fhir, cast, [.. set], summary, session);
                }

                FhirTestResult.Write(fhir, cast, summary, session);
                FhirSetResult.WriteUnjudged(fhir, cast, summary);
                FhirSaid.Write(fhir, cast, summary, session);
            });
        });
    }

    private static void Patient(FhirWriter fhir, FhirCast cast, SessionFacts session) => fhir.Entry("Patient", cast.Patient, null, () =>
    {
        if (session.Whose is { } whose)
        {
            fhir.List("identifier", () => fhir.Object(() =>
            {
                fhir.Text("system", $"{FhirNames.Base}sid/{whose.Site}");
                fhir.Text("value", whose.Patient.ToString());
            }));
        }
    });

    private static void Devices(FhirWriter fhir, FhirCast cast, SessionFacts session)
    {
        fhir.Entry("Device", cast.Worker, null, () =>
        {
            DeviceName(fhir, "PelvicFeedback");
            fhir.Concept("type", "Software that judges whether the pelvis is level", Own("software", null));
            fhir.List("version", () => fhir.Object(() => fhir.Text("value", Algorithm.Version)));
            fhir.Notes(
            [
                ReportWords.IntendedUse,
                .. session.Algorithm is { } live && live != Algorithm.Version ? [$"While the session went on it was judged by {live}."] : Array.Empty<string>(),
            ]);
        });
        fhir.Entry("Device", cast.Sensor, null, () =>
        {
            DeviceName(fhir, session.IsSimulated ? "Simulated motion sensor" : "Motion sensor on the pelvis");
            fhir.Concept("type", "One inertial sensor on a belt around the pelvis", Own("motion-sensor", null));
        });
    }

    private static void DeviceName(FhirWriter fhir, string name) => fhir.List("deviceName", () => fhir.Object(() =>
    {
        fhir.Text("name", name);
        fhir.Text("type", "user-friendly-name");
    }));

    private static void Session(FhirWriter fhir, FhirCast cast, AnalysisSummary summary, SessionFacts session) => fhir.Entry("Procedure", cast.Session, null, () =>
    {
        var end = session.End;
        fhir.List("identifier", () => fhir.Object(() =>
        {
            fhir.Text("system", FhirNames.Base + "sid/session");
            fhir.Text("value", session.Id.ToString());
        }));
        fhir.Text("status", end is null ? "unknown" : end.Told.Reason == SessionReason.Done ? "completed" : "stopped");
        if (end?.Told.Reason is { } reason)
        {
            fhir.Concept("statusReason", SessionSentences.Because(reason), Own("ended-" + Words.Of(reason), null));
        }

        fhir.Concept("code", "Exercise session with pelvis feedback", Own("session", null));
        fhir.Reference("subject", cast.Patient);
        fhir.Period("performedPeriod", session.Began, end?.Time);
        fhir.References("usedReference", cast.Worker, cast.Sensor);
        fhir.Notes(
        [
            .. SessionSentences.About(session),
            .. SessionSentences.Plan(session),
            .. ReportSentences.Calibration(summary),
            ReportWords.Always,
        ]);
    });

    private static void Set(FhirWriter fhir, FhirCast cast, SetResult set, SessionFacts session) => fhir.Entry("Procedure", cast.Set(set.Number), null, () =>
    {
        var exercise = set.Prescription.Exercise;
        fhir.References("partOf", cast.Session);
        fhir.Text("status", "completed");
        fhir.Concept("code", $"{ReportWords.Name(exercise)}, {ReportWords.Leg(exercise, set.Prescription.Side)}", Own(Prescription.NameOf(exercise), null));
        fhir.Reference("subject", cast.Patient);
        fhir.Period("performedPeriod", session.TimeOf(set.Start), session.TimeOf(set.End));
        fhir.References("usedReference", cast.Worker, cast.Sensor);
        fhir.Notes($"Set {set.Number}, {(set.BandIsKnown ? ReportWords.Band(set.Band) : ReportWords.Limits(set))}{(set.Band.FromBaseline ? " (from the patient's own repetitions)" : "")}.");
    });

    private static (string System, string Code, string? Display) Own(string code, string? display) => (FhirNames.Codes, code, display);
}
