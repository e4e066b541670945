using PelvicFeedback.Core.Movement.Walking;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Tests.Walking;

/// <summary>Which feet that may have come down make a walk.</summary>
public class FootfallsTests
{
    private const double Strong = 0.8;
    private const double Faint = 0.22;

    private static readonly GaitWindow Unknown = default(GaitWindow).With([GaitCell.None with { Known = false }], default);

    [Fact]
    public void Left_and_right_come_in_turn_whatever_else_jolts_between_them()
    {
        var walk = Walk(Even(3).Append((1.5, Side.Left, Strong)).Concat(Even(3, 1.8)));

        Assert.Equal([Side.Left, Side.Right, Side.Left, Side.Right, Side.Left, Side.Right], walk!.Steps.Select(step => step.Leg));
        Assert.Equal([0.0, 0.6, 1.2, 1.8, 2.4, 3.0], walk.Steps.Select(step => Math.Round(step.At.Seconds, 3)));
    }

    [Theory]
    [InlineData(0.24, 6)]
    [InlineData(0.26, 8)]
    public void What_comes_within_a_quarter_of_a_second_is_no_step_of_its_own(double after, int steps)
    {
        var stumbling = Even(3).Append((1.2 + after, Side.Right, Strong)).Append((1.2 + (2 * after), Side.Left, Strong)).Concat(Even(3, 1.8 + (2 * after)));

        Assert.Equal(steps, Walk(stumbling)!.Steps.Length);
    }

    [Fact]
    public void Knees_that_bounce_do_not_walk_nor_does_a_pelvis_that_sways()
    {
        WalkDone? Only(Func<Side, StepSigns> signs) => Forced(Even(8).Aggregate(
            default(Footfalls), (feet, one) => feet.With(new(one.At), one.Foot, signs(one.Foot), Unknown)));

        Assert.Null(Only(_ => new(0.9, 0.9, 0, 0)));
        Assert.Null(Only(foot => new(0, 0, 0.9 * foot.Sign(), 0.9 * foot.Sign())));
        Assert.Equal(8, Only(foot => new(0.9, 0.9, 0.9 * foot.Sign(), 0.9 * foot.Sign()))!.Steps.Length);
    }

    [Fact]
    public void Steps_that_hardly_show_for_more_than_three_seconds_do_not_part_a_bout()
    {
        // The last clear step is at 3 s, the next one at 7.
        (double, Side, double)[] faint = [(4.1, Side.Left, Faint), (5.2, Side.Right, Faint), (6.3, Side.Left, Faint)];
        var walks = Told(Even(6).Concat(faint).Concat(Even(5, 7)));

        Assert.Equal(14, Assert.Single(walks).Steps.Length);
    }

    [Fact]
    public void A_rest_of_more_than_three_seconds_parts_two_bouts() =>
        Assert.Equal([6, 6], Told(Even(6).Concat(Even(6, 6.1))).Select(walk => walk.Steps.Length));

    [Fact]
    public void A_long_walk_is_told_in_parts_so_that_what_is_remembered_stays_bounded()
    {
        var walks = Told(Even(450));

        Assert.Equal([200, 200, 50], walks.Select(walk => walk.Steps.Length));
    }

    // Every 0.6 s, the left foot first where the place in the row is even.
    private static IEnumerable<(double At, Side Foot, double Strength)> Even(int count, double from = 0) =>
        Enumerable.Range(0, count).Select(i => (from + (0.6 * i), (i + (from > 0 ? 1 : 0)) % 2 == 0 ? Side.Left : Side.Right, Strong));

    private static WalkDone? Walk(IEnumerable<(double, Side, double)> contacts) => Assert.Single(Told(contacts));

    private static List<WalkDone> Told(IEnumerable<(double At, Side Foot, double Strength)> contacts)
    {
        var (feet, walks) = (default(Footfalls), new List<WalkDone>());
        foreach (var (at, foot, strength) in contacts)
        {
            var (either, own) = (strength, strength * foot.Sign());
            feet = feet.With(new(at), foot, new(either, either, own, own), Unknown).Until(new(at), Unknown, false, false, out var done);
            walks.AddRange(done is null ? [] : [done]);
        }

        walks.AddRange(Forced(feet) is { } last ? [last] : []);
        return walks;
    }

    private static WalkDone? Forced(Footfalls feet)
    {
        feet.Until(feet.All[^1].At, Unknown, true, false, out var done);
        return done;
    }
}
