using System.Text.RegularExpressions;
using Microsoft.Playwright;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Tests.Worker;

namespace PelvicFeedback.Tests.Coach;

/// <summary>The coaching display of a worker of its own, in Chromium, as a patient has it in front of him.</summary>
internal sealed partial class Display : IAsyncDisposable
{
    /// <summary>For anything that has to come.</summary>
    public const float Patience = 60_000;

    // More than any screen has targets.
    private const int MostSteps = 40;

    /// <summary>A folder for the pictures that tests take, from the repository's own if it is not a whole path; without it none are taken.</summary>
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("PELVIC_PICTURES") is { Length: > 0 } folder ? Repository.Path(folder) : null;

    private readonly TemporaryFolder _folder;
    private readonly IBrowserContext _context;

    private Display(TemporaryFolder folder, WorkerProcess worker, string address, IBrowserContext context, IPage page) =>
        (_folder, Worker, Address, _context, Page) = (folder, worker, address, context, page);

    public WorkerProcess Worker { get; private set; }

    public string Address { get; }

    public IPage Page { get; }

    /// <summary>What the browser had to complain of.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>Where else the page wanted something from.</summary>
    public List<string> ElsewhereAsked { get; } = [];

    /// <summary>The title that is shown.</summary>
    public ILocator Title => Page.Locator("main h1");

    public static async Task<Display> Open(Browser browser, BrowserNewContextOptions? options = null, string query = "", params string[] arguments)
    {
        var folder = new TemporaryFolder();
        var worker = Start(folder, arguments);
        var address = AddressOf(worker);
        var context = await browser.Chromium.NewContextAsync(options ?? new() { ViewportSize = new() { Width = 1280, Height = 720 }, Locale = "en-GB" });
        context.SetDefaultTimeout(Patience);
        var page = await context.NewPageAsync();
        var display = new Display(folder, worker, address, context, page);
        page.Console += (_, said) => display.Complain(said.Type is "error" or "warning" ? said.Text : null);
        page.PageError += (_, error) => display.Complain(error);
        page.Request += (_, request) => display.Asked(request.Url);
        await page.GotoAsync(address + query);
        return display;
    }

    /// <summary>Waits until that screen is shown.</summary>
    public async Task On(string screen) => await Page.Locator($"main[data-screen={screen}]").WaitForAsync();

    /// <summary>Waits for a title with these words.</summary>
    public async Task Titled(string words) => await Assertions.Expect(Title).ToContainTextAsync(words, new() { Timeout = Patience });

    /// <summary>
    /// Presses the button with that name as somebody does who has keys only, or two switches: one that steps on, one that presses.
    /// </summary>
    public async Task Press(string name)
    {
        var button = Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
        await button.WaitForAsync();
        for (var steps = 0; !await button.EvaluateAsync<bool>("one => one === document.activeElement"); steps++)
        {
            Assert.True(steps < MostSteps, $"{name} is out of reach of the keys.");
            await Page.Keyboard.PressAsync("Tab");
        }

        await Page.Keyboard.PressAsync("Enter");
    }

    /// <summary>Takes a picture, where pictures are wanted.</summary>
    public async Task Picture(string name)
    {
        if (Pictures is not null)
        {
            Directory.CreateDirectory(Pictures);
            await Page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, name + ".png") });
        }
    }

    /// <summary>Ends the worker as if the power had failed, and starts it again at the same address.</summary>
    public void Restart(params string[] arguments)
    {
        Worker.Signal("KILL");
        Worker.ExitCode();
        Worker.Dispose();
        Worker = Start(_folder, [.. arguments, "--port", PortOf().Match(Address).Groups[1].Value]);
        AddressOf(Worker);
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        Worker.Dispose();
        _folder.Dispose();
    }

    private static WorkerProcess Start(TemporaryFolder folder, string[] arguments) =>
        new(new Dictionary<string, string> { ["PELVIC_DATA"] = folder.Path }, ["run", .. arguments]);

    private static string AddressOf(WorkerProcess worker)
    {
        var address = worker.Line("The coaching display: ").Split(' ')[^1];
        worker.Line("Watch with");
        return address;
    }

    private void Complain(string? complaint)
    {
        if (complaint is not null)
        {
            lock (Complaints)
            {
                Complaints.Add(complaint);
            }
        }
    }

    private void Asked(string url)
    {
        if (!url.StartsWith(Address, StringComparison.Ordinal))
        {
            lock (ElsewhereAsked)
            {
                ElsewhereAsked.Add(url);
            }
        }
    }

    [GeneratedRegex(@":(\d+)/$")]
    private static partial Regex PortOf();
}
