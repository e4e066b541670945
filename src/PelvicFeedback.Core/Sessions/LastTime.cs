using System.Collections.Immutable;
using PelvicFeedback.Core.Messages;

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

    // Above level is not nearer to level: what never dropped counts as 0.
    private static double[] Peaks(ExerciseOutcome outcome) =>
        [.. outcome.Sets.Select(set => set.Peak).OfType<Units.Degrees>().Select(peak => Math.Max(0, peak.Value))];

    // By how many errors of measuring the means differ.
    private static double Errors(double[] before, double[] now)
    {
        var freedom = before.Length + now.Length - 2;
        var spread = freedom > 0 ? Math.Sqrt((Squares(before) + Squares(now)) / freedom) : 0;
        return (now.Average() - before.Average()) / Math.Max(LeastErrorDegrees, 1.96 * Math.Sqrt(2) * spread);

        static double Squares(double[] peaks) => peaks.Sum(peak => Math.Pow(peak - peaks.Average(), 2));
    }
}
