using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Worker.Analysis;

/// <summary>What <c>analyze</c> was asked for; every value within its range.</summary>
internal sealed record AnalyzeRequest
{
    /// <summary>Recordings, as named on the command line; at least one.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>JSON lines instead of the readable report.</summary>
    public bool Json { get; init; }

    /// <summary>Folder for one NAME.jsonl a recording; null for standard output.</summary>
    public string? Out { get; init; }

    /// <summary>The page to write, or a folder for one a recording; null for none.</summary>
    public string? Html { get; init; }

    /// <summary>Whether the <c>tilt</c> lines carry the orientation.</summary>
    public bool EmitOrientation { get; init; }

    /// <summary>Replaces the alert limit; null keeps the exercise's.</summary>
    public Degrees? Threshold { get; init; }

    /// <summary>Replaces the dwell; null keeps the exercise's.</summary>
    public Seconds? Dwell { get; init; }

    /// <summary>An exercise from the first sample on; null for those marked in the recording.</summary>
    public Prescription? Exercise { get; init; }

    /// <summary>The sensor axis nearest the patient's left.</summary>
    public SensorAxis LeftAxis { get; init; } = SensorAxis.PlusY;

    /// <summary>The pipeline's options for a recording with that time between samples.</summary>
    public FeedbackOptions Options(Seconds samplePeriod) => new()
    {
        SamplePeriod = samplePeriod,
        LeftAxis = LeftAxis,
        Exercise = Exercise,
        Threshold = Threshold,
        Dwell = Dwell,
    };
}
