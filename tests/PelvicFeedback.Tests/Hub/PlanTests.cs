using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Sessions;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Hub.Ingest;
using PelvicFeedback.Hub.Live;
using PelvicFeedback.Hub.Plans;
using PelvicFeedback.Hub.Store;
using PelvicFeedback.Tests.Habits;
using PelvicFeedback.Tests.Store;
using static PelvicFeedback.Tests.Hub.Told;

namespace PelvicFeedback.Tests.Hub;

/// <summary>Plans at the clinic: checked as the home checks them, never lost, and sent until the home has answered.</summary>
public sealed class PlanTests(HubWorld world) : IClassFixture<HubWorld>
{
    [Fact]
    public async Task A_plan_is_saved_after_the_safety_screen_and_only_over_the_one_it_was_made_from()
    {
        using var therapist = await world.Visitor("p1", "clinic", "therapist");
        var patient = await Add(therapist);
        var none = await therapist.Json("GET", $"/api/patients/{patient}/plan");
        Assert.Equal((JsonValueKind.Null, 0, "none"), (none.GetProperty("plan").ValueKind, none.GetProperty("revision").GetInt32(), none.GetProperty("home").GetProperty("state").GetString()));

        var unscreened = Plan();
        unscreened["screen"] = null;
        Assert.Equal(["screen: screen-missing"], await Errors(therapist, patient, unscreened));
        var saved = await Save(therapist, patient, Plan(), 0);
        Assert.Equal((1, "p1", "offline"), (saved.GetProperty("revision").GetInt32(), saved.GetProperty("savedBy").GetString(), saved.GetProperty("home").GetProperty("state").GetString()));
        Assert.NotEqual("nobody", saved.GetProperty("plan").GetProperty("screen").GetProperty("by").GetString());
        Assert.DoesNotContain("p1", saved.GetProperty("plan").GetProperty("screen").GetRawText());

        // Somebody else was first.
        var late = await therapist.Send("PUT", $"/api/patients/{patient}/plan", new { plan = Plan(), basedOn = 0 });
        Assert.Equal((HttpStatusCode.Conflict, "{\"revision\":1}"), (late.StatusCode, await late.Content.ReadAsStringAsync()));

        // A screen that is handed back is still whose it was; one with other answers is whoever's saves it.
        using var other = await world.Visitor("p2", "clinic", "therapist");
        var back = JsonNode.Parse(saved.GetProperty("plan").GetRawText())!.AsObject();
        back["dailySets"] = 3;
        var again = await Save(other, patient, back, 1);
        Assert.Equal(Screen(saved), Screen(again));
        Assert.NotEqual(saved.GetProperty("plan").GetProperty("planId").GetString(), again.GetProperty("plan").GetProperty("planId").GetString());
        back["screen"]!["dizziness"] = true;
        var changed = await Save(other, patient, back, 2);
        Assert.NotEqual(JsonDocument.Parse(Screen(saved)).RootElement.GetProperty("by").GetString(), JsonDocument.Parse(Screen(changed)).RootElement.GetProperty("by").GetString());
        using var administrator = await world.Visitor("p3", "clinic", "administrator");
        Assert.Equal(["revision 1", "revision 2", "revision 3"], (await administrator.Json("GET", "/api/audit")).GetProperty("newest").EnumerateArray()
            .Where(entry => entry.GetProperty("what").GetString() == "changed-plan" && entry.GetProperty("patient").GetString() == patient).Select(entry => entry.GetProperty("detail").GetString()).Reverse());

        static string Screen(JsonElement view) => view.GetProperty("plan").GetProperty("screen").GetRawText();
    }

    [Fact]
    public async Task What_a_home_would_not_take_is_named_by_its_field()
    {
        using var therapist = await world.Visitor("p4", "clinic", "therapist");
        var patient = await Add(therapist);
        var (wrong, twice, unsafePlan, strange) = (Plan(), Plan(), Plan(), Plan());
        wrong["exercises"]![1]!["reps"] = 0;
        twice["exercises"]!.AsArray().Add(twice["exercises"]![0]!.DeepClone());
        unsafePlan["screen"]!["weightBearing"] = "partial";
        strange["pain"] = "none";
        Assert.Equal(["exercises[1].reps: out-of-range"], await Errors(therapist, patient, wrong));
        Assert.Equal(["exercises[4]: twice"], await Errors(therapist, patient, twice));
        Assert.Equal(["exercises[0]: unsafe", "exercises[1]: unsafe", "exercises[3]: unsafe"], await Errors(therapist, patient, unsafePlan));
        Assert.Equal(["pain: wrong-type"], await Errors(therapist, patient, strange));
        Assert.Equal(0, (await therapist.Json("GET", $"/api/patients/{patient}/plan")).GetProperty("revision").GetInt32());
    }

