using System.Globalization;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Movement;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Reports;

/// <summary>The line of each event.</summary>
internal static class EventLine
{
    /// <summary>Its line, still open; an empty one for an event that has no line (sets are in the result).</summary>
    public static JsonLine Of(PelvicEvent happened, Span<byte> buffer) => happened switch
    {
        Calibrated calibrated => Of(calibrated, buffer),
        StanceChanged stance => Of(stance, buffer),
        RepetitionJudged repetition => Of(repetition, buffer),
        HoldJudged hold => Of(hold, buffer),
        StepJudged step => Of(step, buffer),
        TestEnded test => Of(test, buffer),
        AlertStarted alert => Of(alert, buffer),
        AlertEnded alert => Of(alert, buffer),
        Withdrawn withdrawn => Of(withdrawn, buffer),
        SensorGap gap => Of(gap, buffer),
        SamplesRejected rejected => Of(rejected, buffer),
        SamplesClipped => Sensor("clipped"u8, happened, buffer),
        SensorRestarted => Sensor("restart"u8, happened, buffer),
        BeltSlipped slip => Of(slip, buffer),
        _ => default,
    };

    private static JsonLine Of(Calibrated calibrated, Span<byte> buffer)
    {
        var line = Begin("calibration"u8, calibrated, buffer);
        line.Word("kind"u8, Words.Of(calibrated.Step));
        line.Field("accepted"u8, calibrated.Accepted);
        line.Word("reason"u8, WordOf(calibrated.Refusal));
        line.Field("mountingRollDeg"u8, calibrated.MountingRoll);
        line.Field("axisErrorDeg"u8, calibrated.AxisError);
        line.Field("axisTurnDeg"u8, calibrated.AxisTurn);
        return line;
    }

    private static JsonLine Of(StanceChanged stance, Span<byte> buffer)
    {
        var line = Begin("stance"u8, stance, buffer);
        line.Word("phase"u8, Words.Of(stance.Phase));
        line.Word("side"u8, stance.Leg.Word());
        line.Word("exercise"u8, stance.Exercise is { } exercise ? Prescription.NameOf(exercise) : null);
        return line;
    }

    private static JsonLine Of(RepetitionJudged repetition, Span<byte> buffer)
    {
        var line = Begin("rep"u8, repetition, buffer);
        line.Field("number"u8, repetition.Number);
        line.Word("exercise"u8, Prescription.NameOf(repetition.Exercise));
        line.Word("side"u8, repetition.Side.Word());
        line.Field("durationS"u8, (Seconds?)repetition.Duration);
        line.Field("depthCm"u8, repetition.DepthCm);
        line.Field("peakDropDeg"u8, repetition.PeakDrop);
        line.Field("turnDeg"u8, repetition.Turn);
        line.Word("source"u8, Words.Of(repetition.Source));
        line.Field("seen"u8, repetition.Seen);
        line.Word("verdict"u8, Words.Of(repetition.Verdict));
        line.Word("reason"u8, WordOf(repetition.Reason));
        return line;
    }

    private static JsonLine Of(HoldJudged hold, Span<byte> buffer)
    {
        var line = new JsonLine(buffer, "hold"u8);
        line.Field("t"u8, hold.Ended);
        line.Field("decidedAt"u8, hold.At);
        line.Word("exercise"u8, Prescription.NameOf(hold.Exercise));
        line.Word("side"u8, hold.Side.Word());
        line.Field("durationS"u8, (Seconds?)hold.Duration);
        line.Word("verdict"u8, Words.Of(hold.Verdict));
        line.Word("reason"u8, WordOf(hold.Reason));
        return line;
    }

    private static JsonLine Of(StepJudged step, Span<byte> buffer)
    {
        var line = new JsonLine(buffer, "step"u8);
        line.Field("t"u8, step.Contact);
        line.Field("decidedAt"u8, step.At);
        line.Word("side"u8, step.Leg.Word());
        line.Field("peakDropDeg"u8, step.PeakDrop);
        line.Word("verdict"u8, Words.Of(step.Verdict));
        line.Word("reason"u8, WordOf(step.Reason));
        return line;
    }

