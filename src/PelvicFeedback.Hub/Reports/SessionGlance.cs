using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Hub.Store;

namespace PelvicFeedback.Hub.Reports;

/// <summary>A session in a line, for whoever has two minutes: the report has the rest.</summary>
/// <param name="Judged">Repetitions, holds and steps that were judged.</param>
/// <param name="Level">Of those, level.</param>
/// <param name="WorstPain">The worst that was told in it, 0–10; null where nobody said.</param>
/// <param name="EndReason">Why it ended; null where that is not on record.</param>
public sealed record SessionGlance(int Judged, int Level, int? WorstPain, string? EndReason)
{
    /// <summary>Reads it out of the record.</summary>
    public static SessionGlance Of(Database database, PatientRecord patient, Pseudonym session)
    {
        var log = database.Log(patient, session);
        var sets = ReportView.SetsOf(log);
        return new(sets.Sum(set => set.Judged), sets.Sum(set => set.Level), ReportView.PainOf(log).During, log.End?.Told!.Reason is { } why ? Words.Of(why) : null);
    }
}
