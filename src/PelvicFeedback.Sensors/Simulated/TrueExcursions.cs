using PelvicFeedback.Core.Coaching;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Sensors.Simulated;

/// <summary>
/// Watches the pelvis itself, a hundred times a second, for what exceeds a threshold against where it was before: the turn of each paced
/// repetition against its beginning, tilt and obliquity of a paced set against the second before its mark, sag and roll of a bridge against its
/// first second.
/// </summary>
internal static class TrueExcursions
{
    private const double Step = 0.01;

    public static IEnumerable<TrueExcursion> Tell(PelvisBody body, IEnumerable<TruthEvent> events, double clockStart, AlertKind kind, Degrees threshold)
    {
        var looks = new Queue<Look>(events.SelectMany(happened => LooksAt(happened, kind)).OrderBy(look => look.From));
        var (sum, count) = (0.0, 0);
        (double Start, double Peak)? over = null;
        for (long k = 0; looks.TryPeek(out var look) && body.Reaches(k * Step); k++)
        {
            var time = clockStart + (k * Step);
            var value = QuantityOf(SimulatedRun.TruthOf(body.At(k * Step)), kind);
            if (time >= look.From && (time < look.Until || count == 0))
            {
                (sum, count) = (sum + value, count + 1);
            }

            var away = count > 0 && time >= look.Until ? Math.Abs(value - (sum / count)) : 0;
            var done = time >= look.To;
            if (away >= threshold.Value && !done)
            {
                over = (over?.Start ?? time, Math.Max(over?.Peak ?? 0, away));
            }
            else if (over is { } ended)
            {
                yield return new(new(time), new(ended.Start), kind, new(ended.Peak));
                over = null;
            }

            if (done)
            {
                // The end of one may be the beginning of the next.
                looks.Dequeue();
                (sum, count) = looks.TryPeek(out var next) && next.From <= time ? (value, 1) : (0.0, 0);
            }
        }
    }

    private static double QuantityOf(Truth truth, AlertKind kind) => kind switch
    {
        AlertKind.Turn => truth.Heading.Value,
        AlertKind.Tilt => truth.Tilt.Value,
        AlertKind.Unlevel => truth.Obliquity.Value,
        AlertKind.Sag => truth.LongAxis.Value,
        AlertKind.Roll => truth.Roll.Value,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A drop is told by itself."),
    };

    private static IEnumerable<Look> LooksAt(TruthEvent happened, AlertKind kind)
    {
        switch (happened)
        {
            case TruePacedRepetition paced when kind == AlertKind.Turn:
                yield return new(paced.Start.Seconds, paced.Start.Seconds, paced.At.Seconds);
                break;
            case TrueSet set when kind is AlertKind.Tilt or AlertKind.Unlevel && SessionScript.IsPaced(set.Prescription.Exercise):
                yield return new(set.Start.Seconds - 1, set.Start.Seconds, set.At.Seconds);
                break;
            case TrueBridge bridge when kind is AlertKind.Sag or AlertKind.Roll:
                yield return new(bridge.Risen.Seconds, bridge.Risen.Seconds + 1, bridge.Sinking.Seconds);
                break;
        }
    }

    /// <summary>From where to where the reference is taken, and until when the quantity is held against it; s on the sensor's clock.</summary>
    private readonly record struct Look(double From, double Until, double To);
}
