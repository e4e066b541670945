using System.Text;
using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Reports;
using PelvicFeedback.Core.Reports.Plots;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Tests.Reports;

/// <summary>What a pipeline might say, made by hand.</summary>
internal static class Told
{
    public static readonly Band OneLeg = new(
        new(AlertKind.PelvicDrop, new(2), new(4), new(0.3)), new(AlertKind.Hike, null, new(6), new(1)));

    public static SampleTime At(double seconds) => new(seconds);

    /// <summary>A sample on the left leg in a single-leg stance, unless said otherwise.</summary>
    public static Feedback Sample(
        double t,
        double? obliquity = 1,
        Stance stance = Stance.Left,
        Zone? zone = Zone.Level,
        params PelvicEvent[] events) => new()
        {
            Time = At(t),
            Obliquity = obliquity is { } degrees ? new Degrees(degrees) : null,
            Tilt = obliquity is null ? null : new Degrees(-2.5),
            Stance = stance,
            Confidence = obliquity is null ? Confidence.None : Confidence.Low,
            Zone = zone,
            Prescription = new(Exercise.SingleLegStance, ExerciseSide.Left),
            Events = Chain(events),
        };

    public static EventChain? Chain(params PelvicEvent[] events) =>
        events.Aggregate(default(EventChain?), (chain, next) => chain.With(next));

    public static SetStarted Starts(double t, ExerciseSide side = ExerciseSide.Left, Band? band = null) =>
        new(At(t), new(Exercise.SingleLegStance, side), band ?? OneLeg);

    public static HoldJudged Hold(double t, Verdict verdict, NotJudgedReason? reason = null, ExerciseSide side = ExerciseSide.Left) =>
        new(At(t), At(t), Exercise.SingleLegStance, side, new(0.5), verdict, reason);

    public static RepetitionJudged Rep(double t, int number, Verdict verdict) => new(
        At(t), number, Exercise.SingleLegStance, ExerciseSide.Left, new(0.5), 12.3456, new(3.25), null, Core.Movement.RepetitionSource.Motion,
        true, verdict, null);

    public static AlertStarted Alert(double t, int ordinal) => new(
        At(t), ordinal, AlertKind.PelvicDrop, Stance.Left, Exercise.SingleLegStance, new(4), new(4.5), new(4.75));

    public static AlertEnded Ends(double t, int ordinal) => new(
        At(t), ordinal, AlertKind.PelvicDrop, Stance.Left, Exercise.SingleLegStance, new(4), new(2.9), new(5.25), new(0.8), AlertEnd.Recovered);

    /// <summary>A summary of those samples, under that file's name.</summary>
    public static AnalysisSummary Summary(IEnumerable<Feedback> samples, string name = "session.csv", Action<AnalysisTally>? then = null)
    {
        var tally = new AnalysisTally();
        foreach (var sample in samples)
        {
            tally.Add(sample);
        }

        then?.Invoke(tally);
        return tally.Summarize(new() { Name = name, RateHz = 100, Content = MotionContent.Orientation });
    }

    public static SessionPlots Plots(IEnumerable<Feedback> samples)
    {
        var plots = new SessionPlots();
        foreach (var sample in samples)
        {
            plots.Add(sample);
        }

        return plots;
    }

    /// <summary>The JSON lines of those samples.</summary>
    public static string[] Lines(params Feedback[] samples)
    {
        using var stream = new MemoryStream();
        var buffer = new StreamBuffer(stream);
        var lines = new AnalysisLines(buffer);
        foreach (var sample in samples)
        {
            lines.Write(sample);
        }

        buffer.Flush();
        return Encoding.UTF8.GetString(stream.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>
    /// A minute as long as one likes: a set on the left leg with a level hold, one that is not level with its alert, one that was not
    /// judged, a gap; then a slip that takes back what came after <paramref name="goodUntil"/>.
    /// </summary>
    public static IEnumerable<Feedback> Session(double? goodUntil = null)
    {
        yield return Sample(10, null, Stance.Unknown, null);
        yield return Sample(10.5, 0, Stance.Both, null, new Calibrated(At(10.5), CalibrationStep.Static, true, null, new(1.25), null, null));
        yield return Sample(11, 0.5, events: Starts(11));
        yield return Sample(11.5, 1, events: Hold(11.5, Verdict.Level));
        yield return Sample(12, 3, zone: Zone.Warn);
        yield return Sample(12.5, 5, zone: Zone.Alert, events: Alert(12.5, 1));
        yield return Sample(13, 2.5, Stance.Left, Zone.Warn, Ends(13, 1), Hold(13, Verdict.NotLevel));
        yield return Sample(15, 1, Stance.Left, Zone.Level, new SensorGap(At(15), new(2)), Hold(15, Verdict.NotJudged, NotJudgedReason.Gap));
        yield return Sample(15.5, 1, events: Rep(15.5, 1, Verdict.Level));
        if (goodUntil is { } good)
        {
            yield return Sample(
                16, 1, Stance.Left, null, new BeltSlipped(At(16), new(2.5)), new Withdrawn(At(16), At(good), WithdrawalReason.Slip));
        }

        yield return Sample(16.5, 0, Stance.Both, null, new SetEnded(At(16.5), Nothing())) with { Prescription = null };
    }

    private static SetSummary Nothing() => new(
        new(Exercise.SingleLegStance, ExerciseSide.Left), At(11), At(16), 0, 0, 0, 0, 0, default, default, default, 0, new(5));
}
