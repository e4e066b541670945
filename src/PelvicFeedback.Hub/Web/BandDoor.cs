using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Hub.Accounts;
using PelvicFeedback.Hub.Audit;
using PelvicFeedback.Hub.Hosting;
using PelvicFeedback.Hub.Plans;
using PelvicFeedback.Hub.Reports;
using PelvicFeedback.Hub.Store;

namespace PelvicFeedback.Hub.Web;

/// <summary>The band of one exercise: what another would have meant, and setting it.</summary>
internal static class BandDoor
{
    private const double Least = 0.5;
    private const double Most = 45;

    public static void MapBands(this WebApplication web, HubParts parts)
    {
        web.MapPost("/api/patients/{patient}/band/preview", async (ClaimsPrincipal who, string patient, PreviewRequest asked) =>
        {
            if (parts.Find(who, patient) is not { } one)
            {
                return Results.NotFound();
            }

            if (Prescribed(asked.Exercise, asked.Side) is not { } prescription || asked.AlertDeg is not (>= Least and <= Most))
            {
                return Refused();
            }

            parts.Database.Write(writing => writing.Tell(who.Site(), parts.Now, who.Name(), "viewed", one.Topics.Patient, "band preview"));
            return Results.Json(await Rescoring.Preview(parts.Database, one, prescription, new(asked.AlertDeg)), JsonSerializerOptions.Web);
        }).RequireAuthorization(Roles.Therapist).Produces<BandPreview>().Produces<string>(StatusCodes.Status400BadRequest).Produces(StatusCodes.Status404NotFound);
        web.MapPost("/api/patients/{patient}/band", async (ClaimsPrincipal who, string patient, BandRequest asked) =>
            parts.Find(who, patient) is { } one ? await Set(parts, who, one, asked) : Results.NotFound()).RequireAuthorization(Roles.Therapist)
            .Produces<HomesAnswer>().Produces<string>(StatusCodes.Status400BadRequest).Produces(StatusCodes.Status404NotFound).Produces<Newer>(StatusCodes.Status409Conflict);
    }

    // The home takes the band at once, for the next set, and the plan that has it for later.
    private static async Task<IResult> Set(HubParts parts, ClaimsPrincipal who, PatientRecord patient, BandRequest asked)
    {
        if (Prescribed(asked.Exercise, asked.Side) is not { } prescription || asked.AlertDeg is not (>= Least and <= Most))
        {
            return Refused();
        }

        BandSetting? band = null;
        var (current, isOutdated) = parts.Database.Write(writing =>
        {
            var before = writing.Plan(patient.Number);
            if (before is null || before.Number != asked.BasedOn || before.Plan.Find(prescription) is not { } planned)
            {
                return (before?.Number ?? 0, (before?.Number ?? 0) != asked.BasedOn);
            }

            var changed = new BandSetting(new(asked.AlertDeg), planned.Band?.Dwell);
            var plan = before.Plan;
            plan = plan with
            {
                PlanId = PlanCheck.NewName(before.Number + 1),
                Exercises = plan.Exercises.Replace(planned, planned with { Band = changed }),
            };
            if (writing.AddPlan(patient.Number, before.Number + 1, plan, parts.Now, who.Name()) == 0)
            {
                return (before.Number + 1, true);
            }

            band = changed;
            writing.Tell(who.Site(), parts.Now, who.Name(), "changed-band", patient.Topics.Patient, string.Create(
                System.Globalization.CultureInfo.InvariantCulture, $"{asked.Exercise} {asked.Side}: alert from {asked.AlertDeg:0.0##} deg, revision {before.Number + 1}"));
            return (before.Number + 1, false);
        });
        if (band is null)
        {
            return isOutdated ? PlanDoor.Outdated(current) : Answer(Words.Of(Live.HomeAnswer.Refused), Words.Of(Refusal.NotInPlan));
        }

        var reply = await parts.Homes.Send(patient.Topics, Words.Of(CommandName.SetBand), new()
        {
            ["exercise"] = asked.Exercise,
            ["side"] = asked.Side,
            ["band"] = new JsonObject { ["alertDeg"] = band.Alert?.Value, ["dwellS"] = band.Dwell?.Value },
        });
        if (reply.State is Live.HomeAnswer.Accepted or Live.HomeAnswer.Refused)
        {
            await parts.Plans.Send(patient);
        }
        else
        {
            parts.Plans.Owe(patient);
        }

        return Answer(Words.Of(reply.State), reply.Reason);
    }

    private static IResult Answer(string state, string? reason) => Results.Json(new HomesAnswer(state, reason));

    private static IResult Refused() => Results.BadRequest("an exercise, its side, and an alert limit of 0.5-45 degrees");

    // One that a plan can have, and that has a band.
    private static Prescription? Prescribed(string exercise, string side) =>
        Prescription.TryParse($"{exercise}:{side}", out var found) && found.Side != ExerciseSide.Auto && Bands.For(found.Exercise, default) is not null ? found : null;

    private sealed record PreviewRequest(string Exercise, string Side, double AlertDeg);

    private sealed record BandRequest(string Exercise, string Side, double AlertDeg, long BasedOn);
}
