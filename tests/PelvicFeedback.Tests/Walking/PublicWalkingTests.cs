using PelvicFeedback.Benchmarks.Validation;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Tests.Walking;

/// <summary>Steps of three people against reference contacts, held to the limits where they are met and to what was reached where they are not.</summary>
public class PublicWalkingTests
{
    private static readonly Lazy<IReadOnlyList<WalkingScore>> Scores = new(() => WalkingValidation.Run(PublicRecordings.Under("walking")));

    [RecordingFact("walking")]
    public void Steady_walking_is_counted_on_the_right_side()
    {
        var all = WalkingValidation.Sum(Scores.Value, score => score.Steady);

        Assert.Equal(140, all.Contacts);
        AtLeast(0.95, all.Found, all.Contacts);
        AtLeast(0.99, all.RightSide, all.Found);
        Assert.True(all.Extra < 0.05 * all.Contacts, $"{all}");
    }

    [RecordingFact("walking")]
    public void Of_every_contact_shuffles_included_most_are_found_and_on_the_right_side()
    {
        var all = WalkingValidation.Sum(Scores.Value, score => score.All);

        Assert.Equal(199, all.Contacts);
        AtLeast(0.91, all.Found, all.Contacts);
        AtLeast(0.97, all.RightSide, all.Found);
        Assert.True(all.Extra < 0.14 * all.Contacts, $"{all}");
    }

    [RecordingTheory("walking")]
    [InlineData("HA-001")]
    [InlineData("HA-002")]
    [InlineData("MS-001")]
    public void No_person_is_counted_on_the_wrong_side(string person)
    {
        var score = Scores.Value.Single(one => one.Person == person);

        AtLeast(0.92, score.Steady.Found, score.Steady.Contacts);
        AtLeast(0.92, score.All.RightSide, score.All.Found);
    }

    [RecordingTheory("walking")]
    [InlineData("HA-001")]
    [InlineData("HA-002")]
    [InlineData("MS-001")]
    public void With_the_left_axis_the_wrong_way_round_no_step_is_judged_and_with_the_right_one_no_side_is_doubted(string person)
    {
        var mirrored = WalkingValidation.Steps(PublicRecordings.Under("walking"), person, left: SensorAxis.PlusY);
        var asWorn = WalkingValidation.Steps(PublicRecordings.Under("walking"), person);

        Assert.NotEmpty(mirrored);
        Assert.All(mirrored, step => Assert.Equal(Verdict.NotJudged, step.Verdict));

        // HA-001 never stands still for three seconds: nothing of it is judged however the sensor is worn.
        Assert.All(mirrored, step => Assert.Equal(person == "HA-001" ? NotJudgedReason.NoCalibration : NotJudgedReason.StanceUnknown, step.Reason));
        Assert.True(asWorn.Count(step => step.Reason == NotJudgedReason.StanceUnknown) <= asWorn.Count / 4);
    }

    [RecordingFact("walking")]
    public void A_third_of_the_samples_is_enough()
    {
        var all = WalkingValidation.Sum(WalkingValidation.Run(PublicRecordings.Under("walking"), 3), score => score.Steady);

        AtLeast(0.93, all.Found, all.Contacts);
        AtLeast(0.97, all.RightSide, all.Found);
    }

    [Fact]
    public void A_score_counts_what_is_found_once_and_forgives_only_contacts_without_a_time()
    {
        ReferenceContact[] contacts = [new(1, Side.Left, true), new(1.6, Side.Right, true), new(2.2, Side.Left, true), new(2.8, Side.Right, true)];
        ReferenceBout bout = new(1, 5, contacts, [new(2.8, 5, 1)]);

        var score = WalkingScore.Of("somebody", [(1.1, Side.Left), (1.3, Side.Right), (1.65, Side.Left), (2.2, Side.Left), (3.4, Side.Left), (4, Side.Right), (9, Side.Left)], [bout]);

        Assert.Equal(new(4, 3, 2, 2), score.All);
        Assert.Equal(new(4, 3, 2, 1), score.Steady);
        Assert.Equal(1, score.Outside);
    }

    [Fact]
    public void Contacts_at_one_instant_count_once_and_between_two_of_the_same_foot_there_was_one_of_the_other()
    {
        const string bout = """
            [{ "start": 1, "end": 6, "contacts": [
              { "t": 1.00, "side": "left" }, { "t": 1.01, "side": "right" }, { "t": 1.6, "side": "left" }, { "t": 2.8, "side": "left" }, { "t": 2.8, "side": "left" },
              { "t": NaN, "side": "right" }, { "t": 4.0, "side": "left" }, { "t": 5.0, "side": "right" } ] }]
            """;
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.WriteAllText(path, bout);
        var reference = Assert.Single(ReferenceBout.Read(path));
        File.Delete(path);

        Assert.Equal([(1.0, null), (1.6, Side.Left), (2.8, Side.Left), (4.0, Side.Left), (5.0, Side.Right)], reference.Contacts.Select(one => (one.At, one.Foot)));
        Assert.Equal([new(1.6, 2.8, 1), new(2.8, 4.0, 1)], reference.Untimed);

        var score = WalkingScore.Of("somebody", [(1.0, Side.Left), (1.6, Side.Right), (2.2, Side.Right), (4.4, Side.Right), (5, Side.Right)], [reference]);
        Assert.Equal(new(5, 3, 2, 1), score.All);
    }

    private static void AtLeast(double share, int some, int all) => Assert.True(all > 0 && some >= share * all, $"{some} of {all}");
}
