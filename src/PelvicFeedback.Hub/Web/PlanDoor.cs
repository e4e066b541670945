using System.Security.Claims;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Hub.Accounts;
using PelvicFeedback.Hub.Audit;
using PelvicFeedback.Hub.Hosting;
using PelvicFeedback.Hub.Plans;
using PelvicFeedback.Hub.Store;

namespace PelvicFeedback.Hub.Web;

/// <summary>The plan of a patient, and what its home proposes about it.</summary>
internal static class PlanDoor
{
    /// <summary>There is no plan.</summary>
    public const string NoPlan = "none";

    /// <summary>The home has not been there since.</summary>
    public const string NotThere = "offline";

    /// <summary>The home has not answered yet.</summary>
    public const string Sent = "sent";

    private const int LongestReason = 200;

    public static void MapPlans(this WebApplication web, HubParts parts)
    {
        web.MapGet("/api/patients/{patient}/plan", (ClaimsPrincipal who, string patient) =>
        {
            if (parts.Find(who, patient) is not { } one)
            {
                return Results.NotFound();
            }

            parts.Database.Write(writing => writing.Tell(who.Site(), parts.Now, who.Name(), "viewed", one.Topics.Patient, "plan"));
            return View(parts, one);
        }).RequireAuthorization(Roles.Therapist).Produces<PlanView>().Produces(StatusCodes.Status404NotFound);
        web.MapPut("/api/patients/{patient}/plan", async (ClaimsPrincipal who, string patient, PlanRequest asked) =>
            parts.Find(who, patient) is { } one ? await Save(parts, who, one, asked) : Results.NotFound()).RequireAuthorization(Roles.Therapist)
            .Produces<PlanView>().Produces(StatusCodes.Status404NotFound).Produces<Newer>(StatusCodes.Status409Conflict).Produces<Invalid>(StatusCodes.Status422UnprocessableEntity);
        web.MapPost("/api/patients/{patient}/proposals", (ClaimsPrincipal who, string patient, ProposalRequest asked) =>
            parts.Find(who, patient) is { } one ? Decide(parts, who, one, asked) : Results.NotFound()).RequireAuthorization(Roles.Therapist)
            .Produces<PlanView>().Produces<string>(StatusCodes.Status400BadRequest).Produces(StatusCodes.Status404NotFound);
    }

    /// <summary>What is answered where a page did not know the newest plan.</summary>
    public static IResult Outdated(long current) => Results.Json(new Newer(current), statusCode: StatusCodes.Status409Conflict);

    private static async Task<IResult> Save(HubParts parts, ClaimsPrincipal who, PatientRecord patient, PlanRequest asked)
    {
        IReadOnlyList<PlanError> errors = [];
        var (saved, current) = parts.Database.Write(writing =>
        {
            var before = writing.Plan(patient.Number);
            if ((before?.Number ?? 0) != asked.BasedOn)
            {
                return (false, before?.Number ?? 0);
            }

            (var plan, errors) = PlanCheck.Read(asked.Plan, before?.Plan, asked.BasedOn + 1, who.Pseudonym(), parts.Now);
            if (plan is not null)
            {
                if (writing.AddPlan(patient.Number, asked.BasedOn + 1, plan, parts.Now, who.Name()) == 0)
                {
                    return (false, asked.BasedOn + 1);
                }

                writing.Tell(who.Site(), parts.Now, who.Name(), "changed-plan", patient.Topics.Patient, $"revision {asked.BasedOn + 1}");
            }

            return (plan is not null, asked.BasedOn);
        });
        if (!saved)
        {
            return errors.Count > 0 ? Results.Json(new Invalid(errors), statusCode: StatusCodes.Status422UnprocessableEntity) : Outdated(current);
        }

        await parts.Plans.Send(patient);
        return View(parts, patient);
    }

    private static IResult Decide(HubParts parts, ClaimsPrincipal who, PatientRecord patient, ProposalRequest asked)
    {
        var reason = asked.Reason ?? "";
        if (asked.Decision is not ("accept" or "decline") || reason.Length > LongestReason || reason.Any(char.IsControl))
        {
            return Results.BadRequest("a decision is accept or decline, with a reason of at most 200 letters");
        }

        if (!Proposals.Open(parts.Database, patient.Number).Exists(one => one.Id == asked.Proposal))
        {
            return Results.NotFound();
        }

        parts.Database.Write(writing =>
        {
            var decided = writing.Do(
                "INSERT INTO decision VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING", patient.Number, asked.Proposal, asked.Decision, reason, parts.Now.UnixMilliseconds, who.Name());
            if (decided > 0)
            {
                writing.Tell(who.Site(), parts.Now, who.Name(), "decided-proposal", patient.Topics.Patient, $"{asked.Proposal}: {asked.Decision}");
            }
        });
        return View(parts, patient);
    }

    private static IResult View(HubParts parts, PatientRecord patient)
    {
        var newest = parts.Database.Plan(patient.Number);
        var isThere = parts.Board.Of(patient.Topics).Presence.IsOnline(parts.Board.Now);
        var state = newest is null ? NoPlan : newest.Answer != PlanAnswer.Waiting ? Words.Of(newest.Answer) : isThere ? Sent : NotThere;
        return Results.Json(new PlanView(
            newest is null ? null : JsonNode.Parse(newest.Json),
            newest?.Number ?? 0,
            newest?.At.ToString(),
            newest?.Who,
            new(state, newest?.Reason, parts.Database.Followed(patient.Number)),
            Proposals.Open(parts.Database, patient.Number)));
    }

    private sealed record PlanRequest(JsonObject Plan, long BasedOn);

    private sealed record ProposalRequest(string Proposal, string Decision, string? Reason = null);
}
