using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Accounts;
using PelvicFeedback.Tests.Habits;

namespace PelvicFeedback.Tests.Hub;

/// <summary>Who may ask for what. Whoever adds an endpoint gives it its line here.</summary>
public sealed class AccessTests(HubWorld world) : IClassFixture<HubWorld>
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private const string Anyone = "anyone";
    private const string Everybody = "everybody who is signed in";

    private static readonly Dictionary<string, string> Who = new()
    {
        ["GET /api/health"] = Anyone,
        ["GET /api/antiforgery"] = Anyone,
        ["POST /api/sign-in"] = Anyone,
        ["POST /api/sign-out"] = Everybody,
        ["GET /api/me"] = Everybody,
        ["POST /api/password"] = Everybody,
        ["GET /api/wall"] = Roles.Therapist,
        ["GET /api/live"] = Roles.Therapist,
        ["POST /api/alarms"] = Roles.Therapist,
        ["POST /api/patients"] = Roles.Therapist,
        ["GET /api/patients/{patient}"] = Roles.Therapist,
        ["GET /api/patients/{patient}/export"] = Roles.Therapist,
        ["POST /api/patients/{patient}/code"] = Roles.Therapist,
        ["POST /api/patients/{patient}/revoke"] = Roles.Therapist,
        ["DELETE /api/patients/{patient}"] = Roles.Administrator,
        ["GET /api/patients/{patient}/plan"] = Roles.Therapist,
        ["PUT /api/patients/{patient}/plan"] = Roles.Therapist,
        ["POST /api/patients/{patient}/proposals"] = Roles.Therapist,
        ["POST /api/patients/{patient}/band"] = Roles.Therapist,
        ["POST /api/patients/{patient}/band/preview"] = Roles.Therapist,
        ["GET /api/patients/{patient}/sessions/{session}"] = Roles.Therapist,
        ["GET /api/patients/{patient}/sessions/{session}/export"] = Roles.Therapist,
        ["GET /api/openapi.json"] = Anyone,
        ["GET /api/sign-in/methods"] = Anyone,
        ["GET /api/sign-in/open-id"] = Anyone,
        ["GET /api/accounts"] = Roles.Administrator,
        ["POST /api/accounts"] = Roles.Administrator,
        ["GET /api/audit"] = Roles.Administrator,
        ["GET /api/ingest"] = Roles.Administrator,
        ["GET /api/patients/{patient}/live"] = Roles.Therapist,
        ["PUT /api/patients/{patient}/weekly"] = Roles.Therapist,
        ["GET /api/alarms/rate"] = Roles.Therapist,
        ["GET /metrics"] = Anyone,
        ["GET /{**path}"] = Anyone,
        ["GET /pair/authority.pem"] = Anyone,
        ["POST /pair"] = Anyone,
    };

    // The description itself, two sockets, and the page's files: nothing that OpenAPI has words for.
    private static readonly string[] Undescribed = ["GET /api/openapi.json", "GET /api/live", "GET /api/patients/{patient}/live", "GET /{**path}"];

    // What an endpoint has to be asked with, so that it is the patient who is not there and not a body.
    private static readonly Dictionary<string, object> Bodies = new()
    {
        ["PUT /api/patients/{patient}/plan"] = new { plan = new { }, basedOn = 0 },
        ["POST /api/patients/{patient}/proposals"] = new { proposal = "s1.squat.both", decision = "accept" },
        ["POST /api/patients/{patient}/band"] = new { exercise = "squat", side = "both", alertDeg = 5, basedOn = 1 },
        ["POST /api/patients/{patient}/band/preview"] = new { exercise = "squat", side = "both", alertDeg = 5 },
    };

    // What there is to do with a password that somebody else has seen.
    private static readonly string[] BeforeOwnPassword = ["POST /api/sign-out", "GET /api/me", "POST /api/password"];

    private IEnumerable<string> Endpoints => ((IEndpointRouteBuilder)world.Hub.Web).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
        .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} {endpoint.RoutePattern.RawText}"));

    [Fact]
    public void Every_endpoint_is_in_the_list() => Assert.Equal(Who.Keys.Order(), Endpoints.Order());

    [Fact]
    public async Task The_description_has_every_endpoint_with_who_may_and_what_it_takes()
    {
        using var anonymous = new Visitor(world.Hub.Address);
        var document = await anonymous.Json("GET", "/api/openapi.json");
        Assert.StartsWith("3.", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        var described = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => (Name: $"{operation.Name.ToUpperInvariant()} {path.Name}", operation.Value))).ToDictionary(one => one.Name, one => one.Value);
        Assert.Empty(Who.Keys.Except(described.Keys).Except(Undescribed));
        Assert.Empty(described.Keys.Except(Who.Keys).Except(["GET /{path}"]));
        Assert.All(Who.Where(line => line.Value is Roles.Therapist or Roles.Administrator && described.ContainsKey(line.Key)), line => Assert.Equal($"For: {line.Value}.", described[line.Key].GetProperty("description").GetString()));
        Assert.All(Bodies.Keys, endpoint => Assert.True(described[endpoint].TryGetProperty("requestBody", out _), endpoint));
        Assert.DoesNotContain(world.Data, document.GetRawText());
        foreach (var (endpoint, operation) in described.Where(one => Who.ContainsKey(one.Key) && !Undescribed.Contains(one.Key)))
        {
            // An answer has its form, or is none; what is sent has one too.
            var answers = operation.GetProperty("responses").EnumerateObject().ToDictionary(answer => answer.Name, answer => answer.Value);
            Assert.True(answers.ContainsKey("204") || answers.ContainsKey("302") || HasForm(answers["200"]), endpoint);
            Assert.True(!operation.TryGetProperty("requestBody", out var body) || HasForm(body), endpoint);
        }

        static bool HasForm(JsonElement said) => said.TryGetProperty("content", out var content) && content.EnumerateObject().All(kind =>
            kind.Value.TryGetProperty("schema", out var schema) && (schema.TryGetProperty("$ref", out _) || schema.TryGetProperty("type", out _) || schema.TryGetProperty("oneOf", out _)));
    }

    [Fact]
    public async Task The_description_is_the_one_in_the_documents()
    {
        using var anonymous = new Visitor(world.Hub.Address);
        var made = JsonSerializer.Serialize(await anonymous.Json("GET", "/api/openapi.json"), Indented).Replace("\r\n", "\n", StringComparison.Ordinal) + "\n";
        var path = Repository.Path("docs", "hub-openapi.json");
        if (Environment.GetEnvironmentVariable("PELVIC_GOLDEN") == "write")
        {
            await File.WriteAllTextAsync(path, made);
        }

        Assert.Equal(await File.ReadAllTextAsync(path), made);
    }

    [Fact]
    public async Task Nobody_gets_what_is_not_for_him()
    {
        using var anonymous = new Visitor(world.Hub.Address);
        using var therapist = await world.Visitor("t1", "clinic", Roles.Therapist);
        using var administrator = await world.Visitor("a1", "clinic", Roles.Administrator);
        foreach (var (endpoint, who) in Who.Where(line => line.Value != Anyone))
        {
            var (method, path) = (endpoint.Split(' ')[0], endpoint.Split(' ')[1].Replace("{patient}", "p7"));
            Assert.Equal((endpoint, HttpStatusCode.Unauthorized), (endpoint, (await anonymous.Send(method, path)).StatusCode));
            var other = who == Roles.Therapist ? administrator : therapist;
            if (who != Everybody)
            {
                Assert.Equal((endpoint, HttpStatusCode.Forbidden), (endpoint, (await other.Send(method, path)).StatusCode));
            }
        }
    }

    [Fact]
    public async Task Another_site_sees_nothing_and_changes_nothing()
    {
        using var own = await world.Visitor("own", "clinic", Roles.Therapist, Roles.Administrator);
        using var other = await world.Visitor("other", "elsewhere", Roles.Therapist, Roles.Administrator);
        var patient = (await own.Json("POST", "/api/patients", new { name = "Anna" })).GetProperty("patient").GetString()!;
        Assert.Contains("Anna", (await own.Json("GET", "/api/wall")).GetRawText());
        foreach (var endpoint in Who.Keys.Where(endpoint => endpoint.Contains("{patient}")))
        {
            var (method, path) = (endpoint.Split(' ')[0], endpoint.Split(' ')[1].Replace("{patient}", patient).Replace("{session}", "s1"));
            Assert.Equal((endpoint, HttpStatusCode.NotFound), (endpoint, (await other.Send(method, path, Bodies.GetValueOrDefault(endpoint))).StatusCode));
        }

        Assert.Equal(HttpStatusCode.NotFound, (await other.Send("POST", "/api/alarms", new { patient, alarm = "s1.fell", reason = "seen" })).StatusCode);
        Assert.Equal("[]", (await other.Json("GET", "/api/wall")).GetRawText());
        Assert.DoesNotContain("own", (await other.Json("GET", "/api/accounts")).GetRawText());
        Assert.DoesNotContain(patient, (await other.Json("GET", "/api/audit")).GetRawText());
        Assert.Equal(HttpStatusCode.Conflict, (await other.Send("POST", "/api/accounts", new { name = "own", roles = new[] { Roles.Therapist } })).StatusCode);
        Assert.Contains(patient, (await own.Json("GET", "/api/audit")).GetRawText());
    }

    [Fact]
    public async Task A_page_from_elsewhere_is_refused()
    {
        using var therapist = await world.Visitor("t2", "clinic", Roles.Therapist);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, (await therapist.Send("GET", "/api/wall", change: request => request.Headers.Host = "evil.example")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await therapist.Send("GET", "/api/wall", change: request => request.Headers.Add("Origin", "http://evil.example"))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await therapist.Send("POST", "/api/patients", new { name = "Anna" }, request => request.Headers.Remove("X-Antiforgery"))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await therapist.Send("POST", "/api/patients", new { name = "Anna" }, request =>
        {
            request.Headers.Remove("X-Antiforgery");
            request.Headers.Add("X-Antiforgery", "x");
        })).StatusCode);
        var good = await therapist.Send("GET", "/api/wall");
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
        Assert.StartsWith("default-src 'none';", good.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_password_ends_every_other_sign_in()
    {
        using var here = await world.Visitor("t3", "clinic", Roles.Therapist);
        using var elsewhere = await world.Visitor("t3", "clinic", Roles.Therapist);
        Assert.Equal(HttpStatusCode.Unauthorized, (await here.Send("GET", "/api/me")).StatusCode);
        Assert.Equal("t3", (await elsewhere.Json("GET", "/api/me")).GetProperty("name").GetString());
        Assert.Equal(HttpStatusCode.BadRequest, (await elsewhere.Send("POST", "/api/password", new { old = "wrong", chosen = "long enough for this" })).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await elsewhere.Send("POST", "/api/sign-out")).StatusCode);
    }

    [Fact]
    public async Task With_a_first_password_nothing_is_open_but_choosing_another()
    {
        var given = world.Hub.Parts.Accounts.Make("new", Pseudonym.Parse("clinic"), Roles.All, "test")!;
        using var visitor = new Visitor(world.Hub.Address);
        Assert.Equal(HttpStatusCode.NoContent, (await visitor.Send("POST", "/api/sign-in", new { name = "new", password = given })).StatusCode);
        Assert.True((await visitor.Json("GET", "/api/me")).GetProperty("firstPassword").GetBoolean());
        foreach (var endpoint in Who.Where(line => line.Value != Anyone).Select(line => line.Key).Except(BeforeOwnPassword))
        {
            var (method, path) = (endpoint.Split(' ')[0], endpoint.Split(' ')[1].Replace("{patient}", "p7"));
            var refused = await visitor.Send(method, path, Bodies.GetValueOrDefault(endpoint));
            Assert.Equal((endpoint, HttpStatusCode.Forbidden, "application/problem+json"), (endpoint, refused.StatusCode, refused.Content.Headers.ContentType?.MediaType));
            Assert.Contains("\"code\":\"first-password\"", await refused.Content.ReadAsStringAsync());
        }

        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.Send("POST", "/api/password", new { old = given, chosen = given })).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.Send("GET", "/api/wall")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await visitor.Send("POST", "/api/password", new { old = given, chosen = "long enough for this" })).StatusCode);
        Assert.False((await visitor.Json("GET", "/api/me")).GetProperty("firstPassword").GetBoolean());
        Assert.Equal(HttpStatusCode.OK, (await visitor.Send("GET", "/api/wall")).StatusCode);
    }

    [Fact]
    public async Task The_page_is_anybodys_and_what_is_not_of_it_is_not_there()
    {
        using var anonymous = new Visitor(world.Hub.Address);
        var page = await anonymous.Send("GET", "/");
        Assert.True(page.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable);
        Assert.Contains(page.StatusCode == HttpStatusCode.OK ? "<html" : "is not built", await page.Content.ReadAsStringAsync());
        Assert.StartsWith("default-src 'none';", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        foreach (var path in new[] { "/nothing", "/api/nothing", "/%2e%2e/hub.db" })
        {
            Assert.Equal((path, HttpStatusCode.NotFound), (path, (await anonymous.Send("GET", path)).StatusCode));
        }

        var metrics = await (await anonymous.Send("GET", "/metrics")).Content.ReadAsStringAsync();
        Assert.Contains("pelvic_hub_link_up ", metrics);
        Assert.Contains("pelvic_hub_alarms{priority=\"high\"} ", metrics);
    }

    [Fact]
    public void Somebody_who_tries_codes_keeps_nobody_else_from_it()
    {
        var desk = world.Hub.Parts.Desk;
        var (guesser, guessers, home) = (IPAddress.Parse("192.0.2.1"), IPAddress.Parse("2001:db8:1:2::1"), IPAddress.Parse("192.0.2.2"));
        Assert.Equal(10, Enumerable.Range(0, 20).Count(_ => desk.IsTooMany(guesser)));
        Assert.Equal(10, Enumerable.Range(0, 20).Count(n => desk.IsTooMany(IPAddress.Parse($"2001:db8:1:2::{n}"))));
        Assert.True(desk.IsTooMany(guessers));
        Assert.False(desk.IsTooMany(home));
        Assert.False(desk.IsTooMany(IPAddress.Parse("2001:db8:1:3::1")));
    }
}
