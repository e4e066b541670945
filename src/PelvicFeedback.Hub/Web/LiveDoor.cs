using System.Data.Common;
using System.Net.WebSockets;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Accounts;
using PelvicFeedback.Hub.Audit;
using PelvicFeedback.Hub.Hosting;
using PelvicFeedback.Hub.Seam;
using PelvicFeedback.Hub.Store;

namespace PelvicFeedback.Hub.Web;

/// <summary>A patient, live: each opening is in the trail.</summary>
internal static class LiveDoor
{
    private static readonly TimeSpan Confirmed = TimeSpan.FromSeconds(1);

    public static void MapLive(this WebApplication web, HubParts parts) => web.MapGet("/api/patients/{patient}/live", async (HttpContext context, string patient) =>
    {
        var who = context.User;
        if (parts.Database.Patients(who.Site()).Find(one => one.Topics.Patient.ToString() == patient && one.Standing != PatientStanding.Erased) is not { } found)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
        else if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
        }
        else
        {
            parts.Database.Write(writing => writing.Tell(who.Site(), parts.Now, who.Name(), "watched-live", found.Topics.Patient));
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await Show(parts, who, found.Topics, socket, context.RequestAborted);
        }
    }).RequireAuthorization(Roles.Therapist);

    private static async Task Show(HubParts parts, ClaimsPrincipal who, PatientTopics patient, WebSocket socket, CancellationToken aborted)
    {
        using var view = parts.Feed.Open(patient);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        var (leaving, confirming) = (Leave(socket, over), Confirm(parts, who, over));
        try
        {
            await foreach (var said in view.Messages.ReadAllAsync(over.Token))
            {
                await socket.SendAsync(said, WebSocketMessageType.Text, endOfMessage: true, over.Token);
            }
        }
        catch (Exception left) when (left is OperationCanceledException or WebSocketException)
        {
            // The page was closed, or its sign-in has ended.
        }

        await over.CancelAsync();
        await Task.WhenAll(leaving, confirming);
        await SayGoodBye(socket);
    }

    // To one that said so first; the others are cut off, and come again where they may.
    private static async Task SayGoodBye(WebSocket socket)
    {
        using var patience = new CancellationTokenSource(Confirmed);
        try
        {
            if (socket.State == WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
            }
        }
        catch (Exception left) when (left is OperationCanceledException or WebSocketException)
        {
            // Gone.
        }

        socket.Abort();
    }

    // A page says nothing: what comes is its good-bye.
    private static async Task Leave(WebSocket socket, CancellationTokenSource over)
    {
        try
        {
            await socket.ReceiveAsync(new byte[1], over.Token);
        }
        catch (Exception left) when (left is OperationCanceledException or WebSocketException)
        {
            // Gone without one.
        }

        await over.CancelAsync();
    }

    private static async Task Confirm(HubParts parts, ClaimsPrincipal who, CancellationTokenSource over)
    {
        using var timer = new PeriodicTimer(Confirmed);
        try
        {
            while (who.IsStill(parts.Accounts.Find(who.Name())))
            {
                await timer.WaitForNextTickAsync(over.Token);
            }
        }
        catch (Exception unsure) when (unsure is OperationCanceledException or DbException)
        {
            // Over already; or the record is out of reach, and nobody can say.
        }

        await over.CancelAsync();
    }
}
