using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Tests.Coaching;

/// <summary>The limits that the documents state, and those that follow from the patient's own repetitions.</summary>
public class BandsTests
{
    [Theory]
    [InlineData(Exercise.SingleLegStance, "PelvicDrop 2/4 0.3", "Hike /6 1")]
    [InlineData(Exercise.SingleLegSquat, "PelvicDrop 8/10 0.15", "Hike /5 0.5")]
    [InlineData(Exercise.Squat, "Unlevel 4/6 0.5")]
    [InlineData(Exercise.LateralStepUp, "PelvicDrop 5/8 0.15", "Hike /5 0.5")]
    [InlineData(Exercise.Walking, "PelvicDrop 5/7 0.1")]
    [InlineData(Exercise.HipAbductionExtension, "PelvicDrop 3/5 0.5", "Hike /4 0.5", "Tilt 5/10 0.5", "Turn 8/12 0.5")]
    [InlineData(Exercise.SidePlankAbduction, "Sag 5/8 1", "Roll 10/15 1")]
    [InlineData(Exercise.StandingInternalRotation, "Unlevel 2/4 0.5", "Tilt 5/8 0.5", "Turn 5/8 0.5")]
    [InlineData(Exercise.TrendelenburgTest)]
    public void Without_repetitions_of_ones_own_the_limits_are_those_of_the_documents(Exercise exercise, params string[] limits)
    {
        var band = Bands.For(exercise, default);

        Assert.Equal(limits, band is null ? [] : band.Further.Prepend(band.First).Select(
            limit => FormattableString.Invariant($"{limit.Kind} {limit.Warn?.Value}/{limit.Alert.Value} {limit.Dwell.Value}")));
        Assert.NotEqual(true, band?.FromBaseline);
    }

    [Theory]
    [InlineData(8, new[] { 6.0, 6, 6, 6, 6 })]
    [InlineData(9.162, new[] { 2.0, 4, 6, 8, 10 })]
    [InlineData(3, new[] { -4.0, -4, -4, -4, -4 })]
    [InlineData(10, new[] { 12.0, 12, 12, 12, 12 })]
    [InlineData(6, new[] { 20.0, 20, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4 })]
    public void Five_repetitions_make_a_limit_of_the_last_ten_within_3_and_10_degrees(double alert, double[] peaks)
    {
        var own = peaks.Select((peak, i) => new PastRepetition(new(i), new(peak))).Aggregate(
            new List<Baseline> { default }, (all, one) => [.. all, all[^1].With(one)]);

        Assert.All(own[..5], few => Assert.Null(few.Limits));
        Assert.Equal(alert, own[^1].Limits!.Value.Alert.Value, 3);
        Assert.Equal(alert - 2, own[^1].Limits!.Value.Warn.Value, 3);
    }

    [Fact]
    public void The_next_set_on_that_leg_is_held_against_its_own_squats_and_the_other_leg_is_not()
    {
        Posed Then(string side) => Squats(5).Mark("rest").Stand(2).Mark("exercise:single-leg-squat:" + side).Stand(1);

        Assert.Equal((true, 6, 8), Last(Then("left")));
        Assert.Equal((false, 8, 10), Last(Then("right")));
        Assert.Equal((false, 8, 10), Last(Squats(4).Mark("rest").Stand(2).Mark("exercise:single-leg-squat:left").Stand(1)));
    }

    [Fact]
    public void Squats_that_were_not_judged_or_taken_back_make_no_limit()
    {
        // The belt has slipped before them, or is found to have slipped after them.
        var before = Squats(5, new Posed().Calibrated().Mark("rest").Stand(4, obliquity: 3));
        var after = Squats(5).Mark("rest").Stand(5, obliquity: 3);

        Assert.All([before, after], posed => Assert.Equal((false, 8, 10), Last(posed.Mark("rest").Stand(1).Mark("exercise:single-leg-squat:left").Stand(1))));
    }

    [Fact]
    public void Squats_that_nothing_showed_on_their_leg_make_no_limit_though_their_drops_are_known()
    {
        var posed = Squats(6, new Posed { Acceleration = false }.Calibrated());
        var reps = posed.Events().OfType<RepetitionJudged>().ToList();

        Assert.Equal(6, reps.Count);
        Assert.All(reps, rep => Assert.Equal((Verdict.NotJudged, 6), (rep.Verdict, Math.Round(rep.PeakDrop!.Value.Value, 3))));
        Assert.Equal((false, 8, 10), Last(posed.Mark("rest").Stand(1).Mark("exercise:single-leg-squat:left").Stand(1)));
    }

    private static (bool, double, double) Last(Posed posed) => posed.Events().OfType<SetStarted>().Select(
        set => (set.Band.FromBaseline, Math.Round(set.Band.First.Warn!.Value.Value, 1), Math.Round(set.Band.First.Alert.Value, 1))).Last();

    private static Posed Squats(int count, Posed? posed = null) => Enumerable.Range(0, count).Aggregate(
        (posed ?? new Posed().Calibrated()).Mark("exercise:single-leg-squat:left").Stand(2).Shift(0.09).Stand(1),
        (all, _) => all.Squat(0.12, tilt: 20, obliquity: t => 6 * Math.Pow(Math.Sin(Math.PI * t / 3), 2)).Stand(1)).Shift(-0.09).Stand(1);
}
