using PelvicFeedback.Core.Reports.Stored;
using PelvicFeedback.Core.Sessions;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Hub.Store;

namespace PelvicFeedback.Hub.Reports;

/// <summary>A session of a trend.</summary>
/// <param name="At">When it began.</param>
/// <param name="Session">Which.</param>
/// <param name="Value">The mean of the largest values of its sets, degrees; what never dropped counts as 0. Null when nothing was judged.</param>
/// <param name="Judged">Repetitions, holds and steps that were judged.</param>
public sealed record TrendPoint(string At, string Session, double? Value, int Judged);

/// <summary>How an exercise went from session to session.</summary>
/// <param name="Points">The sessions, the oldest first.</param>
/// <param name="MeasurementErrorDeg">The patient's own error of measuring (docs/session.md): a smaller difference says nothing. Null without values.</param>
public sealed record Trend(IReadOnlyList<TrendPoint> Points, double? MeasurementErrorDeg)
{
    private const int MostSessions = 30;

    /// <summary>The trends of what was done in a session, up to that session, by exercise and side: <c>squat/both</c>.</summary>
    public static IReadOnlyDictionary<string, Trend> Of(Database database, PatientRecord patient, SessionLog last)
    {
        var wanted = last.Sets.Select(set => set.Prescription).ToHashSet();
        var until = last.Told.FirstOrDefault()?.Time ?? last.Events[0].Time;
        var sessions = database.SessionsUntil(patient.Number, until, MostSessions).AsEnumerable().Reverse()
            .Select(session => session == last.Id ? last : database.Log(patient, session))
            .Select(log => (Log: log, Rows: ToldSummary.Of(log).Sets.ToLookup(row => row.Prescription)))
            .ToList();
        return wanted.OrderBy(one => one.Exercise).ThenBy(one => one.Side).ToDictionary(
            one => $"{Words.Of(one.Exercise)}/{Words.Of(one.Side)}",
            one => Of([.. sessions.Where(session => session.Rows.Contains(one)).Select(session => (session.Log, Rows: session.Rows[one].ToList()))]));
    }

    private static Trend Of(List<(SessionLog Log, List<Core.Reports.SetResult> Rows)> sessions)
    {
        var peaks = sessions.ConvertAll(session => (IReadOnlyList<double>)[.. session.Rows.Select(row => row.Counts.PeakDrop).OfType<Degrees>().Select(peak => Math.Max(0, peak.Value))]);
        var points = sessions.Zip(peaks, (session, values) => new TrendPoint(
            (session.Log.Start ?? session.Log.Events[0]).Time.ToString(),
            session.Log.Id.ToString(),
            values.Count > 0 ? Math.Round(values.Average(), 2) : null,
            session.Rows.Sum(row => row.Counts.Level + row.Counts.NotLevel)));
        return new([.. points], peaks.Exists(values => values.Count > 0) ? Math.Round(LastTime.Error([.. peaks]).Value, 2) : null);
    }
}