    [Fact]
    public async Task A_band_is_another_revision_and_is_refused_where_the_plan_has_no_such_exercise()
    {
        using var therapist = await world.Visitor("p5", "clinic", "therapist");
        var patient = await Add(therapist);
        await Save(therapist, patient, Plan(), 0);
        var set = await therapist.Json("POST", $"/api/patients/{patient}/band", new { exercise = "squat", side = "both", alertDeg = 7.5, basedOn = 1 });
        Assert.Equal("offline", set.GetProperty("state").GetString());
        var plan = await therapist.Json("GET", $"/api/patients/{patient}/plan");
        Assert.Equal(2, plan.GetProperty("revision").GetInt32());
        Assert.Equal(7.5, plan.GetProperty("plan").GetProperty("exercises")[2].GetProperty("band").GetProperty("alertDeg").GetDouble());
        Assert.Equal(HttpStatusCode.Conflict, (await therapist.Send("POST", $"/api/patients/{patient}/band", new { exercise = "squat", side = "both", alertDeg = 7, basedOn = 1 })).StatusCode);
        var refused = await therapist.Json("POST", $"/api/patients/{patient}/band", new { exercise = "lateral-step-up", side = "left", alertDeg = 7, basedOn = 2 });
        Assert.Equal(("refused", "not-in-plan"), (refused.GetProperty("state").GetString(), refused.GetProperty("reason").GetString()));
        foreach (var senseless in new object[] { new { exercise = "squat", side = "auto", alertDeg = 7, basedOn = 2 }, new { exercise = "squat", side = "both", alertDeg = 0.1, basedOn = 2 }, new { exercise = "yoga", side = "both", alertDeg = 7, basedOn = 2 } })
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await therapist.Send("POST", $"/api/patients/{patient}/band", senseless)).StatusCode);
        }

        Assert.Equal("no-session", (await therapist.Json("POST", $"/api/patients/{patient}/band/preview", new { exercise = "squat", side = "both", alertDeg = 7 })).GetProperty("why").GetString());
    }

    [Fact]
    public async Task A_session_is_reported_exported_and_its_proposals_are_decided_once()
    {
        using var therapist = await world.Visitor("p6", "clinic", "therapist");
        var patient = await Add(therapist);
        var topics = new PatientTopics(Pseudonym.Parse("clinic"), Pseudonym.Parse(patient));
        world.Hub.Parts.Ledger.Book([.. HomeOnce.Events.Concat(HomeOnce.Motion).Select(arrival => new Arrived(topics, arrival))]);
        world.Hub.Parts.Ledger.Book([new(topics, Arrival(Session("z-1", new()
        {
            Phase = SessionPhase.End,
            Reason = SessionReason.Done,
            Proposals = [new(new(Exercise.Squat, ExerciseSide.Both), Proposal.Harder, ProposalReason.WentWell), new(new(Exercise.SingleLegSquat, ExerciseSide.Left), Proposal.Keep, null)],
        }, new UtcInstant(HomeOnce.Events[^1].Time.UnixMilliseconds + 60_000), "later")))]);

        var report = await therapist.Json("GET", $"/api/patients/{patient}/sessions/{HomeOnce.Session}");
        Assert.Equal((4, "done"), (report.GetProperty("sets").GetArrayLength(), report.GetProperty("endReason").GetString()));
        Assert.Equal(HttpStatusCode.NotFound, (await therapist.Send("GET", $"/api/patients/{patient}/sessions/never")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await therapist.Send("GET", $"/api/patients/{patient}/sessions/NEVER!")).StatusCode);
        foreach (var (format, type, says) in new[] { ("csv", "text/csv", "single-leg-squat"), ("html", "text/html", "<svg"), ("fhir", "application/fhir+json", "\"resourceType\": \"Bundle\"") })
        {
            var file = await therapist.Send("GET", $"/api/patients/{patient}/sessions/{HomeOnce.Session}/export?format={format}");
            Assert.Equal((HttpStatusCode.OK, type, $"attachment; filename={patient}-{HomeOnce.Session}.{(format == "fhir" ? "json" : format)}"), (file.StatusCode, file.Content.Headers.ContentType!.MediaType, file.Content.Headers.ContentDisposition!.ToString().Split("; filename*")[0]));
            Assert.Contains(says, await file.Content.ReadAsStringAsync());
        }

        Assert.Equal(HttpStatusCode.BadRequest, (await therapist.Send("GET", $"/api/patients/{patient}/sessions/{HomeOnce.Session}/export?format=xml")).StatusCode);
        var preview = await therapist.Json("POST", $"/api/patients/{patient}/band/preview", new { exercise = "single-leg-stance", side = "left", alertDeg = 6 });
        Assert.True(preview.GetProperty("afterPercent").GetDouble() > preview.GetProperty("beforePercent").GetDouble(), preview.GetRawText());

        var proposal = Assert.Single((await therapist.Json("GET", $"/api/patients/{patient}/plan")).GetProperty("proposals").EnumerateArray());
        Assert.Equal(("later.squat.both", "harder", "went-well"), (proposal.GetProperty("id").GetString(), proposal.GetProperty("proposal").GetString(), proposal.GetProperty("reason").GetString()));
        Assert.Equal(HttpStatusCode.BadRequest, (await therapist.Send("POST", $"/api/patients/{patient}/proposals", new { proposal = "later.squat.both", decision = "perhaps" })).StatusCode);
        var decided = await therapist.Json("POST", $"/api/patients/{patient}/proposals", new { proposal = "later.squat.both", decision = "decline", reason = "too soon" });
        Assert.Equal(0, decided.GetProperty("proposals").GetArrayLength());
        Assert.Equal(HttpStatusCode.NotFound, (await therapist.Send("POST", $"/api/patients/{patient}/proposals", new { proposal = "later.squat.both", decision = "accept" })).StatusCode);
        Assert.Contains("\"too soon\"", await (await therapist.Send("GET", $"/api/patients/{patient}/export")).Content.ReadAsStringAsync());
    }

    [Fact]
    public void A_plan_that_was_saved_while_another_was_under_way_is_sent_too_and_none_to_a_home_that_was_revoked()
    {
        using var folder = new TemporaryFolder();
        using var database = Database.Open(new SqliteEngine(folder.Path), folder.Path);
        var number = database.Write(writing => writing.AddPatient(Topics, "Anna", Noon));
        void Add(int revision) => database.Write(writing => writing.AddPlan(number, revision, DemoPlan.Plan with { PlanId = Pseudonym.Parse($"plan-{revision}") }, Noon, "t"));
        Add(1);
        var (time, sent) = (new SteppedTime(), new List<string>());
        SendToHome home = (_, _, fields, _) =>
        {
            sent.Add($"{fields["plan"]!["planId"]}");
            if (sent.Count == 1)
            {
                Add(2);
            }

            return Task.FromResult(new HomeReply(HomeAnswer.Accepted));
        };
        using var post = new PlanPost(database, home, _ => true, time);
        time.Advance(TimeSpan.FromMinutes(2));
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(["plan-1", "plan-2"], sent);

        Add(3);
        post.Owe(database.Patients()[0]);
        database.Write(writing => writing.Revoke(number));
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(2, sent.Count);
    }

    [Fact]
    public async Task A_plan_waits_for_a_home_that_is_away_and_is_sent_again_until_it_is_answered()
    {
        using var folder = new TemporaryFolder();
        using var database = Database.Open(new SqliteEngine(folder.Path), folder.Path);
        database.Write(writing =>
        {
            writing.AddPatient(Topics, "Anna", Noon);
            writing.AddPlan(1, 1, DemoPlan.Plan, Noon, "t");
        });
        var patient = database.Patients()[0];
        var (time, isThere, sent, answer) = (new SteppedTime(), false, new List<string>(), HomeAnswer.NoAnswer);
        SendToHome home = (_, name, fields, _) =>
        {
            sent.Add($"{name} {fields["plan"]!["planId"]}");
            return Task.FromResult(new HomeReply(isThere ? answer : HomeAnswer.Offline, answer == HomeAnswer.Refused ? "malformed" : null));
        };

        // Owed from before this start of the hub.
        using var post = new PlanPost(database, home, _ => isThere, time);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(sent);
        isThere = true;
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(["set-plan demo-plan"], sent);

        // No answer: again, but not at once.
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.Single(sent);
        answer = HomeAnswer.Accepted;
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(2, sent.Count);
        Assert.Equal((PlanAnswer.Accepted, 1L), (database.Plan(1)!.Answer, database.Followed(1)));
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(2, sent.Count);

        // The newest alone is sent; what the home refuses is not sent again, and what it follows is still the one before.
        database.Write(writing =>
        {
            writing.AddPlan(1, 2, DemoPlan.Plan with { PlanId = Pseudonym.Parse("second") }, Noon, "t");
            writing.AddPlan(1, 3, DemoPlan.Plan with { PlanId = Pseudonym.Parse("third") }, Noon, "t");
        });
        (isThere, answer) = (false, HomeAnswer.Refused);
        Assert.Equal(HomeAnswer.Offline, (await post.Send(patient)).State);
        isThere = true;
        time.Advance(TimeSpan.FromSeconds(2));
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(["set-plan third", "set-plan third"], sent.Skip(2));
        Assert.Equal((PlanAnswer.Refused, "malformed", 1L), (database.Plan(1)!.Answer, database.Plan(1)!.Reason, database.Followed(1)));
        Assert.Empty(database.WithUnansweredPlans());
    }

    private static JsonObject Plan() => JsonNode.Parse(PlanRecords.JsonOf(DemoPlan.Plan))!.AsObject();

    private static async Task<string> Add(Visitor visitor) => (await visitor.Json("POST", "/api/patients", new { name = "Anna" })).GetProperty("patient").GetString()!;

    private static Task<JsonElement> Save(Visitor visitor, string patient, JsonObject plan, int basedOn) => visitor.Json("PUT", $"/api/patients/{patient}/plan", new { plan, basedOn });

    private static async Task<string[]> Errors(Visitor visitor, string patient, JsonObject plan)
    {
        var answer = await visitor.Send("PUT", $"/api/patients/{patient}/plan", new { plan, basedOn = 0 });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        return [.. JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("errors").EnumerateArray()
            .Select(error => $"{error.GetProperty("path").GetString()}: {error.GetProperty("code").GetString()}")];
    }
}
