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
            new(Instant("2026-03-01T12:00:09.000Z"), null, new() { Phase = SessionPhase.End, Reason = SessionReason.Tired }),
        ],
    };

    [Fact]
    public void The_example_is_what_is_written()
    {
        var path = Repository.Path("docs", "fhir", "example.json");
        var bundle = Bundle(Summary(TwoSets()), Facts);
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

    private static string Bundle(AnalysisSummary summary, SessionFacts session)
    {
        using var stream = new MemoryStream();
        FhirBundle.Write(stream, summary, session);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static (int Level, JsonElement Set, JsonElement InBand) Result(string bundle)
    {
        Assert.Empty(FhirRules.Broken(bundle));
        var set = JsonDocument.Parse(bundle).RootElement.GetProperty("entry").EnumerateArray().Select(entry => entry.GetProperty("resource"))
            .First(resource => resource.TryGetProperty("component", out _));
        return (Component("level").GetProperty("valueQuantity").GetProperty("value").GetInt32(), set, Component("in-band"));

        JsonElement Component(string code) => set.GetProperty("component").EnumerateArray()
            .First(component => component.GetProperty("code").GetProperty("coding")[0].GetProperty("code").GetString() == code);
    }

    private static UtcInstant Instant(string text) => UtcInstant.TryParse(text, out var instant) ? instant : throw new FormatException(text);
}
