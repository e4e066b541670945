using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Core.Movement;
using PelvicFeedback.Core.Posture;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Core.Wire;

namespace PelvicFeedback.Core.Reports.Stored;

/// <summary>
/// What a session came to by its durable events alone: what was said while it went on, less what was taken back. It needs no motion, and says nothing
/// that was not said.
/// </summary>
public static class ToldSummary
{
    private const MotionContent Everything = MotionContent.Orientation | MotionContent.SpecificForce | MotionContent.AngularRate;

    /// <summary>Adds it up.</summary>
    public static AnalysisSummary Of(SessionLog log)
    {
        var (tally, sets) = (new AnalysisTally(), log.Sets);
        var (confidence, stream, last) = (Confidence.None, default(Pseudonym), default(SampleTime));
        var alerts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var one in log.Events.Where(one => one.SensorTime is not null))
        {
            // The sensor started anew, and its clock with it.
            var restarted = stream is not null && stream != one.Id.Stream;
            EventChain? events = restarted ? default(EventChain?).With(new SensorRestarted(one.SensorTime!.Value)) : null;
            last = restarted || stream is null || one.SensorTime > last ? one.SensorTime!.Value : last;
            stream = one.Id.Stream;
            foreach (var decided in Decided(sets, one, alerts))
            {
                events = events.With(decided);
                confidence = After(confidence, decided);
            }

            tally.Add(new Feedback { Time = last, Confidence = restarted ? Confidence.None : confidence, Events = events });
        }

        var summary = tally.Summarize(new() { Name = $"session {log.Id}", Content = HasAcceleration(log) ? Everything : MotionContent.Orientation });
        var unknown = sets.Where(set => set.Band is null).Select(set => set.Number).ToHashSet();
        return summary with
        {
            Samples = 0,
            Stance = default,
            Sets = [.. summary.Sets.Select(set => unknown.Contains(set.Number) ? set with { BandIsKnown = false } : set)],
        };
    }

    private static IEnumerable<PelvicEvent> Decided(IReadOnlyList<ToldSet> sets, LoggedEvent one, Dictionary<string, int> alerts)
    {
        var at = one.SensorTime!.Value;
        if (one.Told?.Phase == SessionPhase.SetStart && sets.FirstOrDefault(set => ReferenceEquals(set.Start, one)) is { } begun)
        {
            yield return new SetStarted(at, begun.Prescription, begun.Band ?? Bands.For(begun.Prescription.Exercise, default)!);
        }
        else if (one.Told?.Phase == SessionPhase.SetEnd && sets.FirstOrDefault(set => ReferenceEquals(set.End, one)) is { } over)
        {
            yield return new SetEnded(at, Summary(over, at));
        }
        else if (one.Alert is { } alert)
        {
            var isNew = alerts.TryAdd(alert.AlertId, alerts.Count + 1);
            var ordinal = alerts[alert.AlertId];
            if (alert.Phase == Phase.Start || isNew)
            {
                yield return new AlertStarted(at, ordinal, alert.Kind, alert.Stance, alert.Exercise, alert.Threshold, alert.Value, alert.Peak);
            }

            if (alert.Phase == Phase.End)
            {
                yield return new AlertEnded(
                    at, ordinal, alert.Kind, alert.Stance, alert.Exercise, alert.Threshold, alert.Value, alert.Peak, alert.Duration ?? default, alert.Reason ?? AlertEnd.Interrupted);
            }
        }

        foreach (var decided in one.Decided)
        {
            yield return decided;
        }
    }

    private static SetSummary Summary(ToldSet set, SampleTime end)
    {
        var result = set.End!.Told!.Result;
        var judged = result?.Judged ?? default;
        return new(
            set.Prescription, set.Start.SensorTime ?? end, end, 0, result?.Level ?? 0, result?.NotLevel ?? 0, result?.NotJudged ?? 0, 0, default,
            judged, new(judged.Value * (result?.InBandPercent ?? 0) / 100), result?.Alerts ?? 0, result?.Peak);
    }

    private static Confidence After(Confidence before, PelvicEvent decided) => decided switch
    {
        Calibrated { Accepted: true, Step: CalibrationStep.Bow } => Confidence.High,
        Calibrated { Accepted: true, Step: CalibrationStep.Static } when before == Confidence.None => Confidence.Low,
        Withdrawn { Reason: WithdrawalReason.Slip } => Confidence.None,
        SensorRestarted => Confidence.None,
        _ => before,
    };

    // A live sensor gives acceleration, unless what was said shows that this one did not.
    private static bool HasAcceleration(SessionLog log)
    {
        var decided = log.Events.SelectMany(one => one.Decided).ToList();
        var squats = decided.OfType<RepetitionJudged>().Where(one => one.Exercise is Exercise.Squat or Exercise.SingleLegSquat).ToList();
        return !decided.Exists(one => one is HoldJudged { Reason: NotJudgedReason.LiftOffNotSeen } or RepetitionJudged { Reason: NotJudgedReason.LiftOffNotSeen })
            && (squats.Count == 0 || squats.Exists(one => one.DepthCm is not null));
    }
}
