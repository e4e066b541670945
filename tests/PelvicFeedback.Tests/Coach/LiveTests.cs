using Microsoft.Playwright;

namespace PelvicFeedback.Tests.Coach;

/// <summary>The page that the worker serves, in Chromium: what the simulated patient does is what is seen.</summary>
[Collection(nameof(Browser))]
[Trait("runs", "edges")]
public sealed class LiveTests(Browser browser)
{
    [Fact]
    public async Task The_demonstration_plays_by_itself_and_the_beam_follows_the_pelvis()
    {
        await using var display = await Display.Open(browser, null, "", "--speed", "4");
        await display.On("live");
        await display.Page.Locator("[data-beam=level]").WaitForAsync();
        await display.Picture("live-level");
        var beam = display.Page.Locator("figure.beam .moving");
        var before = await beam.GetAttributeAsync("style");
        await Assertions.Expect(beam).Not.ToHaveAttributeAsync("style", before!);
        Assert.Empty(display.Complaints);
        Assert.Empty(display.ElsewhereAsked);
    }
}
