using System.Text;
using System.Text.Json;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Reports;
using PelvicFeedback.Core.Reports.Fhir;
using PelvicFeedback.Core.Reports.Stored;
using PelvicFeedback.Core.Sessions;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Tests.Habits;
using static PelvicFeedback.Tests.Reports.Told;

namespace PelvicFeedback.Tests.Reports;

/// <summary>A session as FHIR. <c>docs/fhir/example.json</c> is the golden file: made by the first test with PELVIC_GOLDEN=write.</summary>
public sealed class FhirBundleTests
{
    private static readonly UtcInstant Noon = Instant("2026-03-01T12:00:00.000Z");

    private static readonly Prescription Test = new(Exercise.TrendelenburgTest, ExerciseSide.Left);

    private static SessionFacts Facts => new()
    {
        Id = Pseudonym.Parse("s1"),
        Whose = new(Pseudonym.Parse("clinic-a"), Pseudonym.Parse("p7")),
        Began = Noon,
        ClockSynced = true,
        IsSimulated = true,
        Plan = DemoPlan.Plan,
        Algorithm = "core-0",
        LeftAxis = "+y",
        Told =
        [
            new(Noon, new(9), new() { Phase = SessionPhase.Start, Answers = new(2, 3, null, false, false, true) }),
            new(Instant("2026-03-01T12:00:02.000Z"), new(11), new() { Phase = SessionPhase.SetStart }),
            new(Instant("2026-03-01T12:00:08.000Z"), new(17), new() { Phase = SessionPhase.Pain, Pain = 4, Prescription = new(Exercise.SingleLegStance, ExerciseSide.Left) }),
            new(Instant("2026-03-01T12:00:21.000Z"), new(30), new() { Phase = SessionPhase.SetStart, Prescription = Test, Support = Support.Fingertips }),
            new(Instant("2026-03-01T12:00:32.000Z"), new(71), new() { Phase = SessionPhase.Stop, Reason = SessionReason.NearlyFell, Prescription = Test }),
            new(Instant("2026-03-01T12:00:33.000Z"), null, new() { Phase = SessionPhase.End, Reason = SessionReason.NearlyFell }),
        ],
    };

    [Fact]
    public void The_example_is_what_is_written()
    {
        var path = Repository.Path("docs", "fhir", "example.json");
        var bundle = Bundle(Summary([.. TwoSets(), .. WalkAndTests()]), Facts);
        if (Environment.GetEnvironmentVariable("PELVIC_GOLDEN") == "write")
        {
            File.WriteAllText(path, bundle);
        }

        Assert.Equal(File.ReadAllText(path), bundle);
        Assert.Empty(FhirRules.Broken(bundle));
    }

    [Fact]
    public void A_session_of_which_hardly_anything_is_known_keeps_to_the_rules()
    {
        var bundle = Bundle(Summary([Sample(1, null, Stance.Unknown, null, Starts(1)), Sample(2, null, Stance.Unknown, null)]), new() { Id = Pseudonym.Parse("s1") });

        Assert.Empty(FhirRules.Broken(bundle));
        Assert.Contains("\"nothing-seen\"", bundle);
        Assert.DoesNotContain("HTEST", bundle);
        Assert.All(["Period", "effectiveDateTime"], time => Assert.DoesNotContain(time, bundle));
        Assert.Empty(FhirRules.Broken(Bundle(Summary([]), new() { Id = Pseudonym.Parse("s1") })));
    }

    [Fact]
    public void What_was_taken_back_is_not_judged_with_its_reason()
    {
        var (level, _, inBand) = Result(Bundle(Summary(Session(goodUntil: 10.5)), Facts));

        Assert.Equal((0, "unknown"), (level, inBand.GetProperty("dataAbsentReason").GetProperty("coding")[0].GetProperty("code").GetString()));
        Assert.Contains("withdrawn-slip", inBand.ToString());
    }

