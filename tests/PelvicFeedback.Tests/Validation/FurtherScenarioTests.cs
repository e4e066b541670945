using PelvicFeedback.Benchmarks.Validation.Further;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Sensors.Simulated;

namespace PelvicFeedback.Tests.Validation;

/// <summary>A few simulated sessions of each further exercise, held to the level that was reached, so that it cannot get worse unseen.</summary>
public class FurtherScenarioTests
{
    private const int First = 300;
    private const int Sessions = 3;
    private const MotionContent Full = MotionContent.Orientation | MotionContent.SpecificForce | MotionContent.AngularRate;

    [Theory]
    [InlineData(Exercise.HipAbductionExtension)]
    [InlineData(Exercise.StandingInternalRotation)]
    public void Paced_repetitions_are_told_at_their_time_and_seen_only_where_something_moved(Exercise exercise)
    {
        var score = FurtherScenario.Anybody(exercise).Play(First, Sessions);

        AtLeast(0.99, score.Pace.Told);
        AtLeast(0.95, score.Pace.Seen);
        Assert.Equal(score.Pace.Unseen.All, score.Pace.Unseen.Some);
        Assert.Equal(0, score.Pace.Invented);
        HeldToItsLimits(score);
    }

    [Fact]
    public void Side_planks_are_found_and_timed_and_their_sag_is_told()
    {
        var score = FurtherScenario.Anybody(Exercise.SidePlankAbduction).Play(First, Sessions);

        Assert.True(score.Bridges.Found.All > 20);
        AtLeast(0.98, score.Bridges.Found);
        AtLeast(0.98, score.Bridges.LiftOffs);
        AtLeast(0.9, score.Bridges.Lengths);
        Assert.Equal(0, score.Bridges.Invented);
        AtLeast(0.95, score.Limits.Found.GetValueOrDefault(AlertKind.Sag));
        HeldToItsLimits(score);
    }

    [Fact]
    public void Who_lies_down_a_little_otherwise_than_before_is_hardly_ever_told_of_a_sag()
    {
        var healthy = SimulatedPatient.Healthy;
        var otherwise = healthy with { Bridge = healthy.Bridge with { FloorAgain = new(-2.2, 2.2) } };
        var score = new FurtherScenario("lies otherwise", Exercise.SidePlankAbduction, seed => Simulation.Run(
            otherwise, SimulatedSensor.Random(seed) with { Content = Full, GapsPerMinute = 0 }, SimulatedSession.RandomOf(seed, new(600), Exercise.SidePlankAbduction), seed)).Play(First, Sessions);

        Assert.True(score.Bridges.Found.All > 20);
        AtLeast(0.95, score.Bridges.Found);
        Assert.Equal(0, score.Bridges.Invented);

        // A low lift leaves less room above the floor than it was moved by here.
        Assert.InRange(score.Limits.FalseAlerts, 0, 4);
        Assert.Equal(0, score.Limits.WrongLevels);
    }

    [Fact]
    public void Tests_on_one_leg_are_measured()
    {
        var score = FurtherScenario.Anybody(Exercise.TrendelenburgTest).Play(First, Sessions);

        Assert.True(score.Tests.Found.All > 20);
        AtLeast(0.95, score.Tests.Found);
        AtLeast(0.93, score.Tests.LiftOffs);
        AtLeast(0.97, score.Tests.Held);
        AtLeast(0.97, score.Tests.Raises);
        AtLeast(0.97, score.Tests.Levels);
        AtLeast(0.97, score.Tests.Falls);
        Assert.Equal(0, score.Tests.Invented);
        Assert.Empty(score.Limits.Alerts);
    }

    private static void HeldToItsLimits(FurtherScore score)
    {
        Assert.Equal((0, 0), (score.Limits.FalseAlerts, score.Limits.WrongLevels));
        Assert.All(score.Limits.Found.Values, found => AtLeast(0.9, found));
    }

    private static void AtLeast(double share, Tally tally) => Assert.True(tally.Share >= share, tally.ToString());
}
