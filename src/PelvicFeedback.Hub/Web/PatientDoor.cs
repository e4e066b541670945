using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Hub.Accounts;
using PelvicFeedback.Hub.Audit;
using PelvicFeedback.Hub.Hosting;
using PelvicFeedback.Hub.Plans;
using PelvicFeedback.Hub.Reports;
using PelvicFeedback.Hub.Seam;
using PelvicFeedback.Hub.Store;
using PelvicFeedback.Messaging;

namespace PelvicFeedback.Hub.Web;

/// <summary>Patients of the visitor's own site; those of another are not there.</summary>
internal static class PatientDoor
{
    private const int LongestName = 80;
    private const int Glances = 20;

    public static void MapPatients(this WebApplication web, HubParts parts)
    {
        web.MapPost("/api/patients", (ClaimsPrincipal who, NewPatient asked) => Add(parts, who, asked)).RequireAuthorization(Roles.Therapist)
            .Produces<AddedPatient>().Produces<string>(StatusCodes.Status400BadRequest);
        web.MapGet("/api/patients/{patient}", (ClaimsPrincipal who, string patient) => Of(parts, who, patient, one =>
        {
            parts.Database.Write(writing => writing.Tell(who.Site(), parts.Now, who.Name(), "viewed", one.Topics.Patient));
            return Results.Json(new PatientView(patient, one.Name, Words.Of(one.Standing), Sessions(parts, one)));
        })).RequireAuthorization(Roles.Therapist).Produces<PatientView>().Produces(StatusCodes.Status404NotFound);
        web.MapGet("/api/patients/{patient}/export", (ClaimsPrincipal who, string patient) => Of(parts, who, patient, one =>
        {
            parts.Database.Write(writing => writing.Tell(who.Site(), parts.Now, who.Name(), "exported", one.Topics.Patient));
            return Results.Stream(output => Export(parts, one, output), "application/x-ndjson", $"{patient}.jsonl");
        })).RequireAuthorization(Roles.Therapist).Produces<string>(contentType: "application/x-ndjson").Produces(StatusCodes.Status404NotFound);
        web.MapPost("/api/patients/{patient}/code", (ClaimsPrincipal who, string patient) => Of(parts, who, patient, one =>
            parts.Desk.Obstacle(one) is { } obstacle
                ? Results.Json(new Invalid([new("broker", PlanFlaw.NoLogin, obstacle)]), statusCode: StatusCodes.Status422UnprocessableEntity)
                : Results.Json(new IssuedCode(parts.Desk.Issue(one, who.Name()).Text(), (int)Pairing.PairingDesk.Life.TotalMinutes)))).RequireAuthorization(Roles.Therapist)
            .Produces<IssuedCode>().Produces(StatusCodes.Status404NotFound).Produces<Invalid>(StatusCodes.Status422UnprocessableEntity);
        web.MapPost("/api/patients/{patient}/revoke", (ClaimsPrincipal who, string patient) =>
            Of(parts, who, patient, one => LockOut(parts, one, () => parts.Desk.Revoke(one, who.Name())))).RequireAuthorization(Roles.Therapist)
            .Produces<LeftToDo>().Produces(StatusCodes.Status204NoContent).Produces(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        web.MapDelete("/api/patients/{patient}", (ClaimsPrincipal who, string patient) =>
            Of(parts, who, patient, one => LockOut(parts, one, () => parts.Desk.Erase(one, who.Name())))).RequireAuthorization(Roles.Administrator)
            .Produces<LeftToDo>().Produces(StatusCodes.Status204NoContent).Produces(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static IResult Add(HubParts parts, ClaimsPrincipal who, NewPatient asked)
    {
        if (asked.Name.Trim().Length is 0 or > LongestName || asked.Name.Any(char.IsControl))
        {
            return Results.BadRequest("a name has 1-80 letters");
        }

        var topics = new PatientTopics(who.Site(), Pseudonym.Parse("p" + RandomNumberGenerator.GetHexString(15, lowercase: true)));
        parts.Ledger.Change(writing =>
        {
            writing.AddPatient(topics, asked.Name.Trim(), parts.Now);
            writing.Tell(topics.Site, parts.Now, who.Name(), "added-patient", topics.Patient);
            return true;
        });
        parts.Link.Welcome(topics);
        return Results.Json(new AddedPatient(topics.Patient.ToString()));
    }

    /// <summary>A patient of the visitor's site; null for one who is not there, was erased, or is another site's.</summary>
    public static PatientRecord? Find(this HubParts parts, ClaimsPrincipal who, string patient) =>
        parts.Database.Patients(who.Site()).Find(one => one.Topics.Patient.ToString() == patient && one.Standing != PatientStanding.Erased);

    private static IResult Of(HubParts parts, ClaimsPrincipal who, string patient, Func<PatientRecord, IResult> answer) =>
        parts.Find(who, patient) is { } found ? answer(found) : Results.NotFound();

    private static IReadOnlyList<SessionRow> Sessions(HubParts parts, PatientRecord patient)
    {
        var came = parts.Database.Came(patient.Number);
        return [.. parts.Database.Rows(
            """
            SELECT session, MIN(at), MAX(at), COUNT(*), MAX(doubtful) FROM event
            WHERE patient = $1 AND session IS NOT NULL AND kind <> 'motion' AND received BETWEEN $2 AND $3 GROUP BY session ORDER BY MIN(at) DESC
            """,
            row => new SessionRow(row.GetString(0), new UtcInstant(row.GetInt64(1)).ToString(), new UtcInstant(row.GetInt64(2)).ToString(), row.GetInt64(3), row.GetInt64(4) == 1, null),
            patient.Number, came.From, came.Until)
            .Select((row, index) => index < Glances ? row with { Glance = SessionGlance.Of(parts.Database, patient, Pseudonym.Parse(row.Session)) } : row)];
    }

    private static IResult LockOut(HubParts parts, PatientRecord patient, Func<string?> act)
    {
        try
        {
            var left = act();
            parts.Board.Forget(patient.Topics);
            return left is null ? Results.NoContent() : Results.Json(new LeftToDo(left));
        }
        catch (MqttUnavailableException notYet)
        {
            return Results.Problem(notYet.Message, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static async Task Export(HubParts parts, PatientRecord patient, Stream output)
    {
        await using var text = new StreamWriter(output, leaveOpen: true) { NewLine = "\n" };
        foreach (var line in parts.Database.Export(patient))
        {
            await text.WriteLineAsync(line);
        }
    }

    private sealed record NewPatient(string Name);
}
