using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Reports.Fhir;
using PelvicFeedback.Core.Reports.Html;
using PelvicFeedback.Core.Reports.Plots;
using PelvicFeedback.Core.Reports.Stored;
using PelvicFeedback.Hub.Accounts;
using PelvicFeedback.Hub.Audit;
using PelvicFeedback.Hub.Hosting;
using PelvicFeedback.Hub.Plans;
using PelvicFeedback.Hub.Reports;
using PelvicFeedback.Hub.Store;

namespace PelvicFeedback.Hub.Web;

/// <summary>What a session came to: for the page, and as files.</summary>
internal static class ReportDoor
{
    private const string NoMotion = "Its raw motion is not at the clinic: this report has no plots, and says what was told while it went on.";
    private static readonly string[] Formats = ["csv", "html", "fhir"];

    public static void MapReports(this WebApplication web, HubParts parts)
    {
        web.MapGet("/api/patients/{patient}/sessions/{session}", (ClaimsPrincipal who, string patient, string session) =>
        {
            if (parts.Find(who, patient) is not { } one || !Pseudonym.TryParse(session, out var id) || ReportView.Of(parts.Database, one, id) is not { } report)
            {
                return Results.NotFound();
            }

            parts.Database.Write(writing => writing.Tell(who.Site(), parts.Now, who.Name(), "viewed", one.Topics.Patient, $"session {session}"));
            return Results.Json(report, JsonSerializerOptions.Web);
        }).RequireAuthorization(Roles.Therapist).Produces<ReportView>().Produces(StatusCodes.Status404NotFound);
        web.MapGet("/api/patients/{patient}/sessions/{session}/export", async (ClaimsPrincipal who, string patient, string session, string? format) =>
        {
            if (parts.Find(who, patient) is not { } one || !Pseudonym.TryParse(session, out var id))
            {
                return Results.NotFound();
            }

            return !Formats.Contains(format) ? Results.BadRequest("format is csv, html or fhir") : await Export(parts, who, one, id, format!);
        }).RequireAuthorization(Roles.Therapist)
            .Produces<string>(contentType: "text/csv", additionalContentTypes: ["text/html", "application/fhir+json"]).Produces<string>(StatusCodes.Status400BadRequest).Produces(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> Export(HubParts parts, ClaimsPrincipal who, PatientRecord patient, Pseudonym session, string format)
    {
        var log = parts.Database.Log(patient, session);
        if (log.Events.IsEmpty)
        {
            return Results.NotFound();
        }

        parts.Database.Write(writing => writing.Tell(who.Site(), parts.Now, who.Name(), "exported", patient.Topics.Patient, $"session {session} as {format}"));
        var stored = log.Stored(Rescoring.PlanOf(log, parts.Database.Plans(patient.Number)));
        var facts = stored.Facts with { Doubts = [.. Doubts(parts, patient, session)], IsFromMotion = false };
        var file = new MemoryStream();
        switch (format)
        {
            case "csv":
                SessionCsv.Write(file, ToldSummary.Of(log), facts);
                break;
            case "fhir":
                FhirBundle.Write(file, ToldSummary.Of(log), facts);
                break;
            default:
                await Page(parts, patient, log, stored with { Facts = facts }, file);
                break;
        }

        var (type, ending) = format switch { "csv" => ("text/csv", "csv"), "fhir" => ("application/fhir+json", "json"), _ => ("text/html", "html") };
        return Results.File(file.ToArray(), type, $"{patient.Topics.Patient}-{session}.{ending}");
    }

    // With plots where the motion is here. Without, the sentences and tables alone.
    private static async Task Page(HubParts parts, PatientRecord patient, SessionLog log, StoredSession stored, Stream to)
    {
        var plots = new SessionPlots();
        var rescored = Rescoring.IsTooLong(parts.Database, patient, log.Id) ? null : await Rescoring.Of(parts.Database, patient, stored, plots);
        HtmlReport.Write(
            to,
            rescored?.Summary ?? ToldSummary.Of(log),
            rescored is null ? new() : plots,
            stored.Facts with { IsFromMotion = rescored is not null, Doubts = [.. stored.Facts.Doubts, .. rescored?.Doubts ?? [NoMotion]] });
    }

    private static IEnumerable<string> Doubts(HubParts parts, PatientRecord patient, Pseudonym session)
    {
        if (parts.Database.Missing(patient.Number, session) > 0)
        {
            yield return "Record incomplete: some events of this session have not come to the clinic.";
        }

        if (parts.Database.IsClockDoubtful(patient.Number, session))
        {
            yield return "Dates and times are by the home's clock, which cannot have been right.";
        }
    }
}
