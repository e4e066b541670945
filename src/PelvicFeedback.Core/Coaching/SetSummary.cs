using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Coaching;

/// <summary>Counts and times of one set.</summary>
/// <param name="Prescription">What was done on which side.</param>
/// <param name="Start">First sample of the set.</param>
/// <param name="End">Last sample of the set.</param>
/// <param name="Repetitions">Repetitions counted.</param>
/// <param name="Level">Of those and of the holds, how many read level.</param>
/// <param name="NotLevel">How many read not level.</param>
/// <param name="NotJudged">How many could not be judged.</param>
/// <param name="Holds">Holds counted.</param>
/// <param name="HoldTime">Sum of the holds, s.</param>
/// <param name="Judged">Time that was judged, s.</param>
/// <param name="InBand">Of that, the time under warn, s.</param>
/// <param name="Alerts">Alerts begun.</param>
/// <param name="PeakDrop">Largest value of the band's first quantity (drop; on two feet |φ|, in a side plank sag) in judged time; null when nothing was judged.</param>
public sealed record SetSummary(
    Prescription Prescription,
    SampleTime Start,
    SampleTime End,
    int Repetitions,
    int Level,
    int NotLevel,
    int NotJudged,
    int Holds,
    Seconds HoldTime,
    Seconds Judged,
    Seconds InBand,
    int Alerts,
    Degrees? PeakDrop)
{
    /// <summary>Steps counted.</summary>
    public int Steps { get; init; }

    /// <summary>The limits that were in force; null where nobody knows them any more.</summary>
    public Band? Band { get; init; }

    /// <summary>What is said of the whole set.</summary>
    public Verdict Verdict { get; init; } = Verdict.NotJudged;

    /// <summary>Why it is not judged; null otherwise.</summary>
    public NotJudgedReason? Reason { get; init; }

    /// <summary>Share of the judged time under warn, 0–1; null when nothing was judged.</summary>
    public double? InBandShare => Judged.Value > 0 ? InBand.Value / Judged.Value : null;
}
