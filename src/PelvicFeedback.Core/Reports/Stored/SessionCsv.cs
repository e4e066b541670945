using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Reports.Stored;

/// <summary>
/// A stored session as a table: a row for each set and side, then one for each repetition, hold and step. An empty place is what is not known, or
/// could not be judged.
/// </summary>
public static class SessionCsv
{
    private static readonly string[] Columns =
    [
        "row", "patient", "session", "startedAt", "demonstration", "set", "number", "exercise", "side", "atS", "durationS", "repetitions", "holds", "steps", "level",
        "notLevel", "notJudged", "verdict", "reason", "inBandPercent", "peakDeg", "warnDeg", "alertDeg", "alerts", "takenBack",
    ];

    /// <summary>Writes it.</summary>
    /// <param name="to">UTF-8 goes here; stays open.</param>
    /// <param name="summary">What it came to.</param>
    /// <param name="session">What else is on record.</param>
    public static void Write(Stream to, AnalysisSummary summary, SessionFacts session)
    {
        using var table = new CsvTable(to, Columns);
        foreach (var set in summary.Sets)
        {
            Set(table, set, session);
        }

        var exercises = summary.Sets.GroupBy(set => set.Number).ToDictionary(set => set.Key, set => set.First().Prescription.Exercise);
        foreach (var one in summary.Judgements)
        {
            Effort(table, one, exercises.TryGetValue(one.Set, out var exercise) ? Prescription.NameOf(exercise) : null, session);
        }
    }

    private static void Set(CsvTable table, SetResult set, SessionFacts session)
    {
        var (counts, limit) = (set.Counts, set.BandIsKnown ? set.Band.First : default(Coaching.Limit?));
        table.Row(
            "set", session.Whose?.Patient, session.Id, session.Began, session.IsSimulated, set.Number, null, Prescription.NameOf(set.Prescription.Exercise), Words.Of(counts.Side),
            set.StartElapsed, set.EndElapsed - set.StartElapsed, counts.Repetitions, counts.Holds, counts.Steps, counts.Level, counts.NotLevel, counts.NotJudged,
            Words.Of(set.Verdict), Word(set.Reason), counts.InBandShare * 100, counts.PeakDrop?.Value, limit?.Warn?.Value, limit?.Alert.Value, counts.Alerts, set.Withdrawn);
    }

    private static void Effort(CsvTable table, JudgedEffort one, string? exercise, SessionFacts session) => table.Row(
        one.Step is not null ? "step" : one.IsHold ? "hold" : "repetition", session.Whose?.Patient, session.Id, session.Began, session.IsSimulated, one.Set == 0 ? null : one.Set, one.Number, exercise,
        Words.Of(one.Side), one.Elapsed, one.Step is null ? one.Duration.Value : one.Step.Duration?.Value, null, null, null, null, null, null, Words.Of(one.Reads), one.Withdrawn is { } withdrawn ? "withdrawn-" + Words.Of(withdrawn) : Word(one.Reason), null,
        (one.Repetition?.PeakDrop ?? one.Step?.PeakDrop)?.Value, null, null, null, one.Withdrawn is not null);

    private static string? Word<T>(T? word)
        where T : struct, Enum => word is { } known ? Words.Of(known) : null;
}
