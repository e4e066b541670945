using Microsoft.Playwright;

namespace PelvicFeedback.Tests.Coach;

/// <summary>Every screen and state, in every language, on a TV, a tablet, a phone and at 200 %: no barrier that axe knows, nothing too wide, no target too small, no word that was not looked up.</summary>
[Collection(nameof(Browser))]
[Trait("runs", "edges")]
public sealed class ScreenTests(ScreenTests.Opened opened) : IClassFixture<ScreenTests.Opened>
{
    public static TheoryData<string, int, int> Views => new()
    {
        { "en", 1280, 720 }, { "nb", 1280, 720 }, { "de", 1280, 720 },
        { "en", 390, 844 }, { "nb", 390, 844 }, { "de", 390, 844 },
        { "en", 640, 360 }, { "nb", 640, 360 }, { "de", 640, 360 },
        { "de", 820, 1180 }, { "en", 1920, 1080 },
    };

    [Theory]
    [MemberData(nameof(Views))]
    public async Task No_screen_has_a_barrier(string language, int width, int height)
    {
        await opened.Open(language, width, height);
        await Each(async () => await Barriers.Of(opened.Page));
    }

    [Fact]
    public async Task Every_word_is_looked_up()
    {
        await opened.Open("pseudo", 1280, 720);
        await Each(async () => [.. await opened.Page.EvaluateAsync<string[]>(PlainWords), .. await Barriers.Sizes(opened.Page)]);
    }

    [Fact]
    public async Task A_screen_reader_hears_what_is_to_be_done_and_not_each_sample()
    {
        await opened.Open("en", 1280, 720);
        await opened.Broker.State(Scenes.Set);
        await opened.Shows("main[data-screen=live]");
        await opened.Page.EvaluateAsync("""
            () => {
              window.heard = [];
              new MutationObserver((all) => {
                for (const { target } of all) {
                  const live = (target.nodeType === 1 ? target : target.parentElement)?.closest('[role=status], [role=alert], [role=log], [aria-live]:not([aria-live=off])');
                  if (live) heard.push(live.textContent);
                }
              }).observe(document.body, { subtree: true, childList: true, characterData: true });
            }
            """);
        for (var i = 0; i < 120; i++)
        {
            var lean = 6 * Math.Sin(i / 5.0);
            await opened.Broker.Say("live", "live", [.. Scenes.Sample, ("sensorT", 14 + (i / 60.0)), ("obliquityDeg", lean), ("zone", lean > 2 ? "warn" : "level")]);
        }

        await opened.Broker.State([.. Scenes.Set, ("done", 4)]);
        await opened.Shows("[data-beam=unseen]");
        await Assertions.Expect(opened.Page.Locator("[role=status]")).ToHaveTextAsync("Can't see the sensor");
        Assert.Equal(["Can't see the sensor"], await opened.Page.EvaluateAsync<string[]>("() => [...new Set(heard)].filter(Boolean)"));
    }

