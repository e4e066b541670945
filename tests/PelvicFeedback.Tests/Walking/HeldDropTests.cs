using PelvicFeedback.Core.Movement.Walking;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Tests.Walking;

/// <summary>How far the free side was down over a step, and for how long.</summary>
public class HeldDropTests
{
    [Theory]
    [InlineData(Side.Left, 9, 4, 9, 2)]
    [InlineData(Side.Left, 9, 5, 9, 9)]
    [InlineData(Side.Right, -9, 4, 9, 2)]
    [InlineData(Side.Right, -9, 5, 9, 9)]
    [InlineData(Side.Right, 9, 5, 2, 2)]
    public void A_drop_counts_from_a_tenth_of_a_second_on_and_only_on_the_free_side(Side leg, double obliquity, int cells, double peak, double held)
    {
        // 2° down all the time; the rest of it for so many cells of 20 ms.
        double[] course = [.. Enumerable.Repeat(2 * leg.Sign(), 10), .. Enumerable.Repeat(obliquity, cells), .. Enumerable.Repeat(2 * leg.Sign(), 10)];

        Assert.Equal(new HeldDrop(new(peak), new(held)), HeldDrop.Over(Window(course), 0, course.Length, leg));
    }

    [Fact]
    public void Where_the_obliquity_was_not_known_all_the_time_nothing_is_said()
    {
        var window = default(GaitWindow).With([GaitCell.None, GaitCell.None with { Known = false }, .. Enumerable.Repeat(GaitCell.None, 6)], default);

        Assert.Null(HeldDrop.Over(window, 0, 8, Side.Left));
        Assert.NotNull(HeldDrop.Over(window, 2, 8, Side.Left));
    }

    private static GaitWindow Window(IEnumerable<double> obliquity) => obliquity.Chunk(CellRow.Length).Aggregate(
        default(GaitWindow), (window, row) => window.With([.. row.Select(one => GaitCell.None with { Obliquity = one })], default));
}
