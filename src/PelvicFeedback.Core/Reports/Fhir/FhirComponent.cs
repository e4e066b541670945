namespace PelvicFeedback.Core.Reports.Fhir;

/// <summary>Components of an observation: numbers with their unit, words of our own code system, and why there is no number.</summary>
internal static class FhirComponent
{
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
