using System.Collections.Immutable;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Sessions;

/// <summary>
/// A session against the patient's own last time: the largest values of each exercise's first quantity, set by set, whatever the limits were then and now.
/// </summary>
public static class LastTime
{
    // What a goniometer cannot tell apart, pelvis on femur (Youdas 2007): chosen as the least error, not measured of this sensor.
    private const double LeastErrorDegrees = 4;

    /// <summary>The exercise that differs most.</summary>
    /// <param name="history">Outcomes of earlier sessions, the last one's last.</param>
    /// <param name="now">Outcomes of this session.</param>
    /// <returns>Null where nothing differs by more than the error: 1.96·√2 of the patient's own standard deviation between sets, at least 4°.</returns>
    public static Difference? Against(ImmutableArray<ExerciseOutcome> history, ImmutableArray<ExerciseOutcome> now)
    {
        var most = (from outcome in now
                    let before = history.LastOrDefault(one => one.Prescription == outcome.Prescription && Peaks(one).Length > 0)
                    where before is not null && Peaks(outcome).Length > 0
                    let errors = Errors(Peaks(before), Peaks(outcome))
                    orderby Math.Abs(errors) descending
                    select (outcome.Prescription, errors)).FirstOrDefault();
        return Math.Abs(most.errors) <= 1 ? null : new(most.Prescription, most.errors < 0 ? Change.MoreLevel : Change.LessLevel);
    }

    /// <summary>The patient's own error of measuring: 1.96·√2 of the standard deviation between the sets of a session, at least 4°.</summary>
    /// <param name="sessions">Of each session the largest values of its sets, degrees.</param>
    public static Degrees Error(params IReadOnlyList<double>[] sessions)
    {
        var freedom = sessions.Sum(peaks => Math.Max(0, peaks.Count - 1));
        var squares = sessions.Where(peaks => peaks.Count > 0).Sum(peaks => peaks.Sum(peak => Math.Pow(peak - peaks.Average(), 2)));
        return new(Math.Max(LeastErrorDegrees, 1.96 * Math.Sqrt(2) * (freedom > 0 ? Math.Sqrt(squares / freedom) : 0)));
    }

    // Above level is not nearer to level: what never dropped counts as 0.
    private static double[] Peaks(ExerciseOutcome outcome) =>
        [.. outcome.Sets.Select(set => set.Peak).OfType<Degrees>().Select(peak => Math.Max(0, peak.Value))];

    // By how many errors of measuring the means differ.
    private static double Errors(double[] before, double[] now) => (now.Average() - before.Average()) / Error(before, now).Value;
}