    private static JsonLine Of(TestEnded test, Span<byte> buffer)
    {
        var line = new JsonLine(buffer, "test"u8);
        line.Field("t"u8, test.Ended);
        line.Field("decidedAt"u8, test.At);
        line.Word("side"u8, test.Side.Word());
        line.Field("durationS"u8, (Seconds?)test.Duration);
        line.Field("bestRaiseDeg"u8, test.BestRaise);
        line.Field("levelAt30Deg"u8, test.LevelAt30);
        line.Field("pelvisFallStartS"u8, test.PelvisFallStart);
        line.Word("endReason"u8, Words.Of(test.EndReason));
        line.Word("support"u8, Words.Of(Support.Unknown));
        line.Word("reason"u8, WordOf(test.Reason));
        return line;
    }

    private static JsonLine Of(AlertStarted alert, Span<byte> buffer)
    {
        var line = Alert(alert.Ordinal, alert, buffer);
        line.Word("kind"u8, Words.Of(alert.Kind));
        line.Word("phase"u8, Words.Of(Phase.Start));
        line.Word("stance"u8, alert.Stance.Word());
        line.Word("exercise"u8, Prescription.NameOf(alert.Exercise));
        line.Field("thresholdDeg"u8, (Degrees?)alert.Threshold);
        line.Field("valueDeg"u8, (Degrees?)alert.Value);
        line.Field("peakDeg"u8, (Degrees?)alert.Peak);
        line.Field("durationS"u8, default(Seconds?));
        line.Word("reason"u8, default(string));
        return line;
    }

    private static JsonLine Of(AlertEnded alert, Span<byte> buffer)
    {
        var line = Alert(alert.Ordinal, alert, buffer);
        line.Word("kind"u8, Words.Of(alert.Kind));
        line.Word("phase"u8, Words.Of(Phase.End));
        line.Word("stance"u8, alert.Stance.Word());
        line.Word("exercise"u8, Prescription.NameOf(alert.Exercise));
        line.Field("thresholdDeg"u8, (Degrees?)alert.Threshold);
        line.Field("valueDeg"u8, (Degrees?)alert.Value);
        line.Field("peakDeg"u8, (Degrees?)alert.Peak);
        line.Field("durationS"u8, (Seconds?)alert.Duration);
        line.Word("reason"u8, Words.Of(alert.Reason));
        return line;
    }

    private static JsonLine Of(Withdrawn withdrawn, Span<byte> buffer)
    {
        var line = Begin("withdrawn"u8, withdrawn, buffer);
        line.Field("fromT"u8, withdrawn.From);
        line.Word("reason"u8, Words.Of(withdrawn.Reason));
        return line;
    }

    private static JsonLine Of(SensorGap gap, Span<byte> buffer)
    {
        var line = Sensor("gap"u8, gap, buffer);
        line.Field("lengthS"u8, (Seconds?)gap.Length);
        return line;
    }

    private static JsonLine Of(SamplesRejected rejected, Span<byte> buffer)
    {
        var line = Sensor("rejected"u8, rejected, buffer);
        line.Field("count"u8, rejected.Count);
        return line;
    }

    private static JsonLine Of(BeltSlipped slip, Span<byte> buffer)
    {
        var line = Sensor("slip"u8, slip, buffer);
        line.Field("changeDeg"u8, (Degrees?)slip.Change);
        return line;
    }

    private static JsonLine Sensor(ReadOnlySpan<byte> kind, PelvicEvent happened, Span<byte> buffer)
    {
        var line = Begin("sensor"u8, happened, buffer);
        line.Word("kind"u8, kind);
        return line;
    }

    private static JsonLine Alert(int ordinal, PelvicEvent happened, Span<byte> buffer)
    {
        var line = new JsonLine(buffer, "alert"u8);
        line.Word("alertId"u8, ordinal.ToString(CultureInfo.InvariantCulture));
        line.Field("t"u8, happened.At);
        return line;
    }

    private static JsonLine Begin(ReadOnlySpan<byte> type, PelvicEvent happened, Span<byte> buffer)
    {
        var line = new JsonLine(buffer, type);
        line.Field("t"u8, happened.At);
        return line;
    }

    private static string? WordOf<T>(T? value)
        where T : struct, Enum => value is { } known ? Words.Of(known) : null;
}
