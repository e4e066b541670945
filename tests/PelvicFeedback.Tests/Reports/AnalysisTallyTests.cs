using System.Buffers;
using System.Text.Json;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Reports;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using static PelvicFeedback.Tests.Reports.Told;

namespace PelvicFeedback.Tests.Reports;

public sealed class AnalysisTallyTests
{
    [Fact]
    public void Counts_what_was_said()
    {
        var summary = Summary(Session());
        var counts = Assert.Single(summary.Sets).Counts;

        Assert.Equal((1, 3), (counts.Repetitions, counts.Holds));
        Assert.Equal((2, 1, 1), (counts.Level, counts.NotLevel, counts.NotJudged));
        Assert.Equal((1, 0), (counts.Alerts, counts.AlertsWithdrawn));
        Assert.Equal((10L, 1, 2.0), (summary.Samples, summary.Gaps, summary.GapTime.Value));
        Assert.Equal(1.5, counts.HoldTime.Value, 9);
    }

    [Fact]
    public void Missing_time_is_in_no_band()
    {
        // 11–13 s and 15.5 s are judged in steps of 0.5 s; the step over the gap is not.
        var counts = Assert.Single(Summary(Session()).Sets).Counts;

        Assert.Equal(3, counts.Judged.Value, 9);
        Assert.Equal(1.5, counts.InBand.Value, 9);
        Assert.Equal(new Degrees(5), counts.PeakDrop);
    }

    [Fact]
    public void What_was_withdrawn_reads_not_judged_and_leaves_the_time_in_band()
    {
        var summary = Summary(Session(goodUntil: 12.2));
        var set = Assert.Single(summary.Sets);

        Assert.True(set.Withdrawn);
        Assert.Equal((1, 0, 3), (set.Counts.Level, set.Counts.NotLevel, set.Counts.NotJudged));
        Assert.Equal((0, 1), (set.Counts.Alerts, set.Counts.AlertsWithdrawn));
        // What was judged from 12.0 s on goes, whole seconds at a time.
        Assert.Equal(1, set.Counts.Judged.Value, 9);
        Assert.Equal(new Degrees(1), set.Counts.PeakDrop);
        Assert.Equal(Verdict.Level, summary.Judgements[0].Reads);
    }

    [Fact]
    public void A_withdrawal_reaches_back_into_a_set_that_is_over()
    {
        var later = Sample(20, 0, Stance.Both, null, new Withdrawn(At(20), At(15.2), WithdrawalReason.Axis)) with { Prescription = null };
        var counts = Assert.Single(Summary(Session().Append(later)).Sets).Counts;

        Assert.Equal((1, 1, 2), (counts.Level, counts.NotLevel, counts.NotJudged));
    }

    [Fact]
    public void A_withdrawal_leaves_what_a_sensor_said_before_it_restarted()
    {
        var restarted = Sample(0, 0, Stance.Both, null, new SensorRestarted(At(0))) with { Prescription = null };
        var later = Sample(5, 0, Stance.Both, null, new Withdrawn(At(5), At(0), WithdrawalReason.Slip)) with { Prescription = null };
        var summary = Summary(Session().Append(restarted).Append(later));

        Assert.All(summary.Judgements, judgement => Assert.Null(judgement.Withdrawn));
        Assert.Equal(6.5 + 1 + 5, summary.Duration.Value, 9);
        Assert.Empty(summary.Calibration.Done);
    }

    [Fact]
    public void A_set_of_either_leg_is_told_by_leg()
    {
        Feedback[] samples =
        [
            Sample(1, events: Starts(1, ExerciseSide.Auto)), Sample(2), Sample(3, -1, Stance.Right), Sample(4, -5, Stance.Right, Zone.Alert),
            Sample(5, 0, Stance.Both, null, Hold(5, Verdict.NotLevel, side: ExerciseSide.Right)),
        ];
        var sides = Summary(samples).Sides;

        Assert.Equal([ExerciseSide.Left, ExerciseSide.Right], sides.Select(side => side.Side));
        Assert.Equal([1.0, 2.0], sides.Select(side => side.Judged.Value));
        Assert.Equal([0, 1], sides.Select(side => side.NotLevel));
    }

    [Fact]
    public void Time_is_told_by_stance()
    {
        var stance = Summary(Session()).Stance;

        Assert.Equal((3.0, 0.0, 1.5, 0.0), (stance.Left, stance.Right, stance.Both, stance.Unknown));
    }

    [Fact]
    public void What_the_end_of_the_input_brings_is_no_sample()
    {
        var closing = Sample(12, events: [Hold(12, Verdict.Level)]) with { Closes = true };
        var summary = Summary([Sample(11, events: Starts(11)), Sample(12), closing]);

        Assert.Equal(2, summary.Samples);
        Assert.Equal(1, Assert.Single(summary.Sets).Counts.Holds);
    }

    [Fact]
    public void An_exercise_without_a_band_is_named()
    {
        var walking = new Prescription(Exercise.Walking, ExerciseSide.Both);
        var summary = Summary([Sample(1, zone: null) with { Prescription = walking }, Sample(3, zone: null) with { Prescription = walking }]);

        Assert.Equal(new UnjudgedExercise(Exercise.Walking, new(2)), Assert.Single(summary.Unjudged));
    }

    [Fact]
    public void The_result_line_says_it_in_json()
    {
        var output = new ArrayBufferWriter<byte>();
        ResultLine.Write(output, Summary(Session(goodUntil: 12.2), "knee \"2\".csv"));
        var text = System.Text.Encoding.UTF8.GetString(output.WrittenSpan);
        var result = JsonDocument.Parse(text).RootElement;

        Assert.Equal(1, text.Count(letter => letter == '\n'));
        Assert.Equal("result", result.GetProperty("type").GetString());
        Assert.Equal(Algorithm.Version, result.GetProperty("algorithm").GetString());
        Assert.Equal("knee \"2\".csv", result.GetProperty("file").GetString());
        Assert.Equal(11, result.GetProperty("samples").GetInt32());
        Assert.Equal(1, result.GetProperty("alertsWithdrawn").GetInt32());
        Assert.True(result.GetProperty("calibration").GetProperty("static").GetBoolean());
        var set = result.GetProperty("sets")[0];
        Assert.Equal(3, set.GetProperty("notJudged").GetInt32());
        Assert.Equal(1, set.GetProperty("inBandShare").GetDouble(), 9);
        Assert.Equal("left", result.GetProperty("sides")[0].GetProperty("side").GetString());
    }
}
