using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PelvicFeedback.Worker.Pages;

namespace PelvicFeedback.Worker.Lan;

/// <summary>
/// Who of the home's network is let in. A stranger gets the page's files, which say nothing of anybody; with the code that this machine's own page
/// shows he gets a key, and the key is his browser's alone.
/// </summary>
/// <param name="certificate">What this machine shows.</param>
/// <param name="devices">Those that are in.</param>
/// <param name="clock">Its wall time does not matter.</param>
internal sealed class LanDoor(LanCertificate certificate, LanDevices devices, TimeProvider clock) : IDisposable
{
    // Longer no browser keeps a cookie.
    private static readonly TimeSpan KeyLife = TimeSpan.FromDays(400);

    private readonly Attempts _attempts = new(clock);

    /// <summary>What this machine shows.</summary>
    public LanCertificate Certificate => certificate;

    /// <summary>Those that are in.</summary>
    public LanDevices Devices => devices;

    /// <summary>The code that lets one more in.</summary>
    public LanCode Code { get; } = new(clock);

    /// <summary>Where devices find the page, such as <c>https://192.168.1.20:5081</c>.</summary>
    public string Origin { get; set; } = "";

    /// <summary>Who asks; null for a stranger.</summary>
    public Guest? GuestOf(HttpContext context) =>
        devices.Of(context.Request.Cookies[CookieOf(context)]) is { } known ? new(known.Device.Id, known.Revoked) : null;

    /// <summary>A device would like to be let in: with a code, and what it calls itself.</summary>
    public async Task Join(HttpContext context)
    {
        if (!Answers.IsFromThePage(context) || !context.Request.HasJsonContentType())
        {
            await Answers.Say(context, StatusCodes.Status403Forbidden, "Only the page itself lets a device in.\n");
        }
        else if (!_attempts.Allow(context.Connection.RemoteIpAddress ?? IPAddress.None))
        {
            await Answers.Say(context, StatusCodes.Status429TooManyRequests, "Too many attempts: wait a minute.\n");
        }
        else if (await Asked(context) is not { } asked || !Code.Take(asked.Code))
        {
            await Answers.Say(context, StatusCodes.Status410Gone, "This code was used, has expired, or never was.\n");
        }
        else if (devices.Add(asked.Name) is not { } key)
        {
            await Answers.Say(context, StatusCodes.Status409Conflict, "There are too many devices already.\n");
        }
        else
        {
            context.Response.Cookies.Append(CookieOf(context), key, new()
            {
                HttpOnly = true,
                Secure = true,
                SameSite = SameSiteMode.Strict,
                Path = "/",
                MaxAge = KeyLife,
            });
            await Answers.Json(context, "{}");
        }
    }

    /// <summary>The authority, for a device whose owner wants to install it.</summary>
    public Task Authority(HttpContext context)
    {
        BuiltPage.Protect(context.Response);
        context.Response.ContentType = "application/x-x509-ca-cert";
        context.Response.Headers.ContentDisposition = "attachment; filename=pelvicfeedback.crt";
        return context.Response.Body.WriteAsync(certificate.Authority.Export(X509ContentType.Cert), context.RequestAborted).AsTask();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        devices.Dispose();
        certificate.Dispose();
    }

    // Bound to this very host by its prefix (RFC 6265bis, 4.1.3.2), and to this worker by its port.
    private static string CookieOf(HttpContext context) => $"__Host-pelvic-device-{context.Request.Host.Port ?? 443}";

    private static async Task<Wish?> Asked(HttpContext context)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<Wish>(context.Request.Body, JsonSerializerOptions.Web, context.RequestAborted)
                is { Code: not null, Name: not null } wish ? wish : null;
        }
        catch (Exception unread) when (unread is JsonException or BadHttpRequestException)
        {
            return null;
        }
    }

    private sealed record Wish(string Code, string Name);
}
