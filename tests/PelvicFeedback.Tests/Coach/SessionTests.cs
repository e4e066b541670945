using System.Diagnostics;
using Microsoft.Playwright;
using PelvicFeedback.Tests.Habits;

namespace PelvicFeedback.Tests.Coach;

/// <summary>
/// A whole session, answered on the page by keys alone and moved by the simulated patient: calibration, both sides, squats, walking, a set done again, a broker
/// that dies, a sensor that falls silent, a worker that is killed, a STOP. Every screen is seen, looked at by axe, and photographed where pictures
/// are wanted (PELVIC_PICTURES).
/// </summary>
[Collection(nameof(Browser))]
[Trait("runs", "edges")]
public sealed class SessionTests(Browser browser)
{
    private const string Plan = """
        {"v": 1, "planId": "whole-session", "screen": {"by": "nobody", "at": "2026-01-01T00:00:00.000Z", "weightBearing": "full", "restrictions": [],
        "fractureRisk": false, "fallsOrAid": false, "dizziness": false, "shoulder": false}, "exercises": [
        {"exercise": "single-leg-stance", "side": "left", "support": "fingertips", "sets": 1, "reps": 2, "holdS": 8, "band": null, "restS": 120, "feedbackPercent": 100, "sound": "cues"},
        {"exercise": "single-leg-stance", "side": "right", "support": "fingertips", "sets": 1, "reps": 2, "holdS": 8, "band": null, "restS": 120, "feedbackPercent": 100, "sound": "cues"},
        {"exercise": "single-leg-squat", "side": "left", "support": "fingertips", "sets": 1, "reps": 4, "holdS": null, "band": null, "restS": 120, "feedbackPercent": 100, "sound": "cues"},
        {"exercise": "side-plank-abduction", "side": "left", "support": "none", "sets": 1, "reps": 2, "holdS": 8, "band": null, "restS": 120, "feedbackPercent": 100, "sound": "cues"},
        {"exercise": "walking", "side": "both", "support": "none", "sets": 1, "reps": 1, "holdS": 30, "band": null, "restS": 120, "feedbackPercent": 100, "sound": "cues"}],
        "pain": {"stopOver": 5, "stopRise": 2, "holdFrom": 4}, "dailySets": 100, "rawMotion": false}
        """;

    // What the beam said is in the page's own record: a busy machine may look too late.
    private const string Remember = """
        () => {
          window.said = new Set();
          new MutationObserver(() => {
            const verdict = document.querySelector('[data-beam]');
            if (verdict) window.said.add(`${verdict.dataset.beam}: ${verdict.textContent}`);
          }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
        }
        """;

    private const string HasSaid = "words => [...window.said].some(one => one.startsWith(words[0]) && one.includes(words[1]))";
    private static readonly string[] Pace = ["--speed", "4"];
    private static readonly string[] Level = ["level:", ""];
    private static readonly string[] Drop = ["drop:", "Lift right end"];

    [Fact]
    public async Task A_person_is_led_through_a_session_by_keys_alone()
    {
        using var folder = new TemporaryFolder();
        var plan = Path.Combine(folder.Path, "plan.json");
        await File.WriteAllTextAsync(plan, Plan);
        string[] arguments = [.. Pace, "--plan", plan];
        await using var display = await Display.Open(browser, null, "?lang=en", arguments);
        await TakeOverAndStop(display);
        await Begin(display);
        await Calibrate(display);
        await TheLeftLeg(display);
        await TheSameAgainWithAnotherBroker(display);
        await TheRightLegWithASilentSensor(display);
        await SquatsWithAnotherWorker(display, arguments);
        await Walk(display);
        await End(display);
        Assert.DoesNotContain(display.Complaints, complaint => !complaint.Contains("WebSocket", StringComparison.Ordinal) && !complaint.Contains("Failed to load resource", StringComparison.Ordinal));
        Assert.Empty(display.ElsewhereAsked);
    }

