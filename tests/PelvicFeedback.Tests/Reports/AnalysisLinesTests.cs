using System.Buffers;
using System.Text.Json;
using PelvicFeedback.Benchmarks.Speed;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Movement;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Reports;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using static PelvicFeedback.Tests.Reports.Told;

namespace PelvicFeedback.Tests.Reports;

public sealed class AnalysisLinesTests
{
    public static TheoryData<PelvicEvent, string> Golden { get; } = new()
    {
        {
            new Calibrated(At(3.5), CalibrationStep.Bow, true, null, null, new(0.81249), new(12)),
            """{"type":"calibration","t":3.5000,"kind":"bow","accepted":true,"reason":null,"mountingRollDeg":null,"axisErrorDeg":0.812,"axisTurnDeg":12.000}"""
        },
        {
            new Calibrated(At(3.5), CalibrationStep.Static, false, CalibrationRefusal.NotStill, null, null, null),
            """{"type":"calibration","t":3.5000,"kind":"static","accepted":false,"reason":"not-still","mountingRollDeg":null,"axisErrorDeg":null,"axisTurnDeg":null}"""
        },
        {
            new StanceChanged(At(4), Phase.Start, Side.Right, Exercise.SingleLegSquat),
            """{"type":"stance","t":4.0000,"phase":"start","side":"right","exercise":"single-leg-squat"}"""
        },
        {
            new StanceChanged(At(4), Phase.End, Side.Left, null),
            """{"type":"stance","t":4.0000,"phase":"end","side":"left","exercise":null}"""
        },
        {
            Rep(5, 7, Verdict.NotLevel),
            """{"type":"rep","t":5.0000,"number":7,"exercise":"single-leg-stance","side":"left","durationS":0.5000,"depthCm":12.346,"peakDropDeg":3.250,"turnDeg":null,"source":"motion","seen":true,"verdict":"not-level","reason":null}"""
        },
        {
            Hold(5, Verdict.NotJudged, NotJudgedReason.LiftOffNotSeen),
            """{"type":"hold","t":5.0000,"decidedAt":5.0000,"exercise":"single-leg-stance","side":"left","durationS":0.5000,"verdict":"not-judged","reason":"lift-off-not-seen"}"""
        },
        {
            new StepJudged(At(9), At(4.25), Side.Right, new(0.55), new(6.5), true, Verdict.Level, null),
            """{"type":"step","t":4.2500,"decidedAt":9.0000,"side":"right","peakDropDeg":6.500,"verdict":"level","reason":null}"""
        },
        {
            Alert(6, 12),
            """{"type":"alert","alertId":"12","t":6.0000,"kind":"pelvic-drop","phase":"start","stance":"left","exercise":"single-leg-stance","thresholdDeg":4.000,"valueDeg":4.500,"peakDeg":4.750,"durationS":null,"reason":null}"""
        },
        {
            Ends(6.8, 12),
            """{"type":"alert","alertId":"12","t":6.8000,"kind":"pelvic-drop","phase":"end","stance":"left","exercise":"single-leg-stance","thresholdDeg":4.000,"valueDeg":2.900,"peakDeg":5.250,"durationS":0.8000,"reason":"recovered"}"""
        },
        {
            new TestEnded(At(41), At(40), ExerciseSide.Left, new(30), new(4.5), new(3.25), null, TestEnd.Held, null),
            """{"type":"test","t":40.0000,"decidedAt":41.0000,"side":"left","durationS":30.0000,"bestRaiseDeg":4.500,"levelAt30Deg":3.250,"pelvisFallStartS":null,"endReason":"held","support":"unknown","reason":null}"""
        },
        { new SensorGap(At(7), new(0.25)), """{"type":"sensor","t":7.0000,"kind":"gap","lengthS":0.2500}""" },
        { new SamplesRejected(At(7), 3), """{"type":"sensor","t":7.0000,"kind":"rejected","count":3}""" },
        { new SamplesClipped(At(7)), """{"type":"sensor","t":7.0000,"kind":"clipped"}""" },
        { new SensorRestarted(At(0)), """{"type":"sensor","t":0.0000,"kind":"restart"}""" },
        { new BeltSlipped(At(7), new(2.5)), """{"type":"sensor","t":7.0000,"kind":"slip","changeDeg":2.500}""" },
        {
            new Withdrawn(At(8), At(2.000001), WithdrawalReason.Axis),
            """{"type":"withdrawn","t":8.0000,"fromT":2.000001,"reason":"axis"}"""
        },
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void Each_event_has_its_line(PelvicEvent happened, string expected)
    {
        var line = Assert.Single(Lines(Sample(9, events: happened)), line => !line.Contains("\"tilt\""));

        Assert.Equal(expected, line);
    }

    [Fact]
    public void A_sample_has_its_line() => Assert.Equal(
        """{"type":"tilt","t":12.3400,"obliquityDeg":1.235,"tiltDeg":-2.500,"dropDeg":1.235,"stance":"left","confidence":"low"}""",
        Assert.Single(Lines(Sample(12.34, 1.2346))));

    [Fact]
    public void On_the_right_leg_the_drop_has_the_other_sign() => Assert.Contains(
        "\"obliquityDeg\":-3.000,\"tiltDeg\":-2.500,\"dropDeg\":3.000,\"stance\":\"right\"",
        Assert.Single(Lines(Sample(1, -3, Stance.Right))));

    [Fact]
    public void What_is_unknown_is_null() => Assert.Equal(
        """{"type":"tilt","t":1.0000,"obliquityDeg":null,"tiltDeg":null,"dropDeg":null,"stance":"unknown","confidence":"none"}""",
        Assert.Single(Lines(Sample(1, null, Stance.Unknown, null))));

    [Fact]
    public void Lying_has_the_two_angles_of_lying() => Assert.EndsWith(
        "\"confidence\":\"none\",\"longAxisDeg\":12.500,\"rollDeg\":-3.000}",
        Assert.Single(Lines(Sample(1, null, Stance.Unknown, null) with { LongAxis = new(12.5), Roll = new(-3) })));

    [Fact]
    public void The_orientation_goes_with_the_sample_when_asked()
    {
        var buffer = new ArrayBufferWriter<byte>();
        new AnalysisLines(buffer).Write(Sample(1), new Rotation(0.5, -0.5, 0.5, -0.123456789));

        Assert.EndsWith(
            "\"confidence\":\"low\",\"qw\":0.5000000,\"qx\":-0.5000000,\"qy\":0.5000000,\"qz\":-0.1234568}\n",
            System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    [Fact]
    public void Missing_samples_are_said_before_the_sample_and_the_rest_after_it()
    {
        var types = Lines(Sample(15, 1, Stance.Left, Zone.Level, Hold(15, Verdict.Level), new SensorGap(At(15), new(2))))
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("type").GetString());

        Assert.Equal(["sensor", "tilt", "hold"], types);
    }

    [Fact]
    public void The_end_of_the_input_has_events_and_no_sample() =>
        Assert.Equal(2, Lines(Sample(1), Sample(1, events: Hold(1, Verdict.Level)) with { Closes = true }).Length);

    [Fact]
    public void Sets_have_no_line_of_their_own() => Assert.Single(Lines(Sample(11, events: Starts(11))));

    [Theory]
    [InlineData(0, "0.0000")]
    [InlineData(-0.0000001, "0.0000")]
    [InlineData(-0.00001, "-0.000010")]
    [InlineData(4294.967295, "4294.967295")]
    [InlineData(0.016667, "0.016667")]
    [InlineData(1763805763.123456, "1763805763.123456")]
    [InlineData(1e18, "1E+18")]
    public void A_time_keeps_its_microseconds(double t, string written)
    {
        var line = Assert.Single(Lines(Sample(t)));

        Assert.Contains($"\"t\":{written},", line);
        Assert.Equal(t, JsonDocument.Parse(line).RootElement.GetProperty("t").GetDouble(), 0.00006);
    }

    [Fact]
    public void Every_line_is_json_and_names_its_type_first() =>
        Assert.All(Lines([.. Session(12.2)]), line => Assert.Equal("type", JsonDocument.Parse(line).RootElement.EnumerateObject().First().Name));

    [Fact]
    public void Writing_a_sample_allocates_nothing()
    {
        var buffer = new StreamBuffer(Stream.Null);
        var lines = new AnalysisLines(buffer);
        var sample = Sample(1.2345678, -12.3456);
        Assert.Equal(0, Allocated.Steadily(() => Write(10_000)));

        void Write(int count)
        {
            for (var i = 0; i < count; i++)
            {
                lines.Write(sample);
            }
        }
    }
}
