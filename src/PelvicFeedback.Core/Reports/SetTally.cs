using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Reports;

/// <summary>What one set has come to so far.</summary>
internal sealed class SetTally(int number, SetStarted started, double startElapsed)
{
    private readonly SideLog?[] _sides = new SideLog?[3];
    private SampleTime _end = started.At;
    private double? _endElapsed;
    private bool _withdrawn;
    private SetSummary? _summary;

    public int Number => number;

    public void End(SetSummary summary) => _summary = summary;

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

        var quantity = started.Band.First.Kind == AlertKind.PelvicDrop ? feedback.Drop : feedback.Obliquity?.Magnitude;
        var log = _sides[(int)SideOf(feedback.Stance)] ??= new();
        log.Add(elapsed, step, zone == Zone.Level, quantity?.Value ?? double.NegativeInfinity);
    }

    public void Withdraw(double fromElapsed)
    {
        foreach (var side in _sides)
        {
            _withdrawn |= side?.Withdraw(fromElapsed) ?? false;
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
        var (judged, inBand, peak) = log?.Total() ?? (default, default, null);
        var withdrawn = _withdrawn || judgements.Any(judgement => judgement.Withdrawn is not null);
        // Only the pipeline knows the start that the quantity of an internal rotation is measured from.
        var asSummed = !withdrawn && started.Prescription.Side == side && _summary is not null;
        var steps = side.AsSide() is { } leg && judgements.Any(one => one.Step is not null) ? StepResult.Of(judgements, leg) : null;
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
                alerts.Count(alert => alert.Withdrawn is null),
                alerts.Count(alert => alert.Withdrawn is not null),
                asSummed ? _summary!.PeakDrop : peak ?? steps?.PeakDrop)
            {
                Steps = steps?.Steps ?? 0,
            },
            withdrawn);
    }
}
