using System.Net.WebSockets;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Accounts;
using PelvicFeedback.Hub.Audit;
using PelvicFeedback.Hub.Hosting;
using PelvicFeedback.Hub.Store;
using PelvicFeedback.Hub.Wall;

namespace PelvicFeedback.Hub.Web;

/// <summary>The wall, asked for once or told as it changes, and its alarms.</summary>
internal static class WallDoor
{
    private const int LongestReason = 200;
    private const int LongestSnooze = 12 * 60;
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(0.5);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static void MapWall(this WebApplication web, HubParts parts)
    {
        web.MapGet("/api/wall", (ClaimsPrincipal who) => Results.Json(WallView.Of(parts.Database, parts.Board, who.Site(), parts.Now), Json)).RequireAuthorization(Roles.Therapist).Produces<IReadOnlyList<WallCard>>();
        web.MapGet("/api/live", async (HttpContext context) =>
        {
            if (!context.WebSockets.IsWebSocketRequest)
            {
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                return;
            }

            var who = context.User;
            parts.Database.Write(writing => writing.Tell(who.Site(), parts.Now, who.Name(), "opened-wall"));
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await Tell(parts, who, socket, context.RequestAborted);
        }).RequireAuthorization(Roles.Therapist);
        web.MapPost("/api/alarms", (ClaimsPrincipal who, AlarmRequest asked) => Take(parts, who, asked)).RequireAuthorization(Roles.Therapist)
            .Produces(StatusCodes.Status204NoContent).Produces<string>(StatusCodes.Status400BadRequest).Produces(StatusCodes.Status404NotFound);
    }

    // As soon as something has changed, and never sooner than half a second after the last time. A sign-in that has ended ends it.
    private static async Task Tell(HubParts parts, ClaimsPrincipal who, WebSocket socket, CancellationToken gone)
    {
        using var timer = new PeriodicTimer(Pace);
        var leaving = socket.ReceiveAsync(new byte[1], gone);
        byte[] told = [];
        try
        {
            while (!leaving.IsCompleted && socket.State == WebSocketState.Open && who.IsStill(parts.Accounts.Find(who.Name())))
            {
                var wall = JsonSerializer.SerializeToUtf8Bytes(WallView.Of(parts.Database, parts.Board, who.Site(), parts.Now), Json);
                if (!wall.AsSpan().SequenceEqual(told))
                {
                    await socket.SendAsync(wall, WebSocketMessageType.Text, endOfMessage: true, gone);
                    told = wall;
                }

                await timer.WaitForNextTickAsync(gone);
            }

            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, gone);
        }
        catch (Exception left) when (left is OperationCanceledException or WebSocketException)
        {
            // The page was closed.
        }
    }

    private static IResult Take(HubParts parts, ClaimsPrincipal who, AlarmRequest asked)
    {
        if (asked.Reason.Length is 0 or > LongestReason || asked.Reason.Any(char.IsControl) || asked.SnoozeMinutes is < 1 or > LongestSnooze || !Pseudonym.TryParse(asked.Patient, out var patient))
        {
            return Results.BadRequest("a reason of 1-200 letters, and 1-720 minutes, or none");
        }

        var (site, now) = (who.Site(), parts.Now);
        var taken = parts.Database.Write(writing =>
        {
            var number = writing.NumberOf(new(site, patient));
            var done = asked.SnoozeMinutes is { } minutes
                ? writing.Do("UPDATE alarm SET snoozed = $3, reason = $4 WHERE patient = $1 AND alarm = $2 AND acknowledged IS NULL", number, asked.Alarm, now.UnixMilliseconds + (minutes * 60_000L), asked.Reason)
                : writing.Do(
                    "UPDATE alarm SET acknowledged = $3, acknowledged_by = $4, reason = $5 WHERE patient = $1 AND alarm = $2 AND acknowledged IS NULL",
                    number, asked.Alarm, now.UnixMilliseconds, who.Name(), asked.Reason);
            if (done > 0)
            {
                writing.Tell(site, now, who.Name(), asked.SnoozeMinutes is null ? "acknowledged-alarm" : "snoozed-alarm", patient, asked.Alarm);
            }

            return done > 0;
        });
        return taken ? Results.NoContent() : Results.NotFound();
    }

    private sealed record AlarmRequest(string Patient, string Alarm, string Reason, int? SnoozeMinutes = null);
}
