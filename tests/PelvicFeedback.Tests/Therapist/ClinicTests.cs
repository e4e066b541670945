using System.Text.RegularExpressions;
using Microsoft.Playwright;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Accounts;
using PelvicFeedback.Messaging.Store;
using PelvicFeedback.Tests.Coach;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Tests.Hub;
using PelvicFeedback.Tests.Store;
using PelvicFeedback.Tests.Worker;
using PelvicFeedback.Worker.Pairing;

namespace PelvicFeedback.Tests.Therapist;

/// <summary>
/// A therapist in a real browser, a real hub, and a real home that was paired with the code from the page: she signs in, watches, changes a band which the
/// patient's display takes, takes an alarm, and prints the report. Every page is looked at by axe on the way.
/// </summary>
[Collection(nameof(Browser))]
[Trait("runs", "edges")]
public sealed class ClinicTests(Browser browser, HubWorld world) : IClassFixture<HubWorld>
{
    private const float Patience = 60_000;
    private const string Name = "Anna Nygård";

    // A hold that is long enough to be watched, and enough sets for another one to begin with the new band.
    private const string Plan = """
        {"v": 1, "planId": "clinic-test", "screen": {"by": "nobody", "at": "2026-01-01T00:00:00.000Z", "weightBearing": "full", "restrictions": [],
        "fractureRisk": false, "fallsOrAid": false, "dizziness": false, "shoulder": false}, "exercises": [
        {"exercise": "single-leg-stance", "side": "left", "support": "fingertips", "sets": 9, "reps": 2, "holdS": 8, "band": null, "restS": 8, "feedbackPercent": 100, "sound": "off"}],
        "pain": {"stopOver": 5, "stopRise": 2, "holdFrom": 4}, "dailySets": 100, "rawMotion": true}
        """;

    private const string NewBand =
        """SELECT COUNT(*) FROM event WHERE CAST(payload AS TEXT) LIKE '%"phase":"set-start"%' AND CAST(payload AS TEXT) LIKE '%"alertDeg":7%'""";

    [Fact]
    public async Task A_therapist_watches_changes_a_band_takes_an_alarm_and_prints_a_report()
    {
        using var folder = new TemporaryFolder();
        var therapist = await Page(new() { ViewportSize = new() { Width = 1280, Height = 800 }, Locale = "en-GB", ReducedMotion = ReducedMotion.Reduce });
        var complaints = new List<string>();
        therapist.Console += (_, said) => complaints.AddRange(said.Type is "error" && !said.Text.Contains("401", StringComparison.Ordinal) ? [said.Text] : []);
        therapist.PageError += (_, error) => complaints.Add(error);

        await SignIn(therapist);
        await Pair(therapist, folder.Path);
        await Prescribe(therapist);
        var plan = Path.Combine(folder.Path, "plan.json");
        await File.WriteAllTextAsync(plan, Plan);
        using var home = new WorkerProcess(new Dictionary<string, string> { ["PELVIC_DATA"] = folder.Path }, "run", "--speed", "2", "--plan", plan);
        var display = await Page(new() { ViewportSize = new() { Width = 1280, Height = 720 }, Locale = "en-GB" });
        await display.GotoAsync(home.Line("The coaching display: ").Split(' ')[^1] + "?lang=en");

        await Watch(therapist);
        await ChangeTheBand(therapist, display, folder.Path);
        await Fall(display);
        await TakeTheAlarm(therapist);
        await Print(therapist);
        await LookAtTheTrail(therapist);
        Assert.Empty(complaints);
    }

    private async Task SignIn(IPage page)
    {
        var password = world.Hub.Parts.Accounts.Make("mona.lie", Pseudonym.Parse("clinic"), [Roles.Therapist, Roles.Administrator], "test")!;
        await page.GotoAsync(world.Hub.Address);
        await See(page, "form .main");
        await page.GetByLabel("Name").FillAsync("mona.lie");
        await page.GetByLabel("Password").FillAsync(password);
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("main.wall, [name=chosen]").First.WaitForAsync();
        if (await page.Locator("[name=chosen]").CountAsync() > 0)
        {
            await page.Locator("[name=old]").FillAsync(password);
            await page.Locator("[name=chosen]").FillAsync("long enough for this");
            await page.Locator("[name=again]").FillAsync("long enough for this");
            await page.Keyboard.PressAsync("Enter");
        }

        await See(page, "main.wall .nobody");
    }

