using System.Text.Json.Nodes;

namespace PelvicFeedback.Tests.Coach;

/// <summary>Something that the page can be told, and what it shows then.</summary>
/// <param name="Name">For a person who reads what failed.</param>
/// <param name="Shows">What is there when it is shown.</param>
/// <param name="Tell">Tells it, whatever was told before.</param>
internal sealed record Scene(string Name, string Shows, Func<ScriptedBroker, Task> Tell)
{
    /// <summary>The sample that keeps coming as long as it is shown; null for silence.</summary>
    public (string Field, JsonNode? Value)[]? Sample { get; init; }
}

/// <summary>Every screen and every state that the page has.</summary>
internal static class Scenes
{
    public static readonly (string Field, JsonNode? Value)[] Idle =
    [
        ("step", "idle"), ("pause", null), ("question", null), ("notice", null), ("exercise", null), ("side", null), ("set", null), ("sets", null), ("done", null), ("reps", null),
        ("holdS", null), ("leftS", null), ("support", null), ("feedback", null), ("sessionId", null), ("planId", "demo-plan"), ("message", null), ("online", true), ("sensor", "live"),
        ("demonstration", true), ("watched", false), ("sound", "cues"),
    ];

    public static readonly (string Field, JsonNode? Value)[] Session = [.. Idle, ("sessionId", "s1"), ("demonstration", false)];

    public static readonly (string Field, JsonNode? Value)[] Set =
    [
        .. Session, ("step", "set"), ("exercise", "single-leg-stance"), ("side", "left"), ("set", 1), ("sets", 2), ("done", 3), ("reps", 10), ("holdS", 10), ("support", "fingertips"),
        ("feedback", true), ("limits", new JsonArray(Limit("pelvic-drop", 2, 4), Limit("hike", null, 6))),
    ];

    public static readonly (string Field, JsonNode? Value)[] Sample =
    [
        ("obliquityDeg", 0.5), ("tiltDeg", 1), ("dropDeg", 0.5), ("longAxisDeg", null), ("rollDeg", null), ("stance", "left"), ("confidence", "high"), ("zone", "level"),
        ("exercise", "single-leg-stance"), ("side", "left"), ("sensorT", 14),
    ];

    private static readonly (string Field, JsonNode? Value)[] Plank =
        [.. Set, ("exercise", "side-plank-abduction"), ("limits", new JsonArray(Limit("sag", 5, 8), Limit("roll", 10, 15)))];

    private static readonly (string Field, JsonNode? Value)[] Lying =
    [
        .. Sample, ("obliquityDeg", null), ("tiltDeg", null), ("dropDeg", null), ("longAxisDeg", 6), ("rollDeg", 1), ("liftDeg", 13), ("stance", "unknown"),
        ("exercise", "side-plank-abduction"),
    ];

    public static IReadOnlyList<Scene> All { get; } = [.. Before(), .. Calibration(), .. Sensors(), .. Sets(), .. Beams(), .. After()];

    public static Task State(this ScriptedBroker broker, params (string Field, JsonNode? Value)[] state) => broker.Say("state", "state", state);

    private static IEnumerable<Scene> Before()
    {
        yield return Of("today", "today", [.. Idle, ("message", null)]);
        yield return Of("today watched, with a message", "today", [.. Idle, ("watched", true), ("message", "Slowly.")]);
        yield return Of("not recorded", "today", [.. Idle, ("recording", "not-recorded"), ("recordingFault", "The disk is full.")]);
        yield return Of("nothing of the plan may be done", "today", [.. Idle, ("ruledOut", RuledOut(("single-leg-stance", "left"), ("single-leg-stance", "right"), ("squat", "both"), ("single-leg-squat", "left")))], with: ".important");
        yield return Of("one of the plan may not be done", "today", [.. Idle, ("ruledOut", RuledOut(("squat", "both")))], with: ".out");
        yield return Of("began anew", "today", [.. Idle, ("beganAnew", true)], with: ".notice");
        yield return Of("began anew without a plan", "no-plan", [.. Idle, ("planId", null), ("beganAnew", true)], with: ".notice");
        yield return Of("no plan", "no-plan", [.. Idle, ("planId", null)]);
        yield return Of("offline", "offline", [.. Idle, ("online", false)]);
        foreach (var question in new[] { "pain-now", "pain-night", "pain-morning", "unwell", "do-not-start", "support-ready", "all-right" })
        {
            yield return Of(
                question, "question", [.. Session, ("step", "questions"), ("question", question), ("notice", question == "support-ready" ? "try-again" : null)], question);
        }
    }

