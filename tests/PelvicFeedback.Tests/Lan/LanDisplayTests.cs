using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Playwright;
using PelvicFeedback.Tests.Coach;
using PelvicFeedback.Tests.Habits;

namespace PelvicFeedback.Tests.Lan;

/// <summary>A television in Chromium: let in by this machine's page, shown the display, shown the door.</summary>
[Collection(nameof(Browser))]
[Trait("runs", "edges")]
public sealed class LanDisplayTests(Browser browser)
{
    [Fact]
    public async Task A_television_is_let_in_shows_the_display_and_is_shown_the_door()
    {
        using var home = new LanHome();
        using var profile = new TemporaryFolder();
        var here = await (await browser.Chromium.NewContextAsync(new() { Locale = "en-GB" })).NewPageAsync();
        here.SetDefaultTimeout(Display.Patience);
        await here.GotoAsync(home.Here.ToString());
        await Press(here, "Settings");
        await Press(here, "Other devices");
        await Press(here, "Let a device in");
        var link = await here.Locator("svg.square").GetAttributeAsync("data-link");
        Assert.StartsWith($"{home.There}#join=", link);
        Assert.EndsWith("&cert=" + (await home.Lan())["fingerprint"], link);
        Assert.Empty(await Barriers.Of(here));

        await using var device = await Television(home, profile.Path);
        var there = device.Pages[0];
        there.SetDefaultTimeout(Display.Patience);
        await there.GotoAsync(link!);
        await there.Locator("main[data-screen=join]").WaitForAsync();
        Assert.Empty(await Barriers.Of(there));
        Assert.DoesNotContain("join=", there.Url);
        await Press(there, "Let in");
        await there.Locator("main:not([data-screen=join]):not([data-screen=connecting])").WaitForAsync();

        // The one page at a time: this machine's is told, and shows who has it.
        await here.Locator("main[data-screen=elsewhere]").WaitForAsync();
        await here.GetByText("It shows the display now.").WaitForAsync();

        // It can be installed, and keeps nothing.
        Assert.Equal("activated", await there.EvaluateAsync<string>("async () => { const { active } = await navigator.serviceWorker.ready; while (active.state !== 'activated') { await new Promise((done) => active.onstatechange = done); } return active.state; }"));
        Assert.Empty(await there.EvaluateAsync<string[]>("caches.keys()"));
        Assert.Equal(1, await there.Locator("link[rel=manifest]").CountAsync());

        await here.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await there.Locator("main[data-screen=join]").WaitForAsync();
        await there.ReloadAsync();
        await there.Locator("main[data-screen=join]").WaitForAsync();
        await here.GetByText("No other device is let in.").WaitForAsync();
    }

    private static Task Press(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();

    // As a device on which the authority was installed: a service worker wants a certificate that nobody had to be talked into.
    private async Task<IBrowserContext> Television(LanHome home, string profile)
    {
        using var own = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(home.Data, "secrets", "lan", "certificate.pem"));
        var trusted = Convert.ToBase64String(SHA256.HashData(own.PublicKey.ExportSubjectPublicKeyInfo()));
        return await browser.Chromium.BrowserType.LaunchPersistentContextAsync(profile, new()
        {
            ExecutablePath = Browser.Program,
            Args = [.. Browser.Arguments, "--ignore-certificate-errors-spki-list=" + trusted],
            ViewportSize = new() { Width = 1920, Height = 1080 },
            Locale = "en-GB",
        });
    }
}