    // The demonstration has begun by itself: its session is stopped, and the next one is the person's own.
    private static async Task TakeOverAndStop(Display display)
    {
        await display.Press("Answer myself");
        await Assertions.Expect(display.Page.Locator(".demo")).ToHaveCountAsync(0);
        await display.Press("STOP");
        await See(display, "stop", "dialog.stopped");
        await display.Press("Fell");
        await display.Titled("Do you need help?");
        await Assertions.Expect(display.Page.Locator(".important")).ToContainTextAsync("This does not call help.");
        await See(display, "emergency", "[data-screen=notice]");
        await display.Press("OK");
        await See(display, "end-stopped", "[data-screen=end]");
        await display.Press("OK");
    }

    private static async Task Begin(Display display)
    {
        await display.On("today");
        await Assertions.Expect(display.Page.Locator(".tasks li")).ToHaveCountAsync(5);
        await Assertions.Expect(display.Page.Locator(".tasks .out")).ToContainTextAsync("Not today: ask your therapist.");
        await See(display, "today", ".sensor-picture.live");
        await display.Press("START");
        await display.Titled("How much does your hip hurt now?");
        await See(display, "question-pain", ".scores");
        await display.Press("2");
        await display.Titled("Are you dizzy or unwell");
        await display.Press("No");
        await display.Titled("Does one of these fit you today?");
        await See(display, "question-do-not-start", ".list");
        await display.Press("No");
        await display.Titled("Is everything ready?");
        await display.Press("Yes");
    }

    // These pass by themselves: at four times the speed there is time for a picture, but not for axe.
    private static async Task Calibrate(Display display)
    {
        foreach (var step in new[] { "wear-check", "static", "bow", "side-check" })
        {
            await display.On(step);
            await display.Picture(step);
        }
    }

    private static async Task TheLeftLeg(Display display)
    {
        await See(display, "before", "[data-screen=before]");
        await Assertions.Expect(display.Page.Locator(".legs")).ToHaveTextAsync("Stand LEFT, move RIGHT");
        await display.Page.EvaluateAsync(Remember);
        await display.Press("START");
        await display.On("countdown");
        await display.Picture("countdown");
        await display.On("live");
        await display.Page.Locator("figure.beam .lane").WaitForAsync();
        await display.Page.WaitForFunctionAsync(HasSaid, Level);
        await display.Picture("live-level");
        await display.Page.WaitForFunctionAsync(HasSaid, Drop);
        await display.Picture("live-drop");
        await See(display, "rest", "[data-screen=rest]");
        await Assertions.Expect(display.Page.Locator(".came")).ToContainTextAsync("of 2 level");
        await display.Press("It hurts");
        await See(display, "rest-pain", ".scores");
        await display.Press("1");
        await Assertions.Expect(display.Page.Locator(".scores")).ToHaveCountAsync(0);
    }

    private static async Task TheSameAgainWithAnotherBroker(Display display)
    {
        await display.Press("Do it again");
        await display.On("live");
        await display.Page.Locator("[data-done='1']").WaitForAsync();
        foreach (var child in display.Worker.Children())
        {
            using var broker = Process.GetProcessById(child);
            broker.Kill();
        }

        await See(display, "connecting", "[data-screen=connecting]", axe: false);

        // The same set, counted on; the lane is back, for the limits are told with the state.
        await display.Page.Locator("[data-screen=live] [data-done='1']").WaitForAsync();
        await display.Page.Locator("figure.beam .lane").WaitForAsync();
        await display.On("rest");
        await Assertions.Expect(display.Page.Locator(".came")).Not.ToHaveTextAsync("Set done");
        await Assertions.Expect(display.Page.GetByRole(AriaRole.Button, new() { Name = "Do it again" })).ToHaveCountAsync(0);

        // A page that is opened anew knows what came of the set, and that it was done again already.
        var came = await display.Page.Locator(".came").InnerTextAsync();
        await display.Page.ReloadAsync();
        await Assertions.Expect(display.Page.Locator("[data-screen=rest] .came")).ToHaveTextAsync(came);
        await Assertions.Expect(display.Page.GetByRole(AriaRole.Button, new() { Name = "Do it again" })).ToHaveCountAsync(0);
    }

