using System.Text.Json.Serialization;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Coaching;

/// <summary>What was seen of the exercise's first quantity over a repetition, a hold or a set.</summary>
public readonly record struct Judgement
{
    /// <summary>From this share of the judged time over warn on, it is not level; also of a set.</summary>
    public const double OverWarnShare = 0.25;

    private const double LeastJudgedShare = 0.5;

    /// <summary>Time in it, s.</summary>
    public double Time { get; init; }

    /// <summary>Of that, the time in which the quantity was known, s.</summary>
    public double Judged { get; init; }

    /// <summary>Of that, the time at or over warn, s.</summary>
    public double OverWarn { get; init; }

    /// <summary>Largest value, degrees, signed as the quantity is; valid with <see cref="Any"/>.</summary>
    public double Peak { get; init; }

    /// <summary>Whether any value was seen.</summary>
    public bool Any { get; init; }

    /// <summary>Whether an alert was open in it.</summary>
    public bool Alerted { get; init; }

    /// <summary>Whether samples are missing in it.</summary>
    public bool Gap { get; init; }

    /// <summary>Time at its end of which nobody knows yet whether it belongs to it, s.</summary>
    public double Doubtful { get; init; }

    /// <summary>Largest value; null when nothing was judged.</summary>
    [JsonIgnore]
    public Degrees? PeakOrNull => Any ? new(Peak) : null;

    /// <summary>With one more sample.</summary>
    /// <param name="step">Time since the sample before; 0 s after a gap, which is how a gap is seen here.</param>
    /// <param name="value">The quantity, degrees; null where it is not judged.</param>
    /// <param name="warn">The warn limit, degrees.</param>
    /// <param name="alerted">Whether an alert is open.</param>
    public Judgement With(Seconds step, double? value, double warn, bool alerted)
    {
        var (judged, known) = (value is not null, value.GetValueOrDefault());
        return new()
        {
            Time = Time + Doubtful + step.Value,
            Judged = judged ? Judged + step.Value : Judged,
            OverWarn = judged && known >= warn ? OverWarn + step.Value : OverWarn,
            Peak = !judged ? Peak : Any ? Math.Max(Peak, known) : known,
            Any = Any || judged,
            Alerted = Alerted || alerted,
            Gap = Gap || (step.Value <= 0 && Time > 0),
        };
    }

    /// <summary>With one more sample that belongs to it only if it goes on; then it counts as not judged.</summary>
    /// <param name="step">Time since the sample before.</param>
    public Judgement Doubting(Seconds step) => this with { Doubtful = Doubtful + step.Value };

    /// <summary>The verdict, unless a reason outside of the motion stands against any.</summary>
    /// <param name="against">Why nothing can be said; null for no such reason.</param>
    /// <param name="unsure">Why <i>level</i> cannot be said although an alert could be; null for no such reason.</param>
    /// <param name="unknown">Why the quantity mostly was not known, should it be so.</param>
    public (Verdict Verdict, NotJudgedReason? Reason) Decide(NotJudgedReason? against, NotJudgedReason? unsure, NotJudgedReason unknown)
    {
        if (against is not null)
        {
            return (Verdict.NotJudged, against);
        }

        // An alert that was raised stands, however little else is known.
        if (Alerted)
        {
            return (Verdict.NotLevel, null);
        }

        var reason = unsure
            ?? (Gap ? NotJudgedReason.Gap
                : Judged < LeastJudgedShare * Time || Judged <= 0 ? unknown
                : default(NotJudgedReason?));
        return reason is not null ? (Verdict.NotJudged, reason)
            : OverWarn >= OverWarnShare * Judged ? (Verdict.NotLevel, null)
            : (Verdict.Level, null);
    }
}
