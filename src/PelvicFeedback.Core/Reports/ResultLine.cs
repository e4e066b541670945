using System.Buffers;
using System.Text.Json;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Reports;

/// <summary>The last line of <c>analyze --json</c>: counts, time in band, per set and side, and the algorithm's version.</summary>
public static class ResultLine
{
    /// <summary>Writes it, newline included.</summary>
    public static void Write(IBufferWriter<byte> output, AnalysisSummary summary)
    {
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("type", "result");
            json.WriteString("algorithm", Algorithm.Version);
            Recording(json, summary);
            Calibration(json, summary);
            json.WriteStartObject("stanceS");
            Number(json, "left", summary.Stance.Left);
            Number(json, "right", summary.Stance.Right);
            Number(json, "both", summary.Stance.Both);
            Number(json, "unknown", summary.Stance.Unknown);
            json.WriteEndObject();
            json.WriteNumber("reps", summary.Sides.Sum(side => side.Repetitions));
            json.WriteNumber("holds", summary.Sides.Sum(side => side.Holds));
            json.WriteNumber("steps", summary.Sides.Sum(side => side.Steps));
            json.WriteNumber("level", summary.Sides.Sum(side => side.Level));
            json.WriteNumber("notLevel", summary.Sides.Sum(side => side.NotLevel));
            json.WriteNumber("notJudged", summary.Sides.Sum(side => side.NotJudged));
            json.WriteNumber("alerts", summary.Alerts.Count(alert => alert.Withdrawn is null));
            json.WriteNumber("alertsWithdrawn", summary.Alerts.Count(alert => alert.Withdrawn is not null));
            json.WriteNumber("withdrawals", summary.Withdrawals.Count);
            json.WriteStartArray("sets");
            foreach (var set in summary.Sets)
            {
                Set(json, set, summary.Recording.Content);
            }

            json.WriteEndArray();
            json.WriteStartArray("walks");
            foreach (var walk in summary.Walks)
            {
                Walk(json, walk);
            }

            json.WriteEndArray();
            json.WriteStartArray("unjudged");
            foreach (var (exercise, duration) in summary.Unjudged)
            {
                json.WriteStartObject();
                json.WriteString("exercise", Prescription.NameOf(exercise));
                Number(json, "durationS", duration.Value);
                Hidden(json, exercise, summary.Recording.Content);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("tests");
            foreach (var test in summary.Tests)
            {
                Test(json, test, summary.Recording.Content);
            }

            json.WriteEndArray();
            json.WriteStartArray("sides");
            foreach (var side in summary.Sides)
            {
                json.WriteStartObject();
                Counts(json, side);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private static void Recording(Utf8JsonWriter json, AnalysisSummary summary)
    {
        json.WriteString("file", summary.Recording.Name);
        Number(json, "startT", summary.Start?.Seconds, 6);
        Number(json, "endT", summary.End?.Seconds, 6);
        Number(json, "durationS", summary.Duration.Value);
        Number(json, "rateHz", summary.Recording.RateHz);
        json.WriteNumber("samples", summary.Samples);
        json.WriteNumber("gaps", summary.Gaps);
        Number(json, "gapS", summary.GapTime.Value);
        json.WriteNumber("rejected", summary.Rejected);
        json.WriteNumber("restarts", summary.Restarts);
        json.WriteStartArray("badLines");
        foreach (var bad in summary.Recording.BadLines)
        {
            json.WriteStartObject();
            json.WriteString("kind", bad.Kind);
            json.WriteNumber("count", bad.Count);
            json.WriteNumber("firstLine", bad.FirstLine);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Calibration(Utf8JsonWriter json, AnalysisSummary summary)
    {
        var calibration = summary.Calibration;
        json.WriteStartObject("calibration");
        json.WriteString("confidence", Words.Of(calibration.Confidence));
        foreach (var step in Enum.GetValues<CalibrationStep>())
        {
            json.WriteBoolean(Words.Of(step), calibration.Done.Contains(step));
        }

        json.WriteNumber("slips", calibration.Slips);
        json.WriteEndObject();
    }

    private static void Walk(Utf8JsonWriter json, WalkResult walk)
    {
        json.WriteStartObject();
        Number(json, "startT", walk.Start.Seconds, 6);
        Number(json, "endT", walk.End.Seconds, 6);
        Number(json, "stepsPerMinute", walk.PerMinute);
        Number(json, "symmetry", walk.Symmetry);
        Steps("left", walk.Left);
        Steps("right", walk.Right);
        json.WriteEndObject();

        void Steps(string name, StepResult steps)
        {
            json.WriteStartObject(name);
            json.WriteNumber("steps", steps.Steps);
            json.WriteNumber("level", steps.Level);
            json.WriteNumber("notLevel", steps.NotLevel);
            json.WriteNumber("notJudged", steps.NotJudged);
            json.WriteNumber("overWarn", steps.OverWarn);
            Number(json, "meanStepS", steps.MeanStep?.Value);
            Number(json, "meanDropDeg", steps.MeanDrop?.Value);
            Number(json, "peakDropDeg", steps.PeakDrop?.Value);
            json.WriteEndObject();
        }
    }

    private static void Set(Utf8JsonWriter json, SetResult set, MotionContent content)
    {
        json.WriteStartObject();
        json.WriteNumber("set", set.Number);
        json.WriteString("exercise", Prescription.NameOf(set.Prescription.Exercise));
        Counts(json, set.Counts);
        Number(json, "startT", set.Start.Seconds, 6);
        Number(json, "endT", set.End.Seconds, 6);
        json.WriteString("quantity", Words.Of(set.Band.First.Kind));
        Number(json, "warnDeg", set.Band.First.Warn?.Value);
        Number(json, "alertDeg", set.Band.First.Alert.Value);
        Number(json, "dwellS", set.Band.First.Dwell.Value);
        json.WriteBoolean("bandFromBaseline", set.Band.FromBaseline);
        json.WriteStartArray("further");
        foreach (var limit in set.Band.Further)
        {
            json.WriteStartObject();
            json.WriteString("quantity", Words.Of(limit.Kind));
            Number(json, "warnDeg", limit.Warn?.Value);
            Number(json, "alertDeg", limit.Alert.Value);
            Number(json, "dwellS", limit.Dwell.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteBoolean("withdrawn", set.Withdrawn);
        json.WriteString("verdict", Words.Of(set.Verdict));
        json.WriteString("reason", set.Reason is { } reason ? Words.Of(reason) : null);
        Hidden(json, set.Prescription.Exercise, content);
        json.WriteEndObject();
    }

    private static void Test(Utf8JsonWriter json, TestResult test, MotionContent content)
    {
        var ended = test.Ended;
        json.WriteStartObject();
        json.WriteString("side", ended.Side.Word());
        Number(json, "endT", ended.Ended.Seconds, 6);
        Number(json, "durationS", ended.Duration.Value);
        json.WriteString("endReason", Words.Of(ended.EndReason));
        json.WriteBoolean("withdrawn", test.Withdrawn is not null);
        Hidden(json, Exercise.TrendelenburgTest, content);
        json.WriteEndObject();
    }

    private static void Hidden(Utf8JsonWriter json, Exercise exercise, MotionContent content)
    {
        json.WriteStartArray("cannotSee");
        foreach (var hidden in CannotSee.In(exercise, content))
        {
            json.WriteStringValue(hidden);
        }

        json.WriteEndArray();
    }

    private static void Counts(Utf8JsonWriter json, SetCounts counts)
    {
        json.WriteString("side", counts.Side.Word());
        json.WriteNumber("reps", counts.Repetitions);
        json.WriteNumber("holds", counts.Holds);
        json.WriteNumber("steps", counts.Steps);
        Number(json, "holdS", counts.HoldTime.Value);
        json.WriteNumber("level", counts.Level);
        json.WriteNumber("notLevel", counts.NotLevel);
        json.WriteNumber("notJudged", counts.NotJudged);
        Number(json, "judgedS", counts.Judged.Value);
        Number(json, "inBandS", counts.InBand.Value);
        Number(json, "inBandShare", counts.InBandShare);
        Number(json, "peakDropDeg", counts.PeakDrop?.Value);
        json.WriteNumber("alerts", counts.Alerts);
        json.WriteNumber("alertsWithdrawn", counts.AlertsWithdrawn);
    }

    // Four decimals of a second, a share or a degree are more than any sensor knows; a clock's own time keeps its six.
    private static void Number(Utf8JsonWriter json, string name, double? number, int decimals = 4)
    {
        if (number is { } known)
        {
            json.WriteNumber(name, Math.Round(known, decimals) + 0.0);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
