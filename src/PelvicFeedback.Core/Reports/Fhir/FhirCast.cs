using System.Globalization;
using PelvicFeedback.Core.Reports.Stored;

namespace PelvicFeedback.Core.Reports.Fhir;

/// <summary>The ids of those who appear in a bundle. A patient's is the same in every session, the others' belong to theirs.</summary>
internal sealed class FhirCast(SessionFacts session)
{
    private readonly string _session = session.Id.ToString();

    public string Patient { get; } = session.Whose is { } whose
        ? FhirNames.Id("patient", whose.Site.ToString(), whose.Patient.ToString())
        : FhirNames.Id("patient-of", session.Id.ToString());

    public string Worker => FhirNames.Id("worker", _session);

    public string Sensor => FhirNames.Id("sensor", _session);

    public string Session => FhirNames.Id("session", _session);

    public string Set(int number) => FhirNames.Id("set", _session, number.ToString(CultureInfo.InvariantCulture));

    /// <param name="what">Such as a kind, a side, a count.</param>
    public string Observation(params ReadOnlySpan<string> what) => FhirNames.Id(["observation", _session, .. what]);
}
