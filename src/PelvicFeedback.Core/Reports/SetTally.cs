using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Reports;

/// <summary>What one set has come to so far.</summary>
internal sealed class SetTally(int number, SetStarted started, double startElapsed)
{
    private readonly SideLog?[] _sides = new SideLog?[3];
    private SampleTime _end = started.At;
    private double? _endElapsed;
    private WithdrawalReason? _withdrawn;
    private SetSummary? _summary;

    public int Number => number;

    /// <summary>The set is over.</summary>
    /// <param name="summary">What the pipeline said of it.</param>
    /// <param name="endElapsed">When its last sample was, s.</param>
    public void End(SetSummary summary, double endElapsed)
    {
        _summary = summary;
        if (IsToldOnly)
        {
            (_end, _endElapsed) = (summary.End, endElapsed);
        }
    }

    // Not its samples are at hand, but what was said of them.
    private bool IsToldOnly => Array.TrueForAll(_sides, side => side is null);

    /// <summary>The side a moment or an event belongs to: as prescribed, else as the legs say.</summary>
    public ExerciseSide SideOf(Stance stance) => started.Prescription.Side != ExerciseSide.Auto
        ? started.Prescription.Side
        : stance switch
        {
            Stance.Left => ExerciseSide.Left,
            Stance.Right => ExerciseSide.Right,
            _ => ExerciseSide.Both,
        };

    public void Add(in Feedback feedback, double elapsed, double step)
    {
        (_end, _endElapsed) = (feedback.Time, elapsed);
        if (feedback.Zone is not { } zone)
        {
            return;
        }

        var log = _sides[(int)SideOf(feedback.Stance)] ??= new();
        log.Add(elapsed, step, zone == Zone.Level, Quantity(feedback)?.Value ?? double.NegativeInfinity);
    }

    public void Withdraw(double fromElapsed, WithdrawalReason reason)
    {
        foreach (var side in _sides)
        {
            _withdrawn = (side?.Withdraw(fromElapsed) ?? false) ? _withdrawn ?? reason : _withdrawn;
        }

        if (IsToldOnly && _summary is { Judged.Value: > 0 } && _endElapsed >= fromElapsed)
        {
            _withdrawn ??= reason;
        }
    }

    /// <summary>One row for each side on which anything was done; at least one.</summary>
    public IEnumerable<SetResult> Rows(IReadOnlyList<JudgedEffort> judgements, IReadOnlyList<AlertResult> alerts)
    {
        var ours = judgements.Where(judgement => judgement.Set == number).ToLookup(judgement => judgement.Side);
        var raised = alerts.Where(alert => alert.Set == number).ToLookup(alert => SideOf(alert.Stance));
        var done = Enum.GetValues<ExerciseSide>()
            .Where(side => ours.Contains(side) || raised.Contains(side) || (side != ExerciseSide.Auto && _sides[(int)side] is not null))
            .DefaultIfEmpty(started.Prescription.Side);
        return done.Select(side => Row(side, [.. ours[side]], [.. raised[side]]));
    }

    private SetResult Row(ExerciseSide side, JudgedEffort[] judgements, AlertResult[] alerts)
    {
        var log = side == ExerciseSide.Auto ? null : _sides[(int)side];
        var steps = side.AsSide() is { } leg && judgements.Any(one => one.Step is not null) ? StepResult.Of(judgements, leg) : null;
        var withdrawn = _withdrawn ?? judgements.Select(judgement => judgement.Withdrawn).FirstOrDefault(why => why is not null);
        var asSummed = withdrawn is null && started.Prescription.Side == side && _summary is not null;
        var (judged, inBand, peak) = steps is not null ? (steps.Judged, steps.InBand, steps.PeakDrop)
            : log?.Total() ?? (asSummed ? (_summary!.Judged, _summary.InBand, _summary.PeakDrop) : (default, default, null));
        var raised = alerts.Count(alert => alert.Withdrawn is null);
        var share = judged.Value > 0 ? inBand.Value / judged.Value : default(double?);
        var (verdict, reason) = SetVerdict.Of(withdrawn, raised, share, [.. judgements.Select(judgement => (judgement.Verdict, judgement.Reason))]);
        return new(
            number,
            started.Prescription,
            started.Band,
            started.At,
            _end,
            startElapsed,
            _endElapsed ?? startElapsed,
            new(
                side,
                judgements.Count(judgement => judgement.Number is not null),
                judgements.Count(judgement => judgement.IsHold),
                new(judgements.Where(judgement => judgement.IsHold).Sum(hold => hold.Duration.Value)),
                judgements.Count(judgement => judgement.Reads == Verdict.Level),
                judgements.Count(judgement => judgement.Reads == Verdict.NotLevel),
                judgements.Count(judgement => judgement.Reads == Verdict.NotJudged),
                judged,
                inBand,
                raised,
                alerts.Count(alert => alert.Withdrawn is not null),
                asSummed ? _summary!.PeakDrop : peak)
            {
                Steps = steps?.Steps ?? 0,
            },
            withdrawn is not null)
        {
            Verdict = verdict,
            Reason = reason,
        };
    }

    // Only the pipeline knows the start that changes are measured from; its own summary has their largest.
    private Degrees? Quantity(in Feedback feedback) => (started.Band.First.Kind, started.Prescription.Exercise) switch
    {
        (AlertKind.PelvicDrop, _) => feedback.Drop,
        (AlertKind.Unlevel, not Exercise.StandingInternalRotation) => feedback.Obliquity?.Magnitude,
        _ => null,
    };
}
