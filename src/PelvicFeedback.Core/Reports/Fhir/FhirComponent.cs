namespace PelvicFeedback.Core.Reports.Fhir;

/// <summary>What observations have in common, and their components: numbers with their unit, words of our own code system, and why there is no number.</summary>
internal static class FhirComponent
{
    /// <summary>Status, category, code and subject of an observation.</summary>
    public static void Head(FhirWriter fhir, FhirCast cast, string category, string display, string words, params (string System, string Code, string? Display)[] codings)
    {
        fhir.Text("status", "final");
        fhir.List("category", () => fhir.Object(() => fhir.Concept(null, (FhirNames.ObservationCategory, category, display))));
        fhir.Concept("code", words, codings);
        fhir.Reference("subject", cast.Patient);
    }

    public static void Absent(FhirWriter fhir, IEnumerable<string> reasons) =>
        fhir.Concept("could not be judged", [(FhirNames.AbsentReason, "unknown", "Unknown"), .. reasons.Select(reason => (FhirNames.Codes, reason, (string?)null))]);

    public static void OrAbsent(FhirWriter fhir, string code, string words, double? value, string unit, string ucum, IReadOnlyList<string> reasons)
    {
        if (value is { } known)
        {
            Quantity(fhir, code, words, known, unit, ucum);
            return;
        }

        Of(fhir, code, words, () => fhir.Object("dataAbsentReason", () => Absent(fhir, reasons)));
    }

    /// <summary>A number, or that there was nothing to be measured.</summary>
    public static void OrNotApplicable(FhirWriter fhir, string code, string words, double? value, string unit, string ucum)
    {
        if (value is { } known)
        {
            Quantity(fhir, code, words, known, unit, ucum);
            return;
        }

        Of(fhir, code, words, () => fhir.Concept("dataAbsentReason", null, (FhirNames.AbsentReason, "not-applicable", "Not Applicable")));
    }

    public static void Count(FhirWriter fhir, string code, string words, int count) => Quantity(fhir, code, words, count, "{count}", "{count}");

    public static void Quantity(FhirWriter fhir, string code, string words, double value, string unit, string ucum) =>
        Of(fhir, code, words, () => fhir.Quantity("valueQuantity", value, unit, ucum));

    public static void Concept(FhirWriter fhir, string code, string words, string value) =>
        Of(fhir, code, null, () => fhir.Concept("valueCodeableConcept", words, (FhirNames.Codes, value, null)));

    private static void Of(FhirWriter fhir, string code, string? words, Action value) => fhir.Object(() =>
    {
        fhir.Concept("code", words, (FhirNames.Codes, code, null));
        value();
    });
}
