using System.Globalization;
using System.Reactive.Linq;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Reports.Plots;
using PelvicFeedback.Core.Streams;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Reports.Stored;

/// <summary>
/// A stored session through the pipeline once more, by its own marks and with the limits that were in force: those may come from the plan, from
/// a therapist's change on the day, or from repetitions of an earlier session, none of which is in the motion.
/// </summary>
public static class SessionReplay
{
    private static readonly Seconds Near = new(1);

    /// <summary>What its motion comes to.</summary>
    /// <param name="motion">Its raw motion, as it came.</param>
    /// <param name="period">Time between two samples.</param>
    /// <param name="session">The session.</param>
    /// <param name="plots">Takes the traces; null for none.</param>
    public static AnalysisSummary Of(IEnumerable<MotionSample> motion, Seconds period, StoredSession session, SessionPlots? plots)
    {
        var options = new FeedbackOptions { SamplePeriod = period, LeftAxis = session.LeftAxis, CalibrateWhenStill = false };
        var memory = new PipelineMemory(PipelineState.Beginning(null));
        var (tally, content) = (new AnalysisTally(), MotionContent.None);
        motion.ToObservable()
            .Do(sample =>
            {
                content |= sample.Content;
                memory.Rules = sample.Mark is Mark.StartExercise start ? Rules(session, sample.Time, start.Prescription, options) : memory.Rules;
            })
            .Coached(options, memory)
            .Do(feedback =>
            {
                tally.Add(feedback);
                plots?.Add(feedback);
            })
            .DefaultIfEmpty()
            .Wait();
        return tally.Summarize(new() { Name = $"session {session.Facts.Id}", RateHz = 1 / period.Value, Content = content });
    }

    /// <summary>Where this account of the session may differ from what was said while it went on.</summary>
    /// <param name="session">The session.</param>
    /// <param name="summary">What its motion has come to.</param>
    /// <param name="damaged">Seconds of its motion that could not be read.</param>
    public static IEnumerable<string> Doubts(StoredSession session, AnalysisSummary summary, long damaged)
    {
        if (damaged > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{damaged} damaged seconds of its motion were left out.");
        }

        var sets = summary.Sets.GroupBy(row => row.Number).Select(rows => rows.ToList()).ToList();
        foreach (var set in sets.Where(rows => BandOf(session, rows[0].Start, rows[0].Prescription) is null))
        {
            yield return $"Set {set[0].Number}: the band that was in force is not on record; it is shown with the default.";
        }

        var told = session.Facts.Told.Where(one => one.Told is { Phase: SessionPhase.SetEnd, Result: not null }).Select(one => one.Told).ToList();
        foreach (var set in sets.Where(rows => !rows.Any(row => row.Withdrawn)))
        {
            // The nth set of an exercise and side is the nth that was told of, unless one of them is not on record.
            var before = sets.TakeWhile(other => other != set).Count(other => other[0].Prescription == set[0].Prescription);
            if (told.Where(one => one.Prescription == set[0].Prescription).ElementAtOrDefault(before)?.Result is { } live
                && (live.Level, live.NotLevel, live.NotJudged) != Counts(set))
            {
                var (level, notLevel, notJudged) = Counts(set);
                yield return $"Set {set[0].Number}: while it went on it was said {live.Level} level, {live.NotLevel} not level, {live.NotJudged} not judged; " +
                    $"worked out again it is {level}, {notLevel} and {notJudged}.";
            }
        }
    }

    private static (int Level, int NotLevel, int NotJudged) Counts(List<SetResult> rows) =>
        (rows.Sum(row => row.Counts.Level), rows.Sum(row => row.Counts.NotLevel), rows.Sum(row => row.Counts.NotJudged));

    private static CoachingRules? Rules(StoredSession session, SampleTime at, Prescription prescription, FeedbackOptions options) =>
        BandOf(session, at, prescription) is { } band ? new(null, null, options.Hysteresis) { InForce = band } : null;

    private static Band? BandOf(StoredSession session, SampleTime at, Prescription prescription) => session.Bands
        .FirstOrDefault(band => band.Prescription == prescription && Math.Abs((band.At - at).Value) < Near.Value)?.Band;
}
