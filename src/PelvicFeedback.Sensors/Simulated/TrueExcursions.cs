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

    public static IEnumerable<TrueExcursion> Tell(
        PelvisBody body, IReadOnlyList<TruthEvent> events, double clockStart, IReadOnlyList<(AlertKind Kind, Degrees Threshold)> thresholds)
    {
        var watches = thresholds.Select(one => new Watch(one.Kind, one.Threshold, events)).ToList();
        for (long k = 0; watches.Exists(watch => watch.IsAwake) && body.Reaches(k * Step); k++)
        {
            var truth = SimulatedRun.TruthOf(body.At(k * Step));
            foreach (var watch in watches)
            {
                if (watch.Next(clockStart + (k * Step), truth) is { } over)
                {
                    yield return over;
                }
            }
        }
    }

    /// <summary>Whether anything of that quantity is to be looked at, and from when to when.</summary>
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

    /// <summary>One quantity against one threshold.</summary>
    private sealed class Watch(AlertKind kind, Degrees threshold, IEnumerable<TruthEvent> events)
    {
        private readonly Queue<Look> _looks = new(events.SelectMany(happened => LooksAt(happened, kind)).OrderBy(look => look.From));
        private (double Sum, int Count) _before;
        private (double Start, double Peak)? _over;

        public bool IsAwake => _looks.Count > 0;

        public TrueExcursion? Next(double time, Truth truth)
        {
            if (!_looks.TryPeek(out var look) || time < look.From)
            {
                return null;
            }

            var value = QuantityOf(truth);
            if (time < look.Until || _before.Count == 0)
            {
                _before = (_before.Sum + value, _before.Count + 1);
            }

            var done = time >= look.To;
            var away = time >= look.Until ? Math.Abs(value - (_before.Sum / _before.Count)) : 0;
            if (done)
            {
                // The end of one may be the beginning of the next.
                _looks.Dequeue();
                _before = _looks.TryPeek(out var next) && next.From <= time ? (value, 1) : default;
            }

            if (away >= threshold.Value && !done)
            {
                _over = (_over?.Start ?? time, Math.Max(_over?.Peak ?? 0, away));
                return null;
            }

            var over = _over is { } ended ? new TrueExcursion(new(time), new(ended.Start), kind, threshold, new(ended.Peak)) : null;
            _over = null;
            return over;
        }

        private double QuantityOf(Truth truth) => kind switch
        {
            AlertKind.Turn => truth.Heading.Value,
            AlertKind.Tilt => truth.Tilt.Value,
            AlertKind.Unlevel => truth.Obliquity.Value,
            AlertKind.Sag => truth.LongAxis.Value,
            AlertKind.Roll => truth.Roll.Value,
            _ => throw new InvalidOperationException($"{kind} is told by itself."),
        };
    }
}
