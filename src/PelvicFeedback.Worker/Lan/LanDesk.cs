using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PelvicFeedback.Worker.Pages;

namespace PelvicFeedback.Worker.Lan;

/// <summary>What this machine's own page does with other devices: shows a code, lists who is in, shows one the door. Never served to a device.</summary>
internal sealed class LanDesk(LanService lan, BrokerRelay relay)
{
    /// <summary>Files of the page that are for devices only: they make it something to install.</summary>
    public static string[] ForDevices { get; } = ["/app.webmanifest", "/installed.js"];

    /// <summary>Adds what it answers.</summary>
    public void MapTo(WebApplication web)
    {
        web.MapGet("/lan", Show);
        web.MapPost("/lan/code", context => Act(context, NewCode));
        web.MapPost("/lan/revoke", context => Act(context, Revoke));
    }

    private static Task Act(HttpContext context, Func<HttpContext, Task> act) => Answers.IsFromThePage(context)
        ? act(context)
        : Answers.Say(context, StatusCodes.Status403Forbidden, "Only the page itself may do that.\n");

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, JsonSerializerOptions.Web);

    private Task Show(HttpContext context) => Answers.Json(context, lan.Door is not { } door ? "null" : Json(new
    {
        Address = door.Origin + "/",
        door.Certificate.Fingerprint,
        Devices = door.Devices.All.Select(device => new { device.Id, device.Name, device.Joined, Here = device.Id == relay.Device }),
    }));

    private Task NewCode(HttpContext context)
    {
        if (lan.Door is not { } door)
        {
            return Off(context);
        }

        // Behind the # it stays in the device's browser: no server sees it before the page sends it.
        var code = door.Code.New();
        return Answers.Json(context, Json(new
        {
            Code = code,
            Link = $"{door.Origin}/#join={code}&cert={door.Certificate.Fingerprint}",
            Seconds = (int)LanCode.Life.TotalSeconds,
        }));
    }

    private Task Revoke(HttpContext context)
    {
        if (lan.Door is not { } door)
        {
            return Off(context);
        }

        return door.Devices.Revoke(context.Request.Query["device"].ToString())
            ? Answers.Json(context, "{}")
            : Answers.Say(context, StatusCodes.Status404NotFound, "There is no such device.\n");
    }

    private static Task Off(HttpContext context) => Answers.Say(context, StatusCodes.Status409Conflict, "Other devices are not served: start with --lan.\n");
}
