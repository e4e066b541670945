using System.Text.Json.Nodes;

namespace PelvicFeedback.Tests.Therapist;

/// <summary>A page or dialog of the therapist's.</summary>
/// <param name="Name">What it is called when something is found there.</param>
/// <param name="Place">Where it is.</param>
/// <param name="Shows">What is there when it is.</param>
/// <param name="Before">What the hub says differently.</param>
/// <param name="Do">What is pressed until it is there.</param>
internal sealed record TherapistScene(string Name, string Place, string Shows, Action<PracticeHub>? Before = null, Func<PracticeHub, Task>? Do = null);

/// <summary>All of them: a new page or dialog belongs here.</summary>
internal static class TherapistScenes
{
    private const string Anna = "/patient/p-anna";

    private const string NoLogin =
        """{"errors":[{"path":"broker","code":"no-login","message":"the broker at mqtt.example:8883 is not this hub's to change: make the user clinic.p7 there, and write its line into /etc/homes"}]}""";

    public static IReadOnlyList<TherapistScene> All { get; } =
    [
        new("sign-in", "/wall", "form .main", hub => hub.Says("GET /api/me", "", 401), async hub =>
        {
            hub.Says("POST /api/sign-in", "", 401);
            await hub.Page.Locator("[name=name]").FillAsync("a");
            await hub.Page.Locator("[name=password]").FillAsync("b");
            await Click(hub, "form .main", ".fault");
        }),
        new("first-password", "/wall", "[name=chosen]", hub => hub.Says("GET /api/me", """{"name":"a","roles":["therapist"],"firstPassword":true}""")),
        new("password", "/password", "[name=chosen]"),
        new("wall", "/wall", "[data-lean=level]"),
        new("ending", "/wall", ".ending", hub => hub.Says("GET /api/health", """{"link":"up","waiting":0,"certificateEnds":"2026-01-01T00:00:00.000Z"}""")),
        new("nobody", "/wall", ".nobody", hub => hub.Says("GET /api/wall", "[]")),
        new("new-patient", "/wall", "[data-lean=level]", Do: hub => Click(hub, ".titled button", "dialog [name=name]")),
        new("pairing", "/wall", "[data-lean=level]", Do: async hub =>
        {
            await Click(hub, ".titled button", "dialog [name=name]");
            await hub.Page.Locator("dialog [name=name]").FillAsync("Anna");
            await Click(hub, "dialog .main", "dialog .square");
        }),
        new("take", "/wall", "[data-alarm]", Do: hub => Click(hub, "[data-alarm='s1.fell'] button >> nth=0", "dialog[open]")),
        new("snooze", "/wall", "[data-alarm]", Do: hub => Click(hub, "[data-alarm='s1.fell'] button >> nth=1", "dialog [type=radio]")),
        new("cut-off", "/wall", "[data-lean=level]", Do: async hub =>
        {
            await hub.HangUp();
            await hub.Page.Locator(".cut-off").WaitForAsync();
        }),
        new("live", Anna, "[data-watch=running]", Do: hub => hub.Page.Locator(".reps li").First.WaitForAsync()),
        new("band-confirm", Anna, ".band-edit", Do: Confirm),
        new("band-taken", Anna, ".band-edit", Do: async hub =>
        {
            await Confirm(hub);
            await Click(hub, ".confirm .main", "[data-answer=accepted]");
        }),
        new("band-refused", Anna, ".band-edit", hub => hub.Says("POST /api/patients/p-anna/band", """{"state":"refused","reason":"not-in-plan"}"""), async hub =>
        {
            await Confirm(hub);
            await Click(hub, ".confirm .main", "[data-answer=refused]");
        }),
        new("band-stale", Anna, ".band-edit", hub => hub.Says("POST /api/patients/p-anna/band", """{"revision":9}""", 409), async hub =>
        {
            await Confirm(hub);
            await Click(hub, ".confirm .main", ".band-edit .fault");
        }),
        new("band-unsaid", Anna, ".band-edit", hub => hub.Says("POST /api/patients/p-anna/band/preview", """{"session":null,"at":null,"beforePercent":null,"afterPercent":null,"sets":[],"why":"no-motion"}"""), Choose),
        new("plan", Anna + "/plan", ".exercises .row"),
        new("plan-proposed", Anna + "/plan", ".proposals .main", Do: hub => Click(hub, ".proposals .main", ".filled-in")),
        new("plan-unscreened", Anna + "/plan", ".exercises .row", Do: hub => Click(hub, ".screen [type=checkbox] >> nth=0", "[data-screened=false]")),
        new("plan-none", Anna + "/plan", "[data-screened=false]", hub => hub.Says("GET /api/patients/p-anna/plan", """{"plan":null,"revision":0,"savedAt":null,"savedBy":null,"home":{"state":"none","reason":null,"revision":null},"proposals":[]}""")),
        new("plan-stale", Anna + "/plan", ".exercises .row", hub => hub.Says("PUT /api/patients/p-anna/plan", "", 409), Save),
        new("plan-invalid", Anna + "/plan", ".exercises .row", hub => hub.Says("PUT /api/patients/p-anna/plan", """{"errors":[{"path":"exercises[2].reps","message":"at most 50"}]}""", 422), Save),
        new("reports", Anna + "/reports", ".sessions a"),
        new("report", Anna + "/reports/s9", ".report .trend"),
        new("report-long", Anna + "/reports/s8", ".report .trend"),
        new("home", Anna + "/home", ".sheets .main", Do: hub => Click(hub, ".sheets .main", ".square")),
        new("no-login", Anna + "/home", ".sheets .main", hub => hub.Says("POST /api/patients/p-anna/code", NoLogin, 422), hub => Click(hub, ".sheets .main", ".sheets .fault")),
        new("left", Anna + "/home", ".sheets .main", hub => hub.Says("POST /api/patients/p-anna/revoke", """{"left":"take the user clinic.p7 away there"}"""), async hub =>
        {
            await Click(hub, ".danger button >> nth=0", "dialog[open]");
            await Click(hub, "dialog button.danger", "dialog .left");
        }),
        new("not-cut-off", Anna + "/home", ".sheets .main", hub => hub.Says("POST /api/patients/p-anna/revoke", "{}", 503), async hub =>
        {
            await Click(hub, ".danger button >> nth=0", "dialog[open]");
            await Click(hub, "dialog button.danger", "dialog .fault");
        }),
        new("revoke", Anna + "/home", ".sheets .main", Do: hub => Click(hub, ".danger button >> nth=0", "dialog[open]")),
        new("erase", Anna + "/home", ".sheets .main", Do: hub => Click(hub, ".danger button >> nth=1", "dialog input")),
        new("gone", Anna, ".fault", hub => hub.Says("GET /api/patients/p-anna", "", 404)),
        new("alerts", "/alerts", "[data-alarm]"),
        new("no-alerts", "/alerts", ".nobody", hub => hub.Says("GET /api/wall", "[]")),
        new("trail", "/trail", "[data-whole=true]"),
        new("trail-broken", "/trail", "[data-whole=false]", hub =>
        {
            var trail = JsonNode.Parse(PracticeHub.Scene("audit"))!;
            trail["broken"] = 17;
            hub.Says("GET /api/audit", trail.ToJsonString());
        }),
        new("accounts", "/accounts", "tbody th", Do: async hub =>
        {
            await hub.Page.Locator("[name=name]").FillAsync("kari");
            await Click(hub, "form .main", "[data-password]");
        }),
    ];

    private static async Task Click(PracticeHub hub, string what, string shows)
    {
        await hub.Page.Locator(what).First.ClickAsync();
        await hub.Page.Locator(shows).First.WaitForAsync();
    }

    private static async Task Choose(PracticeHub hub)
    {
        await hub.Page.Locator(".slide [type=number]").FillAsync("5");
        await hub.Page.Locator("[data-preview=came]").WaitForAsync();
        await hub.Page.Locator("[data-stage=choosing] .main").WaitForAsync();
    }

    private static async Task Confirm(PracticeHub hub)
    {
        await Choose(hub);
        await Click(hub, ".band-edit .main", ".confirm");
    }

    private static async Task Save(PracticeHub hub)
    {
        await hub.Page.Locator(".exercises .row [type=number]").First.FillAsync("3");
        await Click(hub, ".last .main", ".last .fault");
    }
}