    private static IEnumerable<Scene> Calibration()
    {
        foreach (var step in new[] { "wear-check", "static", "bow", "side-check" })
        {
            yield return Of(step, step, [.. Session, ("step", step)]);
            yield return Of(step + " again", step, [.. Session, ("step", step), ("notice", "try-again")], with: ".notice");
        }
    }

    private static IEnumerable<Scene> Sensors()
    {
        var stages = new[]
        {
            ("no-adapter", "none", "no-bluetooth"), ("off", "none", "off"), ("searching", "searching", "searching"), ("tap-twice", "searching", "tap-twice"),
            ("starting", "searching", "starting"), ("lost", "lost", "lost"), ("refused", "lost", "refused"),
        };
        foreach (var (stage, link, seen) in stages)
        {
            yield return new(stage, $"main[data-screen=connect] .sensor-picture.{seen}", async broker =>
            {
                await broker.Say("sensor", "sensor", ("link", link), ("stage", stage), ("batteryPercent", 12), ("batteryLow", true));
                await broker.State([.. Session, ("step", "connect"), ("sensor", link)]);
            });
        }

        yield return new("sensor lost in a set", "main[data-screen=paused] .sensor-picture.lost", async broker =>
        {
            await broker.Say("sensor", "sensor", ("link", "lost"), ("stage", "lost"));
            await broker.State([.. Set, ("pause", "sensor"), ("sensor", "lost")]);
        });
        yield return new("battery low", "header .notice", async broker =>
        {
            await broker.Say("sensor", "sensor", ("link", "live"), ("stage", "live"), ("batteryPercent", 12), ("batteryLow", true));
            await broker.State(Idle);
        });
    }

    private static IEnumerable<Scene> Sets()
    {
        foreach (var (exercise, side) in new[]
        {
            ("single-leg-stance", "right"), ("single-leg-squat", "right"), ("lateral-step-up", "left"), ("hip-abduction-extension", "right"), ("side-plank-abduction", "right"),
            ("standing-internal-rotation", "right"), ("trendelenburg-test", "right"), ("squat", "both"), ("walking", "both"),
        })
        {
            yield return Of(exercise, "before", [.. Set, ("step", "ready"), ("exercise", exercise), ("side", side)], exercise);
        }

        yield return Of("countdown", "countdown", [.. Set, ("step", "countdown"), ("leftS", 5)]);
        yield return Of("walking live", "live", [.. Set, ("exercise", "walking"), ("side", "both")], "walking");
        yield return Of("plank live, paced", "live", [.. Set, ("exercise", "side-plank-abduction"), ("paceFromT", 12.5)], "side-plank-abduction", ".pace");
        yield return new("plank held", "[data-screen=live] .band", broker => broker.State([.. Plank, ("startDeg", 14)])) { Sample = Lying };
        yield return new("rotation held", "[data-screen=live] .lane", broker => broker.State(
            [.. Set, ("exercise", "standing-internal-rotation"), ("startDeg", 1.5), ("limits", new JsonArray(Limit("unlevel", 2, 4)))]))
        {
            Sample = [.. Sample, ("exercise", "standing-internal-rotation")],
        };
        yield return Of("rotation live, paced", "live", [.. Set, ("exercise", "standing-internal-rotation"), ("paceFromT", 12.5)], "standing-internal-rotation", ".pace");
        yield return Of("easier", "live", [.. Set, ("notice", "easier")], "single-leg-stance", ".notice");
        yield return Of("the other leg", "live", [.. Set, ("notice", "other-leg")], "single-leg-stance", ".notice");
        foreach (var pause in new[] { "asked", "sensor", "slip", "down", "restarted", "nobody-there", "calibration" })
        {
            yield return Of(pause, "paused", [.. Set, ("pause", pause)], pause);
        }
    }

    private static IEnumerable<Scene> Beams()
    {
        (string Beam, (string Field, JsonNode? Value)[] Sample, string? Alert)[] beams =
        [
            ("unjudged", [.. Sample, ("zone", null)], null),
            ("warn", [.. Sample, ("zone", "warn"), ("obliquityDeg", 3), ("dropDeg", 3)], null),
            ("drop", [.. Sample, ("zone", "alert"), ("obliquityDeg", 8), ("dropDeg", 8)], "pelvic-drop"),
            ("hike", [.. Sample, ("obliquityDeg", -8), ("dropDeg", -8)], "hike"),
            ("off", [.. Sample, ("obliquityDeg", -8), ("dropDeg", -8)], "tilt"),
        ];
        foreach (var (beam, sample, alert) in beams)
        {
            yield return new(beam, $"[data-beam={beam}]", async broker =>
            {
                await broker.State([.. Set, ("step", "rest")]);
                await broker.State(Set);
                if (alert is not null)
                {
                    await broker.Say(
                        $"alert/{alert}", "alert", ("kind", alert), ("phase", "start"), ("stance", "left"), ("exercise", "single-leg-stance"), ("trace", null), ("reason", null), ("durationS", null));
                }
            })
            { Sample = sample };
        }

        yield return new("unseen", "[data-beam=unseen]", broker => broker.State(Set));
    }

