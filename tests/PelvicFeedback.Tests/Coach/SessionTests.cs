using Microsoft.Playwright;

namespace PelvicFeedback.Tests.Coach;

/// <summary>A whole session, answered on the page and moved by the simulated patient: every screen is seen, and photographed where pictures are wanted.</summary>
[Collection(nameof(Browser))]
[Trait("runs", "edges")]
public sealed class SessionTests(Browser browser)
{
    [Fact]
    public async Task A_person_is_led_through_a_session_without_a_keyboard()
    {
        await using var display = await Display.Open(browser, null, "", "--speed", "4");
        await display.Press("Answer myself");
        await Task.Delay(700);
        await display.Picture("after-takeover");
        await Walk(display);
        Assert.Empty(display.Complaints);
        Assert.Empty(display.ElsewhereAsked);
    }

    private static async Task Walk(Display display)
    {
        // The demonstration may have begun already: its session ends like any other, and the next is the person's own.
        await display.Page.Locator("button.stop").ClickAsync();
        await display.Picture("stop");
        await display.Press("Something else");
        await display.On("end");
        await display.Press("OK");
        await display.On("today");
        await Assertions.Expect(display.Page.Locator(".tasks li")).ToHaveCountAsync(4);
        await display.Picture("today");
        await display.Press("START");

        await display.Titled("How much does your hip hurt now?");
        await display.Picture("question-pain");
        await display.Press("2");
        await display.Titled("Are you dizzy or unwell");
        await display.Press("No");
        await display.Titled("Does one of these fit you today?");
        await display.Picture("question-do-not-start");
        await display.Press("No");
        await display.Titled("Is everything ready?");
        await display.Press("Yes");

        foreach (var step in new[] { "wear-check", "static", "bow", "side-check" })
        {
            await display.On(step);
            await display.Picture(step);
        }

        await display.On("before");
        await Assertions.Expect(display.Page.Locator(".legs")).ToHaveTextAsync("Stand LEFT, move RIGHT");
        await display.Picture("before");
        await display.Press("START");
        await display.On("countdown");
        await display.Picture("countdown");
        await display.On("live");
        await display.Page.Locator("[data-beam=level]").WaitForAsync();
        await display.Picture("live-level");
        await display.Page.Locator("[data-beam=drop]").WaitForAsync();
        await display.Picture("live-drop");
        await display.On("rest");
        await display.Page.Locator(".came").WaitForAsync();
        await display.Picture("rest");
    }
}
