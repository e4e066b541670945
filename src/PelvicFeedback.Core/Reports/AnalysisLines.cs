using System.Buffers;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Reports;

/// <summary>
/// What the pipeline says, as JSON lines: a <c>tilt</c> line for every sample and a line for every event, in the order
/// decided; docs/analyze-json.md lists them. Every line has all its fields, unknown ones null; angles in degrees with three
/// decimals, times in seconds on the sensor's clock. Writing a sample without events allocates nothing.
/// </summary>
/// <param name="output">UTF-8 goes here, each line whole; flushing is its owner's.</param>
public sealed class AnalysisLines(IBufferWriter<byte> output)
{
    /// <summary>Writes the lines of one sample.</summary>
    public void Write(in Feedback feedback)
    {
        if (Closed(feedback))
        {
            return;
        }

        BeforeSample(feedback.Events);
        var line = Tilt(feedback);
        End(ref line);
        AfterSample(feedback.Events);
    }

    /// <summary>Writes the lines of one sample, its orientation with it (<c>--emit orientation</c>).</summary>
    /// <param name="feedback">The sample.</param>
    /// <param name="sensorToEarth">The orientation that was used for it; null when there was none.</param>
    public void Write(in Feedback feedback, Rotation? sensorToEarth)
    {
        if (Closed(feedback))
        {
            return;
        }

        BeforeSample(feedback.Events);
        var line = Tilt(feedback);
        line.Component("qw"u8, sensorToEarth?.W);
        line.Component("qx"u8, sensorToEarth?.X);
        line.Component("qy"u8, sensorToEarth?.Y);
        line.Component("qz"u8, sensorToEarth?.Z);
        End(ref line);
        AfterSample(feedback.Events);
    }

    private JsonLine Tilt(in Feedback feedback)
    {
        var line = new JsonLine(output.GetSpan(JsonLine.Longest), "tilt"u8);
        line.Field("t"u8, feedback.Time);
        line.Field("obliquityDeg"u8, feedback.Obliquity);
        line.Field("tiltDeg"u8, feedback.Tilt);
        line.Field("dropDeg"u8, feedback.Drop);
        line.Word("stance"u8, feedback.Stance switch
        {
            Stance.Left => "left"u8,
            Stance.Right => "right"u8,
            Stance.Both => "both"u8,
            _ => "unknown"u8,
        });
        line.Word("confidence"u8, feedback.Confidence switch
        {
            Confidence.High => "high"u8,
            Confidence.Low => "low"u8,
            _ => "none"u8,
        });
        if (feedback.LongAxis is not null || feedback.Roll is not null)
        {
            line.Field("longAxisDeg"u8, feedback.LongAxis);
            line.Field("rollDeg"u8, feedback.Roll);
        }

        return line;
    }

    // The end of the input has no sample: only what it decided is written.
    private bool Closed(in Feedback feedback)
    {
        if (feedback.Closes)
        {
            BeforeSample(feedback.Events);
            AfterSample(feedback.Events);
        }

        return feedback.Closes;
    }

    // What was found before the sample could be accepted is said before it; all else follows from it.
    private void BeforeSample(EventChain? events)
    {
        if (events is null)
        {
            return;
        }

        foreach (var happened in events.Where(IsSensors))
        {
            Write(happened);
        }
    }

    private void AfterSample(EventChain? events)
    {
        if (events is null)
        {
            return;
        }

        foreach (var happened in events.Where(happened => !IsSensors(happened)))
        {
            Write(happened);
        }
    }

    private static bool IsSensors(PelvicEvent happened) => happened is SensorGap or SamplesRejected or SamplesClipped or SensorRestarted;

    private void Write(PelvicEvent happened)
    {
        var line = EventLine.Of(happened, output.GetSpan(JsonLine.Longest));
        if (line.Length > 0)
        {
            End(ref line);
        }
    }

    private void End(ref JsonLine line)
    {
        line.Close();
        output.Advance(line.Length);
    }
}
