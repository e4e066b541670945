using System.Text.Json.Nodes;
using Microsoft.Playwright;
using PelvicFeedback.Tests.Coach;

namespace PelvicFeedback.Tests.Therapist;

/// <summary>Every page and dialog of the therapist's, in every language, wide, on a tablet, dark and at 200 %: no barrier, no word that was not looked up, nothing live that is not.</summary>
[Collection(nameof(Browser))]
[Trait("runs", "edges")]
public sealed class PageTests(Browser browser)
{
    // WCAG 2.2, 2.5.8.
    private const int Target = 24;

    private static readonly BrowserNewContextOptions Calm = new() { ReducedMotion = ReducedMotion.Reduce, ViewportSize = new() { Width = 1280, Height = 800 } };

    public static TheoryData<string, int, int, ColorScheme> Views => new()
    {
        { "en", 1280, 800, ColorScheme.Light }, { "nb", 820, 1180, ColorScheme.Dark }, { "de", 640, 400, ColorScheme.Light }, { "pseudo", 1280, 800, ColorScheme.Light },
    };

    private static readonly string[] Pictured = ["wall", "take", "live", "band-confirm", "plan", "report", "cut-off"];
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("PELVIC_PICTURES");

    private static JsonArray Wall => JsonNode.Parse(PracticeHub.Scene("wall"))!.AsArray();

