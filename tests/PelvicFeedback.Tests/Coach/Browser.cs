using Microsoft.Playwright;

namespace PelvicFeedback.Tests.Coach;

/// <summary>Debian's Chromium, without a screen. One for all tests of the display; each has a profile of its own in it.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Programs = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private IPlaywright? _playwright;

    /// <summary>Where it is.</summary>
    public static string Program => Programs.FirstOrDefault(File.Exists) ?? throw new InvalidOperationException("Chromium is missing: apt-get install chromium");

    /// <summary>As root Chromium starts only without its sandbox. It has nothing to fetch in the background.</summary>
    public static string[] Arguments { get; } =
        [.. Environment.IsPrivilegedProcess ? ["--no-sandbox"] : Array.Empty<string>(), "--disable-gpu", "--disable-background-networking", "--autoplay-policy=no-user-gesture-required"];

    /// <summary>The browser.</summary>
    public IBrowser Chromium { get; private set; } = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        Chromium = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Program,
            Args = Arguments,
        });
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await Chromium.CloseAsync();
        _playwright!.Dispose();
    }
}

/// <summary>They share a browser and, one after the other, the machine's two cores.</summary>
[CollectionDefinition(nameof(Browser), DisableParallelization = true)]
public sealed class BrowserTests : ICollectionFixture<Browser>;
