using System.Diagnostics;
using Microsoft.Playwright;

namespace PelvicFeedback.Tests.Coach;

/// <summary>
/// A whole session, answered on the page and moved by the simulated patient: calibration, both sides, a set done again, a broker that dies, a sensor
/// that falls silent, a STOP. Every screen is seen, looked at by axe, and photographed where pictures are wanted (PELVIC_PICTURES).
/// </summary>
[Collection(nameof(Browser))]
[Trait("runs", "edges")]
public sealed class SessionTests(Browser browser)
{
    [Fact]
    public async Task A_person_is_led_through_a_session_without_a_keyboard()
    {
        await using var display = await Display.Open(browser, null, "", "--speed", "4");
        await TakeOver(display);
        await Begin(display);
        await Calibrate(display);
        await FirstSet(display);
        await TheSameAgainWithAnotherBroker(display);
        await TheOtherSideWithASilentSensor(display);
        await StopInTheNext(display);
        Assert.DoesNotContain(display.Complaints, complaint => !complaint.Contains("WebSocket", StringComparison.Ordinal));
        Assert.Empty(display.ElsewhereAsked);
    }

    // The demonstration has begun by itself: its session is stopped, and the next one is the person's own.
    private static async Task TakeOver(Display display)
    {
        await display.Press("Answer myself");
        await Assertions.Expect(display.Page.Locator(".demo")).ToHaveCountAsync(0);
        await display.Page.Locator("button.stop").ClickAsync();
        await See(display, "stop");
        await display.Press("Something else");
        await display.On("end");
        await See(display, "end");
        await display.Press("OK");
    }

    private static async Task Begin(Display display)
    {
        await display.On("today");
        await Assertions.Expect(display.Page.Locator(".tasks li")).ToHaveCountAsync(4);
        await See(display, "today");
        await display.Press("START");
        await display.Titled("How much does your hip hurt now?");
        await See(display, "question-pain");
        await display.Press("2");
        await display.Titled("Are you dizzy or unwell");
        await display.Press("No");
        await display.Titled("Does one of these fit you today?");
        await See(display, "question-do-not-start");
        await display.Press("No");
        await display.Titled("Is everything ready?");
        await display.Press("Yes");
    }

    private static async Task Calibrate(Display display)
    {
        foreach (var step in new[] { "wear-check", "static", "bow", "side-check" })
        {
            await display.On(step);
            await display.Picture(step);
        }
    }

    private static async Task FirstSet(Display display)
    {
        await display.On("before");
        await Assertions.Expect(display.Page.Locator(".legs")).ToHaveTextAsync("Stand LEFT, move RIGHT");
        await See(display, "before");
        await display.Press("START");
        await display.On("countdown");
        await display.Picture("countdown");
        await display.On("live");
        await display.Page.Locator("[data-beam=level]").WaitForAsync();
        await display.Picture("live-level");
        await display.Page.Locator("[data-beam=drop]").WaitForAsync();
        await display.Picture("live-drop");
        await Assertions.Expect(display.Page.Locator(".verdict")).ToContainTextAsync("Lift right end");
        await display.On("rest");
        await Assertions.Expect(display.Page.Locator(".came")).ToContainTextAsync("of 2 level");
        await display.Picture("rest");
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

        await display.On("connecting");
        await display.On("live");
        await display.Page.Locator("[data-done='1']").WaitForAsync();
        await display.On("rest");
    }

    private static async Task TheOtherSideWithASilentSensor(Display display)
    {
        await display.Press("Go on");
        await display.On("before");
        await Assertions.Expect(display.Page.Locator(".legs")).ToHaveTextAsync("Stand RIGHT, move LEFT");
        await display.Press("START");
        await display.On("live");
        await display.Page.Locator("[data-beam=level]").WaitForAsync();
        display.Worker.Signal("STOP");
        await display.Page.Locator("[data-beam=unseen]").WaitForAsync();
        await display.Picture("live-unseen");
        await Assertions.Expect(display.Page.Locator("[role=status]")).ToHaveTextAsync("Can't see the sensor");
        await Assertions.Expect(display.Page.Locator("header .sensor")).ToContainTextAsync("Can't see the sensor");
        await Assertions.Expect(display.Page.Locator("figure.beam rect")).ToBeHiddenAsync();
        display.Worker.Signal("CONT");
    }

    // Back after the silence: where the worker says it is, whichever screen that was by then.
    private static async Task StopInTheNext(Display display)
    {
        await display.Page.Locator("[data-screen=live] [data-beam]:not([data-beam=unseen]), [data-screen=paused], [data-screen=rest], [data-screen=before]").First.WaitForAsync();
        await display.Page.Locator("button.stop").ClickAsync();
        await display.Press("Fell");
        await display.Titled("Do you need help?");
        await Assertions.Expect(display.Page.Locator(".important")).ToContainTextAsync("This does not call help.");
        await See(display, "emergency");
        await display.Press("OK");
        await display.On("end");
        await display.Press("OK");
        await display.On("today");
    }

    private static async Task See(Display display, string name)
    {
        await display.Picture(name);
        Assert.Empty(await Display.Barriers(display.Page));
    }
}
