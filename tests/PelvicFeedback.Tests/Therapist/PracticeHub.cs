using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using PelvicFeedback.Tests.Coach;
using PelvicFeedback.Tests.Habits;

namespace PelvicFeedback.Tests.Therapist;

/// <summary>
/// A hub in the page's place, which says what a test wants said: the built page with the hub's own security policy, and the scenes of the page's own tests for
/// whatever it asks.
/// </summary>
internal sealed class PracticeHub : IAsyncDisposable
{
    public const string Address = "http://localhost:1/";

    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly string Dist = Repository.Path("src", "displays", "therapist", "dist");

    private readonly IBrowserContext _context;
    private readonly Dictionary<string, (int Status, string Body)> _answers = [];
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly List<IWebSocketRoute> _walls = [];

    private PracticeHub(IBrowserContext context, IPage page) => (_context, Page) = (context, page);

    public IPage Page { get; }

    /// <summary>What was sent to it, the oldest first: method and path, and the body.</summary>
    public ConcurrentQueue<(string Asked, string Body)> Sent { get; } = new();

    /// <summary>Whether it answers at all.</summary>
    public bool IsThere { get; set; } = true;

    /// <summary>What the browser had to complain of.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    public static async Task<PracticeHub> Before(Browser browser, BrowserNewContextOptions options)
    {
        var context = await browser.Chromium.NewContextAsync(options);
        var page = await context.NewPageAsync();
        var hub = new PracticeHub(context, page);
        page.Console += (_, said) => hub.Complain(said.Type is "error" or "warning" ? said.Text : null);
        page.PageError += (_, error) => hub.Complain(error);
        await page.RouteAsync("**/*", hub.Answer);
        await page.RouteWebSocketAsync("**/api/live", hub.TellWall);
        await page.RouteWebSocketAsync("**/api/patients/*/live", TellPatient);
        hub.AsUsual();
        return hub;
    }

    public static string Scene(string name) => File.ReadAllText(Repository.Path("src", "displays", "therapist", "test", "scenes", name + ".json"));

    /// <summary>As the scenes have it.</summary>
    public void AsUsual()
    {
        _answers.Clear();
        foreach (var (asked, scene) in new[]
        {
            ("GET /api/me", "me"), ("GET /api/wall", "wall"), ("GET /api/accounts", "accounts"), ("POST /api/accounts", "account"), ("GET /api/audit", "audit"),
            ("GET /api/alarms/rate", "rate"), ("GET /api/patients/p-anna", "patient"), ("GET /api/patients/p-anna/plan", "plan"), ("PUT /api/patients/p-anna/plan", "plan"), ("POST /api/patients/p-anna/proposals", "plan"),
            ("POST /api/patients/p-anna/band/preview", "preview"), ("POST /api/patients/p-anna/band", "band"), ("POST /api/patients/p-anna/code", "code"),
            ("GET /api/patients/p-anna/sessions/s9", "report"), ("GET /api/patients/p-anna/sessions/s8", "report-long"),
        })
        {
            Says(asked, Scene(scene));
        }

        Says("GET /api/health", """{"link":"up","waiting":0}""");
        Says("GET /api/antiforgery", """{"token":"t"}""");
        Says("GET /api/sign-in/methods", """{"password":true,"openId":{"name":"[ID]"}}""");
        Says("POST /api/patients", """{"patient":"p-anna"}""");
        Says("POST /api/alarms", "", 204);
    }

    /// <summary>What it answers from now on.</summary>
    public void Says(string asked, string body, int status = 200) => _answers[asked] = (status, body);

    /// <summary>The wall as it is from now on, told to whoever has it open.</summary>
    public void Tell(JsonNode wall)
    {
        Says("GET /api/wall", wall.ToJsonString());
        _walls.ForEach(route => route.Send(wall.ToJsonString()));
    }

    /// <summary>Hangs up on every wall.</summary>
    public async Task HangUp()
    {
        IsThere = false;
        foreach (var route in _walls.ToArray())
        {
            await route.CloseAsync();
        }

        _walls.Clear();
    }

    /// <summary>Leaves the page: what it still asks for is not for the next one.</summary>
    public async Task Leave()
    {
        await Page.GotoAsync("about:blank");
        _walls.Clear();
        _complaints.Clear();
    }

    /// <summary>Opens the page anew, at a place of its own.</summary>
    public async Task Open(string place, string language = "en")
    {
        await Leave();
        await Page.GotoAsync($"{Address}?lang={language}#{place}");
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    private async Task Answer(IRoute route)
    {
        var request = route.Request;
        var path = new Uri(request.Url).AbsolutePath;
        if (!path.StartsWith("/api/", StringComparison.Ordinal))
        {
            await Serve(route, path == "/" ? "index.html" : path[1..]);
            return;
        }

        var asked = $"{request.Method} {path}";
        if (request.Method != "GET")
        {
            Sent.Enqueue((asked, request.PostData ?? ""));
        }

        if (!IsThere)
        {
            await route.AbortAsync();
            return;
        }

        var (status, body) = _answers.GetValueOrDefault(asked, (204, ""));
        await route.FulfillAsync(new() { Status = status, ContentType = "application/json", Body = body });
    }

    private static async Task Serve(IRoute route, string name)
    {
        var path = Path.Combine(Dist, name);
        if (!File.Exists(path))
        {
            await route.FulfillAsync(new() { Status = 404 });
            return;
        }

        await route.FulfillAsync(new()
        {
            Path = path,
            ContentType = Path.GetExtension(name) switch { ".html" => "text/html", ".js" => "text/javascript", ".css" => "text/css", _ => "image/svg+xml" },
            Headers = new Dictionary<string, string> { ["Content-Security-Policy"] = Policy },
        });
    }

    private void TellWall(IWebSocketRoute route)
    {
        // A hub that is away takes no connection either.
        if (!IsThere)
        {
            _ = route.CloseAsync();
            return;
        }

        _walls.Add(route);
        route.Send(_answers["GET /api/wall"].Body);
    }

    private static void TellPatient(IWebSocketRoute route)
    {
        foreach (var message in JsonNode.Parse(Scene("live"))!.AsArray())
        {
            route.Send(message!.ToJsonString());
        }
    }

    private void Complain(string? complaint)
    {
        // A refusal that a scene wants is one in the browser's own list too.
        if (complaint is not null && !complaint.Contains("Failed to load resource", StringComparison.Ordinal))
        {
            _complaints.Enqueue(complaint);
        }
    }
}
