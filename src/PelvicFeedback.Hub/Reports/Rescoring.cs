using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Reports;
using PelvicFeedback.Core.Reports.Plots;
using PelvicFeedback.Core.Reports.Stored;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;
using PelvicFeedback.Hub.Plans;
using PelvicFeedback.Hub.Store;

namespace PelvicFeedback.Hub.Reports;

/// <summary>A set under two bands.</summary>
/// <param name="Number">Of the session's sets, from 1.</param>
/// <param name="Side">The side it was done on.</param>
/// <param name="Before">Share of the judged time in band as it was, percent; null when nothing was judged.</param>
/// <param name="After">The same under the other band.</param>
public sealed record PreviewedSet(int Number, string Side, double? Before, double? After);

/// <summary>Why it cannot be said what another band would have meant.</summary>
public enum NoPreview
{
    /// <summary>There is no session with that exercise.</summary>
    NoSession,

    /// <summary>No raw motion of one is here.</summary>
    NoMotion,

    /// <summary>There is more of it than is gone through while somebody waits.</summary>
    TooLong,

    /// <summary>Nothing of it could be judged.</summary>
    NotJudged,
}

/// <summary>What another band would have meant.</summary>
/// <param name="Session">The last session with that exercise whose motion is here; null for none.</param>
/// <param name="At">When it began.</param>
/// <param name="BeforePercent">Share of the judged time in band as it was; null when that cannot be said.</param>
/// <param name="AfterPercent">The same under the other band.</param>
/// <param name="WarnDeg">The warn limit that goes with the other alert limit; null where there is none.</param>
/// <param name="Sets">Set by set.</param>
/// <param name="Why">Why it cannot be said, a word of <see cref="NoPreview"/>; null where it can.</param>
public sealed record BandPreview(string? Session, string? At, double? BeforePercent, double? AfterPercent, double? WarnDeg, IReadOnlyList<PreviewedSet> Sets, string? Why)
{
    internal static BandPreview Unknown(NoPreview why) => new(null, null, null, null, null, [], Words.Of(why));
}

/// <summary>Stored motion through the same arithmetic once more, one session at a time.</summary>
internal static class Rescoring
{
    // At 60 a second some five hours, at 400 not one: some seconds of work.
    private const long MostBytes = 6_000_000;
    private const int Looks = 20;
    private static readonly SemaphoreSlim One = new(1);

    /// <summary>What a band would have meant in the last session with that exercise.</summary>
    public static async Task<BandPreview> Preview(Database database, PatientRecord patient, Prescription prescription, Degrees alert)
    {
        var plans = database.Plans(patient.Number);
        var done = database.SessionsUntil(patient.Number, null, Looks).Select(session => database.Log(patient, session)).Where(log => log.Sets.Any(set => set.Prescription == prescription)).ToList();
        if (done.Find(log => database.MotionBytes(patient.Number, log.Id) > 0) is not { } last)
        {
            return BandPreview.Unknown(done.Count == 0 ? NoPreview.NoSession : NoPreview.NoMotion);
        }

        if (database.MotionBytes(patient.Number, last.Id) > MostBytes)
        {
            return BandPreview.Unknown(NoPreview.TooLong);
        }

        var stored = last.Stored(PlanOf(last, plans));
        var before = await Of(database, patient, stored, null);
        var after = await Of(database, patient, stored.With(prescription, alert), null);
        return before is null || after is null ? BandPreview.Unknown(NoPreview.NoMotion) : Compare(last, prescription, before.Summary, after.Summary);
    }

    /// <summary>A session's motion through the pipeline.</summary>
    /// <returns>Null where no motion is here, or its rate makes no sense.</returns>
    public static async Task<Rescored?> Of(Database database, PatientRecord patient, StoredSession session, SessionPlots? plots)
    {
        await One.WaitAsync();
        try
        {
            return await Task.Run(() => Replay(database, patient, session, plots));
        }
        finally
        {
            One.Release();
        }
    }

    /// <summary>Whether there is more of a session's motion than is gone through while somebody waits.</summary>
    public static bool IsTooLong(Database database, PatientRecord patient, Pseudonym session) => database.MotionBytes(patient.Number, session) > MostBytes;

    /// <summary>The plan that a session followed; null where that is not on record.</summary>
    public static Plan? PlanOf(SessionLog log, IReadOnlyList<PlanRevision> plans) =>
        log.Start?.Told!.PlanId is { } id ? plans.Select(revision => revision.Plan).FirstOrDefault(plan => plan.PlanId == id) : null;

    private static Rescored? Replay(Database database, PatientRecord patient, StoredSession session, SessionPlots? plots)
    {
        var id = session.Facts.Id;
        var first = database.Motion(patient.Number, id).SelectMany(piece => piece.Samples).Take(SampleInterval.LooksAt).ToArray();
        if (SampleInterval.Of(first) is not { } period || !SampleInterval.IsPlausible(period))
        {
            return null;
        }

        var damaged = 0L;
        var motion = database.Motion(patient.Number, id).SelectMany(piece =>
        {
            damaged += piece.Damaged;
            return piece.Samples;
        });
        var summary = SessionReplay.Of(motion, period, session, plots);
        return new(summary, [.. SessionReplay.Doubts(session, summary, damaged)]);
    }

    private static BandPreview Compare(SessionLog log, Prescription prescription, AnalysisSummary before, AnalysisSummary after)
    {
        var (was, would) = (Rows(before, prescription), Rows(after, prescription));
        var sets = was.Zip(would).Select(pair => new PreviewedSet(pair.First.Number, Words.Of(pair.First.Counts.Side), Percent([pair.First]), Percent([pair.Second]))).ToList();
        var warn = would.Select(row => row.Band.First.Warn?.Value).FirstOrDefault();
        return new(log.Id.ToString(), log.Start?.Time.ToString(), Percent(was), Percent(would), warn, sets, Percent(was) is null ? Words.Of(NoPreview.NotJudged) : null);
    }

    private static List<Core.Reports.SetResult> Rows(AnalysisSummary summary, Prescription prescription) => [.. summary.Sets.Where(row => row.Prescription == prescription)];

    private static double? Percent(IReadOnlyList<Core.Reports.SetResult> rows) => rows.Sum(row => row.Counts.Judged.Value) is > 0 and var judged
        ? Math.Round(100 * rows.Sum(row => row.Counts.InBand.Value) / judged, 1)
        : null;
}

/// <summary>What a session's motion came to once more.</summary>
/// <param name="Summary">What it came to.</param>
/// <param name="Doubts">Where that may differ from what was said while it went on.</param>
internal sealed record Rescored(AnalysisSummary Summary, IReadOnlyList<string> Doubts);
