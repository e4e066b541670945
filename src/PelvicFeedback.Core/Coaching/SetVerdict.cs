using PelvicFeedback.Core.Posture;

namespace PelvicFeedback.Core.Coaching;

/// <summary>
/// The verdict of a whole set, by the rule of its repetitions: an alert, or a quarter of its judged time over warn, is not level; a set of whose repetitions
/// and holds fewer than half could be judged is not judged.
/// </summary>
public static class SetVerdict
{
    private const double LeastJudgedShare = 0.5;

    /// <summary>The verdict.</summary>
    /// <param name="withdrawn">Why something of it was taken back; null when all stands. Then nothing is said of the whole.</param>
    /// <param name="alerts">Alerts begun in it.</param>
    /// <param name="inBandShare">Share of the judged time under warn, 0–1; null when no time was judged.</param>
    /// <param name="efforts">What was said of its repetitions and holds.</param>
    public static (Verdict Verdict, NotJudgedReason? Reason) Of(
        WithdrawalReason? withdrawn, int alerts, double? inBandShare, IReadOnlyCollection<(Verdict Verdict, NotJudgedReason? Reason)> efforts)
    {
        if (withdrawn is { } why)
        {
            return (Verdict.NotJudged, why == WithdrawalReason.Slip ? NotJudgedReason.Slip : NotJudgedReason.NoBow);
        }

        if (alerts > 0)
        {
            return (Verdict.NotLevel, null);
        }

        var judged = efforts.Count(effort => effort.Verdict != Verdict.NotJudged);
        return efforts.Count == 0 ? (Verdict.NotJudged, NotJudgedReason.NothingCounted)
            : judged < LeastJudgedShare * efforts.Count || judged == 0 || inBandShare is not { } share ? (Verdict.NotJudged, Mostly(efforts))
            : 1 - share >= Judgement.OverWarnShare ? (Verdict.NotLevel, null)
            : (Verdict.Level, null);
    }

    private static NotJudgedReason Mostly(IEnumerable<(Verdict, NotJudgedReason? Reason)> efforts) => efforts
        .Select(effort => effort.Reason)
        .OfType<NotJudgedReason>()
        .GroupBy(reason => reason)
        .OrderByDescending(reason => reason.Count())
        .Select(reason => reason.Key)
        .DefaultIfEmpty(NotJudgedReason.NothingCounted)
        .First();
}