    [Theory]
    [MemberData(nameof(Views))]
    public async Task No_page_has_a_barrier(string language, int width, int height, ColorScheme scheme)
    {
        await using var hub = await PracticeHub.Before(browser, Calm);
        var found = new List<string>();
        await hub.Page.SetViewportSizeAsync(width, height);
        await hub.Page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        foreach (var scene in TherapistScenes.All)
        {
            await hub.Leave();
            hub.AsUsual();
            hub.IsThere = true;
            scene.Before?.Invoke(hub);
            await hub.Open(scene.Place, language);
            await hub.Page.Locator(scene.Shows).First.WaitForAsync();
            if (scene.Do is { } act)
            {
                await act(hub);
            }

            if (language == "en" && Pictures is not null && Pictured.Contains(scene.Name))
            {
                Directory.CreateDirectory(Pictures);
                await hub.Page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, scene.Name + ".png"), FullPage = scene.Name is "wall" or "report" });
            }

            found.AddRange((await Barriers.Of(hub.Page, Target)).Concat(language == "pseudo" ? await hub.Page.EvaluateAsync<string[]>(PlainWords) : [])
                .Concat(hub.Complaints.Where(complaint => scene.Name != "cut-off" || !complaint.Contains("WebSocket", StringComparison.Ordinal))).Select(one => $"{scene.Name}: {one}"));
        }

        Assert.Empty(found);
    }

    [Fact]
    public async Task What_is_not_heard_of_any_more_is_not_shown_as_live()
    {
        await using var hub = await PracticeHub.Before(browser, Calm);
        await hub.Open("/wall");
        await hub.Page.Locator("[data-patient=p-anna] [data-lean=level]").WaitForAsync();
        await hub.HangUp();
        await Assertions.Expect(hub.Page.Locator(".cut-off")).ToContainTextAsync("Nothing shown here is live.");
        await Assertions.Expect(hub.Page.Locator("[data-lean=level], [data-lean=warn], [data-lean=alert], [data-lean=unjudged]")).ToHaveCountAsync(0);
        await Assertions.Expect(hub.Page.Locator("[data-patient=p-anna] [data-age]")).ToHaveTextAsync("not known");
        hub.IsThere = true;
        await hub.Page.Locator("[data-patient=p-anna] [data-lean=level]").WaitForAsync();
        await Assertions.Expect(hub.Page.Locator(".cut-off")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_name_is_a_name_whatever_is_in_it()
    {
        await using var hub = await PracticeHub.Before(browser, Calm);
        var wall = Wall;
        wall.Single(card => (string?)card!["patient"] == "p-sofie")!["name"] = "<img src=x onerror=document.title=1>";
        hub.Says("GET /api/wall", wall.ToJsonString());
        await hub.Open("/wall");
        await Assertions.Expect(hub.Page.Locator("[data-patient=p-sofie] th")).ToContainTextAsync("<img src=x");
        Assert.Equal(0, await hub.Page.Locator("img").CountAsync());
        Assert.Empty(hub.Complaints);
    }

    [Theory]
    [InlineData(1280, 800, ColorScheme.Light)]
    [InlineData(1920, 1080, ColorScheme.Dark)]
    [InlineData(640, 400, ColorScheme.Light)]
    public async Task Whatever_somebody_is_called_a_card_has_room_for_all_that_it_says(int width, int height, ColorScheme scheme)
    {
        await using var hub = await PracticeHub.Before(browser, new(Calm) { ViewportSize = new() { Width = width, Height = height }, ColorScheme = scheme });
        var wall = Wall;
        foreach (var (card, name) in wall.Zip(["Jonas Maximilian von Habsburg-Lothringen-Schwarzenberg", "كريم عبد الرحمن الحسيني", new string('W', 80), "Maria Magdalena Lindqvist Andersson"]))
        {
            card!["name"] = name;
        }

        hub.Says("GET /api/wall", wall.ToJsonString());
        await hub.Open("/wall", "de");
        await hub.Page.Locator("[data-lean=level]").First.WaitForAsync();
        Assert.Empty(await hub.Page.EvaluateAsync<string[]>(Cramped));
        Assert.Empty(await Barriers.Of(hub.Page, Target));
    }

    [Fact]
    public async Task A_name_that_is_written_from_right_to_left_prints_on_the_same_page()
    {
        await using var hub = await PracticeHub.Before(browser, Calm);
        var patient = JsonNode.Parse(PracticeHub.Scene("patient"))!;
        patient["name"] = "كريم عبد الرحمن الحسيني";
        hub.Says("GET /api/patients/p-anna", patient.ToJsonString());
        await hub.Open("/patient/p-anna/reports/s8");
        await hub.Page.Locator(".report footer").WaitForAsync();
        Assert.Equal("isolate", await hub.Page.Locator(".report h2 bdi").EvaluateAsync<string>("name => getComputedStyle(name).unicodeBidi"));
        Assert.Equal(1, Printed.Pages(await hub.Page.PdfAsync(new() { PreferCSSPageSize = true, PrintBackground = true })));
    }

    [Fact]
    public async Task A_screen_reader_hears_an_alarm_once_and_no_sample()
    {
        await using var hub = await PracticeHub.Before(browser, Calm);
        await hub.Open("/wall");
        await hub.Page.Locator("[data-patient=p-anna] [data-lean=level]").WaitForAsync();
        await hub.Page.EvaluateAsync("""
            () => {
              window.heard = [];
              new MutationObserver((all) => {
                for (const { target } of all) {
                  const live = (target.nodeType === 1 ? target : target.parentElement)?.closest('[role=status], [role=alert], [role=log], [aria-live]:not([aria-live=off])');
                  if (live && live.textContent) heard.push(live.textContent);
                }
              }).observe(document.body, { subtree: true, childList: true, characterData: true });
            }
            """);
        var wall = Wall;
        var anna = wall.Single(card => (string?)card!["patient"] == "p-anna")!;
        for (var i = 0; i < 30; i++)
        {
            anna["live"]!["beamDeg"] = i / 10.0;
            anna["live"]!["zone"] = i > 20 ? "alert" : "level";
            hub.Tell(wall);
        }

        anna["alarms"] = new JsonArray(new JsonObject { ["alarm"] = "s9.fell", ["kind"] = "fell", ["priority"] = "high", ["at"] = "2026-11-22T22:00:00.000Z", ["snoozedUntil"] = null });
        hub.Tell(wall);
        hub.Tell(wall);
        await Assertions.Expect(hub.Page.Locator(".unseen[role=alert]")).ToHaveTextAsync("Alarm, High: Anna Nygård: Fell.");
        Assert.Equal(["Alarm, High: Anna Nygård: Fell."], await hub.Page.EvaluateAsync<string[]>("() => [...new Set(heard)]"));
        await Assertions.Expect(hub.Page.Locator(".cards > li").First).ToHaveAttributeAsync("data-patient", "p-ingrid");
        await Assertions.Expect(hub.Page.Locator(".cards > li").Nth(1)).ToHaveAttributeAsync("data-patient", "p-anna");
    }

    [Fact]
    public async Task An_alarm_is_taken_by_keys_alone_and_the_keyboard_stays_where_it_was()
    {
        await using var hub = await PracticeHub.Before(browser, Calm);
        await hub.Open("/wall");
        await Press(hub.Page, "Take: Ingrid Solberg: Fell");
        await Assertions.Expect(hub.Page.Locator("dialog")).ToContainTextAsync("This page does not call anybody.");
        await Press(hub.Page, "Telephoned");
        var without = Wall;
        without[0]!["alarms"] = new JsonArray();
        hub.Says("GET /api/wall", without.ToJsonString());
        await Press(hub.Page, "Take");
        await Assertions.Expect(hub.Page.Locator("dialog")).ToHaveCountAsync(0);
        await Assertions.Expect(hub.Page.Locator(".said")).ToHaveTextAsync("The alarm was taken.");
        await Assertions.Expect(hub.Page.Locator("[data-alarm='s1.fell']")).ToHaveCountAsync(0);
        Assert.Contains(("POST /api/alarms", """{"patient":"p-ingrid","alarm":"s1.fell","reason":"Telephoned"}"""), hub.Sent);
    }

    [Fact]
    public async Task A_high_alarm_is_heard_where_that_is_wanted_and_seen_everywhere_and_no_other_is()
    {
        await using var hub = await PracticeHub.Before(browser, Calm);
        await hub.Page.AddInitScriptAsync("window.struck = 0; const start = OscillatorNode.prototype.start; OscillatorNode.prototype.start = function (at) { struck++; start.call(this, at); };");
        var wall = Wall;
        wall[0]!["alarms"] = new JsonArray();
        hub.Says("GET /api/wall", wall.ToJsonString());
        await hub.Open("/wall");
        var page = hub.Page;
        await page.Locator("[data-lean=level]").First.WaitForAsync();
        Task Alarm(int card, string kind, string priority)
        {
            wall[card]!["alarms"] = new JsonArray(new JsonObject { ["alarm"] = "x." + kind, ["kind"] = kind, ["priority"] = priority, ["at"] = "2026-11-22T22:00:00.000Z", ["snoozedUntil"] = null });
            hub.Tell(wall);
            return page.Locator($"[data-alarm='x.{kind}']").WaitForAsync();
        }

        Task<int> Struck() => page.EvaluateAsync<int>("struck");

        // Off until somebody turns it on: seen, and silent.
        await Alarm(1, "fell", "high");
        await page.Locator(".tally.high.calls").WaitForAsync();
        Assert.Equal(0, await Struck());
        await page.Locator("[data-bell=off]").ClickAsync();
        await page.Locator("[data-bell=on]").WaitForAsync();
        await page.WaitForFunctionAsync("struck > 0");

        // As long as a high one waits it calls again and again: what the medium one does is counted without it.
        wall[1]!["alarms"] = new JsonArray();
        hub.Tell(wall);
        await Assertions.Expect(page.Locator("[data-alarm='x.fell']")).ToHaveCountAsync(0);
        var sample = await Struck();
        await Alarm(2, "pain-over-limit", "medium");
        Assert.Equal(sample, await Struck());
        await Alarm(3, "unwell", "high");
        await page.WaitForFunctionAsync("before => struck > before", sample);
        await page.Locator("[data-bell=on]").ClickAsync();
        await page.Locator("[data-bell=off]").WaitForAsync();
    }

    [Fact]
    public async Task A_proposal_is_filled_in_and_decided_with_the_plan_that_has_it()
    {
        await using var hub = await PracticeHub.Before(browser, Calm);
        await hub.Open("/patient/p-anna/plan");
        var row = hub.Page.Locator(".exercises .row").First;
        var hold = row.GetByLabel("Hold, s");
        var before = double.Parse(await hold.InputValueAsync(), System.Globalization.CultureInfo.InvariantCulture);
        await Press(hub.Page, "Fill it in: One-leg stand, stands LEFT");
        await Assertions.Expect(hold).ToHaveValueAsync((before + 5).ToString(System.Globalization.CultureInfo.InvariantCulture));
        await Assertions.Expect(row).ToBeFocusedAsync();
        Assert.Empty(hub.Sent);
        await hub.Page.Locator(".last .main").ClickAsync();
        await Assertions.Expect(hub.Page.Locator(".said")).ToContainTextAsync("saved");
        Assert.Equal(["PUT /api/patients/p-anna/plan", "POST /api/patients/p-anna/proposals"], hub.Sent.Select(sent => sent.Asked));
        Assert.Contains("\"decision\":\"accept\"", hub.Sent.Last().Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("s9", "en")]
    [InlineData("s8", "en")]
    [InlineData("s8", "de")]
    public async Task A_report_prints_on_one_page(string session, string language)
    {
        await using var hub = await PracticeHub.Before(browser, Calm);
        await hub.Open("/patient/p-anna/reports/" + session, language);
        await hub.Page.Locator(".report footer").WaitForAsync();
        Assert.Equal(1, Printed.Pages(await hub.Page.PdfAsync(new() { PreferCSSPageSize = true, PrintBackground = true })));
    }

    private static async Task Press(IPage page, string name)
    {
        var button = page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
        await button.WaitForAsync();
        for (var steps = 0; !await button.EvaluateAsync<bool>("one => one === document.activeElement"); steps++)
        {
            Assert.True(steps < 60, $"{name} is out of reach of the keys.");
            await page.Keyboard.PressAsync("Tab");
        }

        await page.Keyboard.PressAsync("Enter");
    }

    // What a card says stays within it, off its edges, and nothing lies upon anything else.
    private const string Cramped = """
        () => {
          const found = [];
          const area = (part) => [...part.querySelectorAll('*'), part].flatMap((one) => [...one.getClientRects()]).filter((box) => box.width > 0 && box.height > 0)
            .reduce((all, box) => ({ left: Math.min(all.left, box.left), right: Math.max(all.right, box.right), top: Math.min(all.top, box.top), bottom: Math.max(all.bottom, box.bottom) }));
          for (const card of document.querySelectorAll('.card')) {
            const name = card.querySelector('h2').textContent, box = card.getBoundingClientRect(), border = parseFloat(getComputedStyle(card).borderTopWidth);
            const parts = [...card.children].filter((one) => one.offsetHeight > 0).map((one) => [one.className || one.tagName, area(one)]);
            for (const [what, { left, right, top, bottom }] of parts) {
              if (top - box.top - border < 3 || box.bottom - bottom < 2 || left < box.left || right > box.right) found.push(`${name}: ${what} at the edge`);
              for (const [other, its] of parts) {
                if (what < other && left < its.right - 1 && its.left < right - 1 && top < its.bottom - 1 && its.top < bottom - 1) found.push(`${name}: ${what} upon ${other}`);
              }
            }
          }
          if (document.documentElement.scrollWidth > innerWidth) found.push('wider than the screen');
          return found;
        }
        """;

    // Every word of the page stands between brackets in the language that nobody speaks, except what languages and people call themselves.
    private const string PlainWords = """
        () => {
          const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          for (let node; node = walker.nextNode();) {
            const bare = node.data.replace(/\[[^\]]*\]/g, '');
            if (/[a-z]{2,}/i.test(bare) && !node.parentElement.closest('[lang]:not(html), script, code') && isNaN(Date.parse(bare.replace(/[–·,]/g, ' '))) && !/^[\s–·,:]*\d/.test(bare)) found.push(`'${bare.trim()}' in no language`);
          }
          for (const one of document.querySelectorAll('[aria-label]')) {
            if (!/\[/.test(one.getAttribute('aria-label'))) found.push(`'${one.getAttribute('aria-label')}' in no language`);
          }
          return found;
        }
        """;
}
