using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Tests.Worker;

namespace PelvicFeedback.Tests.Coach;

/// <summary>The coaching display of a worker of its own, in Chromium, as a patient has it in front of him.</summary>
internal sealed partial class Display : IAsyncDisposable
{
    /// <summary>For anything that has to come.</summary>
    public const float Patience = 60_000;

    /// <summary>Names a folder for the pictures that tests take; without it none are taken.</summary>
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("PELVIC_PICTURES");

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

    /// <summary>Presses the button with that name.</summary>
    public Task Press(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();

    /// <summary>Takes a picture, where pictures are wanted.</summary>
    public async Task Picture(string name)
    {
        if (Pictures is not null)
        {
            Directory.CreateDirectory(Pictures);
            await Page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, name + ".png") });
        }
    }

    /// <summary>What axe finds against WCAG 2.2 AA on what is shown, and what is too wide for the screen; empty is how it should be.</summary>
    public static async Task<IReadOnlyList<string>> Barriers(IPage page)
    {
        var found = await page.RunAxe(new() { RunOnly = new() { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] } });
        var tooWide = await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth");
        return
        [
            .. found.Violations.SelectMany(violation => violation.Nodes.Select(node => $"{violation.Id}: {node.Html}")),
            .. tooWide ? ["wider than the screen"] : Array.Empty<string>(),
        ];
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
