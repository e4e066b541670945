using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace PelvicFeedback.Tests.Coach;

/// <summary>Every screen and state, in every language, on a TV, on a phone and at 200 %: no barrier that axe knows, nothing too wide, no word that was not looked up.</summary>
[Collection(nameof(Browser))]
[Trait("runs", "edges")]
public sealed class ScreenTests(Browser browser)
{
    private static readonly (string Field, JsonNode? Value)[] Idle =
    [
        ("step", "idle"), ("pause", null), ("question", null), ("notice", null), ("exercise", null), ("side", null), ("set", null), ("sets", null), ("done", null), ("reps", null),
        ("holdS", null), ("leftS", null), ("support", null), ("feedback", null), ("sessionId", null), ("planId", "demo-plan"), ("message", null), ("online", true), ("sensor", "live"),
        ("demonstration", true), ("watched", false), ("sound", "cues"),
    ];

    private static readonly (string Field, JsonNode? Value)[] Exercise =
        [.. Idle, ("step", "set"), ("exercise", "single-leg-stance"), ("side", "left"), ("set", 1), ("sets", 2), ("done", 3), ("reps", 10), ("holdS", 10), ("support", "fingertips"), ("feedback", true), ("sessionId", "s1")];

    private static readonly (string Field, JsonNode? Value)[] Sample =
    [
        ("obliquityDeg", 0.5), ("tiltDeg", 1), ("dropDeg", 0.5), ("longAxisDeg", null), ("rollDeg", null), ("stance", "left"), ("confidence", "high"), ("zone", "level"),
        ("exercise", "single-leg-stance"), ("side", "left"),
    ];

    public static TheoryData<string, int, int> Views => new()
    {
        { "en", 1280, 720 }, { "nb", 1280, 720 }, { "de", 1280, 720 }, { "pseudo", 1280, 720 },
        { "en", 390, 844 }, { "nb", 390, 844 }, { "de", 390, 844 },
        { "en", 640, 360 }, { "nb", 640, 360 }, { "de", 640, 360 },
    };