    [Fact]
    public async Task Nothing_flashes_where_motion_is_wanted()
    {
        await opened.Page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.NoPreference });
        await opened.Open("en", 1280, 720);
        await Each(async () => await Barriers.Sizes(opened.Page));
        await opened.Page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
    }

    // WCAG 2.3.1: three flashes a second at most, which are six changes.
    [Fact]
    public async Task A_pelvis_at_the_edge_of_the_lane_makes_nothing_flash()
    {
        await opened.Open("en", 1280, 720);
        await opened.Broker.State(Scenes.Set);
        await opened.Broker.Say("live", "live", Scenes.Sample);
        await opened.Shows("[data-beam=level]");
        await opened.Page.EvaluateAsync("""
            () => {
              window.changes = 0;
              new MutationObserver((all) => (window.changes += all.length)).observe(document.querySelector('[data-beam]'), { attributeFilter: ['data-beam'] });
            }
            """);
        var since = System.Diagnostics.Stopwatch.StartNew();
        for (var i = 0; i < 240; i++)
        {
            await opened.Broker.Say("live", "live", [.. Scenes.Sample, ("sensorT", 14 + (i / 60.0)), ("zone", i % 2 == 0 ? "warn" : "level")]);
        }

        await opened.Broker.Say("live", "live", [.. Scenes.Sample, ("zone", "warn"), ("obliquityDeg", 5)]);
        await opened.Shows("[data-beam=warn]");
        Assert.InRange(await opened.Page.EvaluateAsync<int>("changes"), 1, 6 * (1 + (int)since.Elapsed.TotalSeconds));
    }

    private async Task Each(Func<Task<IReadOnlyList<string>>> look)
    {
        var found = new List<string>();
        await opened.Shows("main[data-screen=connecting]");
        await Look("connecting", null);
        foreach (var scene in Scenes.All)
        {
            await scene.Tell(opened.Broker);
            if (scene.Sample is { } first)
            {
                await opened.Broker.Say("live", "live", first);
            }

            await opened.Shows(scene.Shows);
            await Look(scene.Name, scene);
        }

        await opened.Broker.State(Scenes.Set);
        await opened.Page.Locator("header button").Last.ClickAsync();
        await opened.Shows("dialog[open]");
        await Look("settings", null);
        await opened.Page.Locator("dialog [data-opens=devices]").ClickAsync();
        await opened.Page.Locator("dialog .main").ClickAsync();
        await opened.Shows("dialog .square");
        await Look("devices", null);
        await opened.Page.Locator("dialog > .buttons:last-child button").ClickAsync();
        await opened.Page.Locator("button.stop").ClickAsync();
        await opened.Shows("dialog[open] .main");
        await Look("stop", null);
        await opened.Page.Locator("dialog .main").ClickAsync();
        await opened.Broker.HangUp(4001);
        await opened.Shows("main[data-screen=elsewhere]");
        await Look("elsewhere", null);
        await opened.Page.Locator("main .main").ClickAsync();
        await opened.Broker.State(Scenes.Idle);
        await opened.Shows("main[data-screen=today]");
        await opened.Broker.HangUp(4002);
        await opened.Shows("main[data-screen=join]");
        await Look("join", null);
        Assert.Empty(found);
        Assert.Empty(opened.Complaints());

        async Task Look(string name, Scene? scene)
        {
            var barriers = await opened.Broker.While(scene?.Sample, look);
            found.AddRange(barriers.Select(barrier => $"{name}: {barrier}"));

            // What was looked at was what it was said to be, to the end.
            if (scene is not null && !await opened.Page.Locator(scene.Shows).First.IsVisibleAsync())
            {
                found.Add(name + ": was gone before it was looked at");
            }
        }
    }

    // Every word of the page stands between brackets in the language that nobody speaks, except what languages call themselves.
    private const string PlainWords = """
        () => {
          const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          for (let node; node = walker.nextNode();) {
            const bare = node.data.replace(/\[[^\]]*\]/g, '');
            if (/[a-z]{2,}/i.test(bare) && !node.parentElement.closest('[lang], script, fieldset:first-of-type, q')) found.push(`'${bare.trim()}' in no language`);
          }
          for (const one of document.querySelectorAll('[aria-label]')) {
            if (!/^[^a-z]*\[/i.test(one.getAttribute('aria-label'))) found.push(`'${one.getAttribute('aria-label')}' in no language`);
          }
          return found;
        }
        """;

    /// <summary>One page for all of them: it is told what to show, and what it is told is all that it knows.</summary>
    public sealed class Opened(Browser browser) : IAsyncLifetime
    {
        private const string Others =
            """{"address":"https://192.168.1.20:5081/","fingerprint":"000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F","devices":[{"id":"1","name":"TV","joined":"2026-11-22T10:00:00Z","here":true}]}""";

        private const string Code =
            """{"code":"7ZK4M0R40M","link":"https://192.168.1.20:5081/#join=7ZK4M0R40M&cert=000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F","seconds":600}""";

        private Display _display = null!;

        internal ScriptedBroker Broker { get; private set; } = null!;

        internal IPage Page => _display.Page;

        /// <inheritdoc/>
        public async Task InitializeAsync()
        {
            _display = await Display.Open(browser, new() { ViewportSize = new() { Width = 1280, Height = 720 }, ReducedMotion = ReducedMotion.Reduce });
            Broker = await ScriptedBroker.Before(Page);
            await Page.RouteAsync("**/lan", route => route.FulfillAsync(new() { ContentType = "application/json", Body = Others }));
            await Page.RouteAsync("**/lan/code", route => route.FulfillAsync(new() { ContentType = "application/json", Body = Code }));
        }

        /// <inheritdoc/>
        public async Task DisposeAsync() => await _display.DisposeAsync();

        internal async Task Open(string language, int width, int height)
        {
            Broker.Expect();
            _display.Complaints.Clear();
            await Page.SetViewportSizeAsync(width, height);
            await Page.GotoAsync($"{_display.Address}?lang={language}");
        }

        internal async Task Shows(string selector) => await Page.Locator(selector).First.WaitForAsync();

        internal IReadOnlyList<string> Complaints() => [.. _display.Complaints];
    }
}
