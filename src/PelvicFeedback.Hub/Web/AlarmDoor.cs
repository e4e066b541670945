using System.Globalization;
using System.Net;
using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using PelvicFeedback.Hub.Accounts;
using PelvicFeedback.Hub.Alarms;
using PelvicFeedback.Hub.Audit;
using PelvicFeedback.Hub.Hosting;
using PelvicFeedback.Hub.Seam;
using PelvicFeedback.Hub.Store;
using PelvicFeedback.Messaging;

namespace PelvicFeedback.Hub.Web;

/// <summary>How often therapists are called, what was agreed on with patients, and the hub's numbers for whoever looks after the machine.</summary>
internal static class AlarmDoor
{
    private const int Days = 30;
    private const int MostSessions = 21;

    public static void MapAlarms(this WebApplication web, HubParts parts)
    {
        web.MapGet("/api/alarms/rate", (ClaimsPrincipal who) => Results.Json(parts.Database.Rate(who.Site(), Days, parts.Now))).RequireAuthorization(Roles.Therapist).Produces<AlarmRate>();
        web.MapPut("/api/patients/{patient}/weekly", (ClaimsPrincipal who, string patient, WeeklyRequest? asked) => Agree(parts, who, patient, asked)).RequireAuthorization(Roles.Therapist)
            .Produces(StatusCodes.Status204NoContent).Produces<string>(StatusCodes.Status400BadRequest).Produces(StatusCodes.Status404NotFound);
        web.MapGet("/metrics", (HttpContext context) => context.Connection.RemoteIpAddress is { } from && IPAddress.IsLoopback(from)
            ? Results.Text(Metrics(parts), "text/plain; version=0.0.4; charset=utf-8")
            : Results.NotFound()).AllowAnonymous().Produces<string>(contentType: "text/plain").Produces(StatusCodes.Status404NotFound);
    }

    private static IResult Agree(HubParts parts, ClaimsPrincipal who, string patient, WeeklyRequest? asked)
    {
        if (parts.Database.Patients(who.Site()).Find(one => one.Topics.Patient.ToString() == patient && one.Standing != PatientStanding.Erased) is not { } found)
        {
            return Results.NotFound();
        }

        if (asked is null || asked.Sessions is < 1 or > MostSessions)
        {
            return Results.BadRequest("1-21 sessions a week, or none");
        }

        var sessions = asked.Sessions;
        parts.Database.Write(writing =>
        {
            writing.Agree(found.Number, sessions, parts.Now);
            writing.Tell(who.Site(), parts.Now, who.Name(), "agreed-weekly", found.Topics.Patient, sessions?.ToString(CultureInfo.InvariantCulture) ?? "none");
        });
        return Results.NoContent();
    }

    // As Prometheus reads it (exposition format 0.0.4). Counts of everybody together, and nobody's name.
    private static string Metrics(HubParts parts)
    {
        var (text, rate) = (new StringBuilder(), parts.Database.Rate(null, Days, parts.Now));
        Add("pelvic_hub_link_up", "gauge", "1 while the broker is there.", [("", parts.Link.Link.State.Phase == LinkPhase.Up ? 1 : 0)]);
        Add("pelvic_hub_waiting", "gauge", "Events that wait to be written down.", [("", parts.Link.Waiting)]);
        Add("pelvic_hub_certificate_ends_seconds", "gauge", "From when on homes refuse the hub's certificate, in seconds since 1970.", [("", parts.Authority.Ends.ToUnixTimeSeconds())]);
        Add("pelvic_hub_messages_total", "counter", "What became of what came.", parts.Counts.All.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => ($"{{outcome=\"{Quoted(one.Key)}\"}}", (double)one.Value)));
        Add("pelvic_hub_alarms", "gauge", "Alarms of the last 30 days, UTC, and of today.", rate.Alarms.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => ($"{{priority=\"{one.Key}\"}}", (double)one.Value)));
        Add("pelvic_hub_patient_hours", "gauge", "Hours of sessions in the last 30 days, UTC, and today.", [("", rate.PatientHours)]);
        return text.ToString();

        void Add(string name, string type, string help, IEnumerable<(string Labels, double Value)> values)
        {
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");
            foreach (var (labels, value) in values)
            {
                text.Append(CultureInfo.InvariantCulture, $"{name}{labels} {value:R}\n");
            }
        }
    }

    private static string Quoted(string label) => label.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private sealed record WeeklyRequest(int? Sessions);
}