    [Theory]
    [MemberData(nameof(Views))]
    public async Task No_screen_has_a_barrier(string language, int width, int height)
    {
        await using var display = await Display.Open(browser, new() { ViewportSize = new() { Width = width, Height = height }, ReducedMotion = ReducedMotion.Reduce });
        var broker = await ScriptedBroker.Before(display.Page);
        await display.Page.GotoAsync($"{display.Address}?lang={language}");
        var barriers = new List<string>();
        foreach (var (name, step, changed) in States())
        {
            await broker.Say("state", "state", changed);
            await display.Page.Locator($"main[data-screen={step}]").WaitForAsync();
            await Look(name);
        }

        foreach (var (beam, sample, alert) in Beams())
        {
            await broker.Say("state", "state", Exercise);
            await display.On("live");
            if (alert is not null)
            {
                await broker.Say($"alert/{alert}", "alert", ("kind", alert), ("phase", "start"), ("stance", "left"), ("exercise", "single-leg-stance"), ("eventId", $"e{beam}-1"), ("alertId", $"e{beam}-1"), ("trace", null), ("reason", null), ("durationS", null));
            }

            await broker.Say("live", "live", sample);
            await display.Page.Locator($"[data-beam={beam}]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
            barriers.AddRange((await Display.Barriers(display.Page)).Select(barrier => $"{beam}: {barrier}"));
            await broker.Say("state", "state", [.. Exercise, ("step", "rest")]);
            await display.On("rest");
        }

        await display.Page.Locator("header button").Last.ClickAsync();
        await Look("settings");
        await display.Page.Locator("dialog .main").ClickAsync();
        await display.Page.Locator("button.stop").ClickAsync();
        await Look("stop");
        Assert.Empty(barriers);
        Assert.Empty(display.Complaints);

        async Task Look(string name)
        {
            barriers.AddRange((await Display.Barriers(display.Page)).Select(barrier => $"{name}: {barrier}"));
            if (language == "pseudo")
            {
                barriers.AddRange((await display.Page.EvaluateAsync<string[]>(PlainWords)).Select(word => $"{name} says '{word}' in no language"));
            }
        }
    }

    // Every word of the page stands between brackets in the language that nobody speaks, except what languages call themselves.
    private const string PlainWords = """
        () => {
          const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          for (let node; node = walker.nextNode();) {
            const bare = node.data.replace(/\[[^\]]*\]/g, '');
            if (/[a-z]{2,}/i.test(bare) && !node.parentElement.closest('[lang], script, fieldset:first-of-type')) found.push(bare.trim());
          }
          return found;
        }
        """;

    private static IEnumerable<(string Name, string Screen, (string Field, JsonNode? Value)[] State)> States()
    {
        yield return ("today", "today", Idle);
        yield return ("today with a message", "today", [.. Idle, ("watched", true)]);
        yield return ("no plan", "no-plan", [.. Idle, ("planId", null)]);
        yield return ("offline", "offline", [.. Idle, ("online", false)]);
        foreach (var question in new[] { "pain-now", "pain-night", "pain-morning", "unwell", "do-not-start", "support-ready", "all-right" })
        {
            yield return (question, "question", [.. Idle, ("sessionId", "s1"), ("step", "questions"), ("question", question), ("notice", question == "support-ready" ? "try-again" : null)]);
        }

        foreach (var step in new[] { "connect", "wear-check", "static", "bow", "side-check" })
        {
            yield return (step, step, [.. Idle, ("sessionId", "s1"), ("step", step), ("sensor", step == "connect" ? "lost" : "live")]);
            yield return (step + " again", step, [.. Idle, ("sessionId", "s1"), ("step", step), ("notice", "try-again")]);
        }

        foreach (var exercise in new[] { "single-leg-stance", "single-leg-squat", "lateral-step-up", "hip-abduction-extension", "side-plank-abduction", "standing-internal-rotation", "trendelenburg-test" })
        {
            yield return (exercise, "before", [.. Exercise, ("step", "ready"), ("exercise", exercise), ("side", "right")]);
        }

        foreach (var exercise in new[] { "squat", "walking" })
        {
            yield return (exercise, "before", [.. Exercise, ("step", "ready"), ("exercise", exercise), ("side", "both"), ("holdS", exercise == "walking" ? 60 : null)]);
        }

        yield return ("countdown", "countdown", [.. Exercise, ("step", "countdown"), ("leftS", 5)]);
        yield return ("walking live", "live", [.. Exercise, ("exercise", "walking"), ("side", "both")]);
        yield return ("plank live", "live", [.. Exercise, ("exercise", "side-plank-abduction")]);
        yield return ("rest", "rest", [.. Exercise, ("step", "rest"), ("leftS", 30)]);
        yield return ("result", "result", [.. Exercise, ("step", "result")]);
        foreach (var pause in new[] { "asked", "sensor", "slip", "down", "restarted", "nobody-there", "calibration" })
        {
            yield return (pause, "paused", [.. Exercise, ("pause", pause)]);
        }

        foreach (var notice in new[] { "emergency", "not-today", "daily-cap", "pain-stop", "wrong-side" })
        {
            yield return (notice, "notice", [.. Idle, ("notice", notice)]);
        }
    }

    private static IEnumerable<(string Beam, (string Field, JsonNode? Value)[] Sample, string? Alert)> Beams() =>
    [
        ("level", Sample, null),
        ("unjudged", [.. Sample, ("zone", null)], null),
        ("warn", [.. Sample, ("zone", "warn"), ("obliquityDeg", 3), ("dropDeg", 3)], null),
        ("drop", [.. Sample, ("zone", "alert"), ("obliquityDeg", 8), ("dropDeg", 8)], "pelvic-drop"),
        ("hike", [.. Sample, ("obliquityDeg", -8), ("dropDeg", -8)], "hike"),
    ];
}