    [Fact]
    public void An_exercise_without_a_band_is_unsupported_and_never_level()
    {
        var plank = new Prescription(Exercise.SidePlankAbduction, ExerciseSide.Left);
        var bundle = Bundle(Summary([Sample(1, 0, zone: null) with { Prescription = plank }, Sample(2, 0, zone: null) with { Prescription = plank }]), Facts);

        Assert.Empty(FhirRules.Broken(bundle));
        Assert.Contains("\"unsupported\"", bundle);
        Assert.DoesNotContain("\"level\"", bundle);
    }

    [Fact]
    public void Every_word_that_may_have_to_be_told_has_a_code()
    {
        IEnumerable<string> words =
        [
            .. Enum.GetValues<NotJudgedReason>().Select(Words.Of),
            .. Enum.GetValues<WithdrawalReason>().Select(word => "withdrawn-" + Words.Of(word)),
            .. Enum.GetValues<SessionReason>().Select(word => "ended-" + Words.Of(word)),
            .. Enum.GetValues<ExerciseSide>().Select(word => "side-" + Words.Of(word)),
            .. Prescription.ExerciseNames,
        ];

        Assert.Empty(words.Except(FhirRules.OwnCodes()));
    }

    [Fact]
    public void Walking_has_its_steps_and_no_holds()
    {
        var bundle = Bundle(Summary([.. WalkAndTests()]), Facts);
        var (level, set, _) = Result(bundle);

        Assert.Equal(1, level);
        Assert.Equal("2", Component(set, "steps").GetProperty("valueQuantity").GetProperty("value").ToString());
        Assert.Throws<InvalidOperationException>(() => Component(set, "holds"));
    }

    [Fact]
    public void A_test_says_what_was_measured_what_people_said_and_never_positive_or_negative()
    {
        var bundle = Bundle(Summary([.. WalkAndTests()]), Facts);
        var tests = Resources(bundle).Where(one => one.ToString().Contains("test-result", StringComparison.Ordinal)).ToList();

        Assert.Equal(3, tests.Count);
        Assert.Equal("6.5", Component(tests[0], "best-raise").GetProperty("valueQuantity").GetProperty("value").ToString());
        Assert.Equal(("test-held", "support-fingertips"), (Word(tests[0], "end-reason"), Word(tests[0], "support")));
        Assert.Contains("not-applicable", Component(tests[1], "level-at-30").ToString());

        // Motion shows a foot that came down; that it was a stumble the patient said.
        Assert.Equal("test-stumble", Word(tests[1], "end-reason"));
        Assert.Equal("lift-off-not-seen", tests[2].GetProperty("dataAbsentReason").GetProperty("coding")[1].GetProperty("code").GetString());
        Assert.All(["positive", "negative"], word => Assert.DoesNotContain(word, string.Concat(tests).Replace("degrees; negative", "", StringComparison.Ordinal)));
        Assert.All(Resources(Bundle(Summary([.. WalkAndTests()]), new() { Id = Pseudonym.Parse("s1") })).Where(one => one.ToString().Contains("test-result", StringComparison.Ordinal)),
            one => Assert.Equal("support-unknown", Word(one, "support")));

        string? Word(JsonElement test, string code) => Component(test, code).GetProperty("valueCodeableConcept").GetProperty("coding")[0].GetProperty("code").GetString();
    }

    [Theory]
    [InlineData("\"status\": \"final\"", "\"status\": \"done\"")]
    [InlineData("\"code\": \"{count}\"", "\"code\": \"count\"")]
    [InlineData("\"code\": \"peak-drop\"", "\"code\": \"peak\"")]
    [InlineData("\"partOf\"", "\"partof\"")]
    [InlineData("\"reference\": \"urn:uuid:", "\"reference\": \"urn:uuid:0")]
    [InlineData(".000Z\"", "Z\"")]
    [InlineData("\"value\": \"p7\"", "\"value\": null")]
    public void The_rules_find_what_is_wrong(string right, string wrong)
    {
        var bundle = Bundle(Summary(TwoSets()), Facts);
        Assert.Contains(right, bundle);

        Assert.NotEmpty(FhirRules.Broken(bundle.Replace(right, wrong, StringComparison.Ordinal)));
    }

