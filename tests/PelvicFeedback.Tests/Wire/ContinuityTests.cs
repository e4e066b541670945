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

    [Fact]
    public void A_turn_that_no_body_makes_is_left_out_and_one_that_stays_is_a_gap()
    {
        // 90° within 10 ms, once; then for good.
        var (accepted, events) = Run(Turned(0.00, 0), Turned(0.01, 0), Turned(0.02, 90), Turned(0.03, 0), Turned(0.04, 1));
        Assert.Equal([0.00, 0.01, 0.03, 0.04], accepted);
        Assert.Equal(1, Assert.Single(events.OfType<SamplesRejected>()).Count);

        var stays = Run([.. Enumerable.Range(0, 40).Select(i => Turned(i * 0.01, i < 10 ? 0 : 90))]);
        Assert.Equal(0.1, Assert.Single(stays.Events.OfType<SensorGap>()).Length.Value, 0.015);
        Assert.Equal(0.39, stays.Accepted[^1], 1e-9);
        Assert.InRange(stays.Events.OfType<SamplesRejected>().Sum(one => one.Count), 8, 10);
    }

    [Theory]
    [InlineData(1000, 0.01)]
    [InlineData(2000, 0.0025)]
    [InlineData(2000, 0.05)]
    public void As_fast_as_a_gyroscope_measures_is_no_jump(double degreesPerSecond, double period) =>
        Assert.Empty(Run([.. Enumerable.Range(0, 100).Select(i => Turned(i * period, i * period * degreesPerSecond))]).Events);

    [Fact]
    public void Of_two_sources_that_take_turns_one_is_heard()
    {
        var turns = Enumerable.Range(0, 100).SelectMany(i => new[] { Turned(1000 + (i * 0.01), 0), Turned(5 + (i * 0.01), 20) });
        var (accepted, events) = Run([.. turns]);
        Assert.Equal(100, accepted.Count);
        Assert.All(accepted, time => Assert.True(time >= 1000));
        Assert.Empty(events.OfType<SensorRestarted>());
        Assert.Equal(99, events.OfType<SamplesRejected>().Sum(one => one.Count));
    }

    [Fact]
    public void A_clock_that_begins_anew_without_a_word_is_believed_at_its_second_sample()
    {
        var (accepted, events) = Run(Turned(1000, 0), Turned(1000.01, 0), Turned(0, 20), Turned(0.01, 20), Turned(0.02, 20));
        Assert.Equal([1000, 1000.01, 0.01, 0.02], accepted);
        Assert.Single(events.OfType<SensorRestarted>());
        Assert.Equal(1, Assert.Single(events.OfType<SamplesRejected>()).Count);
    }

    [Fact]
    public void What_is_beyond_the_sensors_range_is_told_once_for_each_time()
    {
        // A knock of 50 ms; quiet for less than a second, a knock; quiet for longer, a knock.
        var (_, events) = Run([.. Enumerable.Range(0, 400).Select(i => Turned(i * 0.01, 0) with { Clipped = i is >= 10 and < 15 or 100 or 300 })]);
        Assert.Equal([0.1, 3.0], events.OfType<SamplesClipped>().Select(one => one.At.Seconds));
        Assert.Equal(2, events.Count);
    }

    private static (List<double> Accepted, List<PelvicEvent> Events) Run(params MotionSample[] samples)
    {
        var (continuity, accepted, events) = (default(Continuity), new List<double>(), new List<PelvicEvent>());
        foreach (var sample in samples)
        {
            continuity = continuity.Next(sample, new(0.01), out var timed);
            if (continuity.Rejected == 0)
            {
                accepted.Add(timed.Motion.Time.Seconds);
                events.AddRange(timed.Events ?? Enumerable.Empty<PelvicEvent>());
            }
        }

        return (accepted, events);
    }

    private static MotionSample Turned(double time, double degrees)
    {
        var half = degrees * Math.PI / 360;
        return new() { Time = new(time), SensorToEarth = new(Math.Cos(half), Math.Sin(half), 0, 0), Content = MotionContent.Orientation };
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