    private static async Task Pair(IPage page, string folder)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "New patient" }).ClickAsync();
        await page.Locator("dialog [name=name]").FillAsync(Name);
        await page.Keyboard.PressAsync("Enter");
        await See(page, "dialog .square");
        var code = await page.Locator("[data-code]").GetAttributeAsync("data-code");
        Assert.Equal(0, await PairCommand.Pair(code!, folder, TextWriter.Null));
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator(".idle")).ToContainTextAsync(Name);
    }

    // The home that is not there yet gets it when it comes. On the page as anybody has to: the screen first.
    private static async Task Prescribe(IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = Name }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Plan" }).ClickAsync();
        await See(page, "[data-screened=false]");
        await page.GetByRole(AriaRole.Radio, new() { Name = "full" }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm the safety screen" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add an exercise" }).ClickAsync();
        await page.GetByLabel("Sets", new() { Exact = true }).FillAsync("9");
        await page.GetByLabel("Repetitions", new() { Exact = true }).FillAsync("2");
        await page.GetByLabel("Hold, s", new() { Exact = true }).FillAsync("8");
        await page.GetByLabel("Rest, s", new() { Exact = true }).FillAsync("8");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and send" }).ClickAsync();
        await page.Locator("[data-home=offline]").WaitForAsync();
        await See(page, "[data-screened=true]");
        await page.GetByRole(AriaRole.Link, new() { Name = "Wall" }).ClickAsync();
    }

    private static async Task Watch(IPage page)
    {
        await See(page, ".card [data-lean=level], .card [data-lean=warn], .card [data-lean=alert]");
        await page.GetByRole(AriaRole.Link, new() { Name = Name }).ClickAsync();
        await page.Locator("[data-watch=running]").WaitForAsync();
        await page.Locator(".current [data-lean=level]").WaitForAsync();
        await See(page, ".reps li");
    }

    private static async Task ChangeTheBand(IPage page, IPage display, string folder)
    {
        var lane = display.Locator("figure.beam .lane");
        await lane.First.WaitForAsync();
        var before = await Drawn(lane);
        await page.Locator(".slide [type=number]").FillAsync("7");
        await Assertions.Expect(page.Locator("[data-preview]")).ToHaveTextAsync(Said(), new() { Timeout = Patience });
        await page.GetByRole(AriaRole.Button, new() { Name = "Change …" }).ClickAsync();
        await See(page, ".confirm .main");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send to the patient" }).ClickAsync();
        await page.Locator("[data-answer=accepted]").WaitForAsync();

        // Taken between two sets: the home's own record says with which limit the next one began, and its lane is another.
        var record = Path.Combine(folder, StoreOptions.FileName);
        await Patiently.Until(() => Kept.Look(record, NewBand) > 0, TimeSpan.FromMilliseconds(Patience));
        await lane.First.WaitForAsync();
        Assert.NotEqual(before, await Drawn(lane));
        await Assertions.Expect(page.Locator(".band-edit")).ToContainTextAsync("Alert limit now: 7.0°");
    }

    // The simulated patient's session is the person's who presses.
    private static async Task Fall(IPage display)
    {
        await display.GetByRole(AriaRole.Button, new() { Name = "Answer myself" }).ClickAsync();
        await display.GetByRole(AriaRole.Button, new() { Name = "STOP", Exact = true }).ClickAsync();
        await display.GetByRole(AriaRole.Button, new() { Name = "Fell", Exact = true }).ClickAsync();
    }

    private static async Task TakeTheAlarm(IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Wall" }).ClickAsync();
        await See(page, ".card.need-high .alarm.high");
        await page.GetByRole(AriaRole.Button, new() { Name = $"Take: {Name}: Fell" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Telephoned" }).ClickAsync();
        await page.Locator("dialog .main").ClickAsync();
        await Assertions.Expect(page.Locator(".alarm.high")).ToHaveCountAsync(0);
    }

    private static async Task Print(IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = Name }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Reports" }).ClickAsync();
        await page.Locator(".sessions a").First.ClickAsync();
        await See(page, ".report footer");
        await Assertions.Expect(page.Locator(".report")).ToContainTextAsync("fell");
        Assert.Equal(1, Printed.Pages(await page.PdfAsync(new() { PreferCSSPageSize = true, PrintBackground = true })));
    }

    private static async Task LookAtTheTrail(IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Audit trail" }).ClickAsync();
        await See(page, "[data-whole=true]");
        await Assertions.Expect(page.Locator("tbody")).ToContainTextAsync("watched live");
        await Assertions.Expect(page.Locator("tbody")).ToContainTextAsync("took an alarm");
    }

    private static async Task See(IPage page, string shows)
    {
        await page.Locator(shows).First.WaitForAsync();
        Assert.Empty(await Barriers.Of(page, target: 24));
    }

    private static async Task<string> Drawn(ILocator lane) => await lane.First.EvaluateAsync<string>("one => one.outerHTML");

    // Whether the last session's motion was there already is the record's to say; that something is said of it is the page's.
    private static Regex Said() => new("^(The last session .* would have been \\d+ % → \\d+ % in band\\.|What .* (session|been) .*)$");

    private async Task<IPage> Page(BrowserNewContextOptions options)
    {
        var context = await browser.Chromium.NewContextAsync(options);
        context.SetDefaultTimeout(Patience);
        return await context.NewPageAsync();
    }
}