    // The set of the other tests, and one on the right leg in which nothing could be judged.
    private static IEnumerable<Feedback> TwoSets() =>
    [
        .. Session().Select(one => one.Time < At(11) ? one with { Prescription = null } : one),
        Sample(17, null, Stance.Unknown, null, Starts(17, ExerciseSide.Right)),
        Sample(18, null, Stance.Unknown, null, Hold(18, Verdict.NotJudged, NotJudgedReason.NoCalibration, ExerciseSide.Right)),
    ];

    // Two steps on the left leg and one on the right, of which the last cannot be judged; then a test that was held, one that was not, one of which nothing is known.
    private static IEnumerable<Feedback> WalkAndTests()
    {
        var walking = new Prescription(Exercise.Walking, ExerciseSide.Both);
        yield return Sample(20, 0, Stance.Unknown, null, new SetStarted(At(20), walking, Bands.For(Exercise.Walking, default)!)) with { Prescription = walking };
        StepJudged[] steps =
        [
            new(At(26), At(21), Side.Left, new(0.6), new(3), false, Verdict.Level, null),
            new(At(26), At(21.6), Side.Right, new(0.6), new(7.5), true, Verdict.NotLevel, null),
            new(At(26), At(22.2), Side.Left, null, null, false, Verdict.NotJudged, NotJudgedReason.StanceUnknown),
        ];
        yield return Sample(26, 0, Stance.Unknown, null, [.. steps]) with { Prescription = walking };
        yield return Sample(27, 0, Stance.Both, null, new SetEnded(At(27), new(walking, At(20), At(26), 0, 1, 1, 1, 0, default, default, default, 0, new(7.5)))) with { Prescription = null };
        yield return Sample(30, 0, Stance.Both, null) with { Prescription = Test };
        yield return Sample(63, 0, Stance.Left, null, new TestEnded(At(63), At(62), ExerciseSide.Left, new(30), new(6.5), new(2.25), new(17.5), TestEnd.Held, null)) with { Prescription = Test };
        yield return Sample(70, 0, Stance.Both, null, new TestEnded(At(70), At(69.5), ExerciseSide.Left, new(5.5), new(6), null, null, TestEnd.FootDown, null)) with { Prescription = Test };
        yield return Sample(90, 0, Stance.Both, null, new TestEnded(At(90), At(89), ExerciseSide.Left, new(4), null, null, null, TestEnd.FootDown, NotJudgedReason.LiftOffNotSeen)) with { Prescription = Test };
    }

    private static string Bundle(AnalysisSummary summary, SessionFacts session)
    {
        using var stream = new MemoryStream();
        FhirBundle.Write(stream, summary, session);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static (int Level, JsonElement Set, JsonElement InBand) Result(string bundle)
    {
        Assert.Empty(FhirRules.Broken(bundle));
        var set = Resources(bundle).First(resource => resource.TryGetProperty("component", out _));
        return (Component(set, "level").GetProperty("valueQuantity").GetProperty("value").GetInt32(), set, Component(set, "in-band"));
    }

    private static IEnumerable<JsonElement> Resources(string bundle) =>
        JsonDocument.Parse(bundle).RootElement.GetProperty("entry").EnumerateArray().Select(entry => entry.GetProperty("resource"));

    private static JsonElement Component(JsonElement observation, string code) => observation.GetProperty("component").EnumerateArray()
        .First(component => component.GetProperty("code").GetProperty("coding")[0].GetProperty("code").GetString() == code);

    private static UtcInstant Instant(string text) => UtcInstant.TryParse(text, out var instant) ? instant : throw new FormatException(text);
}
