using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Core.Reports;

/// <summary>What a bout of walking, or several, came to. What was withdrawn counts as not judged.</summary>
/// <param name="Bouts">How many bouts.</param>
/// <param name="Start">First contact, sensor's clock.</param>
/// <param name="End">Last contact, sensor's clock.</param>
/// <param name="StartElapsed">First contact, s since the recording began.</param>
/// <param name="EndElapsed">Last contact, s since the recording began.</param>
/// <param name="PerMinute">Steps a minute while walking.</param>
/// <param name="Left">Steps on the left leg.</param>
/// <param name="Right">Steps on the right leg.</param>
public sealed record WalkResult(
    int Bouts, SampleTime Start, SampleTime End, double StartElapsed, double EndElapsed, double PerMinute, StepResult Left, StepResult Right)
{
    /// <summary>Steps on either leg.</summary>
    public int Steps => Left.Steps + Right.Steps;

    /// <summary>The shorter mean step over the longer one, 0–1: 1 is even; null where one side has no step with a known end.</summary>
    public double? Symmetry => Left.MeanStep is { } left && Right.MeanStep is { } right
        ? Math.Min(left.Value, right.Value) / Math.Max(left.Value, right.Value) : null;

    /// <summary>How much larger the mean drop is on the left leg than on the right one; null where one side was not judged.</summary>
    public Degrees? DropDifference => Left.MeanDrop is { } left && Right.MeanDrop is { } right ? left - right : null;

    /// <summary>Adds up steps.</summary>
    /// <param name="steps">Steps of one bout or of several, in order; at least one.</param>
    internal static WalkResult Of(IReadOnlyCollection<JudgedEffort> steps)
    {
        // Of the last step of a bout nobody knows how long it took.
        var timed = steps.Where(one => one.Step!.Duration is not null).ToList();
        var minutes = timed.Sum(one => one.Step!.Duration!.Value.Value) / 60;
        return new(
            steps.DistinctBy(one => one.Step!.At).Count(),
            steps.First().Step!.Contact,
            steps.Last().Step!.Contact,
            steps.First().Elapsed,
            steps.Last().Elapsed,
            minutes > 0 ? timed.Count / minutes : 0,
            StepResult.Of(steps, Side.Left),
            StepResult.Of(steps, Side.Right));
    }
}

/// <summary>The steps on one leg.</summary>
/// <param name="Steps">How many.</param>
/// <param name="Level">Level.</param>
/// <param name="NotLevel">Not level.</param>
/// <param name="NotJudged">Not judged.</param>
/// <param name="OverWarn">Of those judged, how many passed warn.</param>
/// <param name="MeanStep">Mean time to the other foot's contact; null where none is known.</param>
/// <param name="MeanDrop">Mean of the largest drops; null where none was judged.</param>
/// <param name="PeakDrop">The largest of them.</param>
public sealed record StepResult(int Steps, int Level, int NotLevel, int NotJudged, int OverWarn, Seconds? MeanStep, Degrees? MeanDrop, Degrees? PeakDrop)
{
    /// <summary>Time of the steps judged, s.</summary>
    public Seconds Judged { get; init; }

    /// <summary>Of that, the time of those that stayed under warn, s.</summary>
    public Seconds InBand { get; init; }

    internal static StepResult Of(IEnumerable<JudgedEffort> all, Side leg)
    {
        var steps = all.Where(one => one.Step!.Leg == leg).ToList();
        var judged = steps.Where(one => one.Reads != Verdict.NotJudged).Select(one => one.Step!).ToList();
        var times = steps.Select(one => one.Step!.Duration?.Value).OfType<double>().ToList();
        var drops = judged.Select(step => step.PeakDrop?.Value).OfType<double>().ToList();
        return new(
            steps.Count,
            steps.Count(one => one.Reads == Verdict.Level),
            steps.Count(one => one.Reads == Verdict.NotLevel),
            steps.Count(one => one.Reads == Verdict.NotJudged),
            judged.Count(step => step.OverWarn),
            times.Count > 0 ? new(times.Average()) : null,
            drops.Count > 0 ? new(drops.Average()) : null,
            drops.Count > 0 ? new(drops.Max()) : null)
        {
            Judged = Sum(judged),
            InBand = Sum(judged.Where(step => !step.OverWarn)),
        };
    }

    private static Seconds Sum(IEnumerable<StepJudged> steps) => new(steps.Sum(step => step.Duration?.Value ?? 0));
}