    private static async Task TheRightLegWithASilentSensor(Display display)
    {
        await display.Press("Go on");
        await display.On("before");
        await Assertions.Expect(display.Page.Locator(".legs")).ToHaveTextAsync("Stand RIGHT, move LEFT");
        await display.Press("START");
        await display.On("live");
        await display.Page.Locator("[data-beam=level]").WaitForAsync();
        display.Worker.Signal("STOP");
        await display.Page.Locator("[data-beam=unseen]").WaitForAsync();
        await See(display, "live-unseen", "[data-beam=unseen]");
        await Assertions.Expect(display.Page.Locator("[role=status]")).ToHaveTextAsync("Can't see the sensor");
        await Assertions.Expect(display.Page.Locator("header .sensor")).ToContainTextAsync("Can't see the sensor");
        await Assertions.Expect(display.Page.Locator("figure.beam .bar")).ToBeHiddenAsync();
        display.Worker.Signal("CONT");

        // Back after the silence: where the worker says it is, whichever screen that was by then.
        await display.Page.Locator("[data-screen=paused], [data-screen=rest]").First.WaitForAsync();
        if (await display.Page.Locator("[data-screen=paused]").CountAsync() > 0)
        {
            await display.Press("Go on");
            await display.On("rest");
        }
    }

    private static async Task SquatsWithAnotherWorker(Display display, string[] arguments)
    {
        await display.Press("Go on");
        await display.On("before");
        await display.Press("START");
        await display.On("bow");
        await display.On("live");
        await display.Page.Locator("figure.beam .lane").WaitForAsync();
        await display.Page.Locator("[data-done='1']").WaitForAsync();
        await display.Picture("live-squat");
        display.Restart(arguments);
        await display.Titled("The program was started again");
        await See(display, "restarted", "[data-screen=paused]");
        var counted = await display.Page.Locator(".count").InnerTextAsync();
        Assert.Matches("[1-3] of 4", counted);
        await display.Press("Go on");
        await display.On("wear-check");
        await display.On("live");

        // What was counted before is counted still.
        await Assertions.Expect(display.Page.Locator(".count")).Not.ToContainTextAsync("0 of 4");
        await display.On("rest");
    }

    private static async Task Walk(Display display)
    {
        await display.Press("Go on");
        await display.On("before");
        await display.Press("START");
        await display.On("live");
        await Assertions.Expect(display.Page.Locator(".cue")).ToHaveTextAsync("Walk. The result comes afterwards.");
        await Assertions.Expect(display.Page.Locator("figure.beam")).ToHaveCountAsync(0);
        await display.Picture("live-walking");
    }

    private static async Task End(Display display)
    {
        await display.On("result");
        await Assertions.Expect(display.Page.Locator(".came")).ToContainTextAsync("steps");
        await See(display, "result", "[data-screen=result][data-about=effort]");
        await Assertions.Expect(display.Page.Locator("main")).ToContainTextAsync("On the LEFT leg: ");
        await display.Press("5");
        await See(display, "result-pain", "[data-screen=result][data-about=pain]");
        await display.Press("2");
        await See(display, "end", "[data-screen=end]");
        await Assertions.Expect(display.Page.Locator("main")).ToContainTextAsync("Kept on this machine.");

        // A page that is opened anew has missed the end, and shows it all the same; what was read does not come back.
        await display.Page.ReloadAsync();
        await display.On("end");
        await display.Press("OK");
        await display.On("today");
        await display.Page.ReloadAsync();
        await display.On("today");
    }

    private static async Task See(Display display, string name, string shows, bool axe = true)
    {
        await display.Page.Locator(shows).First.WaitForAsync();
        await display.Picture(name);
        Assert.Empty(axe ? await Barriers.Of(display.Page) : []);
    }
}
