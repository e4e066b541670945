using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Tests.Wire;

/// <summary>Marks travel with samples; a sample that cannot be used loses none.</summary>
public class ContinuityTests
{
    [Fact]
    public void Marks_of_samples_that_are_left_out_come_with_the_next_ones_in_their_order()
    {
        // Good, then three that cannot be used with a mark each, then good ones of which the second has a mark of its own.
        Assert.Equal(
            ["1", "2", "3", "4", null, null],
            Marks((0.01, true, null), (0.02, false, "1"), (0.02, false, "2"), (0.005, true, "3"), (0.03, true, null), (0.04, true, "4"), (0.05, true, null), (0.06, true, null), (0.07, true, null), (0.08, true, null)).Skip(1));
    }

    [Fact]
    public void A_mark_waits_while_samples_with_marks_of_their_own_go_by()
    {
        Assert.Equal(["1", "2", "3", null], Marks((0.01, false, "1"), (0.02, true, "2"), (0.03, true, "3"), (0.04, true, null), (0.05, true, null)));
    }

    private static List<string?> Marks(params (double Time, bool Usable, string? Mark)[] samples)
    {
        var continuity = default(Continuity);
        var marks = new List<string?>();
        foreach (var (time, usable, mark) in samples)
        {
            var sample = new MotionSample
            {
                Time = new(time),
                Content = usable ? MotionContent.Orientation : MotionContent.None,
                SensorToEarth = Rotation.Identity,
                Mark = mark is null ? null : new Mark.Note(mark),
            };
            continuity = continuity.Next(sample, new(0.01), out var accepted);
            if (continuity.Rejected == 0)
            {
                marks.Add((accepted.Motion.Mark as Mark.Note)?.Words);
            }
        }

        Assert.Null(continuity.Waiting);
        return marks;
    }
}