    private static IEnumerable<Scene> After()
    {
        yield return Rest("rest", Set, LastSet("single-leg-stance", "left", 7), ".came", mayRedo: true);
        yield return Rest("rest, none judged", Set, LastSet("single-leg-stance", "left", 0), ".came");
        yield return Rest("rest, nothing known of the set", Set, null, ".came");
        var walked = LastSet("walking", "both", 7);
        walked["walked"] = new JsonObject { ["left"] = Counts(9, 1, 0), ["right"] = Counts(4, 4, 2) };
        yield return Rest("what came of walking", [.. Set, ("exercise", "walking"), ("side", "both")], walked, ".came");
        foreach (var (name, end, raise, level, fall) in new (string, string, double?, double?, double?)[] { ("held", "held", 5, 1, null), ("sank", "held", 3, -4, 12.4), ("ended early", "foot-down", null, null, null) })
        {
            var tested = LastSet("trendelenburg-test", "left", 0);
            tested["test"] = new JsonObject { ["bestRaiseDeg"] = raise, ["levelAt30Deg"] = level, ["pelvisFallStartS"] = fall, ["endReason"] = end };
            yield return Of(
                $"the 30 s test, {name}", "result", [.. Set, ("exercise", "trendelenburg-test"), ("step", "result"), ("question", "effort"), ("lastSet", tested)], "effort", ".came");
        }

        yield return Of("how hard, and once more", "result", [.. Set, ("step", "result"), ("question", "effort"), ("lastSet", LastSet("single-leg-stance", "left", 7)), ("mayRedo", true)], "effort", "button");
        yield return Of("how hard", "result", [.. Set, ("step", "result"), ("question", "effort")], "effort");
        yield return Of("how much it hurts", "result", [.. Set, ("step", "result")], "pain");
        foreach (var copy in new[] { "none", "waiting", "sent" })
        {
            yield return new("the end, " + copy, $"main[data-screen=end][data-about={copy}]", async broker =>
            {
                await broker.State([.. Set, ("step", "result")]);
                var ended = new JsonObject
                {
                    ["t"] = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture),
                    ["sessionId"] = "ended-" + copy,
                    ["reason"] = copy == "none" ? "tired" : "done",
                    ["difference"] = new JsonObject { ["exercise"] = "single-leg-stance", ["side"] = "left", ["change"] = copy == "sent" ? "more-level" : "less-level" },
                };
                await broker.State([.. Idle, ("clinicCopy", copy), ("demonstration", false), ("ended", ended)]);
            });
        }

        foreach (var notice in new[] { "emergency", "not-today", "daily-cap", "pain-stop", "wrong-side" })
        {
            yield return Of(notice, "notice", [.. Idle, ("notice", notice)], notice);
        }
    }

    // A screen, what it is about where it can be about several things, and what stands on it.
    private static Scene Of(string name, string screen, (string Field, JsonNode? Value)[] state, string? about = null, string? with = null) =>
        new(name, $"main[data-screen={screen}]" + (about is null ? "" : $"[data-about={about}]") + (with is null ? "" : " " + with), broker => broker.State(state));

    private static Scene Rest(string name, (string Field, JsonNode? Value)[] set, JsonObject? lastSet, string with, bool mayRedo = false) => Of(
        name, "rest", [.. set, ("step", "rest"), ("leftS", 30), .. lastSet is null ? [] : new (string, JsonNode?)[] { ("lastSet", lastSet) }, .. mayRedo ? [("mayRedo", true)] : Array.Empty<(string, JsonNode?)>()], with: with);

    private static JsonObject LastSet(string exercise, string side, int level)
    {
        var judged = level > 0;
        return new() { ["exercise"] = exercise, ["side"] = side, ["level"] = level, ["notLevel"] = judged ? 2 : 0, ["notJudged"] = judged ? 1 : 10, ["fault"] = new JsonObject { ["kind"] = "pelvic-drop", ["stance"] = "left" } };
    }

    private static JsonObject Counts(int level, int notLevel, int notJudged) => new() { ["level"] = level, ["notLevel"] = notLevel, ["notJudged"] = notJudged };

    private static JsonArray RuledOut(params (string Exercise, string Side)[] all) =>
        [.. all.Select(one => new JsonObject { ["exercise"] = one.Exercise, ["side"] = one.Side })];

    private static JsonObject Limit(string kind, double? warn, double alert) => new() { ["kind"] = kind, ["warnDeg"] = warn, ["alertDeg"] = alert };
}
